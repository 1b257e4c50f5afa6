// SPDX-License-Identifier: MIT
// RSA: key generation, the primitive, and every padding's refusals. The official vectors run in the suite
// "vectors".
#include "tests/run.h"

#include "crypto/hash/hash.h"
#include "crypto/rsa/modexp.h"
#include "crypto/rsa/octets.h"
#include "crypto/rsa/pkcs1.h"
#include "crypto/rsa/prime.h"
#include "crypto/rsa/rsa.h"

#include <stdlib.h>
#include <string.h>

#define K 128 // bytes of a 1024-bit modulus, the smallest and quickest

static const struct rsa_private *test_key(void)
{
    static struct rsa_private key;
    static bool made;
    if (!made) {
        rsa_private_init(&key);
        CU_ASSERT_EQUAL_FATAL(rsa_generate(&key, 1024, 65537, NULL, NULL), GL_OK);
        made = true;
    }
    return &key;
}

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
        modexp_textbook.modexp(a, base, exponent, modulus);
        modexp_gmp.modexp(b, base, exponent, modulus);
        CU_ASSERT_EQUAL(mpz_cmp(a, b), 0);
        mpz_sub_ui(exponent, modulus, 1);
        modexp_textbook.modexp(a, base, exponent, modulus);
        modexp_gmp.modexp(b, base, exponent, modulus);
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

static void copy_key(struct rsa_private *out, const struct rsa_private *key)
{
    rsa_private_init(out);
    mpz_set(out->public.n, key->public.n);
    mpz_set(out->public.e, key->public.e);
    mpz_set(out->d, key->d);
    mpz_set(out->p, key->p);
    mpz_set(out->q, key->q);
    mpz_set(out->dp, key->dp);
    mpz_set(out->dq, key->dq);
    mpz_set(out->qinv, key->qinv);
}

static void damaged_keys_are_refused(void)
{
    for (int what = 0; what < 9; what++) {
        struct rsa_private key;
        copy_key(&key, test_key());
        mpz_ptr numbers[] = {key.public.n, key.d, key.p, key.q, key.dp, key.dq, key.qinv};
        if (what < 7)
            mpz_add_ui(numbers[what], numbers[what], 2);
        else
            mpz_set_ui(key.public.e, what == 7 ? 1 : 4);
        CU_ASSERT_EQUAL(rsa_private_check(&key), GL_ERR_KEY);
        rsa_private_clear(&key);
    }
}

static void a_key_is_completed_from_n_e_d(void)
{
    struct rsa_private key;
    copy_key(&key, test_key());
    mpz_set_ui(key.p, 0);
    mpz_set_ui(key.q, 0);
    mpz_set_ui(key.dp, 0);
    CU_ASSERT_EQUAL(rsa_private_check(&key), GL_OK); // still a key, without CRT
    CU_ASSERT_EQUAL(rsa_private_complete(&key), GL_OK);
    CU_ASSERT_EQUAL(mpz_cmp(key.p, test_key()->p), 0);
    CU_ASSERT_EQUAL(mpz_cmp(key.qinv, test_key()->qinv), 0);
    mpz_set_ui(key.p, 0);
    mpz_add_ui(key.d, key.d, 2);
    CU_ASSERT_EQUAL(rsa_private_complete(&key), GL_ERR_KEY);
    rsa_private_clear(&key);
}

static void private_undoes_public(void)
{
    const struct rsa_private *key = test_key();
    struct rsa_private plain;
    mpz_t m, c, back;
    mpz_inits(m, c, back, NULL);
    copy_key(&plain, key);
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

static void a_fault_releases_nothing(void)
{
    struct rsa_private key;
    uint8_t signature[K], digest[32] = {1};
    memset(signature, 0x55, K);
    copy_key(&key, test_key());
    mpz_add_ui(key.dp, key.dp, 2);
    CU_ASSERT_EQUAL(rsa_pkcs1_sign(&key, &hash_sha256, NULL, signature, digest), GL_ERR_KEY);
    for (int i = 0; i < K; i++)
        CU_ASSERT_EQUAL(signature[i], 0x55);
    rsa_private_clear(&key);
}

static const struct rsa_oaep oaep = {&hash_sha1, &hash_sha256, (const uint8_t *)"label", 5};

static void oaep_round_trip(void)
{
    const struct rsa_private *key = test_key();
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
    const struct rsa_private *key = test_key();
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

static void oaep_refuses_other_parameters(void)
{
    const struct rsa_private *key = test_key();
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
    mpz_add(s, s, test_key()->public.n);
    if (i2osp(altered, K, s) == GL_OK)
        CU_ASSERT_EQUAL(verify(altered, K, digest), GL_ERR_VERIFY);
    mpz_clear(s);
}

static const struct rsa_pss pss = {&hash_sha256, &hash_sha256, 20};

static enum gl_error verify_pss(const uint8_t *signature, size_t bytes, const uint8_t *digest)
{
    return rsa_pss_verify(&test_key()->public, &pss, signature, bytes, digest);
}

static void pss_signs_and_refuses(void)
{
    const struct rsa_private *key = test_key();
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
    return rsa_pkcs1_verify(&test_key()->public, &hash_sha256, signature, bytes, digest);
}

// A signature over any encoded message, as a forger with the key would make it: only the encoding is wrong.
static enum gl_error verify_encoding(const uint8_t EM[K], const uint8_t *digest)
{
    uint8_t signature[K];
    mpz_t m;
    mpz_init(m);
    os2ip(m, EM, K);
    CU_ASSERT_EQUAL(rsa_private_apply(test_key(), NULL, m, m), GL_OK);
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
        CU_ASSERT_EQUAL(rsa_pkcs1_sign(test_key(), *hash, NULL, signature, any), GL_OK);
        CU_ASSERT_EQUAL(rsa_pkcs1_verify(&test_key()->public, *hash, signature, K, any), GL_OK);
    }
    CU_ASSERT_EQUAL(rsa_pkcs1_sign(test_key(), &hash_sha256, NULL, signature, digest), GL_OK);
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
}

void suite_rsa(void)
{
    add_suite("rsa", (const struct test_case[]){
                         {"modexp: the engines agree", engines_agree},
                         {"primes and composites are told apart", primes_and_composites},
                         {"generated keys meet FIPS 186-4's conditions", generated_keys_meet_the_conditions},
                         {"key generation can be stopped", key_generation_can_be_stopped},
                         {"damaged keys are refused", damaged_keys_are_refused},
                         {"a key is completed from n, e, d", a_key_is_completed_from_n_e_d},
                         {"the private primitive undoes the public one", private_undoes_public},
                         {"a fault in CRT releases nothing", a_fault_releases_nothing},
                         {"OAEP: round trips and lengths", oaep_round_trip},
                         {"OAEP: every damaged byte gives the one error", oaep_refuses_every_damage},
                         {"OAEP: other label, hashes, lengths are refused", oaep_refuses_other_parameters},
                         {"PSS: signs, verifies, refuses", pss_signs_and_refuses},
                         {"PKCS#1 v1.5: signs, verifies, refuses", pkcs1_signs_and_refuses},
                         {0},
                     });
}
