// SPDX-License-Identifier: MIT
#include "crypto/rsa/octets.h"

#include "crypto/common/declassify.h"
#include "crypto/rsa/limbs.h"

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
    gl_declassify(&surplus, sizeof surplus); // a number that is too long is an error, and ends in one
    if (surplus)
        return GL_ERR_RANGE;
    for (size_t i = 0; i < bytes; i++)
        out[bytes - 1 - i] = byte_of(z, i);
    return GL_OK;
}

void os2ip(mpz_t z, const uint8_t *in, size_t bytes)
{
    size_t n = (bytes + sizeof(mp_limb_t) - 1) / sizeof(mp_limb_t);
    mp_limb_t *limbs = mpz_limbs_write(z, (mp_size_t)(n ? n : 1));
    for (size_t i = 0; i < n; i++)
        limbs[i] = 0;
    for (size_t i = 0; i < bytes; i++)
        limbs[i / sizeof *limbs] |= (mp_limb_t)in[bytes - 1 - i] << 8 * (i % sizeof *limbs);
    limbs_finish(z, n);
}
