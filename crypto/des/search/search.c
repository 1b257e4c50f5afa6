// SPDX-License-Identifier: MIT
// The search itself, for any basis of gates (search.h).
#include "crypto/des/search/search.h"

#include "crypto/des/tables.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

static uint64_t random_state;

unsigned random_below(unsigned n)
{
    random_state = random_state * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)((random_state >> 33) % n);
}

void shuffled(int *order, int n)
{
    for (int i = 0; i < n; i++) {
        int j = (int)random_below((unsigned)i + 1);
        order[i] = i;
        order[i] = order[j];
        order[j] = i;
    }
}

int add_node(struct circuit *c, struct node node, uint64_t table)
{
    c->node[c->n] = node;
    c->table[c->n] = table;
    return c->n++;
}

void add_term(struct circuit *c, int o, struct term term)
{
    c->term[o][c->n_terms[o]++] = term;
}

uint64_t term_table(const struct circuit *c, struct term term)
{
    uint64_t a = c->table[term.in[0]], b = c->table[term.in[1]], table = 0;
    for (int v = 0; v < 4; v++)
        if (term.function >> v & 1)
            table |= (v & 2 ? a : ~a) & (v & 1 ? b : ~b);
    return table;
}

int cost(const struct circuit *c)
{
    int total = c->n - INPUTS;
    for (int o = 0; o < OUTPUTS; o++)
        total += c->n_terms[o];
    return total;
}

bool fulfils(uint64_t table, struct goal goal)
{
    return ((table ^ goal.want) & goal.care) == 0;
}

// The goal split at node x: one half first, then the rest, then both together.
static int split(const struct basis *basis, struct circuit *c, struct goal goal, int x, unsigned places,
                 int limit)
{
    bool side = random_below(2), by_xor = random_below(2);
    uint64_t here = side ? c->table[x] : ~c->table[x];
    int first = realise(basis, c, (struct goal){goal.want, goal.care & here}, places, limit - 1);
    if (first == NONE)
        return NONE;
    int second = realise(basis, c, basis->rest(c, goal, x, side, first, by_xor), places, limit - 1);
    return second == NONE ? NONE : basis->join(c, x, side, first, second, by_xor, limit);
}

int place_to_split(const struct circuit *c, unsigned places, const int order[INPUTS], int i, unsigned *left)
{
    *left = places & ~(unsigned)ANY_NODE;
    if (i >= INPUTS)
        return (places & ANY_NODE) && c->n > INPUTS ? INPUTS + (int)random_below((unsigned)(c->n - INPUTS))
                                                    : NONE;
    *left &= ~(1u << order[i]);
    return places >> order[i] & 1 ? order[i] : NONE;
}

int realise(const struct basis *basis, struct circuit *c, struct goal goal, unsigned places, int limit)
{
    int order[INPUTS], at = basis->direct(c, goal, limit), best_at = NONE;
    if (at != NONE || c->n >= limit)
        return at;
    struct circuit best;
    shuffled(order, INPUTS);
    for (int i = 0; i < SPLITS; i++) {
        unsigned left;
        int x = place_to_split(c, places, order, i, &left);
        if (x == NONE)
            continue;
        struct circuit trial = *c;
        at = split(basis, &trial, goal, x, left, limit);
        if (at != NONE) {
            best = trial;
            best_at = at;
            limit = trial.n - 1; // from now on only what is better
        }
    }
    if (best_at != NONE)
        *c = best;
    return best_at;
}

static void start(struct circuit *c)
{
    memset(c, 0, sizeof *c);
    c->n = INPUTS;
    for (int v = 0; v < 64; v++)
        for (int i = 0; i < INPUTS; i++)
            c->table[i] |= (uint64_t)(v >> (INPUTS - 1 - i) & 1) << v;
}

// Output `o` of the S-box as FIPS 46-3 prints it: the row is b1 b6, the column b2 to b5.
static uint64_t output_table(int box, int o)
{
    const uint8_t *cells = des_S[box].cells;
    uint64_t table = 0;
    for (int v = 0; v < 64; v++) {
        int row = (v >> 4 & 2) | (v & 1), column = v >> 1 & 15;
        table |= (uint64_t)(cells[16 * row + column] >> (OUTPUTS - 1 - o) & 1) << v;
    }
    return table;
}

// What the outputs in the set `keep` need of `from`, and nothing else.
static void keep_cones(struct circuit *c, const struct circuit *from, unsigned keep)
{
    bool needed[MAX_NODES] = {0};
    uint8_t moved[MAX_NODES];
    for (int o = 0; o < OUTPUTS; o++)
        for (int i = 0; (keep >> o & 1) && i < from->n_terms[o]; i++)
            needed[from->term[o][i].in[0]] = needed[from->term[o][i].in[1]] = true;
    for (int i = from->n - 1; i >= INPUTS; i--)
        for (int j = 0; needed[i] && j < 3; j++)
            needed[from->node[i].in[j]] = true;
    start(c);
    for (int i = 0; i < from->n; i++) {
        struct node node = from->node[i];
        for (int j = 0; needed[i] && i >= INPUTS && j < 3; j++)
            node.in[j] = moved[node.in[j]];
        moved[i] = (uint8_t)(i < INPUTS ? i : needed[i] ? add_node(c, node, from->table[i]) : 0);
    }
    for (int o = 0; o < OUTPUTS; o++) {
        c->inverted[o] = from->inverted[o];
        for (int i = 0; (keep >> o & 1) && i < from->n_terms[o]; i++) {
            struct term term = from->term[o][i];
            add_term(c, o, (struct term){term.function, {moved[term.in[0]], moved[term.in[1]]}});
        }
    }
}

// Make the outputs that are not there yet, in random order.
static bool complete(const struct basis *basis, struct circuit *c, int box, int limit)
{
    int order[OUTPUTS];
    shuffled(order, OUTPUTS);
    for (int i = 0; i < OUTPUTS; i++) {
        int o = order[i];
        if (c->n_terms[o])
            continue;
        c->inverted[o] = basis->either_polarity && random_below(2);
        uint64_t want = output_table(box, o) ^ (c->inverted[o] ? ~(uint64_t)0 : 0);
        if (!basis->output(c, o, (struct goal){want, ~(uint64_t)0}, limit))
            return false;
    }
    return true;
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

// Take down and rebuild some outputs of a circuit, and go on with what is not worse; after long idleness
// start anew.
void search_box(const struct basis *basis, int box, double seconds, uint64_t seed)
{
    enum { PATIENCE = 300, NOTHING = MAX_NODES - INPUTS };
    struct circuit best = {0}, current = {0}, trial;
    double began = now(), at = 0;
    int best_cost = NOTHING, current_cost = NOTHING, idle = 0;
    random_state = seed * 2654435761u + (uint64_t)box;
    while ((at = now() - began) < seconds) {
        if (idle++ > PATIENCE) {
            idle = 0;
            current_cost = NOTHING;
        }
        if (current_cost == NOTHING)
            start(&trial);
        else
            keep_cones(&trial, &current, random_below((1u << OUTPUTS) - 1));
        if (!complete(basis, &trial, box, current_cost))
            continue;
        keep_cones(&current, &trial, (1u << OUTPUTS) - 1); // without what is not used
        idle = cost(&current) < current_cost ? 0 : idle;
        current_cost = cost(&current);
        if (current_cost < best_cost) {
            best = current;
            best_cost = current_cost;
            fprintf(stderr, "S%d %s: %d after %.0f s\n", box + 1, basis->name, best_cost, at);
        }
    }
    basis->print(&best, box);
}
