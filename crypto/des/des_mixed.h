// SPDX-License-Identifier: MIT
// Which engines the mixed engine uses (des_mixed.c), for tests and the curious.
#ifndef GLASSLOCK_DES_MIXED_H
#define GLASSLOCK_DES_MIXED_H

#include "crypto/des/des.h"

// Of a call with so many blocks, the first `sliced` go through `slice`, the widest slice engine that can run
// here; the others through the table engine.
struct des_mixed_plan {
    const struct cipher_engine *slice;
    size_t sliced;
};

struct des_mixed_plan des_mixed_plan(enum cipher_mode mode, enum cipher_direction direction, size_t n_blocks);

#endif
