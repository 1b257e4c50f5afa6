// SPDX-License-Identifier: MIT
// Primes and RSA key generation.
#include "tests/rsa_key.h"
#include "tests/run.h"

#include "crypto/rsa/prime.h"

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

static void key_generation_can_be_stopped(void)
{
    struct rsa_private key;
    int calls = 0;
    rsa_private_init(&key);
    struct rsa_progress progress = {stop_at_second, &calls};
    CU_ASSERT_EQUAL(rsa_generate(&key, 1024, 65537, NULL, &progress), GL_ERR_CANCELLED);
    CU_ASSERT_TRUE(calls > 1);
    uint8_t few[10] = {0};
    struct gl_random_fixed fixed = {.bytes = few, .count = sizeof few};
    struct gl_random dry = gl_random_from_fixed(&fixed);
    CU_ASSERT_EQUAL(rsa_generate(&key, 1024, 65537, &dry, NULL), GL_ERR_RANDOM);
    rsa_private_clear(&key);
}

void suite_rsa_keygen(void)
{
    add_suite("rsa_keygen",
              (const struct test_case[]){
                  {"primes and composites are told apart", primes_and_composites},
                  {"generated keys meet FIPS 186-4's conditions", generated_keys_meet_the_conditions},
                  {"key generation can be stopped", key_generation_can_be_stopped},
                  {0},
              });
}
