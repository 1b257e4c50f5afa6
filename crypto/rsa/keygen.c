// SPDX-License-Identifier: MIT
// RSA key generation: FIPS 186-4, B.3.3 (random probable primes) and B.3.1 (criteria for the exponents).
#include "crypto/rsa/prime.h"
#include "crypto/rsa/rsa.h"
#include "crypto/trace/ti.h"

struct search {
    unsigned half; // bits of each prime
    mpz_t lowest;  // ceil(sqrt(2) 2^(half - 1)): the product of two such primes has all its bits
    mpz_srcptr e;
    mpz_srcptr other; // the first prime while the second is looked for, else NULL
    const struct gl_random *random;
    const struct rsa_progress *progress;
};

// Is the candidate in range, coprime to e in p - 1, and far enough from the other prime (B.3.3, steps 4 and
// 5)?
static bool suitable(const struct search *s, const mpz_t candidate)
{
    mpz_t x;
    mpz_init(x);
    bool fits = mpz_cmp(candidate, s->lowest) >= 0;
    if (fits && s->other) { // |p - q| > 2^(half - 100)
        mpz_sub(x, candidate, s->other);
        fits = mpz_sizeinbase(x, 2) > s->half - 99;
    }
    if (fits) {
        mpz_sub_ui(x, candidate, 1);
        mpz_gcd(x, x, s->e);
        fits = mpz_cmp_ui(x, 1) == 0;
    }
    ti_wipe_mpz(x);
    return fits;
}

static enum gl_error find_prime(const struct search *s, mpz_t out, int stage)
{
    // B.3.3 gives up after 5 (nlen / 2) candidates in range; here those out of range and those that share a
    // factor with e count too, and so there are more.
    unsigned limit = 20 * s->half;
    for (unsigned i = 0; i < limit; i++) {
        bool prime = false;
        if (s->progress && s->progress->tell && !s->progress->tell(s->progress->context, stage, i))
            return GL_ERR_CANCELLED;
        enum gl_error error = random_bits(out, s->half, s->random);
        if (error)
            return error;
        mpz_setbit(out, s->half - 1);
        mpz_setbit(out, 0);
        if (suitable(s, out))
            error = prime_test(out, s->random, &prime);
        if (error || prime)
            return error;
    }
    return GL_ERR_RANDOM; // practically impossible with an honest source
}

// d = e^-1 mod lcm(p - 1, q - 1), which must exceed 2^(bits / 2); then the CRT values.
static enum gl_error derive(struct rsa_private *key, unsigned bits)
{
    mpz_t p1, q1, lambda;
    mpz_inits(p1, q1, lambda, NULL);
    if (mpz_cmp(key->p, key->q) < 0)
        mpz_swap(key->p, key->q);
    mpz_mul(key->public.n, key->p, key->q);
    mpz_sub_ui(p1, key->p, 1);
    mpz_sub_ui(q1, key->q, 1);
    mpz_lcm(lambda, p1, q1);
    bool right = mpz_invert(key->d, key->public.e, lambda) && mpz_sizeinbase(key->d, 2) > bits / 2;
    ti_wipe_mpz(p1);
    ti_wipe_mpz(q1);
    ti_wipe_mpz(lambda);
    return right ? rsa_private_complete(key) : GL_ERR_KEY;
}

enum gl_error rsa_generate(struct rsa_private *key, unsigned bits, unsigned long e,
                           const struct gl_random *random, const struct rsa_progress *progress)
{
    enum gl_error error;
    if (bits < RSA_MIN_BITS || bits > RSA_MAX_BITS || bits % 2 || e < 3 || e % 2 == 0)
        return GL_ERR_RANGE;
    struct search s = {.half = bits / 2, .random = random, .progress = progress};
    mpz_init_set_ui(s.lowest, 1);
    mpz_mul_2exp(s.lowest, s.lowest, bits - 1);
    mpz_sqrt(s.lowest, s.lowest);
    mpz_add_ui(s.lowest, s.lowest, 1);
    mpz_set_ui(key->public.e, e);
    s.e = key->public.e;
    do { // B.3.1: a d that is too small (probability 2^-(bits / 2)) starts anew
        s.other = NULL;
        error = find_prime(&s, key->p, 1);
        s.other = key->p;
        if (!error)
            error = find_prime(&s, key->q, 2);
        if (!error)
            error = derive(key, bits);
    } while (error == GL_ERR_KEY);
    mpz_clear(s.lowest);
    if (!error && progress && progress->tell)
        progress->tell(progress->context, 3, 0);
    return error;
}
