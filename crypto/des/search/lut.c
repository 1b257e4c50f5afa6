// SPDX-License-Identifier: MIT
// Look-up tables of three inputs: one vpternlogq computes any of them (search.h).
#include "crypto/des/search/lut.h"

// The 2^k cells into which k nodes divide the inputs we care about.
uint64_t minterm(const struct circuit *c, const int *nodes, int k, int cell)
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

const struct basis lut_basis = {
    .name = "lut", .direct = direct, .rest = rest, .join = join, .output = lut_output, .print = lut_print};
