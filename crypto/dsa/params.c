// SPDX-License-Identifier: MIT
// DSA domain parameters: FIPS 186-4, A.1.1.2 (p and q from a seed), A.1.1.3 (their validation), A.2.1 and
// A.2.2 (g).
#include "crypto/common/bytes.h"
#include "crypto/dsa/dsa.h"
#include "crypto/dsa/power.h"
#include "crypto/dsa/sieve.h"
#include "crypto/rsa/octets.h"
#include "crypto/rsa/prime.h"
#include "crypto/rsa/rsa.h"

#define MAX_SEED_BYTES 512

struct search {
    unsigned L, N;
    const struct hash_alg *hash;
    uint8_t seed[MAX_SEED_BYTES];
    size_t seed_bytes;
};

// out = Hash((seed + add) mod 2^seedlen) as an integer
static void hash_of_seed(const struct search *s, unsigned long add, mpz_t out)
{
    uint8_t bytes[MAX_SEED_BYTES], digest[HASH_MAX_DIGEST_BYTES];
    os2ip(out, s->seed, s->seed_bytes);
    mpz_add_ui(out, out, add);
    mpz_fdiv_r_2exp(out, out, s->seed_bytes * 8);
    i2osp(bytes, s->seed_bytes, out);
    hash_digest(s->hash, bytes, s->seed_bytes, digest);
    os2ip(out, digest, s->hash->digest_bytes);
}

// Steps 6 and 7: q = 2^(N-1) + U + 1 - (U mod 2), U = Hash(seed) mod 2^(N-1)
static void make_q(const struct search *s, mpz_t q)
{
    hash_of_seed(s, 0, q);
    mpz_fdiv_r_2exp(q, q, s->N - 1);
    mpz_setbit(q, s->N - 1);
    mpz_setbit(q, 0);
}

// Steps 11.1 to 11.5 for one counter: X of L bits out of hashes, p = X - (X mod 2q - 1).
static void make_p(const struct search *s, const mpz_t q, unsigned counter, mpz_t p)
{
    unsigned outlen = (unsigned)s->hash->digest_bytes * 8;
    unsigned n = (s->L + outlen - 1) / outlen - 1;
    unsigned long offset = 1 + (unsigned long)counter * (n + 1);
    mpz_t V, c;
    mpz_inits(V, c, NULL);
    mpz_set_ui(p, 0);
    for (unsigned j = 0; j <= n; j++) {
        hash_of_seed(s, offset + j, V);
        if (j == n)
            mpz_fdiv_r_2exp(V, V, s->L - 1 - n * outlen);
        mpz_mul_2exp(V, V, (mp_bitcnt_t)j * outlen);
        mpz_add(p, p, V);
    }
    mpz_setbit(p, s->L - 1);
    mpz_mul_2exp(c, q, 1);
    mpz_mod(c, p, c);
    mpz_sub(p, p, c);
    mpz_add_ui(p, p, 1);
    mpz_clears(V, c, NULL);
}

// Fermat's test to the base 2: almost every candidate ends here.
static bool is_composite(const struct sieve *sieve, const mpz_t p)
{
    mpz_t x, less_one;
    if (sieve_rejects(sieve, p))
        return true;
    mpz_init_set_ui(x, 2);
    mpz_init(less_one);
    mpz_sub_ui(less_one, p, 1);
    dsa_power(x, x, less_one, p);
    bool composite = mpz_cmp_ui(x, 1) != 0;
    mpz_clears(x, less_one, NULL);
    return composite;
}

// The first counter whose p is prime, at most `limit`; *found says whether there was one.
static enum gl_error find_p(const struct search *s, const mpz_t q, unsigned limit,
                            const struct gl_random *random, const struct rsa_progress *progress, mpz_t p,
                            unsigned *counter, bool *found)
{
    enum gl_error error = GL_OK;
    struct sieve sieve;
    sieve_init(&sieve);
    *found = false;
    for (unsigned i = 0; !error && !*found && i <= limit; i++) {
        if (progress && progress->tell && !progress->tell(progress->context, 2, i)) {
            error = GL_ERR_CANCELLED;
            break;
        }
        make_p(s, q, i, p);
        *counter = i;
        if (mpz_sizeinbase(p, 2) == s->L && !is_composite(&sieve, p))
            error = prime_test(p, random, found);
    }
    sieve_clear(&sieve);
    return error;
}

// A.2.1: g = h^((p-1)/q) mod p, for h = 2, 3, ... until it is not 1.
static void make_g(struct dsa_params *params)
{
    mpz_t exponent, h;
    mpz_init(exponent);
    mpz_init_set_ui(h, 1);
    mpz_sub_ui(exponent, params->p, 1);
    mpz_divexact(exponent, exponent, params->q);
    do {
        mpz_add_ui(h, h, 1);
        dsa_power(params->g, h, exponent, params->p);
    } while (mpz_cmp_ui(params->g, 1) == 0);
    mpz_clears(exponent, h, NULL);
}

enum gl_error dsa_generate_params(struct dsa_params *params, unsigned L, unsigned N,
                                  const struct hash_alg *hash, const struct gl_random *random,
                                  const struct rsa_progress *progress)
{
    struct search s = {.L = L, .N = N, .hash = hash, .seed_bytes = N / 8};
    enum gl_error error = GL_OK;
    bool found = false;
    unsigned counter = 0;
    if (!dsa_sizes_allowed(L, N) || hash->digest_bytes * 8 < N)
        return GL_ERR_RANGE;
    for (unsigned tries = 0; !error && !found; tries++) {
        bool q_prime = false;
        if (progress && progress->tell && !progress->tell(progress->context, 1, tries))
            return GL_ERR_CANCELLED;
        error = gl_random_bytes(random, s.seed, s.seed_bytes);
        if (error)
            break;
        make_q(&s, params->q);
        error = prime_test(params->q, random, &q_prime);
        if (!error && q_prime)
            error = find_p(&s, params->q, 4 * L - 1, random, progress, params->p, &counter, &found);
    }
    if (!error) {
        make_g(params);
        if (progress && progress->tell)
            progress->tell(progress->context, 3, 0);
    }
    return error;
}

enum gl_error dsa_validate_params(const struct dsa_params *params, const struct hash_alg *hash,
                                  const uint8_t *seed, size_t seed_bytes, unsigned counter)
{
    struct search s = {.hash = hash, .seed_bytes = seed_bytes};
    s.L = (unsigned)mpz_sizeinbase(params->p, 2);
    s.N = (unsigned)mpz_sizeinbase(params->q, 2);
    if (!dsa_sizes_allowed(s.L, s.N) || seed_bytes * 8 < s.N || seed_bytes > MAX_SEED_BYTES ||
        hash->digest_bytes * 8 < s.N || counter > 4 * s.L - 1)
        return GL_ERR_KEY;
    memcpy(s.seed, seed, seed_bytes);
    mpz_t p, q;
    mpz_inits(p, q, NULL);
    bool found = false, q_prime = false;
    unsigned computed = 0;
    make_q(&s, q);
    enum gl_error error = prime_test(q, NULL, &q_prime);
    bool right = q_prime && mpz_cmp(q, params->q) == 0;
    // Most wrong p are found here, without a primality test.
    make_p(&s, q, counter, p);
    right = right && mpz_cmp(p, params->p) == 0;
    if (!error && right)
        error = find_p(&s, q, counter, NULL, NULL, p, &computed, &found);
    right = right && found && computed == counter && mpz_cmp(p, params->p) == 0;
    mpz_clears(p, q, NULL);
    return error ? error : right ? GL_OK : GL_ERR_KEY;
}
