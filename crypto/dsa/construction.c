// SPDX-License-Identifier: MIT
// DSA domain parameters that prove their own primality or origin: FIPS 186-4, A.1.2.1.2 and A.1.2.2 (p and q
// constructed by Shawe and Taylor's method, C.6), A.2.4 (g made from the seed). All numbers here are public.
#include "crypto/common/bytes.h"
#include "crypto/dsa/dsa.h"
#include "crypto/dsa/power.h"
#include "crypto/dsa/sieve.h"
#include "crypto/rsa/octets.h"
#include "crypto/rsa/rsa.h"

#define MAX_SEED_BYTES 512

// What the recursion hands up: a prime, the seed after it, and how many candidates it took.
struct proven {
    const struct sieve *sieve;
    const struct hash_alg *hash;
    size_t seed_bytes; // the first seed's length, which later ones keep
    mpz_t prime, seed;
    unsigned counter;
};

// out = Hash(seed), then seed + 1
static bool hash_and_count(struct proven *s, mpz_t out)
{
    uint8_t bytes[MAX_SEED_BYTES], digest[HASH_MAX_DIGEST_BYTES];
    size_t needed = (mpz_sizeinbase(s->seed, 2) + 7) / 8;
    size_t width = needed > s->seed_bytes ? needed : s->seed_bytes;
    if (i2osp(bytes, width <= sizeof bytes ? width : 0, s->seed) != GL_OK)
        return false;
    hash_digest(s->hash, bytes, width, digest);
    os2ip(out, digest, s->hash->digest_bytes);
    mpz_add_ui(s->seed, s->seed, 1);
    return true;
}

// The sum of Hash(seed + i) 2^(i outlen) for as many i as `bits` needs.
static bool many_hashes(struct proven *s, unsigned bits, mpz_t out)
{
    unsigned outlen = (unsigned)s->hash->digest_bytes * 8, n = (bits + outlen - 1) / outlen;
    bool ok = true;
    mpz_t part;
    mpz_init(part);
    mpz_set_ui(out, 0);
    for (unsigned i = 0; ok && i < n; i++) {
        ok = hash_and_count(s, part);
        mpz_mul_2exp(part, part, (mp_bitcnt_t)i * outlen);
        mpz_add(out, out, part);
    }
    mpz_clear(part);
    return ok;
}

// C.6, steps 3 to 13: up to 32 bits, by trial division.
static bool small_prime(struct proven *s, unsigned length)
{
    mpz_t other;
    bool prime = false, ok = true;
    mpz_init(other);
    s->counter = 0;
    while (ok && !prime && s->counter <= 4 * length) {
        ok = hash_and_count(s, s->prime) && hash_and_count(s, other);
        mpz_xor(s->prime, s->prime, other);
        mpz_fdiv_r_2exp(s->prime, s->prime, length - 1);
        mpz_setbit(s->prime, length - 1);
        mpz_setbit(s->prime, 0);
        s->counter++;
        unsigned long c = mpz_get_ui(s->prime);
        prime = true;
        for (unsigned long d = 3; prime && d * d <= c; d += 2)
            prime = c % d != 0;
    }
    mpz_clear(other);
    return prime;
}

// Pocklington's test of C = 2 t factor q + 1 with base a: gcd(a^(2 t q) - 1, C) = 1 and a^(C - 1) = 1.
static bool proves(const mpz_t C, const mpz_t two_t_q, const mpz_t factor, const mpz_t a)
{
    mpz_t z, d;
    mpz_inits(z, d, NULL);
    dsa_power(z, a, two_t_q, C);
    mpz_sub_ui(d, z, 1);
    mpz_gcd(d, d, C);
    bool proven = mpz_cmp_ui(d, 1) == 0;
    if (proven) {
        dsa_power(z, z, factor, C);
        proven = mpz_cmp_ui(z, 1) == 0;
    }
    mpz_clears(z, d, NULL);
    return proven;
}

// C.6, steps 16 to 33, and with q also A.1.2.1.2, steps 6 to 23: from the prime in s->prime to one of
// `length` bits.
static bool larger_prime(struct proven *s, unsigned length, const mpz_t q)
{
    unsigned old_counter = s->counter;
    bool ok, found = false;
    mpz_t t, a, C, step;
    mpz_inits(t, a, C, step, NULL);
    mpz_mul(step, s->prime, q);
    mpz_mul_2exp(step, step, 1);
    ok = many_hashes(s, length, t);
    mpz_fdiv_r_2exp(t, t, length - 1);
    mpz_setbit(t, length - 1);
    mpz_cdiv_q(t, t, step);
    while (ok && !found && s->counter < 4 * length + old_counter) {
        mpz_mul(C, t, step);
        mpz_add_ui(C, C, 1);
        if (mpz_sizeinbase(C, 2) > length) {
            mpz_set_ui(t, 0);
            mpz_setbit(t, length - 1);
            mpz_cdiv_q(t, t, step);
            mpz_mul(C, t, step);
            mpz_add_ui(C, C, 1);
        }
        s->counter++;
        ok = many_hashes(s, length, a);
        // A candidate with a small factor cannot be proven: the powers are saved.
        if (ok && !sieve_rejects(s->sieve, C)) {
            mpz_t range;
            mpz_init(range);
            mpz_sub_ui(range, C, 3);
            mpz_mod(a, a, range);
            mpz_add_ui(a, a, 2);
            mpz_mul(range, t, q);
            mpz_mul_2exp(range, range, 1);
            found = proves(C, range, s->prime, a);
            mpz_clear(range);
        }
        mpz_add_ui(t, t, 1);
    }
    if (found)
        mpz_set(s->prime, C);
    mpz_clears(t, a, C, step, NULL);
    return found;
}

// C.6: ST_Random_Prime; s->seed is the input seed.
static bool st_random_prime(struct proven *s, unsigned length)
{
    mpz_t one;
    if (length < 33)
        return small_prime(s, length);
    if (!st_random_prime(s, (length + 1) / 2 + 1))
        return false;
    mpz_init_set_ui(one, 1);
    bool found = larger_prime(s, length, one);
    mpz_clear(one);
    return found;
}

enum gl_error dsa_validate_construction(const struct dsa_params *params, const struct hash_alg *hash,
                                        const struct dsa_construction *c)
{
    unsigned L = (unsigned)mpz_sizeinbase(params->p, 2), N = (unsigned)mpz_sizeinbase(params->q, 2);
    struct sieve sieve;
    struct proven s = {.sieve = &sieve, .hash = hash, .seed_bytes = c->firstseed_bytes};
    mpz_t left;
    if (!dsa_sizes_allowed(L, N) || c->firstseed_bytes > MAX_SEED_BYTES)
        return GL_ERR_KEY;
    sieve_init(&sieve);
    mpz_inits(s.prime, s.seed, left, NULL);
    os2ip(s.seed, c->firstseed, c->firstseed_bytes);
    mpz_sub_ui(left, params->p, 1);
    bool ok = mpz_sizeinbase(s.seed, 2) >= N && mpz_divisible_p(left, params->q);
    ok = ok && st_random_prime(&s, N) && mpz_cmp(s.prime, params->q) == 0 && mpz_cmp(s.seed, c->qseed) == 0 &&
         s.counter == c->qgen_counter;
    ok = ok && st_random_prime(&s, (L + 1) / 2 + 1) && larger_prime(&s, L, params->q) &&
         mpz_cmp(s.prime, params->p) == 0 && mpz_cmp(s.seed, c->pseed) == 0 && s.counter == c->pgen_counter;
    mpz_clears(s.prime, s.seed, left, NULL);
    sieve_clear(&sieve);
    return ok ? GL_OK : GL_ERR_KEY;
}

enum gl_error dsa_validate_generator(const struct dsa_params *params, const struct hash_alg *hash,
                                     const uint8_t *seed, size_t seed_bytes, uint8_t index)
{
    static const uint8_t ggen[4] = {0x67, 0x67, 0x65, 0x6e};
    uint8_t W[HASH_MAX_DIGEST_BYTES];
    mpz_t e, g;
    if (mpz_cmp_ui(params->g, 2) < 0 || mpz_cmp(params->g, params->p) >= 0 || mpz_even_p(params->p))
        return GL_ERR_KEY;
    mpz_inits(e, g, NULL);
    modexp(g, params->g, params->q, params->p);
    mpz_sub_ui(e, params->p, 1);
    bool ok = mpz_cmp_ui(g, 1) == 0 && mpz_divisible_p(e, params->q);
    mpz_set_ui(g, 0);
    for (unsigned count = 1; ok && mpz_cmp_ui(g, 2) < 0; count++) {
        const uint8_t tail[3] = {index, (uint8_t)(count >> 8), (uint8_t)count};
        struct hash_ctx ctx;
        hash_init(&ctx, hash);
        hash_update(&ctx, seed, seed_bytes);
        hash_update(&ctx, ggen, sizeof ggen);
        hash_update(&ctx, tail, sizeof tail);
        hash_final(&ctx, W);
        os2ip(g, W, hash->digest_bytes);
        if (count == 1)
            mpz_divexact(e, e, params->q);
        modexp(g, g, e, params->p);
        ok = count < 0xffff;
    }
    ok = ok && mpz_cmp(g, params->g) == 0;
    mpz_clears(e, g, NULL);
    return ok ? GL_OK : GL_ERR_KEY;
}
