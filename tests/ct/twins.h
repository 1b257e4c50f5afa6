// SPDX-License-Identifier: MIT
// Twins: the functions that claim constant time, with a leak in them. Each operation of the check has one,
// and the check must report it: a secret that never reached the function, or a stretch that was not looked
// at, would otherwise pass for clean.
#ifndef GLASSLOCK_TESTS_CT_TWINS_H
#define GLASSLOCK_TESTS_CT_TWINS_H

#include "crypto/common/engine.h"

#include <gmp.h>
#include <stdint.h>

// A constant-time engine of the family with one leak; NULL where it has none. For one family at a time: the
// next call changes what it stands on.
const struct gl_engine *twin_engine(const struct gl_family *family);

bool twin_equal(const void *a, const void *b, size_t bytes);                      // gl_equal_ct
void twin_wipe(void *data, size_t bytes);                                         // gl_wipe
enum gl_error twin_unpad(const uint8_t *data, size_t *bytes, size_t block_bytes); // pkcs7_unpad
enum gl_error twin_i2osp(uint8_t *out, size_t bytes, const mpz_t z);              // i2osp

#endif
