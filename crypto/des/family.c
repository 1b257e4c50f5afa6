// SPDX-License-Identifier: MIT
// The engines of DES, best first.
#include "crypto/des/des.h"

static _Atomic(const struct gl_engine *) chosen;
static const struct gl_engine *const engines[] = {&des_table.engine, &des_textbook.engine, NULL};
const struct gl_family des_family = {"des", engines, &chosen};
