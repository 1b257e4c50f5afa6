// SPDX-License-Identifier: MIT
// The key search in 64-bit words: 64 keys at a time, on any machine.
#include "crypto/des/lanes_64.h"

#define LANE_BITS 6
#define NONE(a)   ((a) == ~UINT64_C(0))

#include "crypto/des/sbox_gates.h"

#include "crypto/des/des_keysearch_slice.h"

const struct des_keysearch_engine des_keysearch_64 = {
    .engine = {.name = "slice64", .technique = "64 keys side by side in 64-bit words"},
    .lane_bits = LANE_BITS,
    .search = keysearch_slice,
};
