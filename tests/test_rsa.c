// SPDX-License-Identifier: MIT
// RSA: modular exponentiation, the primitives, and the checks of keys. The official vectors run in the suite
// "vectors".
#include "tests/rsa_key.h"
#include "tests/run.h"

#include "crypto/hash/hash.h"
#include "crypto/rsa/modexp.h"
#include "crypto/rsa/octets.h"
#include "crypto/rsa/prime.h"

#include <string.h>

static void engines_agree(void)
{
    mpz_t base, exponent, modulus, a, b;
    mpz_inits(base, exponent, modulus, a, b, NULL);
    for (unsigned i = 0; i < 40; i++) {
        CU_ASSERT_EQUAL(random_bits(modulus, 10 + i * 13, NULL), GL_OK);
        mpz_setbit(modulus, 0);
        mpz_setbit(modulus, 9 + i * 13);
        random_below(base, modulus, NULL);
        random_bits(exponent, 1 + i * 11, NULL);
        mpz_setbit(exponent, i % 3);
        modexp_textbook.modexp(&(struct modexp_job){a, base, exponent, modulus});
        modexp_gmp.modexp(&(struct modexp_job){b, base, exponent, modulus});
        CU_ASSERT_EQUAL(mpz_cmp(a, b), 0);
        mpz_sub_ui(exponent, modulus, 1);
        modexp_textbook.modexp(&(struct modexp_job){a, base, exponent, modulus});
        modexp_gmp.modexp(&(struct modexp_job){b, base, exponent, modulus});
        CU_ASSERT_EQUAL(mpz_cmp(a, b), 0);
    }
    mpz_set_ui(exponent, 0);
    modexp(a, base, exponent, modulus);
    CU_ASSERT_EQUAL(mpz_cmp_ui(a, 1), 0);
    mpz_set_ui(modulus, 1);
    modexp(a, base, exponent, modulus);
    CU_ASSERT_EQUAL(mpz_cmp_ui(a, 0), 0);
    mpz_clears(base, exponent, modulus, a, b, NULL);
}

// n - 1, an even modulus (which no engine but the textbook's takes), 1, and 0.
static void modexp_at_the_edges(void)
{
    mpz_t x;
    mpz_init(x);
    static const unsigned cases[][4] = {
        // base, exponent, modulus, result
        {5, 0, 7, 1},  {0, 0, 7, 1}, {0, 5, 7, 0}, {5, 1, 7, 5}, {6, 7, 7, 6},         {12, 2, 7, 4},
        {7, 3, 10, 3}, {3, 4, 2, 1}, {4, 4, 1, 0}, {4, 0, 1, 0}, {65, 17, 3233, 2790}, {2790, 413, 3233, 65}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        mpz_t base, exponent, modulus;
        mpz_init_set_ui(base, cases[i][0]);
        mpz_init_set_ui(exponent, cases[i][1]);
        mpz_init_set_ui(modulus, cases[i][2]);
        for (const struct gl_engine *const *engine = modexp_family.engines; *engine; engine++) {
            gl_engine_set(&modexp_family, *engine);
            modexp(x, base, exponent, modulus);
            CU_ASSERT_EQUAL(mpz_cmp_ui(x, cases[i][3]), 0);
        }
        gl_engine_set(&modexp_family, NULL);
        mpz_clears(base, exponent, modulus, NULL);
    }
    mpz_clear(x);
}

static void octets_keep_their_length(void)
{
    uint8_t out[20];
    mpz_t z, back;
    mpz_init_set_ui(z, 0x0102030405060708);
    mpz_init(back);
    mpz_mul_2exp(z, z, 32);
    for (size_t bytes = 12; bytes <= sizeof out; bytes++) {
        memset(out, 0xee, sizeof out);
        CU_ASSERT_EQUAL(i2osp(out, bytes, z), GL_OK);
        CU_ASSERT_EQUAL(out[bytes - 12], 1);
        CU_ASSERT_EQUAL(out[bytes - 5], 8);
        CU_ASSERT_EQUAL(out[bytes - 1], 0);
        CU_ASSERT_TRUE(bytes == 12 || out[0] == 0);
        os2ip(back, out, bytes);
        CU_ASSERT_EQUAL(mpz_cmp(back, z), 0);
    }
    memset(out, 0xee, sizeof out);
    CU_ASSERT_EQUAL(i2osp(out, 11, z), GL_ERR_RANGE);
    CU_ASSERT_EQUAL(out[0], 0xee);
    mpz_set_ui(z, 0);
    CU_ASSERT_EQUAL(i2osp(out, 0, z), GL_OK);
    CU_ASSERT_EQUAL(i2osp(out, 3, z), GL_OK);
    CU_ASSERT_EQUAL(out[0] | out[1] | out[2], 0);
    mpz_clears(z, back, NULL);
}

static void damaged_keys_are_refused(void)
{
    for (int what = 0; what < 9; what++) {
        struct rsa_private key;
        rsa_copy_key(&key, rsa_test_key());
        mpz_ptr numbers[] = {key.public.n, key.d, key.p, key.q, key.dp, key.dq, key.qinv};
        if (what < 7)
            mpz_add_ui(numbers[what], numbers[what], 2);
        else
            mpz_set_ui(key.public.e, what == 7 ? 1 : 4);
        CU_ASSERT_EQUAL(rsa_private_check(&key), GL_ERR_KEY);
        rsa_private_clear(&key);
    }
}

static void public_keys_are_checked(void)
{
    struct rsa_public key;
    rsa_public_init(&key);
    mpz_set(key.n, rsa_test_key()->public.n);
    mpz_sub_ui(key.e, key.n, 2); // large and random exponents are allowed
    CU_ASSERT_EQUAL(rsa_public_check(&key), GL_OK);
    mpz_set(key.e, key.n);
    CU_ASSERT_EQUAL(rsa_public_check(&key), GL_ERR_KEY);
    static const struct {
        unsigned long e;
        enum gl_error verdict;
    } exponents[] = {{0, GL_ERR_KEY}, {1, GL_ERR_KEY}, {2, GL_ERR_KEY},    {3, GL_OK},
                     {4, GL_ERR_KEY}, {5, GL_OK},      {65536, GL_ERR_KEY}};
    for (size_t i = 0; i < sizeof exponents / sizeof exponents[0]; i++) {
        mpz_set_ui(key.e, exponents[i].e);
        CU_ASSERT_EQUAL(rsa_public_check(&key), exponents[i].verdict);
    }
    mpz_set_ui(key.e, 3);
    mpz_clrbit(key.n, 0);
    CU_ASSERT_EQUAL(rsa_public_check(&key), GL_ERR_KEY); // even
    mpz_setbit(key.n, 0);
    mpz_clrbit(key.n, 8 * K - 1);
    CU_ASSERT_EQUAL(rsa_public_check(&key), GL_ERR_KEY); // less than 1024 bits
    mpz_setbit(key.n, RSA_MAX_BITS - 1);
    CU_ASSERT_EQUAL(rsa_public_check(&key), GL_OK);
    mpz_setbit(key.n, RSA_MAX_BITS);
    CU_ASSERT_EQUAL(rsa_public_check(&key), GL_ERR_KEY);
    rsa_public_clear(&key);
}

static void a_key_with_a_prime_of_1_is_refused(void)
{
    for (int which = 0; which < 2; which++) {
        struct rsa_private key;
        rsa_copy_key(&key, rsa_test_key());
        mpz_set(which ? key.p : key.q, key.public.n);
        mpz_set_ui(which ? key.q : key.p, 1);
        CU_ASSERT_EQUAL(rsa_private_complete(&key), GL_ERR_KEY);
        CU_ASSERT_EQUAL(rsa_private_check(&key), GL_ERR_KEY);
        rsa_private_clear(&key);
    }
}

static void a_key_is_completed_from_n_e_d(void)
{
    struct rsa_private key;
    rsa_copy_key(&key, rsa_test_key());
    mpz_set_ui(key.p, 0);
    mpz_set_ui(key.q, 0);
    mpz_set_ui(key.dp, 0);
    CU_ASSERT_EQUAL(rsa_private_check(&key), GL_OK); // still a key, without CRT
    CU_ASSERT_EQUAL(rsa_private_complete(&key), GL_OK);
    CU_ASSERT_EQUAL(mpz_cmp(key.p, rsa_test_key()->p), 0);
    CU_ASSERT_EQUAL(mpz_cmp(key.qinv, rsa_test_key()->qinv), 0);
    mpz_set_ui(key.p, 0);
    mpz_add_ui(key.d, key.d, 2);
    CU_ASSERT_EQUAL(rsa_private_complete(&key), GL_ERR_KEY);
    rsa_private_clear(&key);
}

static void private_undoes_public(void)
{
    const struct rsa_private *key = rsa_test_key();
    struct rsa_private plain;
    mpz_t m, c, back;
    mpz_inits(m, c, back, NULL);
    rsa_copy_key(&plain, key);
    mpz_set_ui(plain.p, 0);
    for (int i = 0; i < 4; i++) {
        random_below(m, key->public.n, NULL);
        if (i == 0)
            mpz_set_ui(m, 0);
        if (i == 1)
            mpz_sub_ui(m, key->public.n, 1);
        CU_ASSERT_EQUAL(rsa_public_apply(&key->public, c, m), GL_OK);
        CU_ASSERT_EQUAL(rsa_private_apply(key, NULL, back, c), GL_OK);
        CU_ASSERT_EQUAL(mpz_cmp(back, m), 0);
        CU_ASSERT_EQUAL(rsa_private_apply(&plain, NULL, back, c), GL_OK); // without CRT
        CU_ASSERT_EQUAL(mpz_cmp(back, m), 0);
    }
    CU_ASSERT_EQUAL(rsa_public_apply(&key->public, c, key->public.n), GL_ERR_RANGE);
    CU_ASSERT_EQUAL(rsa_private_apply(key, NULL, c, key->public.n), GL_ERR_RANGE);
    mpz_clears(m, c, back, NULL);
    rsa_private_clear(&plain);
}

// Counts up from a start: two sources that differ, and never run dry.
static enum gl_error count_up(void *context, void *out, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++)
        ((uint8_t *)out)[i] = (uint8_t)(*(unsigned *)context)++;
    return GL_OK;
}

static void blinding_does_not_show(void)
{
    mpz_t m, first, second;
    mpz_inits(m, first, second, NULL);
    CU_ASSERT_EQUAL(random_below(m, rsa_test_key()->public.n, NULL), GL_OK);
    for (unsigned start = 0; start < 6; start++) {
        unsigned from = start * 40;
        struct gl_random random = {count_up, &from};
        CU_ASSERT_EQUAL(rsa_private_apply(rsa_test_key(), &random, second, m), GL_OK);
        CU_ASSERT_NOT_EQUAL(from, start * 40); // it was drawn from
        if (start > 0)
            CU_ASSERT_EQUAL(mpz_cmp(first, second), 0);
        mpz_set(first, second);
    }
    struct gl_random_fixed none = {0};
    struct gl_random dry = gl_random_from_fixed(&none);
    mpz_set_ui(second, 7);
    CU_ASSERT_EQUAL(rsa_private_apply(rsa_test_key(), &dry, second, m), GL_ERR_RANDOM);
    CU_ASSERT_EQUAL(mpz_cmp_ui(second, 7), 0); // without blinding, nothing
    mpz_clears(m, first, second, NULL);
}

// A CRT value that is wrong: a signature that is right modulo one prime only would give the other away.
static void a_fault_releases_nothing(void)
{
    for (int what = 0; what < 3; what++) {
        struct rsa_private key;
        uint8_t signature[K], digest[32] = {1};
        memset(signature, 0x55, K);
        rsa_copy_key(&key, rsa_test_key());
        mpz_ptr wrong = what == 0 ? key.dp : what == 1 ? key.dq : key.qinv;
        mpz_add_ui(wrong, wrong, 2);
        CU_ASSERT_EQUAL(rsa_pkcs1_sign(&key, &hash_sha256, NULL, signature, digest), GL_ERR_KEY);
        for (int i = 0; i < K; i++)
            CU_ASSERT_EQUAL(signature[i], 0x55);
        rsa_private_clear(&key);
    }
}

void suite_rsa(void)
{
    add_suite("rsa", (const struct test_case[]){
                         {"modexp: the engines agree", engines_agree},
                         {"modexp: at the edges", modexp_at_the_edges},
                         {"octets keep their length", octets_keep_their_length},
                         {"public keys are checked", public_keys_are_checked},
                         {"damaged keys are refused", damaged_keys_are_refused},
                         {"a key with a prime of 1 is refused", a_key_with_a_prime_of_1_is_refused},
                         {"a key is completed from n, e, d", a_key_is_completed_from_n_e_d},
                         {"the private primitive undoes the public one", private_undoes_public},
                         {"blinding does not show in the result", blinding_does_not_show},
                         {"a fault in CRT releases nothing", a_fault_releases_nothing},
                         {0},
                     });
}
