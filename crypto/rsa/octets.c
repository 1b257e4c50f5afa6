// SPDX-License-Identifier: MIT
#include "crypto/rsa/octets.h"

#include <string.h>

enum gl_error i2osp(uint8_t *out, size_t bytes, const mpz_t z)
{
    size_t used = mpz_sgn(z) ? (mpz_sizeinbase(z, 2) + 7) / 8 : 0;
    if (used > bytes)
        return GL_ERR_RANGE;
    memset(out, 0, bytes);
    if (used)
        mpz_export(out + bytes - used, NULL, 1, 1, 1, 0, z);
    return GL_OK;
}

void os2ip(mpz_t z, const uint8_t *in, size_t bytes)
{
    mpz_import(z, bytes, 1, 1, 1, 0, in);
}
