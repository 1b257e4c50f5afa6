// SPDX-License-Identifier: MIT
// Lanes for bitslice, in plain words: a value of V holds one bit of each block or key, and a gate works on
// all of them.
#ifndef GLASSLOCK_DES_LANES_64_H
#define GLASSLOCK_DES_LANES_64_H

#include <stdint.h>

typedef uint64_t V;
#define SLICE_LANES 64

#define XOR(a, b)    ((a) ^ (b))
#define AND(a, b)    ((a) & (b))
#define OR(a, b)     ((a) | (b))
#define ANDNOT(a, b) ((a) & ~(b))
#define NOT(a)       (~(a))
#define SPLAT(x)     (x)

#endif
