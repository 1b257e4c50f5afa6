// SPDX-License-Identifier: MIT
// RSA keys: life, structural checks (RFC 8017, 3.1 and 3.2), and completing a key from what is known of it.
#include "crypto/rsa/rsa.h"

#include "crypto/rsa/prime.h"
#include "crypto/trace/ti.h"

void rsa_public_init(struct rsa_public *key)
{
    mpz_inits(key->n, key->e, NULL);
}

void rsa_public_clear(struct rsa_public *key)
{
    mpz_clears(key->n, key->e, NULL);
}

void rsa_private_init(struct rsa_private *key)
{
    rsa_public_init(&key->public);
    mpz_inits(key->d, key->p, key->q, key->dp, key->dq, key->qinv, NULL);
}

void rsa_private_clear(struct rsa_private *key)
{
    rsa_public_clear(&key->public);
    ti_wipe_mpz(key->d);
    ti_wipe_mpz(key->p);
    ti_wipe_mpz(key->q);
    ti_wipe_mpz(key->dp);
    ti_wipe_mpz(key->dq);
    ti_wipe_mpz(key->qinv);
}

size_t rsa_modulus_bytes(const struct rsa_public *key)
{
    return (mpz_sizeinbase(key->n, 2) + 7) / 8;
}

enum gl_error rsa_public_check(const struct rsa_public *key)
{
    size_t bits = mpz_sizeinbase(key->n, 2);
    if (mpz_sgn(key->n) <= 0 || bits < RSA_MIN_BITS || bits > RSA_MAX_BITS || mpz_even_p(key->n))
        return GL_ERR_KEY;
    if (mpz_cmp_ui(key->e, 3) < 0 || mpz_even_p(key->e) || mpz_cmp(key->e, key->n) >= 0)
        return GL_ERR_KEY;
    return GL_OK;
}

// Is e d = 1 mod (prime - 1), and dPrime = d mod (prime - 1)?
static bool exponent_fits(const struct rsa_private *key, const mpz_t prime, const mpz_t d_prime)
{
    mpz_t order, x;
    mpz_inits(order, x, NULL);
    mpz_sub_ui(order, prime, 1);
    mpz_mod(x, key->d, order);
    bool fits = mpz_cmp(x, d_prime) == 0;
    mpz_mul(x, key->d, key->public.e);
    mpz_mod(x, x, order);
    fits = fits && mpz_cmp_ui(x, 1) == 0;
    ti_wipe_mpz(order);
    ti_wipe_mpz(x);
    return fits;
}

static bool crt_fits(const struct rsa_private *key)
{
    mpz_t x;
    mpz_init(x);
    bool fits =
        mpz_cmp_ui(key->p, 1) > 0 && mpz_cmp_ui(key->q, 1) > 0 && mpz_odd_p(key->p) && mpz_odd_p(key->q);
    mpz_mul(x, key->p, key->q);
    fits = fits && mpz_cmp(x, key->public.n) == 0;
    fits = fits && exponent_fits(key, key->p, key->dp) && exponent_fits(key, key->q, key->dq);
    if (fits) {
        mpz_mul(x, key->q, key->qinv);
        mpz_mod(x, x, key->p);
        fits = mpz_cmp_ui(x, 1) == 0 && mpz_cmp(key->qinv, key->p) < 0;
    }
    ti_wipe_mpz(x);
    return fits;
}

// Without the primes all that can be asked is whether d undoes e, here on 2.
static bool d_undoes_e(const struct rsa_private *key)
{
    mpz_t x;
    mpz_init_set_ui(x, 2);
    modexp(x, x, key->d, key->public.n);
    modexp(x, x, key->public.e, key->public.n);
    bool undoes = mpz_cmp_ui(x, 2) == 0;
    ti_wipe_mpz(x);
    return undoes;
}

enum gl_error rsa_private_check(const struct rsa_private *key)
{
    enum gl_error error = rsa_public_check(&key->public);
    if (error)
        return error;
    if (mpz_sgn(key->d) <= 0 || mpz_cmp(key->d, key->public.n) >= 0)
        return GL_ERR_KEY;
    bool fits = mpz_sgn(key->p) ? crt_fits(key) : d_undoes_e(key);
    return fits ? GL_OK : GL_ERR_KEY;
}

// dP, dQ and qInv from d, p, q.
static enum gl_error fill_crt(struct rsa_private *key)
{
    mpz_t order;
    mpz_init(order);
    mpz_sub_ui(order, key->p, 1);
    mpz_mod(key->dp, key->d, order);
    mpz_sub_ui(order, key->q, 1);
    mpz_mod(key->dq, key->d, order);
    ti_wipe_mpz(order);
    return mpz_invert(key->qinv, key->q, key->p) ? GL_OK : GL_ERR_KEY;
}

// One try of SP 800-56B, C.1 with base g: y = g^odd squared until it is 1; the value before may share a
// factor with n.
static bool split_with(struct rsa_private *key, unsigned long g, const mpz_t odd, mp_bitcnt_t twos)
{
    mpz_t y, before, less_one;
    bool found = false;
    mpz_inits(y, before, less_one, NULL);
    mpz_sub_ui(less_one, key->public.n, 1);
    mpz_set_ui(y, g);
    modexp(y, y, odd, key->public.n);
    for (mp_bitcnt_t i = 0; i < twos && !found; i++) {
        mpz_set(before, y);
        mpz_mul(y, y, y);
        mpz_mod(y, y, key->public.n);
        if (mpz_cmp_ui(y, 1) != 0)
            continue;
        if (mpz_cmp_ui(before, 1) != 0 && mpz_cmp(before, less_one) != 0) {
            mpz_sub_ui(before, before, 1);
            mpz_gcd(key->p, before, key->public.n);
            mpz_divexact(key->q, key->public.n, key->p);
            found = true;
        }
        break;
    }
    if (found && mpz_cmp(key->p, key->q) < 0)
        mpz_swap(key->p, key->q);
    ti_wipe_mpz(y);
    ti_wipe_mpz(before);
    mpz_clear(less_one);
    return found;
}

// e d - 1 is a multiple of the order of every unit: an even number whose odd part leads to a square root
// of 1.
static enum gl_error split_modulus(struct rsa_private *key)
{
    mpz_t odd;
    bool found = false;
    mpz_init(odd);
    mpz_mul(odd, key->d, key->public.e);
    mpz_sub_ui(odd, odd, 1);
    mp_bitcnt_t twos = mpz_sgn(odd) ? mpz_scan1(odd, 0) : 0;
    mpz_fdiv_q_2exp(odd, odd, twos);
    for (unsigned i = 0; twos && i < 100 && !found; i++)
        found = split_with(key, prime_small(i), odd, twos);
    ti_wipe_mpz(odd);
    return found ? GL_OK : GL_ERR_KEY;
}

enum gl_error rsa_private_complete(struct rsa_private *key)
{
    enum gl_error error = rsa_public_check(&key->public);
    if (!error && (mpz_sgn(key->d) <= 0 || mpz_cmp(key->d, key->public.n) >= 0))
        error = GL_ERR_KEY;
    if (!error && mpz_sgn(key->p) == 0)
        error = split_modulus(key);
    if (!error && (mpz_cmp_ui(key->p, 1) <= 0 || mpz_cmp_ui(key->q, 1) <= 0))
        error = GL_ERR_KEY; // p - 1 and q - 1 are divided by
    if (!error)
        error = fill_crt(key);
    return error ? error : rsa_private_check(key);
}
