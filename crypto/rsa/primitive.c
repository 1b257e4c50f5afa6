// SPDX-License-Identifier: MIT
// The RSA primitives: RFC 8017, 5.1.1 to 5.2.2. The private one is blinded (the exponentiation sees a random
// number), uses CRT, and is verified before its result leaves: one wrong CRT half would give the factors away
// (Boneh, DeMillo, Lipton).
#include "crypto/rsa/prime.h"
#include "crypto/rsa/rsa.h"
#include "crypto/trace/ti.h"

#define BLINDING_BITS 128

enum gl_error rsa_public_apply(const struct rsa_public *key, mpz_t out, const mpz_t in)
{
    if (mpz_sgn(in) < 0 || mpz_cmp(in, key->n) >= 0)
        return GL_ERR_RANGE;
    modexp_public(out, in, key->e, key->n);
    return GL_OK;
}

// m1 = c^dP mod p, m2 = c^dQ mod q, h = (m1 - m2) qInv mod p, m = m2 + q h
static void apply_crt(const struct rsa_private *key, mpz_t out, const mpz_t in)
{
    mpz_t m1, m2;
    mpz_inits(m1, m2, NULL);
    modexp_two((const struct modexp_job[2]){{m1, in, key->dp, key->p}, {m2, in, key->dq, key->q}});
    mpz_sub(m1, m1, m2);
    mpz_mul(m1, m1, key->qinv);
    mpz_mod(m1, m1, key->p);
    mpz_mul(m1, m1, key->q);
    mpz_add(out, m2, m1);
    ti_wipe_mpz(m1);
    ti_wipe_mpz(m2);
}

// r random and invertible; blind = r^e, unblind = r^-1 mod n. What must be unforeseeable is r^e, which
// spreads over all of [0, n - 1] as soon as it is longer than n: 128 bits more than that takes are enough,
// and the inverse of a short r costs a tenth of a long one's.
static enum gl_error draw_blinding(const struct rsa_private *key, const struct gl_random *random, mpz_t blind,
                                   mpz_t unblind)
{
    enum gl_error error;
    size_t bits = BLINDING_BITS;
    if (mpz_cmp_ui(key->public.e, mpz_sizeinbase(key->public.n, 2)) < 0)
        bits += mpz_sizeinbase(key->public.n, 2) / mpz_get_ui(key->public.e);
    do
        error = random_bits(blind, bits, random);
    while (!error && !mpz_invert(unblind, blind, key->public.n));
    if (!error)
        modexp_public(blind, blind, key->public.e, key->public.n);
    return error;
}

enum gl_error rsa_private_apply(const struct rsa_private *key, const struct gl_random *random, mpz_t out,
                                const mpz_t in)
{
    mpz_srcptr n = key->public.n;
    mpz_t blinded, unblind, check;
    if (mpz_sgn(in) < 0 || mpz_cmp(in, n) >= 0)
        return GL_ERR_RANGE;
    mpz_inits(blinded, unblind, check, NULL);
    enum gl_error error = draw_blinding(key, random, blinded, unblind);
    if (!error) {
        mpz_mul(blinded, blinded, in);
        mpz_mod(blinded, blinded, n);
        if (mpz_sgn(key->p))
            apply_crt(key, check, blinded);
        else
            modexp(check, blinded, key->d, n);
        mpz_mul(unblind, unblind, check); // the result, if the check below holds
        mpz_mod(unblind, unblind, n);
        modexp_public(check, check, key->public.e, n);
        error = mpz_cmp(check, blinded) == 0 ? GL_OK : GL_ERR_KEY;
    }
    if (!error)
        mpz_set(out, unblind);
    ti_wipe_mpz(blinded);
    ti_wipe_mpz(unblind);
    ti_wipe_mpz(check);
    return error;
}
