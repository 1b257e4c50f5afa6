// SPDX-License-Identifier: MIT
// RSA signatures, PSS and PKCS#1 v1.5: what they accept, and all that they refuse.
#include "tests/rsa_key.h"
#include "tests/run.h"

#include "crypto/hash/hash.h"
#include "crypto/rsa/octets.h"
#include "crypto/rsa/pkcs1.h"

#include <string.h>

// Every verifier refuses a flipped bit, a truncation, an extension, another digest, and s + n.
static void refuses_alterations(enum gl_error (*verify)(const uint8_t *signature, size_t bytes,
                                                        const uint8_t *digest),
                                const uint8_t *signature, const uint8_t *digest)
{
    uint8_t altered[K + 1] = {0}, other[32];
    memcpy(altered, signature, K);
    CU_ASSERT_EQUAL(verify(altered, K, digest), GL_OK);
    CU_ASSERT_EQUAL(verify(altered, K - 1, digest), GL_ERR_VERIFY);
    CU_ASSERT_EQUAL(verify(altered, K + 1, digest), GL_ERR_VERIFY);
    for (int bit = 0; bit < 8 * K; bit += 5) {
        altered[bit / 8] ^= (uint8_t)(1 << bit % 8);
        CU_ASSERT_EQUAL(verify(altered, K, digest), GL_ERR_VERIFY);
        altered[bit / 8] ^= (uint8_t)(1 << bit % 8);
    }
    memcpy(other, digest, 32);
    other[31] ^= 1;
    CU_ASSERT_EQUAL(verify(altered, K, other), GL_ERR_VERIFY);
    mpz_t s;
    mpz_init(s);
    os2ip(s, signature, K);
    mpz_add(s, s, rsa_test_key()->public.n);
    if (i2osp(altered, K, s) == GL_OK)
        CU_ASSERT_EQUAL(verify(altered, K, digest), GL_ERR_VERIFY);
    mpz_clear(s);
}

static const struct rsa_pss pss = {&hash_sha256, &hash_sha256, 20};

static enum gl_error verify_pss(const uint8_t *signature, size_t bytes, const uint8_t *digest)
{
    return rsa_pss_verify(&rsa_test_key()->public, &pss, signature, bytes, digest);
}

static void pss_signs_and_refuses(void)
{
    const struct rsa_private *key = rsa_test_key();
    uint8_t signature[K], digest[32];
    memset(digest, 0x3c, sizeof digest);
    CU_ASSERT_EQUAL(rsa_pss_sign(key, &pss, NULL, signature, digest), GL_OK);
    refuses_alterations(verify_pss, signature, digest);
    struct rsa_pss other = pss;
    other.salt_bytes = 19;
    CU_ASSERT_EQUAL(rsa_pss_verify(&key->public, &other, signature, K, digest), GL_ERR_VERIFY);
    other.salt_bytes = RSA_PSS_SALT_ANY;
    CU_ASSERT_EQUAL(rsa_pss_verify(&key->public, &other, signature, K, digest), GL_OK);
    for (size_t salt = 0; salt <= K - 34; salt += 31) {
        other.salt_bytes = salt;
        CU_ASSERT_EQUAL(rsa_pss_sign(key, &other, NULL, signature, digest), GL_OK);
        CU_ASSERT_EQUAL(rsa_pss_verify(&key->public, &other, signature, K, digest), GL_OK);
    }
    other.salt_bytes = K - 33;
    CU_ASSERT_EQUAL(rsa_pss_sign(key, &other, NULL, signature, digest), GL_ERR_LENGTH);
    other.salt_bytes = RSA_PSS_SALT_ANY;
    CU_ASSERT_EQUAL(rsa_pss_sign(key, &other, NULL, signature, digest), GL_ERR_LENGTH);
}

// A signature over any encoded message, as a forger with the key would make it: only the encoding is wrong.
static void sign_encoding(const uint8_t EM[K], uint8_t signature[K])
{
    mpz_t m;
    mpz_init(m);
    os2ip(m, EM, K);
    CU_ASSERT_EQUAL(rsa_private_apply(rsa_test_key(), NULL, m, m), GL_OK);
    CU_ASSERT_EQUAL(i2osp(signature, K, m), GL_OK);
    mpz_clear(m);
}

// What a signature encodes; true where it would still be below n with its first bit set.
static bool encoding_of(const uint8_t signature[K], uint8_t EM[K])
{
    mpz_t m;
    mpz_init(m);
    os2ip(m, signature, K);
    CU_ASSERT_EQUAL(rsa_public_apply(&rsa_test_key()->public, m, m), GL_OK);
    CU_ASSERT_EQUAL(i2osp(EM, K, m), GL_OK);
    mpz_setbit(m, 8 * K - 1);
    bool below = mpz_cmp(m, rsa_test_key()->public.n) < 0;
    mpz_clear(m);
    return below;
}

static void pss_refuses_wrong_encodings(void)
{
    uint8_t signature[K], EM[K], digest[32] = {0x77};
    bool below = false;
    for (int i = 0; i < 2000 && !below; i++) {
        CU_ASSERT_EQUAL(rsa_pss_sign(rsa_test_key(), &pss, NULL, signature, digest), GL_OK);
        below = encoding_of(signature, EM);
    }
    CU_ASSERT_TRUE_FATAL(below);
    for (int i = 0; i < K; i++) { // the first byte's first bit must be zero; the last byte must be bc
        EM[i] ^= i == 0 ? 0x80 : 0x01;
        sign_encoding(EM, signature);
        CU_ASSERT_EQUAL(verify_pss(signature, K, digest), GL_ERR_VERIFY);
        EM[i] ^= i == 0 ? 0x80 : 0x01;
    }
    sign_encoding(EM, signature);
    CU_ASSERT_EQUAL(verify_pss(signature, K, digest), GL_OK);
}

static enum gl_error verify_pkcs1(const uint8_t *signature, size_t bytes, const uint8_t *digest)
{
    return rsa_pkcs1_verify(&rsa_test_key()->public, &hash_sha256, signature, bytes, digest);
}

static enum gl_error verify_encoding(const uint8_t EM[K], const uint8_t *digest)
{
    uint8_t signature[K];
    sign_encoding(EM, signature);
    return verify_pkcs1(signature, K, digest);
}

static void pkcs1_signs_and_refuses(void)
{
    uint8_t signature[K], digest[32], EM[K], shifted[K];
    memset(digest, 0xc3, sizeof digest);
    for (const struct hash_alg *const *hash = hash_algs; *hash; hash++) {
        uint8_t any[64] = {9};
        CU_ASSERT_EQUAL(rsa_pkcs1_sign(rsa_test_key(), *hash, NULL, signature, any), GL_OK);
        CU_ASSERT_EQUAL(rsa_pkcs1_verify(&rsa_test_key()->public, *hash, signature, K, any), GL_OK);
    }
    CU_ASSERT_EQUAL(rsa_pkcs1_sign(rsa_test_key(), &hash_sha256, NULL, signature, digest), GL_OK);
    refuses_alterations(verify_pkcs1, signature, digest);
    CU_ASSERT_EQUAL(pkcs1_encode(&hash_sha256, digest, EM, K), GL_OK);
    CU_ASSERT_EQUAL(verify_encoding(EM, digest), GL_OK);
    for (int i = 1; i < K - 32; i++) { // any byte before the digest
        EM[i] ^= 0x10;
        CU_ASSERT_EQUAL(verify_encoding(EM, digest), GL_ERR_VERIFY);
        EM[i] ^= 0x10;
    }
    // Bleichenbacher 2006: less padding, rubbish after the digest.
    memset(shifted, 0xaa, K);
    memcpy(shifted, EM, 20);
    memcpy(shifted + 20, EM + K - 52, 52);
    CU_ASSERT_EQUAL(verify_encoding(shifted, digest), GL_ERR_VERIFY);
    // The algorithm without its NULL, lengths to match.
    memset(shifted, 0xff, K);
    shifted[0] = 0x00;
    shifted[1] = 0x01;
    shifted[K - 50] = 0x00;
    memcpy(shifted + K - 49, "\x30\x2f\x30\x0b", 4);
    memcpy(shifted + K - 45, EM + K - 47, 11); // the OID
    memcpy(shifted + K - 34, EM + K - 34, 34); // the digest
    CU_ASSERT_EQUAL(verify_encoding(shifted, digest), GL_ERR_VERIFY);
}

void suite_rsa_sign(void)
{
    add_suite("rsa_sign", (const struct test_case[]){
                              {"PSS: signs, verifies, refuses", pss_signs_and_refuses},
                              {"PSS: wrong encodings are refused", pss_refuses_wrong_encodings},
                              {"PKCS#1 v1.5: signs, verifies, refuses", pkcs1_signs_and_refuses},
                              {0},
                          });
}
