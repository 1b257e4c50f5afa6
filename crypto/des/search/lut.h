// SPDX-License-Identifier: MIT
// What the two halves of the search for three-input tables share (lut.c, lut_output.c).
#ifndef GLASSLOCK_DES_SEARCH_LUT_H
#define GLASSLOCK_DES_SEARCH_LUT_H

#include "crypto/des/search/search.h"

// Cell number `cell` of the 2^k into which k nodes divide the inputs: where the nodes have the bits of its
// number
uint64_t minterm(const struct circuit *c, const int *nodes, int k, int cell);

// As in struct basis.
bool lut_output(struct circuit *c, int o, struct goal goal, int limit);
void lut_print(const struct circuit *c, int box);

#endif
