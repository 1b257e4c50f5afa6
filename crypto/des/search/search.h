// SPDX-License-Identifier: MIT
// A search for small logic circuits that compute the DES S-boxes: where the bitslice engines' come from.
//
// An S-box has six inputs, so each of its four outputs, like every value between, is a function of six bits:
// 64 bits of truth table, one machine word. A circuit is a list of such words: the six inputs, then the
// gates, each made of earlier ones. One instruction on words tells what a gate computes for all 64 inputs.
//
// The method is M. Kwan's ("Reducing the gate count of bitslice DES", 2000), with gates of two inputs or, for
// the ternary logic of AVX-512, look-up tables of three. To realise a function:
//
// - is it there already? Does one gate on what is there give it, or two, or three? (basis->direct)
// - else choose an input x, realise the function where x = 0 and then where x = 1, each with half as many
//   values to care about, and put the halves together with x (basis->join).
//
// What was made for one output is there for the next. Everything is tried in random order, again and again,
// and a good circuit is partly taken down and rebuilt (search.c).
#ifndef GLASSLOCK_DES_SEARCH_H
#define GLASSLOCK_DES_SEARCH_H

#include <stdbool.h>
#include <stdint.h>

enum { INPUTS = 6, OUTPUTS = 4, MAX_NODES = 100, MAX_TERMS = 8, NONE = -1 };

// A function that we want, on the inputs that we care about. Bit v of a truth table is for the input v = b1
// b2 ... b6.
struct goal {
    uint64_t want, care;
};

struct node {
    uint8_t function; // LUT: bit 4a + 2b + c is its value for the inputs a, b, c. Gate: enum gate_kind
    uint8_t in[3];
};

// What is added to an output by exclusive or: a table of two nodes (bit 2a + b), or a node alone.
struct term {
    uint8_t function;
    uint8_t in[2];
};

enum { ALONE = 0xc }; // the function of a term that is its first node

struct circuit {
    int n; // nodes, of which the first six are the inputs
    uint64_t table[MAX_NODES];
    struct node node[MAX_NODES];
    int n_terms[OUTPUTS]; // 0: the output is not there yet
    struct term term[OUTPUTS][MAX_TERMS];
    bool inverted[OUTPUTS]; // the sum is the complement of the S-box's output
};

struct basis {
    const char *name;
    bool either_polarity; // a complemented output is as good
    // Return the node that fulfils the goal with few new nodes, or NONE; n must not grow beyond limit.
    int (*direct)(struct circuit *c, struct goal goal, int limit);
    // Fulfil it with `first`, which does where node x has the value `side`, and something new for the rest.
    struct goal (*rest)(const struct circuit *c, struct goal goal, int x, bool side, int first, bool by_xor);
    int (*join)(struct circuit *c, int x, bool side, int first, int second, bool by_xor, int limit);
    // Make output o, with cost() at most limit.
    bool (*output)(struct circuit *c, int o, struct goal goal, int limit);
    void (*print)(const struct circuit *c, int box);
};

extern const struct basis lut_basis, gate_basis;

// Search circuits for S-box `box` (0 to 7), for so many seconds; the best is printed.
void search_box(const struct basis *basis, int box, double seconds, uint64_t seed);

// Where a goal may still be split: a set of inputs; with ANY_NODE also at a few other nodes.
enum { ANY_NODE = 1 << INPUTS, ANYWHERE = 2 * ANY_NODE - 1, SPLITS = INPUTS + 4 };

// The i-th place of SPLITS to split at, or NONE, and where the halves may be split in turn. `order` holds the
// inputs in random order.
int place_to_split(const struct circuit *c, unsigned places, const int order[INPUTS], int i, unsigned *left);

// Fulfil the goal with as few new nodes as we find.
int realise(const struct basis *basis, struct circuit *c, struct goal goal, unsigned places, int limit);

int add_node(struct circuit *c, struct node node, uint64_t table);
void add_term(struct circuit *c, int o, struct term term);
uint64_t term_table(const struct circuit *c, struct term term);
int cost(const struct circuit *c); // instructions: one a gate, one a term
bool fulfils(uint64_t table, struct goal goal);
unsigned random_below(unsigned n);
void shuffled(int *order, int n); // 0 to n - 1 in random order

#endif
