// SPDX-License-Identifier: MIT
#include "crypto/rsa/limbs.h"

#include "crypto/trace/ti.h"

#include <string.h>

void limbs_load(mp_limb_t *out, size_t n, const mpz_t z)
{
    size_t size = mpz_size(z);
    memcpy(out, mpz_limbs_read(z), size * sizeof *out);
    memset(out + size, 0, (n - size) * sizeof *out);
}

// The size is counted with masks: mpz_limbs_finish() would look for the highest limb that is not zero, branch
// by branch.
void limbs_store(mpz_t z, const mp_limb_t *in, size_t n)
{
    memcpy(mpz_limbs_write(z, (mp_size_t)n), in, n * sizeof *in);
    mp_limb_t size = 0;
    for (size_t i = 0; i < n; i++) {
        mp_limb_t used = 0 - ((in[i] | (0 - in[i])) >> (GMP_NUMB_BITS - 1));
        size = (size & ~used) | ((i + 1) & used);
    }
    z->_mp_size = (int)size;
}

mp_limb_t *limbs_scratch(mpz_t z, size_t n)
{
    mpz_init2(z, n * GMP_NUMB_BITS);
    return mpz_limbs_write(z, (mp_size_t)n);
}

void limbs_mod(mpz_t out, const mpz_t a, const mpz_t m)
{
    size_t a_size = mpz_size(a), m_size = mpz_size(m);
    if (a_size < m_size) {
        mpz_set(out, a);
        return;
    }
    mpz_t space;
    size_t itch = (size_t)mpn_sec_div_r_itch((mp_size_t)a_size, (mp_size_t)m_size);
    mp_limb_t *r = limbs_scratch(space, a_size + itch);
    limbs_load(r, a_size, a);
    mpn_sec_div_r(r, (mp_size_t)a_size, mpz_limbs_read(m), (mp_size_t)m_size, r + a_size);
    limbs_store(out, r, m_size);
    ti_wipe_mpz(space);
}
