// SPDX-License-Identifier: MIT
// RSA-OAEP: round trips, and all that it refuses; and every padding with keys too large and with each engine.
#include "tests/rsa_key.h"
#include "tests/run.h"

#include "crypto/hash/hash.h"
#include "crypto/rsa/mgf1.h"
#include "crypto/rsa/octets.h"

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

static const struct rsa_pss pss = {&hash_sha256, &hash_sha256, 20};

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
                  {"oversized keys are refused", oversized_keys_are_refused},
                  {"every engine serves the paddings", engines_serve_the_paddings},
                  {0},
              });
}
