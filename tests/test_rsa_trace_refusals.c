// SPDX-License-Identifier: MIT
// What the narrated RSA refuses: the same as the untraced, for the same reasons.
#include "tests/rsa_key.h"
#include "tests/run.h"
#include "tests/trace_mutate.h"

#include "crypto/rsa/rsa_trace.h"

#include <string.h>

static const struct rsa_oaep oaep = {.hash = &hash_sha1, .mgf_hash = &hash_sha1};
static const struct rsa_pss pss = {.hash = &hash_sha256, .mgf_hash = &hash_sha256, .salt_bytes = 20};
static const uint8_t message[20] = "a message to sign";

// Bytes of a signature or ciphertext that cannot be one: a length, or a number that is not below the modulus.
struct wrong {
    size_t bytes;
    const uint8_t *data;
};

static enum gl_error oaep_decrypt(struct trace *t, const struct wrong *w)
{
    uint8_t out[K];
    size_t bytes = 99;
    enum gl_error error = t ? rsa_trace_oaep_decrypt(t, rsa_test_key(), &oaep, out, &bytes, w->data, w->bytes)
                            : rsa_oaep_decrypt(rsa_test_key(), &oaep, NULL, out, &bytes, w->data, w->bytes);
    CU_ASSERT_EQUAL(bytes, 0);
    return error;
}

static enum gl_error pss_verify(struct trace *t, const struct wrong *w)
{
    const struct rsa_public *key = &rsa_test_key()->public;
    uint8_t digest[32];
    hash_digest(&hash_sha256, message, sizeof message, digest);
    return t ? rsa_trace_pss_verify(t, key, &pss, w->data, w->bytes, message, sizeof message)
             : rsa_pss_verify(key, &pss, w->data, w->bytes, digest);
}

static enum gl_error pkcs1_verify(struct trace *t, const struct wrong *w)
{
    const struct rsa_public *key = &rsa_test_key()->public;
    uint8_t digest[32];
    hash_digest(&hash_sha256, message, sizeof message, digest);
    return t ? rsa_trace_pkcs1_verify(t, key, &hash_sha256, w->data, w->bytes, message, sizeof message)
             : rsa_pkcs1_verify(key, &hash_sha256, w->data, w->bytes, digest);
}

static void lengths_and_ranges(void)
{
    static const struct {
        enum gl_error (*open)(struct trace *t, const struct wrong *w);
        enum gl_error refusal;
    } openings[] = {
        {oaep_decrypt, GL_ERR_DECRYPT}, {pss_verify, GL_ERR_VERIFY}, {pkcs1_verify, GL_ERR_VERIFY}};
    uint8_t ones[K + 1], modulus[K], zeros[K] = {0};
    memset(ones, 0xff, sizeof ones);
    mpz_export(modulus, NULL, 1, 1, 1, 0, rsa_test_key()->public.n); // K bytes: the highest bit is set
    const struct wrong wrong[] = {{K - 1, zeros}, {K + 1, ones}, {0, zeros},
                                  {K, ones},      {K, modulus},  {K, zeros}};
    for (size_t i = 0; i < sizeof openings / sizeof *openings; i++)
        for (size_t j = 0; j < sizeof wrong / sizeof *wrong; j++) {
            struct trace *t = trace_new("RSA");
            CU_ASSERT_EQUAL(openings[i].open(t, &wrong[j]), openings[i].refusal);
            CU_ASSERT_EQUAL(openings[i].open(NULL, &wrong[j]), openings[i].refusal);
            CU_ASSERT_EQUAL(trace_error(t), GL_OK); // a refusal is no failure of the recording
            if (wrong[j].bytes != K) {
                CU_ASSERT_EQUAL(trace_count(t), 0); // and what has another length is not narrated
            } else {
                assert_sound(t, 2);
            }
            trace_free(t);
        }
}

// A key that is too short for the padding: refused before anything is recorded.
static void keys_that_are_too_short(void)
{
    const struct rsa_oaep wide = {.hash = &hash_sha512, .mgf_hash = &hash_sha512};
    const struct rsa_pss salty = {.hash = &hash_sha512, .mgf_hash = &hash_sha512, .salt_bytes = 63};
    const struct rsa_pss endless = {
        .hash = &hash_sha256, .mgf_hash = &hash_sha256, .salt_bytes = SIZE_MAX - 8};
    uint8_t out[K], seed[64] = {0}, in[K] = {0};
    size_t bytes = 0;
    const struct rsa_private *key = rsa_test_key();
    struct trace *t = trace_new("RSA");
    CU_ASSERT_EQUAL(rsa_trace_oaep_encrypt(t, &key->public, &wide, seed, out, message, 1), GL_ERR_LENGTH);
    CU_ASSERT_EQUAL(rsa_trace_oaep_encrypt(t, &key->public, &oaep, seed, out, in, K - 41), GL_ERR_LENGTH);
    CU_ASSERT_EQUAL(rsa_trace_oaep_decrypt(t, key, &wide, out, &bytes, in, K), GL_ERR_DECRYPT);
    CU_ASSERT_EQUAL(rsa_trace_pss_sign(t, key, &salty, seed, out, message, 1), GL_ERR_LENGTH);
    CU_ASSERT_EQUAL(rsa_trace_pss_sign(t, key, &endless, seed, out, message, 1), GL_ERR_LENGTH);
    struct rsa_private toy;
    rsa_copy_key(&toy, key);
    mpz_set_ui(toy.public.n, 3233);
    CU_ASSERT_EQUAL(rsa_trace_pkcs1_sign(t, &toy, &hash_sha256, out, message, 1), GL_ERR_LENGTH);
    CU_ASSERT_EQUAL(rsa_trace_pkcs1_verify(t, &toy.public, &hash_sha256, in, 2, message, 1), GL_ERR_VERIFY);
    CU_ASSERT_EQUAL(rsa_trace_pss_verify(t, &toy.public, &pss, in, 2, message, 1), GL_ERR_VERIFY);
    CU_ASSERT_EQUAL(trace_count(t), 0);
    trace_free(t);
    rsa_private_clear(&toy);
}

void suite_rsa_trace_refusals(void)
{
    static const struct test_case cases[] = {
        {"other lengths, and numbers out of range", lengths_and_ranges},
        {"keys that are too short", keys_that_are_too_short},
        {0},
    };
    add_suite("rsa_trace_refusals", cases);
}
