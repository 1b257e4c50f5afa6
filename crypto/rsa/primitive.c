// SPDX-License-Identifier: MIT
// The RSA primitives: RFC 8017, 5.1.1 to 5.2.2. The private one is blinded (the exponentiation sees a random
// number), uses CRT, and is verified before its result leaves: one wrong CRT half would give the factors away
// (Boneh, DeMillo, Lipton).
#include "crypto/common/declassify.h"
#include "crypto/rsa/limbs.h"
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

// m1 = c^dP mod p, m2 = c^dQ mod q, h = (m1 - m2) qInv mod p, m = m2 + q h. m2 may be larger than p.
static void apply_crt(const struct rsa_private *key, mpz_t out, const mpz_t in)
{
    mpz_t m1, m2, h;
    mpz_inits(m1, m2, h, NULL);
    modexp_two((const struct modexp_job[2]){{m1, in, key->dp, key->p}, {m2, in, key->dq, key->q}});
    limbs_mod(h, m2, key->p);
    limbs_sub_mod(h, m1, h, key->p);
    limbs_mul_mod(h, h, key->qinv, key->p);
    limbs_mul_add(out, h, key->q, m2);
    ti_wipe_mpz(m1);
    ti_wipe_mpz(m2);
    ti_wipe_mpz(h);
}

// r random and invertible; blind = r^e, unblind = r^-1 mod n. What must be unforeseeable is r^e, which
// spreads over all of [0, n - 1] as soon as it is longer than n: 128 bits more than that takes are enough,
// and the inverse of a short r costs a tenth of a long one's.
//
// How long an inversion takes depends on its number. So r u is inverted, where u is random too, and
// u (r u)^-1 = r^-1: what the time says of a product with an unknown number says nothing of r.
static enum gl_error draw_blinding(const struct rsa_private *key, const struct gl_random *random, mpz_t blind,
                                   mpz_t unblind)
{
    mpz_srcptr n = key->public.n;
    enum gl_error error;
    bool invertible = false;
    size_t bits = BLINDING_BITS;
    mpz_t u;
    unsigned long e = mpz_get_ui(key->public.e);
    if (e > 0 && mpz_cmp_ui(key->public.e, mpz_sizeinbase(n, 2)) < 0)
        bits += mpz_sizeinbase(n, 2) / e;
    mpz_init(u);
    mpz_realloc2(unblind, (mpz_size(n) + 2) * GMP_NUMB_BITS); // so that the inversion need not move it
    do {
        error = random_bits(blind, bits, random);
        error = error ? error : random_bits(u, BLINDING_BITS, random);
        if (error)
            break;
        limbs_mul_mod(unblind, blind, u, n);
        gl_declassify(mpz_limbs_read(unblind), mpz_size(unblind) * sizeof(mp_limb_t)); // hidden by u
        gl_public_begin();
        invertible = mpz_invert(unblind, unblind, n);
        gl_public_end();
    } while (!invertible);
    if (!error) {
        limbs_mul_mod(unblind, unblind, u, n);
        modexp_public(blind, blind, key->public.e, n);
    }
    ti_wipe_mpz(u);
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
        limbs_mul_mod(blinded, blinded, in, n);
        if (mpz_sgn(key->p))
            apply_crt(key, check, blinded);
        else
            modexp(check, blinded, key->d, n);
        limbs_mul_mod(unblind, unblind, check, n); // the result, if the check below holds
        modexp_public(check, check, key->public.e, n);
        bool right = limbs_equal(check, blinded);
        gl_declassify(&right, sizeof right); // a fault ends in an error
        error = right ? GL_OK : GL_ERR_KEY;
    }
    if (!error)
        mpz_set(out, unblind);
    ti_wipe_mpz(blinded);
    ti_wipe_mpz(unblind);
    ti_wipe_mpz(check);
    return error;
}
