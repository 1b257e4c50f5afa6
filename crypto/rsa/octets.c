// SPDX-License-Identifier: MIT
#include "crypto/rsa/octets.h"

// The byte of weight 256^i; zero beyond the number.
static uint8_t byte_of(const mpz_t z, size_t i)
{
    mp_limb_t limb = mpz_getlimbn(z, (mp_size_t)(i / sizeof(mp_limb_t)));
    return (uint8_t)(limb >> 8 * (i % sizeof(mp_limb_t)));
}

enum gl_error i2osp(uint8_t *out, size_t bytes, const mpz_t z)
{
    uint8_t surplus = 0;
    for (size_t i = bytes; i < mpz_size(z) * sizeof(mp_limb_t); i++)
        surplus |= byte_of(z, i);
    if (surplus)
        return GL_ERR_RANGE;
    for (size_t i = 0; i < bytes; i++)
        out[bytes - 1 - i] = byte_of(z, i);
    return GL_OK;
}

void os2ip(mpz_t z, const uint8_t *in, size_t bytes)
{
    mpz_import(z, bytes, 1, 1, 1, 0, in);
}
