// SPDX-License-Identifier: MIT
// The paddings of RSA: round trips, and all that they refuse.
#include "tests/rsa_key.h"
#include "tests/run.h"

#include "crypto/hash/hash.h"
#include "crypto/rsa/mgf1.h"
#include "crypto/rsa/octets.h"
#include "crypto/rsa/pkcs1.h"

#include <string.h>

static const struct rsa_oaep oaep = {&hash_sha1, &hash_sha256, (const uint8_t *)"label", 5};

static void oaep_round_trip(void)
{
    const struct rsa_private *key = rsa_test_key();
    uint8_t message[K], out[K], ciphertext[K];
    bool fits = false;
    size_t n = 0, longest = rsa_oaep_max_bytes(&key->public, &oaep, &fits);
    CU_ASSERT_TRUE(fits);
    CU_ASSERT_EQUAL(longest, K - 42);
    memset(message, 'm', sizeof message);
    for (size_t bytes = 0; bytes <= longest; bytes += bytes ? longest - 1 : 1) {
        CU_ASSERT_EQUAL(rsa_oaep_encrypt(&key->public, &oaep, NULL, ciphertext, message, bytes), GL_OK);
        CU_ASSERT_EQUAL(rsa_oaep_decrypt(key, &oaep, NULL, out, &n, ciphertext, K), GL_OK);
        CU_ASSERT_EQUAL(n, bytes);
        CU_ASSERT_EQUAL(memcmp(out, message, bytes), 0);
    }
    CU_ASSERT_EQUAL(rsa_oaep_encrypt(&key->public, &oaep, NULL, ciphertext, message, longest + 1),
                    GL_ERR_LENGTH);
    struct rsa_oaep large = {&hash_sha512, &hash_sha512, NULL, 0};
    CU_ASSERT_EQUAL(rsa_oaep_encrypt(&key->public, &large, NULL, ciphertext, message, 0), GL_ERR_LENGTH);
    CU_ASSERT_EQUAL(rsa_oaep_decrypt(key, &large, NULL, out, &n, ciphertext, K), GL_ERR_DECRYPT);
}

// Decrypt, by the primitive alone, to reach the encoded message; damage it; encrypt again.
static void oaep_refuses_every_damage(void)
{
    const struct rsa_private *key = rsa_test_key();
    uint8_t ciphertext[K], EM[K], out[K];
    size_t n = 0;
    mpz_t z;
    mpz_init(z);
    CU_ASSERT_EQUAL(rsa_oaep_encrypt(&key->public, &oaep, NULL, ciphertext, (const uint8_t *)"hello", 5),
                    GL_OK);
    os2ip(z, ciphertext, K);
    rsa_private_apply(key, NULL, z, z);
    i2osp(EM, K, z);
    for (int i = 0; i < K; i++) {
        EM[i] ^= i == 0 ? 0x01 : 0x80;
        os2ip(z, EM, K);
        if (rsa_public_apply(&key->public, z, z) == GL_OK) { // a first byte of 01 may exceed n
            i2osp(ciphertext, K, z);
            memset(out, 0x77, K);
            enum gl_error error = rsa_oaep_decrypt(key, &oaep, NULL, out, &n, ciphertext, K);
            CU_ASSERT_EQUAL(error, GL_ERR_DECRYPT);
            CU_ASSERT_EQUAL(out[0], 0);
            CU_ASSERT_EQUAL(n, 0);
        }
        EM[i] ^= i == 0 ? 0x01 : 0x80;
    }
    mpz_clear(z);
}

// Encode DB by hand under seed 00...00 and encrypt it: any structure, properly masked.
static enum gl_error decrypt_of(const uint8_t *DB, size_t DB_bytes, uint8_t first, uint8_t *out, size_t *n)
{
    uint8_t EM[K] = {0}, ciphertext[K];
    mpz_t z;
    mpz_init(z);
    EM[0] = first;
    memcpy(EM + K - DB_bytes, DB, DB_bytes);
    mgf1_xor(&hash_sha256, EM + 1, 20, EM + 21, DB_bytes);
    mgf1_xor(&hash_sha256, EM + 21, DB_bytes, EM + 1, 20);
    os2ip(z, EM, K);
    enum gl_error error = rsa_public_apply(&rsa_test_key()->public, z, z);
    if (!error)
        error = i2osp(ciphertext, K, z);
    if (!error)
        error = rsa_oaep_decrypt(rsa_test_key(), &oaep, NULL, out, n, ciphertext, K);
    mpz_clear(z);
    return error;
}

static void oaep_refuses_wrong_structure(void)
{
    enum { DB_BYTES = K - 21 };
    uint8_t DB[DB_BYTES] = {0}, out[K];
    size_t n = 0;
    hash_digest(&hash_sha1, oaep.label, oaep.label_bytes, DB);
    CU_ASSERT_EQUAL(decrypt_of(DB, DB_BYTES, 0, out, &n), GL_ERR_DECRYPT); // no 01 at all
    for (size_t at = 20; at < DB_BYTES; at++) {
        DB[at] = 0x01;
        CU_ASSERT_EQUAL(decrypt_of(DB, DB_BYTES, 0, out, &n), GL_OK);
        CU_ASSERT_EQUAL(n, DB_BYTES - at - 1);
        DB[at] = 0x02; // ends the zeros, but is no 01
        CU_ASSERT_EQUAL(decrypt_of(DB, DB_BYTES, 0, out, &n), GL_ERR_DECRYPT);
        DB[at] = 0;
    }
    DB[30] = 0x02; // a 01 that comes too late
    DB[31] = 0x01;
    CU_ASSERT_EQUAL(decrypt_of(DB, DB_BYTES, 0, out, &n), GL_ERR_DECRYPT);
    DB[30] = 0;
    CU_ASSERT_EQUAL(decrypt_of(DB, DB_BYTES, 0, out, &n), GL_OK);
    enum gl_error error = decrypt_of(DB, DB_BYTES, 1, out, &n);       // Manger's question
    CU_ASSERT_TRUE(error == GL_ERR_DECRYPT || error == GL_ERR_RANGE); // the second: the number is above n
}

static void oaep_refuses_other_parameters(void)
{
    const struct rsa_private *key = rsa_test_key();
    uint8_t ciphertext[K + 1] = {0}, out[K];
    size_t n = 0;
    rsa_oaep_encrypt(&key->public, &oaep, NULL, ciphertext, (const uint8_t *)"hello", 5);
    struct rsa_oaep other = oaep;
    other.label_bytes = 4;
    CU_ASSERT_EQUAL(rsa_oaep_decrypt(key, &other, NULL, out, &n, ciphertext, K), GL_ERR_DECRYPT);
    other = oaep;
    other.mgf_hash = &hash_sha1;
    CU_ASSERT_EQUAL(rsa_oaep_decrypt(key, &other, NULL, out, &n, ciphertext, K), GL_ERR_DECRYPT);
    other = oaep;
    other.hash = &hash_sha256;
    CU_ASSERT_EQUAL(rsa_oaep_decrypt(key, &other, NULL, out, &n, ciphertext, K), GL_ERR_DECRYPT);
    CU_ASSERT_EQUAL(rsa_oaep_decrypt(key, &oaep, NULL, out, &n, ciphertext, K - 1), GL_ERR_DECRYPT);
    CU_ASSERT_EQUAL(rsa_oaep_decrypt(key, &oaep, NULL, out, &n, ciphertext, K + 1), GL_ERR_DECRYPT);
    memset(ciphertext, 0xff, K);
    CU_ASSERT_EQUAL(rsa_oaep_decrypt(key, &oaep, NULL, out, &n, ciphertext, K), GL_ERR_DECRYPT);
}

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

static enum gl_error verify_pkcs1(const uint8_t *signature, size_t bytes, const uint8_t *digest)
{
    return rsa_pkcs1_verify(&rsa_test_key()->public, &hash_sha256, signature, bytes, digest);
}

// A signature over any encoded message, as a forger with the key would make it: only the encoding is wrong.
static enum gl_error verify_encoding(const uint8_t EM[K], const uint8_t *digest)
{
    uint8_t signature[K];
    mpz_t m;
    mpz_init(m);
    os2ip(m, EM, K);
    CU_ASSERT_EQUAL(rsa_private_apply(rsa_test_key(), NULL, m, m), GL_OK);
    i2osp(signature, K, m);
    mpz_clear(m);
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

// A modulus beyond RSA_MAX_BITS must not reach the buffers that are sized by it.
static void oversized_keys_are_refused(void)
{
    enum { HUGE_BYTES = RSA_MAX_BYTES + 8 };
    static uint8_t data[HUGE_BYTES];
    struct rsa_private key;
    uint8_t digest[32] = {0};
    size_t n = 0;
    rsa_private_init(&key);
    mpz_setbit(key.public.n, 8 * HUGE_BYTES - 1);
    mpz_setbit(key.public.n, 0);
    mpz_set_ui(key.public.e, 3);
    mpz_set_ui(key.d, 3);
    CU_ASSERT_EQUAL(rsa_public_check(&key.public), GL_ERR_KEY);
    CU_ASSERT_EQUAL(rsa_oaep_encrypt(&key.public, &oaep, NULL, data, digest, 32), GL_ERR_LENGTH);
    CU_ASSERT_EQUAL(rsa_oaep_decrypt(&key, &oaep, NULL, data, &n, data, HUGE_BYTES), GL_ERR_DECRYPT);
    CU_ASSERT_EQUAL(rsa_pss_sign(&key, &pss, NULL, data, digest), GL_ERR_LENGTH);
    CU_ASSERT_EQUAL(rsa_pss_verify(&key.public, &pss, data, HUGE_BYTES, digest), GL_ERR_VERIFY);
    CU_ASSERT_EQUAL(rsa_pkcs1_sign(&key, &hash_sha256, NULL, data, digest), GL_ERR_LENGTH);
    CU_ASSERT_EQUAL(rsa_pkcs1_verify(&key.public, &hash_sha256, data, HUGE_BYTES, digest), GL_ERR_VERIFY);
    rsa_private_clear(&key);
}

// Every engine does the whole work: what one encrypts and signs, each decrypts and verifies.
static void engines_serve_the_paddings(void)
{
    const struct rsa_private *key = rsa_test_key();
    struct rsa_oaep any = {&hash_sha1, &hash_sha1, NULL, 0};
    struct rsa_pss how = {&hash_sha256, &hash_sha1, 0};
    uint8_t digest[32] = {7}, signature[K], ciphertext[K], out[K];
    size_t n = 0;
    for (const struct gl_engine *const *one = modexp_family.engines; *one; one++) {
        gl_engine_set(&modexp_family, *one);
        CU_ASSERT_EQUAL(rsa_oaep_encrypt(&key->public, &any, NULL, ciphertext, digest, 32), GL_OK);
        CU_ASSERT_EQUAL(rsa_pss_sign(key, &how, NULL, signature, digest), GL_OK);
        for (const struct gl_engine *const *other = modexp_family.engines; *other; other++) {
            gl_engine_set(&modexp_family, *other);
            CU_ASSERT_EQUAL(rsa_oaep_decrypt(key, &any, NULL, out, &n, ciphertext, K), GL_OK);
            CU_ASSERT_TRUE(n == 32 && memcmp(out, digest, 32) == 0);
            CU_ASSERT_EQUAL(rsa_pss_verify(&key->public, &how, signature, K, digest), GL_OK);
        }
    }
    gl_engine_set(&modexp_family, NULL);
}

void suite_rsa_pad(void)
{
    add_suite("rsa_pad",
              (const struct test_case[]){
                  {"OAEP: round trips and lengths", oaep_round_trip},
                  {"OAEP: every damaged byte gives the one error", oaep_refuses_every_damage},
                  {"OAEP: wrong structure under right masks", oaep_refuses_wrong_structure},
                  {"OAEP: other label, hashes, lengths are refused", oaep_refuses_other_parameters},
                  {"PSS: signs, verifies, refuses", pss_signs_and_refuses},
                  {"PKCS#1 v1.5: signs, verifies, refuses", pkcs1_signs_and_refuses},
                  {"oversized keys are refused", oversized_keys_are_refused},
                  {"every engine serves the paddings", engines_serve_the_paddings},
                  {0},
              });
}
