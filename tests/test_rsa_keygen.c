// SPDX-License-Identifier: MIT
// Primes and RSA key generation.
#include "tests/rsa_key.h"
#include "tests/run.h"

#include "crypto/rsa/modexp.h"
#include "crypto/rsa/prime.h"
#include "crypto/rsa/prime_interval.h"

#include <string.h>

static void primes_and_composites(void)
{
    // Carmichael numbers and strong pseudoprimes to small bases: random bases find them out.
    static const char *const composites[] = {"561",
                                             "1729",
                                             "3215031751",
                                             "3825123056546413051",
                                             "341550071728321",
                                             "318665857834031151167461",
                                             "1000036000099"};
    static const char *const primes[] = {"2", "3", "1999", "2003", "170141183460469231731687303715884105727"};
    bool prime = false;
    mpz_t w;
    mpz_init(w);
    for (size_t i = 0; i < sizeof composites / sizeof composites[0]; i++) {
        mpz_set_str(w, composites[i], 10);
        CU_ASSERT_EQUAL(prime_miller_rabin(w, 40, NULL, &prime), GL_OK);
        CU_ASSERT_FALSE(prime);
    }
    for (size_t i = 0; i < sizeof primes / sizeof primes[0]; i++) {
        mpz_set_str(w, primes[i], 10);
        CU_ASSERT_EQUAL(prime_test(w, NULL, &prime), GL_OK);
        CU_ASSERT_TRUE(prime);
    }
    mpz_set_ui(w, 1);
    CU_ASSERT_EQUAL(prime_test(w, NULL, &prime), GL_OK);
    CU_ASSERT_FALSE(prime);
    mpz_clear(w);
}

// What is crossed out has a small factor, what is left has none: by trial division.
static void the_sieve_is_right(void)
{
    static struct prime_interval interval;
    mpz_t start, w;
    mpz_inits(start, w, NULL);
    prime_interval_init(&interval);
    CU_ASSERT_EQUAL(interval.primes[0], 3);
    CU_ASSERT_EQUAL(interval.primes[PRIME_INTERVAL_PRIMES - 1], 65521);
    for (unsigned bits = 40; bits <= 1024; bits += 328) {
        random_bits(start, bits, NULL);
        mpz_setbit(start, bits - 1);
        mpz_setbit(start, 0);
        prime_interval_sieve(&interval, start);
        for (unsigned i = 0; i < PRIME_INTERVAL_ODDS; i += bits < 300 ? 1 : 13) {
            bool divided = false;
            mpz_add_ui(w, start, 2 * i);
            for (unsigned j = 0; j < PRIME_INTERVAL_PRIMES && !divided; j++)
                divided = mpz_divisible_ui_p(w, interval.primes[j]);
            CU_ASSERT_EQUAL(interval.composite[i] != 0, divided);
        }
    }
    unsigned next = prime_interval_next(&interval, 5);
    CU_ASSERT_TRUE(next == PRIME_INTERVAL_ODDS || !interval.composite[next]);
    for (unsigned i = 5; i < next; i++)
        CU_ASSERT_TRUE(interval.composite[i]);
    CU_ASSERT_EQUAL(prime_interval_next(&interval, PRIME_INTERVAL_ODDS), PRIME_INTERVAL_ODDS);
    mpz_clears(start, w, NULL);
}

static void two_are_tested_at_once(void)
{
    mpz_t v, w;
    bool prime[2];
    mpz_init_set_str(v, "170141183460469231731687303715884105727", 10); // 2^127 - 1
    mpz_init(w);
    mpz_add_ui(w, v, 2);
    CU_ASSERT_EQUAL(prime_miller_rabin_two(v, w, NULL, prime), GL_OK);
    CU_ASSERT_TRUE(prime[0] && !prime[1]);
    CU_ASSERT_EQUAL(prime_miller_rabin_two(w, v, NULL, prime), GL_OK);
    CU_ASSERT_TRUE(!prime[0] && prime[1]);
    mpz_clears(v, w, NULL);
}

// A generator with a seed: the same key from every engine.
static enum gl_error from_seed(void *context, void *out, size_t bytes)
{
    uint64_t *state = context;
    for (size_t i = 0; i < bytes; i++) {
        *state = *state * 6364136223846793005u + 1442695040888963407u;
        ((uint8_t *)out)[i] = (uint8_t)(*state >> 56);
    }
    return GL_OK;
}

static void every_engine_finds_the_same_key(void)
{
    struct rsa_private first, key;
    bool have_first = false;
    rsa_private_init(&first);
    rsa_private_init(&key);
    for (const struct gl_engine *const *engine = modexp_family.engines; *engine; engine++) {
        if (!gl_engine_available(*engine) || *engine == &modexp_textbook.engine)
            continue;
        uint64_t seed = 7;
        struct gl_random random = {from_seed, &seed};
        gl_engine_set(&modexp_family, *engine);
        CU_ASSERT_EQUAL(rsa_generate(have_first ? &key : &first, 1024, 65537, &random, NULL), GL_OK);
        CU_ASSERT_TRUE(!have_first || mpz_cmp(first.d, key.d) == 0);
        have_first = true;
    }
    gl_engine_set(&modexp_family, NULL);
    rsa_private_clear(&first);
    rsa_private_clear(&key);
}

static enum gl_error zeros(void *context, void *out, size_t bytes)
{
    (void)context;
    memset(out, 0, bytes);
    return GL_OK;
}

// It must end, and not with a key.
static void a_broken_source_gives_no_key(void)
{
    struct rsa_private key;
    struct gl_random random = {zeros, NULL};
    rsa_private_init(&key);
    CU_ASSERT_EQUAL(rsa_generate(&key, 1024, 65537, &random, NULL), GL_ERR_RANDOM);
    rsa_private_clear(&key);
}

static void generated_keys_meet_the_conditions(void)
{
    struct rsa_private key;
    mpz_t x, y;
    mpz_inits(x, y, NULL);
    rsa_private_init(&key);
    for (int i = 0; i < 3; i++) {
        unsigned bits = i == 2 ? 1026 : 1024;
        CU_ASSERT_EQUAL(rsa_generate(&key, bits, i ? 65537 : 3, NULL, NULL), GL_OK);
        CU_ASSERT_EQUAL(mpz_sizeinbase(key.public.n, 2), bits);
        CU_ASSERT_TRUE(mpz_probab_prime_p(key.p, 30) && mpz_probab_prime_p(key.q, 30));
        mpz_sub(x, key.p, key.q);
        CU_ASSERT_TRUE(mpz_sizeinbase(x, 2) > bits / 2 - 100);
        CU_ASSERT_TRUE(mpz_sizeinbase(key.d, 2) > bits / 2);
        mpz_sub_ui(x, key.p, 1);
        mpz_sub_ui(y, key.q, 1);
        mpz_lcm(x, x, y);
        CU_ASSERT_TRUE(mpz_cmp(key.d, x) < 0);
        CU_ASSERT_EQUAL(rsa_private_check(&key), GL_OK);
    }
    CU_ASSERT_EQUAL(rsa_generate(&key, 1023, 65537, NULL, NULL), GL_ERR_RANGE);
    CU_ASSERT_EQUAL(rsa_generate(&key, 512, 65537, NULL, NULL), GL_ERR_RANGE);
    CU_ASSERT_EQUAL(rsa_generate(&key, 1024, 4, NULL, NULL), GL_ERR_RANGE);
    CU_ASSERT_EQUAL(rsa_generate(&key, 1024, 1, NULL, NULL), GL_ERR_RANGE);
    rsa_private_clear(&key);
    mpz_clears(x, y, NULL);
}

static bool stop_at_second(void *context, int stage, unsigned candidates)
{
    (void)candidates;
    *(int *)context += 1;
    return stage < 2;
}

static bool see_stage(void *context, int stage, unsigned candidates)
{
    (void)candidates;
    *(int *)context = stage;
    return true;
}

static void key_generation_can_be_stopped(void)
{
    struct rsa_private key;
    int calls = 0;
    rsa_private_init(&key);
    struct rsa_progress progress = {stop_at_second, &calls};
    CU_ASSERT_EQUAL(rsa_generate(&key, 1024, 65537, NULL, &progress), GL_ERR_CANCELLED);
    CU_ASSERT_TRUE(calls > 1);
    int stages = 0;
    progress = (struct rsa_progress){see_stage, &stages};
    CU_ASSERT_EQUAL(rsa_generate(&key, 1024, 65537, NULL, &progress), GL_OK);
    CU_ASSERT_EQUAL(stages, 3);
    uint8_t few[10] = {0};
    struct gl_random_fixed fixed = {.bytes = few, .count = sizeof few};
    struct gl_random dry = gl_random_from_fixed(&fixed);
    CU_ASSERT_EQUAL(rsa_generate(&key, 1024, 65537, &dry, NULL), GL_ERR_RANDOM);
    rsa_private_clear(&key);
}

// A source whose first number is given; the rest come from a seed.
struct begun {
    const uint8_t *first;
    size_t bytes; // 0 when it is gone
    uint64_t seed;
};

static enum gl_error from_given(void *context, void *out, size_t bytes)
{
    struct begun *b = context;
    if (b->bytes != bytes)
        return from_seed(&b->seed, out, bytes);
    memcpy(out, b->first, bytes);
    b->bytes = 0;
    return GL_OK;
}

// Which candidates were told of, up to the second interval.
struct candidates {
    unsigned told[3], n;
};

static bool count_candidates(void *context, int stage, unsigned tried)
{
    struct candidates *c = context;
    if (stage == 1 && c->n < 3)
        c->told[c->n++] = tried;
    return true;
}

// The last number below 2^512 that the sieve leaves over is alone in its interval, and no prime: it is tested
// beside itself, and the search goes on elsewhere.
static void a_candidate_without_a_neighbour(void)
{
    enum { HALF = 512 };
    static struct prime_interval interval;
    uint8_t first[HALF / 8];
    struct begun begun = {first, sizeof first, 11};
    struct gl_random random = {from_given, &begun};
    struct candidates candidates = {{9, 9, 9}, 0};
    struct rsa_progress progress = {count_candidates, &candidates};
    struct rsa_private key;
    mpz_t start, top;
    mpz_inits(start, top, NULL);
    mpz_setbit(top, HALF);
    mpz_sub_ui(start, top, 1);
    prime_interval_init(&interval);
    for (prime_interval_sieve(&interval, start); interval.composite[0];
         prime_interval_sieve(&interval, start))
        mpz_sub_ui(start, start, 2);
    CU_ASSERT_EQUAL_FATAL(mpz_probab_prime_p(start, 25), 0);
    mpz_export(first, NULL, 1, 1, 1, 0, start);
    rsa_private_init(&key);
    CU_ASSERT_EQUAL(rsa_generate(&key, 2 * HALF, 65537, &random, &progress), GL_OK);
    CU_ASSERT_EQUAL(begun.bytes, 0); // it was drawn
    CU_ASSERT_TRUE(candidates.n >= 2 && candidates.told[0] == 0 && candidates.told[1] == 0);
    CU_ASSERT_EQUAL(rsa_private_check(&key), GL_OK);
    CU_ASSERT_EQUAL(mpz_sizeinbase(key.public.n, 2), 2 * HALF);
    CU_ASSERT_TRUE(mpz_probab_prime_p(key.p, 25) && mpz_probab_prime_p(key.q, 25));
    rsa_private_clear(&key);
    mpz_clears(start, top, NULL);
}

void suite_rsa_keygen(void)
{
    add_suite("rsa_keygen",
              (const struct test_case[]){
                  {"primes and composites are told apart", primes_and_composites},
                  {"a candidate without a neighbour", a_candidate_without_a_neighbour},
                  {"the sieve crosses out what has small factors", the_sieve_is_right},
                  {"two candidates are tested at once", two_are_tested_at_once},
                  {"every engine finds the same key", every_engine_finds_the_same_key},
                  {"a broken source gives no key", a_broken_source_gives_no_key},
                  {"generated keys meet FIPS 186-4's conditions", generated_keys_meet_the_conditions},
                  {"key generation can be stopped", key_generation_can_be_stopped},
                  {0},
              });
}
