// SPDX-License-Identifier: MIT
// Modular exponentiation by GMP's mpn_sec_powm: Montgomery's method with a fixed window, on plain arrays of
// limbs, with no branch and no address that depends on what they hold. This is the portable engine; its speed
// is that of GMP's assembly for multiplying 64-bit limbs.
#include "crypto/rsa/limbs.h"
#include "crypto/rsa/modexp.h"

static void powm(const struct modexp_job *job, size_t exponent_bits)
{
    size_t n = mpz_size(job->modulus);
    mp_bitcnt_t bits = (mp_bitcnt_t)exponent_bits;
    size_t itch = (size_t)mpn_sec_powm_itch((mp_size_t)n, bits, (mp_size_t)n);
    mpz_t space;
    mp_limb_t *result = limbs_scratch(space, 2 * n + itch), *base = result + n;
    limbs_load(base, n, job->base);
    mpn_sec_powm(result, base, (mp_size_t)n, mpz_limbs_read(job->exponent), bits,
                 mpz_limbs_read(job->modulus), (mp_size_t)n, base + n);
    limbs_store(job->out, result, n);
    ti_wipe_mpz(space);
}

// Only the exponent's length in limbs may show.
static void powm_secret(const struct modexp_job *job)
{
    powm(job, mpz_size(job->exponent) * GMP_NUMB_BITS);
}

static void powm_public(const struct modexp_job *job)
{
    powm(job, mpz_sizeinbase(job->exponent, 2));
}

const struct modexp_engine modexp_gmp = {
    .engine = {.name = "gmp", .technique = "GMP's mpn_sec_powm, fixed windows", .constant_time = true},
    .modexp = powm_secret,
    .modexp_public = powm_public,
};
