// SPDX-License-Identifier: MIT
// The engines of AES, best first.
#include "crypto/aes/aes.h"

static _Atomic(const struct gl_engine *) chosen;
static const struct gl_engine *const engines[] = {&aes_vaes.engine, &aes_ni.engine, &aes_ct.engine,
                                                  &aes_textbook.engine, NULL};
const struct gl_family aes_family = {"aes", engines, &chosen};
