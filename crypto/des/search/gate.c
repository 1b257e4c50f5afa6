// SPDX-License-Identifier: MIT
// Gates of two inputs that every processor has: and, or, exclusive or, and "a and not b" (search.h).
#include "crypto/des/search/search.h"

#include <stdio.h>

enum gate_kind { AND, OR, XOR, ANDNOT, NOT, KINDS, NODE };

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

// What a gate may be made of: the nodes (which cost nothing), and all gates on two nodes that there could be.
// Only what differs on the inputs we care about; found by a hash table.
enum { ITEMS = 16000, SLOTS = 1 << 15 };

struct item {
    uint64_t table; // on what we care about
    uint8_t kind, a, b;
};

struct items {
    int n_nodes, n; // the nodes come first
    struct item item[ITEMS];
    int slot[SLOTS];
};

// The slot of a table, or the free one where it belongs
static int *find(struct items *all, uint64_t table)
{
    uint64_t h = (table * 0x9e3779b97f4a7c15u) >> 49;
    while (all->slot[h] != NONE && all->item[all->slot[h]].table != table)
        h = (h + 1) % SLOTS;
    return &all->slot[h];
}

static void add_item(struct items *all, struct item item)
{
    int *slot = find(all, item.table);
    if (*slot != NONE || all->n == ITEMS)
        return;
    *slot = all->n;
    all->item[all->n++] = item;
}

static void nodes_as_items(struct items *all, const struct circuit *c, const int *order, uint64_t care)
{
    for (int i = 0; i < SLOTS; i++)
        all->slot[i] = NONE;
    all->n = 0;
    for (int i = 0; i < c->n; i++)
        add_item(all, (struct item){c->table[order[i]] & care, NODE, (uint8_t)order[i], (uint8_t)order[i]});
    all->n_nodes = all->n;
}

static void gates_as_items(struct items *all, const struct circuit *c, uint64_t care)
{
    for (int i = 0; i < all->n_nodes; i++)
        for (int j = 0; j < i; j++)
            for (int way = 0; way < 5; way++) {
                int a = all->item[way == 4 ? j : i].a, b = all->item[way == 4 ? i : j].a;
                enum gate_kind kind = way == 4 ? ANDNOT : (enum gate_kind)way;
                uint64_t table = gate(kind, c->table[a], c->table[b]) & care;
                add_item(all, (struct item){table, (uint8_t)kind, (uint8_t)a, (uint8_t)b});
            }
}

// The node of an item, made now if it is a gate
static int realise_item(struct circuit *c, const struct item *item)
{
    return item->kind == NODE ? item->a : add_gate(c, (enum gate_kind)item->kind, item->a, item->b);
}

static int join_items(struct circuit *c, enum gate_kind kind, const struct item *x, const struct item *y)
{
    int first = realise_item(c, x);
    return add_gate(c, kind, first, realise_item(c, y));
}

// Two items from these ranges, one of each, whose exclusive or is the goal
static int by_xor(struct circuit *c, struct goal goal, struct items *all, const int first[2],
                  const int second[2])
{
    for (int i = first[0]; i < first[1]; i++) {
        int j = *find(all, all->item[i].table ^ (goal.want & goal.care));
        if (j >= second[0] && j < second[1])
            return join_items(c, XOR, &all->item[i], &all->item[j]);
    }
    return NONE;
}

// Does the item come into question? As x or y of x and y, of x and not y, of x or y: alone it must spoil
// nothing.
static bool fits(enum gate_kind kind, bool is_second, uint64_t table, struct goal goal)
{
    if (kind == OR)
        return (table & ~goal.want & goal.care) == 0;
    if (kind == ANDNOT && is_second)
        return (table & goal.want & goal.care) == 0;
    return (~table & goal.want & goal.care) == 0;
}

static int by_and_or(struct circuit *c, struct goal goal, const struct items *all, const int first[2],
                     const int second[2], enum gate_kind kind)
{
    enum { LONGEST = 500 };
    int fit[2][LONGEST], n[2] = {0, 0};
    for (int i = first[0]; i < first[1] && n[0] < LONGEST; i++)
        if (fits(kind, false, all->item[i].table, goal))
            fit[0][n[0]++] = i;
    for (int i = second[0]; i < second[1] && n[1] < LONGEST; i++)
        if (fits(kind, true, all->item[i].table, goal))
            fit[1][n[1]++] = i;
    for (int i = 0; i < n[0]; i++)
        for (int j = 0; j < n[1]; j++) {
            const struct item *x = &all->item[fit[0][i]], *y = &all->item[fit[1][j]];
            if (fulfils(gate(kind, x->table, y->table), goal))
                return join_items(c, kind, x, y);
        }
    return NONE;
}

static int from_ranges(struct circuit *c, struct goal goal, struct items *all, const int first[2],
                       const int second[2])
{
    int at = by_xor(c, goal, all, first, second);
    at = at != NONE ? at : by_and_or(c, goal, all, first, second, AND);
    at = at != NONE ? at : by_and_or(c, goal, all, first, second, OR);
    at = at != NONE ? at : by_and_or(c, goal, all, first, second, ANDNOT);
    return at != NONE ? at : by_and_or(c, goal, all, second, first, ANDNOT);
}

static int direct(struct circuit *c, struct goal goal, int limit)
{
    static _Thread_local struct items all;
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
    nodes_as_items(&all, c, order, goal.care);
    const int nodes[2] = {0, all.n_nodes};
    at = from_ranges(c, goal, &all, nodes, nodes); // one gate on two nodes
    if (at != NONE || c->n + 2 > limit)
        return at;
    gates_as_items(&all, c, goal.care);
    const int gates[2] = {all.n_nodes, all.n};
    at = from_ranges(c, goal, &all, nodes, gates); // one on a node and a gate
    if (at != NONE || c->n + 3 > limit)
        return at;
    return from_ranges(c, goal, &all, gates, gates); // one on two gates
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
    int at = realise(&gate_basis, c, goal, ANYWHERE, c->n + room);
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
