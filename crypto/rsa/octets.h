// SPDX-License-Identifier: MIT
// Integers as octet strings: I2OSP and OS2IP (RFC 8017, section 4), big-endian, of a stated length.
#ifndef GLASSLOCK_RSA_OCTETS_H
#define GLASSLOCK_RSA_OCTETS_H

#include "crypto/common/error.h"

#include <gmp.h>
#include <stdint.h>

// GL_ERR_RANGE where z needs more than `bytes` bytes, and out is left alone; else every byte of out is
// written. CT: depends on `bytes` and on the number of limbs of z (which GMP's arithmetic shows anyway), not
// on leading zero bytes: whether a decrypted number begins with 00 is what Manger's attack on OAEP asks.
enum gl_error i2osp(uint8_t *out, size_t bytes, const mpz_t z);
// CT: depends on `bytes` only; how many limbs z then has shows.
void os2ip(mpz_t z, const uint8_t *in, size_t bytes);

#endif
