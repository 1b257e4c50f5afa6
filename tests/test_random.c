// SPDX-License-Identifier: MIT
// The kernel's random bytes when they come in pieces, late, or not at all: what draws them waits for all of
// them, or refuses, and never goes on with fewer.
#include "tests/kernel_random.h"
#include "tests/rsa_key.h"
#include "tests/run.h"

#include "crypto/common/random.h"
#include "crypto/dsa/dsa.h"
#include "crypto/ec/ecdsa.h"
#include "crypto/rsa/prime.h"

#include <string.h>

// Every byte gets a value other than 0 in some of the fillings, and the byte behind keeps its own.
static void expect_all_filled(const struct kernel_random *how)
{
    enum { BYTES = 1000, TIMES = 12 };
    uint8_t bytes[BYTES + 1], seen[BYTES] = {0};
    for (int i = 0; i < TIMES; i++) {
        memset(bytes, 0, sizeof bytes);
        kernel_random_arm(how);
        CU_ASSERT_EQUAL(gl_random_bytes(NULL, bytes, BYTES), GL_OK);
        CU_ASSERT_TRUE(kernel_random_calls() > how->interrupted);
        for (size_t j = 0; j < BYTES; j++)
            seen[j] |= bytes[j];
        CU_ASSERT_EQUAL(bytes[BYTES], 0);
    }
    kernel_random_arm(NULL);
    CU_ASSERT_PTR_NULL(memchr(seen, 0, BYTES));
}

static void pieces_and_interruptions(void)
{
    expect_all_filled(&(struct kernel_random){.calls = KERNEL_RANDOM_ALWAYS});
    expect_all_filled(&(struct kernel_random){.interrupted = 3, .calls = KERNEL_RANDOM_ALWAYS});
    expect_all_filled(&(struct kernel_random){.most = 7, .calls = KERNEL_RANDOM_ALWAYS});
    expect_all_filled(&(struct kernel_random){.interrupted = 2, .most = 256, .calls = KERNEL_RANDOM_ALWAYS});
}

static void none_at_all(void)
{
    uint8_t byte = 0x5a;
    kernel_random_arm(&(struct kernel_random){.calls = 0});
    CU_ASSERT_EQUAL(gl_random_bytes(NULL, &byte, 1), GL_ERR_RANDOM);
    CU_ASSERT_EQUAL(gl_random_bytes(NULL, &byte, 0), GL_OK);
    CU_ASSERT_EQUAL(kernel_random_calls(), 1);
    kernel_random_arm(&(struct kernel_random){.calls = 0, .interrupted = 1});
    CU_ASSERT_EQUAL(gl_random_bytes(NULL, &byte, 1), GL_ERR_RANDOM);
    kernel_random_arm(NULL);
    CU_ASSERT_EQUAL(byte, 0x5a);
}

// ---- what draws ----

static struct ec_key ec_key;
static struct dsa_key dsa_key;
static uint8_t digest[32], out[K];
static struct ecdsa_signature sig;

static enum gl_error rsa_key_pair(void)
{
    struct rsa_private key;
    rsa_private_init(&key);
    enum gl_error error = rsa_generate(&key, 1024, 65537, NULL, NULL);
    rsa_private_clear(&key);
    return error;
}

static enum gl_error rsa_encryption(void)
{
    const struct rsa_oaep oaep = {.hash = &hash_sha256, .mgf_hash = &hash_sha256};
    return rsa_oaep_encrypt(&rsa_test_key()->public, &oaep, NULL, out, digest, sizeof digest);
}

static enum gl_error rsa_signature(void) // a salt and a blinding
{
    const struct rsa_pss pss = {.hash = &hash_sha256, .mgf_hash = &hash_sha256, .salt_bytes = 20};
    return rsa_pss_sign(rsa_test_key(), &pss, NULL, out, digest);
}

static enum gl_error rsa_blinding(void)
{
    return rsa_pkcs1_sign(rsa_test_key(), &hash_sha256, NULL, out, digest);
}

static enum gl_error ec_key_pair(void)
{
    return ec_key_generate(&ec_key, &ec_p256, NULL);
}

static enum gl_error ecdsa_random_nonce(void)
{
    return ecdsa_sign(&ec_key, &(struct ecdsa_nonce){.random = NULL}, &sig, digest, sizeof digest);
}

static enum gl_error dsa_key_pair(void)
{
    return dsa_generate_key(&dsa_key, NULL);
}

static enum gl_error dsa_random_nonce(void)
{
    return dsa_sign(&dsa_key, &(struct ecdsa_nonce){.random = NULL}, &sig, digest, sizeof digest);
}

static enum gl_error dsa_group(void)
{
    struct dsa_key made;
    dsa_key_init(&made);
    enum gl_error error = dsa_generate_params(&made.params, 1024, 160, &hash_sha256, NULL, NULL);
    dsa_key_clear(&made);
    return error;
}

// Two numbers at once: the base of the second one is missing, then that of the first.
static enum gl_error two_primality_tests(void)
{
    bool prime[2] = {true, true};
    mpz_t w;
    mpz_init_set_str(w, "170141183460469231731687303715884105727", 10); // 2^127 - 1
    enum gl_error error = prime_miller_rabin_two(w, w, NULL, prime);
    CU_ASSERT_TRUE(error ? !prime[0] && !prime[1] : prime[0] && prime[1]);
    mpz_clear(w);
    return error;
}

static const struct drawing {
    const char *name;
    enum gl_error (*draw)(void);
} drawings[] = {
    {"RSA key pair", rsa_key_pair},   {"RSA encryption", rsa_encryption},
    {"RSA signature", rsa_signature}, {"RSA blinding", rsa_blinding},
    {"EC key pair", ec_key_pair},     {"ECDSA nonce", ecdsa_random_nonce},
    {"DSA group", dsa_group},         {"DSA key pair", dsa_key_pair},
    {"DSA nonce", dsa_random_nonce},  {"two primality tests", two_primality_tests},
};

// A group that is quick to make: any odd modulus will do to draw numbers below the order.
static void set_up(void)
{
    rsa_test_key();
    ec_key_init(&ec_key);
    ecdsa_signature_init(&sig);
    CU_ASSERT_EQUAL(ec_key_pair(), GL_OK);
    dsa_key_init(&dsa_key);
    mpz_set(dsa_key.params.p, rsa_test_key()->public.n);
    mpz_set_str(dsa_key.params.q, "ffffffffffffffffffffffffffffffff000000000000000000000001", 16);
    mpz_set_ui(dsa_key.params.g, 2);
    CU_ASSERT_EQUAL(dsa_key_pair(), GL_OK);
}

static void tear_down(void)
{
    ec_key_clear(&ec_key);
    ecdsa_signature_clear(&sig);
    dsa_key_clear(&dsa_key);
}

// The kernel stops after 0, 1, 2, 3, 5, 8, ... calls. Whoever asked once more refuses; whoever did not, had
// enough.
static void who_draws_refuses(void)
{
    set_up();
    for (size_t i = 0; i < sizeof drawings / sizeof *drawings; i++) {
        const struct drawing *d = &drawings[i];
        enum gl_error error = GL_ERR_RANDOM;
        int refusals = 0;
        for (int calls = 0, before = 1; error && calls < 10000; refusals++) {
            kernel_random_arm(&(struct kernel_random){.calls = calls});
            error = d->draw();
            bool enough = kernel_random_calls() <= calls;
            if (error != (enough ? GL_OK : GL_ERR_RANDOM))
                fprintf(stderr, "%s, %d calls: %s\n", d->name, calls, gl_error_string(error));
            CU_ASSERT_EQUAL(error, enough ? GL_OK : GL_ERR_RANDOM);
            int next = calls + before;
            before = calls > 1 ? calls : 1;
            calls = next;
        }
        CU_ASSERT_EQUAL(error, GL_OK);
        CU_ASSERT_TRUE(refusals > 1); // it did draw
    }
    kernel_random_arm(NULL);
    tear_down();
}

void suite_random(void)
{
    static const struct test_case cases[] = {
        {"bytes in pieces, after interruptions", pieces_and_interruptions},
        {"no bytes at all", none_at_all},
        {"who draws refuses when they end", who_draws_refuses},
        {0},
    };
    add_suite("random", cases);
}
