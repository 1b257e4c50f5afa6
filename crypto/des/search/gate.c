// SPDX-License-Identifier: MIT
// Gates of two inputs that every processor has: and, or, exclusive or, and "a and not b" (search.h).
#include "crypto/des/search/search.h"

#include <stdio.h>

enum gate_kind { AND, OR, XOR, ANDNOT, NOT, KINDS };

static uint64_t gate(enum gate_kind kind, uint64_t a, uint64_t b)
{
    switch (kind) {
    case AND:
        return a & b;
    case OR:
        return a | b;
    case XOR:
        return a ^ b;
    case ANDNOT:
        return a & ~b;
    default:
        return ~a;
    }
}

static int add_gate(struct circuit *c, enum gate_kind kind, int a, int b)
{
    return add_node(c, (struct node){(uint8_t)kind, {(uint8_t)a, (uint8_t)b, (uint8_t)b}},
                    gate(kind, c->table[a], c->table[b]));
}

// One gate on two values t and u. ANDNOT is tried both ways, which *swapped tells.
static int fitting(uint64_t t, uint64_t u, struct goal goal, bool *swapped)
{
    *swapped = false;
    for (enum gate_kind kind = AND; kind <= ANDNOT; kind++)
        if (fulfils(gate(kind, t, u), goal))
            return (int)kind;
    *swapped = true;
    return fulfils(u & ~t, goal) ? ANDNOT : NONE;
}

static int add_fitting(struct circuit *c, int a, int b, struct goal goal)
{
    bool swapped;
    int kind = fitting(c->table[a], c->table[b], goal, &swapped);
    if (kind == NONE)
        return NONE;
    return swapped ? add_gate(c, (enum gate_kind)kind, b, a) : add_gate(c, (enum gate_kind)kind, a, b);
}

// All gates on pairs of nodes that there could be
struct candidate {
    uint64_t table;
    uint8_t kind, a, b;
};

static int candidates(const struct circuit *c, const int *order, struct candidate *list)
{
    int n = 0;
    for (int i = 0; i < c->n; i++)
        for (int j = 0; j < i; j++)
            for (int way = 0; way < 5; way++) {
                int a = order[way == 4 ? j : i], b = order[way == 4 ? i : j];
                enum gate_kind kind = way == 4 ? ANDNOT : (enum gate_kind)way;
                list[n++] = (struct candidate){gate(kind, c->table[a], c->table[b]), (uint8_t)kind,
                                               (uint8_t)a, (uint8_t)b};
            }
    return n;
}

static int add_candidate(struct circuit *c, const struct candidate *g)
{
    return add_gate(c, (enum gate_kind)g->kind, g->a, g->b);
}

// gate(gate(a, b), d)
static int two_gates(struct circuit *c, struct goal goal, const struct candidate *list, int n,
                     const int *order)
{
    for (int d = 0; d < c->n; d++)
        for (int i = 0; i < n; i++) {
            bool swapped;
            if (fitting(list[i].table, c->table[order[d]], goal, &swapped) != NONE)
                return add_fitting(c, add_candidate(c, &list[i]), order[d], goal);
        }
    return NONE;
}

// gate(gate(a, b), gate(d, e)) of one kind. Only such candidates can take part as do not spoil it alone: for
// AND those that are 1 wherever the goal is, for OR those that are 0 wherever it is; XOR finds its partner in
// a hash table.
static int three_gates_and_or(struct circuit *c, struct goal goal, const struct candidate *list, int n,
                              bool is_or)
{
    static _Thread_local int fit[2][5 * MAX_NODES * MAX_NODES / 2];
    int n_fit[2] = {0, 0};
    uint64_t spare =
        is_or ? 0 : ~(uint64_t)0; // AND: goal <= t; its complement: goal <= ~t. OR: the other way round
    for (int i = 0; i < n; i++)
        for (int complement = 0; complement < 2; complement++) {
            uint64_t t = complement ? ~list[i].table : list[i].table;
            bool fits = is_or ? (t & ~goal.want & goal.care) == 0 : (~t & goal.want & goal.care) == 0;
            if (fits && !(is_or && complement) && (t & goal.care) != (spare & goal.care))
                fit[complement][n_fit[complement]++] = i;
        }
    for (int i = 0; i < n_fit[0]; i++)
        for (int complement = 0; complement < 2; complement++)
            for (int j = complement ? 0 : i + 1; j < n_fit[complement]; j++) {
                const struct candidate *g = &list[fit[0][i]], *h = &list[fit[complement][j]];
                enum gate_kind kind = is_or ? OR : complement ? ANDNOT : AND;
                if (!fulfils(gate(kind, g->table, h->table), goal))
                    continue;
                int first = add_candidate(c, g);
                return add_gate(c, kind, first, add_candidate(c, h));
            }
    return NONE;
}

static int three_gates_xor(struct circuit *c, struct goal goal, const struct candidate *list, int n)
{
    enum { SLOTS = 1 << 16 };
    static _Thread_local int slot[SLOTS];
    for (int i = 0; i < SLOTS; i++)
        slot[i] = NONE;
    for (int i = 0; i < n; i++) {
        uint64_t t = list[i].table & goal.care, partner = t ^ (goal.want & goal.care);
        uint64_t h = (partner * 0x9e3779b97f4a7c15u) >> 48;
        for (; slot[h] != NONE; h = (h + 1) % SLOTS)
            if ((list[slot[h]].table & goal.care) == partner) {
                int first = add_candidate(c, &list[i]);
                return add_gate(c, XOR, first, add_candidate(c, &list[slot[h]]));
            }
        for (h = (t * 0x9e3779b97f4a7c15u) >> 48; slot[h] != NONE; h = (h + 1) % SLOTS)
            if ((list[slot[h]].table & goal.care) == t)
                break;
        slot[h] = i;
    }
    return NONE;
}

static int direct(struct circuit *c, struct goal goal, int limit)
{
    static _Thread_local struct candidate list[5 * MAX_NODES * MAX_NODES / 2];
    int order[MAX_NODES], at = NONE;
    for (int i = 0; i < c->n; i++)
        if (fulfils(c->table[i], goal))
            return i;
    if (c->n + 1 > limit)
        return NONE;
    for (int i = 0; i < c->n; i++)
        if (fulfils(~c->table[i], goal))
            return add_gate(c, NOT, i, i);
    shuffled(order, c->n);
    for (int i = 0; i < c->n && at == NONE; i++)
        for (int j = 0; j < i && at == NONE; j++)
            at = add_fitting(c, order[i], order[j], goal);
    if (at != NONE || c->n + 2 > limit)
        return at;
    int n = candidates(c, order, list);
    at = two_gates(c, goal, list, n, order);
    if (at != NONE || c->n + 3 > limit)
        return at;
    at = three_gates_xor(c, goal, list, n);
    at = at != NONE ? at : three_gates_and_or(c, goal, list, n, false);
    return at != NONE ? at : three_gates_and_or(c, goal, list, n, true);
}

// first ^ (second & x), or & ~x when `side`
static struct goal rest(const struct circuit *c, struct goal goal, int x, bool side, int first, bool by_xor)
{
    (void)by_xor; // a multiplexer would cost three gates
    uint64_t there = side ? ~c->table[x] : c->table[x];
    return (struct goal){goal.want ^ c->table[first], goal.care & there};
}

static int join(struct circuit *c, int x, bool side, int first, int second, bool by_xor, int limit)
{
    (void)by_xor;
    if (c->n + 2 > limit)
        return NONE;
    int masked = add_gate(c, side ? ANDNOT : AND, second, x);
    return add_gate(c, XOR, first, masked);
}

static bool output(struct circuit *c, int o, struct goal goal, int limit)
{
    int room = limit - cost(c) - 1; // one for the term
    int at = realise(&gate_basis, c, goal, (1u << INPUTS) - 1, c->n + room);
    if (at == NONE)
        return false;
    add_term(c, o, (struct term){ALONE, {(uint8_t)at, (uint8_t)at}});
    return true;
}

static void name(char *text, int at)
{
    sprintf(text, at < INPUTS ? "x%d" : "t%d", at < INPUTS ? at + 1 : at - INPUTS + 1);
}

static void print(const struct circuit *c, int box)
{
    static const char *const names[KINDS] = {"AND", "OR", "XOR", "ANDNOT", "NOT"};
    printf("// S%d: %d gates, cost %d\nSBOX(%d)\n{\n", box + 1, c->n - INPUTS, cost(c), box + 1);
    for (int i = INPUTS; i < c->n; i++) {
        char out[16], in[2][16];
        name(out, i);
        name(in[0], c->node[i].in[0]);
        name(in[1], c->node[i].in[1]);
        if (c->node[i].function == NOT)
            printf("    GATE(%s, NOT, %s);\n", out, in[0]);
        else
            printf("    GATE(%s, %s, %s, %s);\n", out, names[c->node[i].function], in[0], in[1]);
        for (int o = 0; o < OUTPUTS; o++)
            if (c->term[o][0].in[0] == i)
                printf("    XOR_TO(y%d, %s);%s\n", o + 1, out, c->inverted[o] ? " // complemented" : "");
    }
    printf("}\n\n");
}

const struct basis gate_basis = {.name = "gates",
                                 .either_polarity = true,
                                 .direct = direct,
                                 .rest = rest,
                                 .join = join,
                                 .output = output,
                                 .print = print};
