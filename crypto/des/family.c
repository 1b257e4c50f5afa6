// SPDX-License-Identifier: MIT
// The engines of DES, best first: mixed, which picks from the others; then the constant-time ones, the widest
// first.
#include "crypto/des/des.h"

static _Atomic(const struct gl_engine *) chosen;
static const struct gl_engine *const engines[] = {
    &des_mixed.engine,
    &des_slice_avx512.engine,
    &des_slice_avx2.engine,
    &des_slice64.engine,
    &des_table.engine,
    &des_textbook.engine,
    NULL,
};
const struct gl_family des_family = {"des", engines, &chosen};
