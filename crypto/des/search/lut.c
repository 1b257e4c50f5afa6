// SPDX-License-Identifier: MIT
// Look-up tables of three inputs: one vpternlogq computes any of them (search.h).
#include "crypto/des/search/search.h"

#include <stdio.h>

// The 2^k cells into which k nodes divide the inputs we care about.
static uint64_t minterm(const struct circuit *c, const int *nodes, int k, int cell)
{
    uint64_t m = ~(uint64_t)0;
    for (int i = 0; i < k; i++)
        m &= cell >> (k - 1 - i) & 1 ? c->table[nodes[i]] : ~c->table[nodes[i]];
    return m;
}

// A table on these three nodes that fulfils the goal, if the goal is constant on each of the eight cells.
static int one_table(struct circuit *c, const int nodes[3], struct goal goal)
{
    uint8_t function = 0;
    uint64_t table = 0;
    for (int cell = 0; cell < 8; cell++) {
        uint64_t m = minterm(c, nodes, 3, cell), ones = m & goal.care & goal.want;
        if (ones && (m & goal.care & ~goal.want))
            return NONE;
        if (ones) {
            function = (uint8_t)(function | 1 << cell);
            table |= m;
        }
    }
    return add_node(c, (struct node){function, {(uint8_t)nodes[0], (uint8_t)nodes[1], (uint8_t)nodes[2]}},
                    table);
}

// table(table(inner), outer): in each of the four cells of the outer two nodes the inner table has to tell
// the inner cells with value 1 from those with value 0. That is a graph on eight cells to be coloured with
// two colours.
static int inner_function(const struct circuit *c, const int inner[3], const int outer[2], struct goal goal)
{
    unsigned unlike[8] = {0}, like[8] = {0};
    for (int q = 0; q < 4; q++) {
        uint64_t care = goal.care & minterm(c, outer, 2, q);
        unsigned ones = 0, zeros = 0;
        for (int cell = 0; cell < 8; cell++) {
            uint64_t m = minterm(c, inner, 3, cell) & care;
            ones |= (unsigned)((m & goal.want) != 0) << cell;
            zeros |= (unsigned)((m & ~goal.want) != 0) << cell;
        }
        if (ones & zeros)
            return NONE;
        for (int cell = 0; ones && zeros && cell < 8; cell++) {
            like[cell] |= ones >> cell & 1 ? ones : zeros >> cell & 1 ? zeros : 0;
            unlike[cell] |= ones >> cell & 1 ? zeros : zeros >> cell & 1 ? ones : 0;
        }
    }
    unsigned colour[2] = {0, 0};
    for (int cell = 0; cell < 8; cell++) {
        if ((colour[0] | colour[1]) >> cell & 1)
            continue;
        colour[random_below(2)] |= 1u << cell;
        for (int repeat = 0; repeat < 8; repeat++)
            for (int i = 0; i < 8; i++)
                for (int side = 0; side < 2; side++)
                    if (colour[side] >> i & 1) {
                        colour[side] |= like[i];
                        colour[!side] |= unlike[i];
                    }
        if (colour[0] & colour[1])
            return NONE;
    }
    return (int)colour[1];
}

static int two_tables_of(struct circuit *c, const int nodes[5], struct goal goal)
{
    for (int a = 0; a < 5; a++) // the inner table is on all but a and b of the five
        for (int b = a + 1; b < 5; b++) {
            int inner[3], k = 0;
            for (int i = 0; i < 5; i++)
                if (i != a && i != b)
                    inner[k++] = nodes[i];
            for (int d = 0; d < 5; d++)
                for (int e = d + 1; e < 5; e++) {
                    const int outer[2] = {nodes[d], nodes[e]};
                    int function = inner_function(c, inner, outer, goal);
                    if (function == NONE)
                        continue;
                    uint64_t table = 0;
                    for (int cell = 0; cell < 8; cell++)
                        table |= function >> cell & 1 ? minterm(c, inner, 3, cell) : 0;
                    int g = add_node(c,
                                     (struct node){(uint8_t)function,
                                                   {(uint8_t)inner[0], (uint8_t)inner[1], (uint8_t)inner[2]}},
                                     table);
                    return one_table(c, (const int[]){g, outer[0], outer[1]}, goal);
                }
        }
    return NONE;
}

// The sets of k nodes that tell all wanted ones from all wanted zeros, by adding node after node: a cell in
// which both occur is cut in two; the others are done with. `use` is tried on each such set.
struct sets {
    struct circuit *c;
    struct goal goal;
    const int *order;
    int n, k;
    int nodes[8];
    int (*use)(struct circuit *c, const int *nodes, struct goal goal);
    long budget; // of tries, for the costly uses
};

static int extend(struct sets *s, int depth, int from, const uint64_t *mixed, int n_mixed)
{
    if (depth == s->k)
        return n_mixed || s->budget-- <= 0 ? NONE : s->use(s->c, s->nodes, s->goal);
    for (int i = from; i <= s->n - (s->k - depth) && s->budget > 0; i++) {
        uint64_t t = s->c->table[s->order[i]], cut[128];
        int n = 0;
        for (int j = 0; j < n_mixed; j++)
            for (int side = 0; side < 2; side++) {
                uint64_t m = mixed[j] & (side ? t : ~t);
                if ((m & s->goal.want) && (m & ~s->goal.want)) {
                    if (depth == s->k - 1)
                        goto next; // the last node must leave no mixed cell
                    cut[n++] = m;
                }
            }
        s->nodes[depth] = s->order[i];
        int at = extend(s, depth + 1, i + 1, cut, n);
        if (at != NONE)
            return at;
    next:;
    }
    return NONE;
}

static int of_nodes(struct circuit *c, struct goal goal, int k, long budget,
                    int (*use)(struct circuit *c, const int *nodes, struct goal goal))
{
    int order[MAX_NODES];
    shuffled(order, c->n);
    struct sets s = {.c = c, .goal = goal, .order = order, .n = c->n, .k = k, .use = use, .budget = budget};
    return c->n < k ? NONE : extend(&s, 0, 0, &goal.care, 1);
}

static int direct(struct circuit *c, struct goal goal, int limit)
{
    int at = NONE;
    for (int i = 0; i < c->n; i++)
        if (fulfils(c->table[i], goal))
            return i;
    if (c->n + 1 <= limit)
        at = of_nodes(c, goal, 3, 1 << 30, one_table);
    if (at == NONE && c->n + 2 <= limit)
        at = of_nodes(c, goal, 5, 1 << 30, two_tables_of);
    return at;
}

static struct goal rest(const struct circuit *c, struct goal goal, int x, bool side, int first, bool by_xor)
{
    uint64_t there = side ? ~c->table[x] : c->table[x];
    return (struct goal){by_xor ? goal.want ^ c->table[first] : goal.want, goal.care & there};
}

// x ? second : first, or first ^ (x & second); with x complemented when `side`
static int join(struct circuit *c, int x, bool side, int first, int second, bool by_xor, int limit)
{
    if (c->n + 1 > limit)
        return NONE;
    uint64_t there = side ? ~c->table[x] : c->table[x];
    uint64_t f = c->table[first], s = c->table[second];
    uint64_t table = by_xor ? f ^ (there & s) : (f & ~there) | (s & there);
    uint8_t X = side ? 0x0f : 0xf0, F = 0xcc, S = 0xaa;
    uint8_t function = (uint8_t)(by_xor ? F ^ (X & S) : (F & ~X) | (S & X));
    return add_node(c, (struct node){function, {(uint8_t)x, (uint8_t)first, (uint8_t)second}}, table);
}

// ---- outputs: sums of terms, each of them one instruction, for vpternlog takes the output as its third
// input ----

// Is the goal a table of two nodes?
static bool one_term(const struct circuit *c, struct goal goal, int a, int b, struct term *term)
{
    const int nodes[2] = {a, b};
    *term = (struct term){0, {(uint8_t)a, (uint8_t)b}};
    for (int cell = 0; cell < 4; cell++) {
        uint64_t m = minterm(c, nodes, 2, cell) & goal.care;
        if ((m & goal.want) && (m & ~goal.want))
            return false;
        if (m & goal.want)
            term->function = (uint8_t)(term->function | 1 << cell);
    }
    return true;
}

// All terms that there could be, found by their table on what we care about; of a table and its complement
// only the one with a 0 at the first place we care about.
enum { SLOTS = 1 << 15 };

struct terms {
    uint64_t care;
    int n, slot[SLOTS];
    struct term term[5 * MAX_NODES * MAX_NODES / 2];
    uint64_t table[5 * MAX_NODES * MAX_NODES / 2];
};

static uint64_t normal(uint64_t table, uint64_t care)
{
    return (table & (care & -care) ? ~table : table) & care;
}

// The slot of a table, or the free one where it belongs
static int *find(struct terms *all, uint64_t table)
{
    uint64_t h = (table * 0x9e3779b97f4a7c15u) >> 49;
    while (all->slot[h] != NONE && all->table[all->slot[h]] != table)
        h = (h + 1) % SLOTS;
    return &all->slot[h];
}

static void all_terms(struct terms *all, const struct circuit *c, uint64_t care)
{
    static const uint8_t functions[] = {0x8, 0x4, 0x2, 0x1, 0x6}; // a and b, a and not b, ..., a xor b
    int order[MAX_NODES];
    shuffled(order, c->n);
    all->care = care;
    all->n = 0;
    for (int i = 0; i < SLOTS; i++)
        all->slot[i] = NONE;
    for (int i = 0; i < c->n; i++)
        for (int j = 0; j < i; j++)
            for (int k = 0; k < 5 && all->n < SLOTS * 3 / 4; k++) {
                struct term term = {functions[k], {(uint8_t)order[i], (uint8_t)order[j]}};
                uint64_t table = normal(term_table(c, term), care);
                int *slot = find(all, table);
                if (*slot != NONE)
                    continue;
                *slot = all->n;
                all->term[all->n] = term;
                all->table[all->n++] = table;
            }
}

// Complement the last term if the sum of all came out complemented.
static void set_polarity(struct circuit *c, int o, struct goal goal)
{
    uint64_t sum = 0;
    for (int i = 0; i < c->n_terms[o]; i++)
        sum ^= term_table(c, c->term[o][i]);
    if (!fulfils(sum, goal))
        c->term[o][c->n_terms[o] - 1].function ^= 0xf;
}

static bool two_terms(struct circuit *c, int o, struct goal goal, struct terms *all)
{
    uint64_t want = normal(goal.want, goal.care);
    for (int i = 0; i < all->n; i++) {
        int other = *find(all, want ^ all->table[i]);
        if (other == NONE)
            continue;
        add_term(c, o, all->term[i]);
        add_term(c, o, all->term[other]);
        set_polarity(c, o, goal);
        return true;
    }
    return false;
}

static bool three_terms(struct circuit *c, int o, struct goal goal, struct terms *all)
{
    for (int tries = 0; tries < 100 && all->n; tries++) {
        int i = (int)random_below((unsigned)all->n);
        struct goal left = {goal.want ^ all->table[i], goal.care};
        if (!two_terms(c, o, left, all))
            continue;
        add_term(c, o, all->term[i]);
        set_polarity(c, o, goal);
        return true;
    }
    return false;
}

static bool sum_of_terms(struct circuit *c, int o, struct goal goal, int limit)
{
    static _Thread_local struct terms all;
    int room = limit - cost(c);
    struct term term;
    for (int a = 0; a < c->n; a++)
        for (int b = 0; b < a && room >= 1; b++)
            if (one_term(c, goal, a, b, &term)) {
                add_term(c, o, term);
                return true;
            }
    if (room < 2)
        return false;
    all_terms(&all, c, goal.care);
    return two_terms(c, o, goal, &all) || (room >= 3 && three_terms(c, o, goal, &all));
}

static bool as_node(struct circuit *c, int o, struct goal goal, unsigned inputs, int limit)
{
    int room = limit - cost(c) - 1; // one for the term
    int at = realise(&lut_basis, c, goal, inputs, c->n + room);
    if (at != NONE)
        add_term(c, o, (struct term){ALONE, {(uint8_t)at, (uint8_t)at}});
    return at != NONE;
}

static bool accumulate(struct circuit *c, int o, struct goal goal, unsigned inputs, int limit);

// Where x is `side` by terms alone; for the rest the term (x and second), with x complemented when `side`
static bool split_output(struct circuit *c, int o, struct goal goal, int x, unsigned inputs, int limit)
{
    bool side = random_below(2);
    uint64_t here = side ? c->table[x] : ~c->table[x], sum = 0;
    if (!accumulate(c, o, (struct goal){goal.want, goal.care & here}, inputs, limit - 1))
        return false;
    for (int i = 0; i < c->n_terms[o]; i++)
        sum ^= term_table(c, c->term[o][i]);
    int room = limit - cost(c) - 1;
    int second =
        realise(&lut_basis, c, (struct goal){goal.want ^ sum, goal.care & ~here}, inputs, c->n + room);
    if (second == NONE || c->n_terms[o] == MAX_TERMS)
        return false;
    add_term(c, o, (struct term){side ? 0x2 : 0x8, {(uint8_t)x, (uint8_t)second}});
    return true;
}

static bool accumulate(struct circuit *c, int o, struct goal goal, unsigned inputs, int limit)
{
    int order[INPUTS];
    if (sum_of_terms(c, o, goal, limit))
        return true;
    struct circuit best, trial = *c;
    bool found = as_node(&trial, o, goal, inputs, limit);
    if (found) {
        best = trial;
        limit = cost(&best) - 1;
    }
    shuffled(order, INPUTS);
    for (int i = 0; i < INPUTS; i++) {
        if (!(inputs >> order[i] & 1))
            continue;
        trial = *c;
        if (split_output(&trial, o, goal, order[i], inputs & ~(1u << order[i]), limit)) {
            found = true;
            best = trial;
            limit = cost(&best) - 1;
        }
    }
    if (found)
        *c = best;
    return found;
}

static bool output(struct circuit *c, int o, struct goal goal, int limit)
{
    return accumulate(c, o, goal, (1u << INPUTS) - 1, limit);
}

// ---- printing ----

static const char *name(char *text, int at)
{
    sprintf(text, at < INPUTS ? "x%d" : "t%d", at < INPUTS ? at + 1 : at - INPUTS + 1);
    return text;
}

// y xor the term, as a table of y and the term's two nodes
static void print_term(struct term term, int o)
{
    char a[16], b[16];
    name(a, term.in[0]);
    name(b, term.in[1]);
    if (term.function == ALONE)
        printf("    XOR_TO(y%d, %s);\n", o + 1, a);
    else
        printf("    TERNARY_TO(y%d, 0x%02x, *y%d, %s, %s);\n", o + 1,
               (unsigned)(term.function | (~term.function & 0xf) << 4), o + 1, a, b);
}

static void print(const struct circuit *c, int box)
{
    bool done[OUTPUTS][MAX_TERMS] = {0};
    printf("// S%d: %d tables, cost %d\nSBOX(%d)\n{\n", box + 1, c->n - INPUTS, cost(c), box + 1);
    for (int i = INPUTS - 1; i < c->n; i++) {
        char out[16], in[3][16];
        if (i >= INPUTS)
            printf("    TERNARY(%s, 0x%02x, %s, %s, %s);\n", name(out, i), c->node[i].function,
                   name(in[0], c->node[i].in[0]), name(in[1], c->node[i].in[1]),
                   name(in[2], c->node[i].in[2]));
        for (int o = 0; o < OUTPUTS; o++)
            for (int k = 0; k < c->n_terms[o]; k++) {
                struct term term = c->term[o][k];
                if (done[o][k] || term.in[0] > i || term.in[1] > i)
                    continue;
                done[o][k] = true;
                print_term(term, o);
            }
    }
    printf("}\n\n");
}

const struct basis lut_basis = {
    .name = "lut", .direct = direct, .rest = rest, .join = join, .output = output, .print = print};
