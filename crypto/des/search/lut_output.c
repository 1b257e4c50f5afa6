// SPDX-License-Identifier: MIT
// The outputs of circuits of three-input tables. An output is xored to a half of the block, and vpternlog
// takes that half as its third input: so a function of two nodes can be added without being made first. An
// output is a sum of such terms, each of them one instruction (search.h).
#include "crypto/des/search/lut.h"

#include <stdio.h>

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

static bool as_node(struct circuit *c, int o, struct goal goal, unsigned places, int limit)
{
    int room = limit - cost(c) - 1; // one for the term
    int at = realise(&lut_basis, c, goal, places, c->n + room);
    if (at != NONE)
        add_term(c, o, (struct term){ALONE, {(uint8_t)at, (uint8_t)at}});
    return at != NONE;
}

static bool accumulate(struct circuit *c, int o, struct goal goal, unsigned places, int limit);

// Where x is `side` by terms alone; for the rest the term (x and second), with x complemented when `side`
static bool split_output(struct circuit *c, int o, struct goal goal, int x, unsigned places, int limit)
{
    bool side = random_below(2);
    uint64_t here = side ? c->table[x] : ~c->table[x], sum = 0;
    if (!accumulate(c, o, (struct goal){goal.want, goal.care & here}, places, limit - 1))
        return false;
    for (int i = 0; i < c->n_terms[o]; i++)
        sum ^= term_table(c, c->term[o][i]);
    int room = limit - cost(c) - 1;
    int second =
        realise(&lut_basis, c, (struct goal){goal.want ^ sum, goal.care & ~here}, places, c->n + room);
    if (second == NONE || c->n_terms[o] == MAX_TERMS)
        return false;
    add_term(c, o, (struct term){side ? 0x2 : 0x8, {(uint8_t)x, (uint8_t)second}});
    return true;
}

static bool accumulate(struct circuit *c, int o, struct goal goal, unsigned places, int limit)
{
    int order[INPUTS];
    if (sum_of_terms(c, o, goal, limit))
        return true;
    struct circuit best, trial = *c;
    bool found = as_node(&trial, o, goal, places, limit);
    if (found) {
        best = trial;
        limit = cost(&best) - 1;
    }
    shuffled(order, INPUTS);
    for (int i = 0; i < SPLITS; i++) {
        unsigned left;
        int x = place_to_split(c, places, order, i, &left);
        if (x == NONE)
            continue;
        trial = *c;
        if (split_output(&trial, o, goal, x, left, limit)) {
            found = true;
            best = trial;
            limit = cost(&best) - 1;
        }
    }
    if (found)
        *c = best;
    return found;
}

bool lut_output(struct circuit *c, int o, struct goal goal, int limit)
{
    return accumulate(c, o, goal, ANYWHERE, limit);
}

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

void lut_print(const struct circuit *c, int box)
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
