// SPDX-License-Identifier: MIT
// A recording can fail anywhere: then the narration says so, and records nothing more. Failures are made
// without any shortage of memory: scopes that were opened before leave too few for those that a narration
// opens, so that it fails at its first scope, at the second one inside it, and so on.
#include "tests/rsa_key.h"
#include "tests/run.h"

#include "crypto/cipher/cipher.h"
#include "crypto/dsa/dsa.h"
#include "crypto/ec/ecdh.h"
#include "crypto/ec/ecdsa.h"
#include "crypto/hash/hkdf.h"
#include "crypto/hash/hmac.h"
#include "crypto/hash/pbkdf2.h"
#include "crypto/rsa/rsa_trace.h"
#include "crypto/token/fernet.h"
#include "crypto/trace/tb.h"

#include <string.h>

#define DEEPEST 64 // scopes that a trace can have open, its root among them

static const uint8_t data[64] = "what is narrated, with keys and all: sixty-four bytes of it, ok";
static uint8_t out[1024];
static struct ec_key ec_key;
static struct dsa_key dsa_key;
static struct ecdsa_signature ec_sig;
static uint8_t oaep_text[K], pss_sig[K], pkcs1_sig[K];
static char token[400];

static const struct rsa_oaep oaep = {.hash = &hash_sha1, .mgf_hash = &hash_sha1};
static const struct rsa_pss pss = {.hash = &hash_sha256, .mgf_hash = &hash_sha256, .salt_bytes = 20};
static const struct ecdsa_nonce nonce = {.nonce_hash = &hash_sha256};

static enum gl_error des(struct trace *t)
{
    return cipher_trace(t, &cipher_des, CIPHER_CBC, CIPHER_ENCRYPT, data, 8, data, data, 8, 0, out, NULL);
}

static enum gl_error aes(struct trace *t)
{
    return cipher_trace(t, &cipher_aes128, CIPHER_CBC, CIPHER_DECRYPT, data, 16, data, data, 16, 0, out,
                        NULL);
}

static enum gl_error sha256(struct trace *t)
{
    return hash_trace(t, &hash_sha256, data, 20, 0, out, NULL);
}

static enum gl_error md5(struct trace *t)
{
    return hash_trace(t, &hash_md5, data, 20, 0, out, NULL);
}

static enum gl_error hmac(struct trace *t)
{
    return hmac_trace(t, &hash_sha256, data, 20, 0, data, 20, 0, out, NULL);
}

static enum gl_error hkdf_both(struct trace *t)
{
    return hkdf_trace(t, &hash_sha256, data, 8, data, 16, data, 3, out, 40);
}

static enum gl_error pbkdf2_two(struct trace *t)
{
    return pbkdf2_trace(t, &hash_sha256, data, 8, data, 8, 2, out, 40);
}

static enum gl_error fernet_seal(struct trace *t)
{
    char made[400];
    return fernet_trace_encrypt(t, data, 5, data + 32, made, data, 20);
}

static enum gl_error fernet_open(struct trace *t)
{
    size_t bytes = 0;
    return fernet_trace_decrypt(t, data, 5, 0, out, &bytes, token);
}

static enum gl_error rsa_keys(struct trace *t)
{
    struct rsa_private key;
    rsa_private_init(&key);
    enum gl_error error = rsa_trace_generate(t, 32, 65537, NULL, &key);
    rsa_private_clear(&key);
    return error;
}

static enum gl_error rsa_public_power(struct trace *t)
{
    mpz_t z;
    mpz_init_set_ui(z, 65);
    enum gl_error error = rsa_trace_public(t, &rsa_test_key()->public, z, z);
    mpz_clear(z);
    return error;
}

static enum gl_error rsa_encrypt(struct trace *t)
{
    return rsa_trace_oaep_encrypt(t, &rsa_test_key()->public, &oaep, data, out, data, 20);
}

static enum gl_error rsa_decrypt(struct trace *t)
{
    size_t bytes = 0;
    return rsa_trace_oaep_decrypt(t, rsa_test_key(), &oaep, out, &bytes, oaep_text, K);
}

static enum gl_error rsa_sign(struct trace *t)
{
    return rsa_trace_pss_sign(t, rsa_test_key(), &pss, data, out, data, 20);
}

static enum gl_error rsa_verify(struct trace *t)
{
    return rsa_trace_pss_verify(t, &rsa_test_key()->public, &pss, pss_sig, K, data, 20);
}

static enum gl_error pkcs1_sign(struct trace *t)
{
    return rsa_trace_pkcs1_sign(t, rsa_test_key(), &hash_sha256, out, data, 20);
}

static enum gl_error pkcs1_verify(struct trace *t)
{
    return rsa_trace_pkcs1_verify(t, &rsa_test_key()->public, &hash_sha256, pkcs1_sig, K, data, 20);
}

static enum gl_error ec_signs(struct trace *t)
{
    struct ecdsa_signature sig;
    ecdsa_signature_init(&sig);
    enum gl_error error = ecdsa_trace_sign(t, &ec_key, &hash_sha256, &nonce, &sig, data, 20);
    ecdsa_signature_clear(&sig);
    return error;
}

static enum gl_error ec_verifies(struct trace *t)
{
    return ecdsa_trace_verify(t, &ec_key, &hash_sha256, &ec_sig, data, 20);
}

static enum gl_error ec_agrees(struct trace *t)
{
    return ecdh_trace(t, &ec_key, &ec_key, out);
}

static enum gl_error dsa_signs(struct trace *t)
{
    struct ecdsa_signature sig;
    ecdsa_signature_init(&sig);
    enum gl_error error = dsa_trace_sign(t, &dsa_key, &hash_sha256, &nonce, &sig, data, 20);
    ecdsa_signature_clear(&sig);
    return error;
}

static const struct narration {
    const char *name;
    enum gl_error (*run)(struct trace *t);
} narrations[] = {
    {"DES", des},
    {"AES", aes},
    {"SHA-256", sha256},
    {"MD5", md5},
    {"HMAC", hmac},
    {"HKDF", hkdf_both},
    {"PBKDF2", pbkdf2_two},
    {"Fernet, sealing", fernet_seal},
    {"Fernet, opening", fernet_open},
    {"RSA keys", rsa_keys},
    {"RSA power", rsa_public_power},
    {"RSA-OAEP encryption", rsa_encrypt},
    {"RSA-OAEP decryption", rsa_decrypt},
    {"RSA-PSS signing", rsa_sign},
    {"RSA-PSS verification", rsa_verify},
    {"PKCS#1 signing", pkcs1_sign},
    {"PKCS#1 verification", pkcs1_verify},
    {"ECDSA signing", ec_signs},
    {"ECDSA verification", ec_verifies},
    {"ECDH", ec_agrees},
    {"DSA signing", dsa_signs},
};
#define N_NARRATIONS (sizeof narrations / sizeof *narrations)

// Small numbers where they will do: what is asked is the order of the steps.
static void set_up(void)
{
    mpz_t d;
    uint8_t digest[HASH_MAX_DIGEST_BYTES];
    mpz_init_set_ui(d, 5);
    ec_key_init(&ec_key);
    dsa_key_init(&dsa_key);
    ecdsa_signature_init(&ec_sig);
    CU_ASSERT_EQUAL(ec_key_set_private(&ec_key, &ec_classroom, d), GL_OK);
    mpz_clear(d);
    mpz_set_ui(dsa_key.params.p, 7879);
    mpz_set_ui(dsa_key.params.q, 101);
    mpz_set_ui(dsa_key.params.g, 170);
    mpz_set_ui(dsa_key.x, 75);
    mpz_set_ui(dsa_key.y, 4567);
    hash_digest(&hash_sha256, data, 20, digest);
    CU_ASSERT_EQUAL(ecdsa_sign(&ec_key, &nonce, &ec_sig, digest, 32), GL_OK);
    CU_ASSERT_EQUAL(rsa_oaep_encrypt(&rsa_test_key()->public, &oaep, NULL, oaep_text, data, 20), GL_OK);
    CU_ASSERT_EQUAL(rsa_pss_sign(rsa_test_key(), &pss, NULL, pss_sig, digest), GL_OK);
    CU_ASSERT_EQUAL(rsa_pkcs1_sign(rsa_test_key(), &hash_sha256, NULL, pkcs1_sig, digest), GL_OK);
    CU_ASSERT_EQUAL(fernet_encrypt(data, 5, data, token, data, 20), GL_OK);
}

static void tear_down(void)
{
    ec_key_clear(&ec_key);
    dsa_key_clear(&dsa_key);
    ecdsa_signature_clear(&ec_sig);
}

// With so many scopes open before it.
static enum gl_error run_under(const struct narration *n, unsigned scopes)
{
    struct trace *t = trace_new(n->name);
    for (unsigned i = 0; i < scopes; i++)
        trace_open(t, TRACE_PHASE, "Scope %u", i);
    CU_ASSERT_EQUAL(trace_error(t), GL_OK);
    enum gl_error error = n->run(t);
    CU_ASSERT_EQUAL(error, trace_error(t));
    trace_free(t);
    return error;
}

// Once there is no room for its deepest scope there is none further up either.
static void too_deep(void)
{
    set_up();
    for (size_t i = 0; i < N_NARRATIONS; i++) {
        enum gl_error before = run_under(&narrations[i], 0);
        unsigned changes = 0;
        CU_ASSERT_EQUAL(before, GL_OK);
        for (unsigned scopes = DEEPEST - 12; scopes < DEEPEST; scopes++) {
            enum gl_error error = run_under(&narrations[i], scopes);
            CU_ASSERT_TRUE(error == GL_OK || error == GL_ERR_TOO_LARGE);
            changes += error != before;
            before = error;
        }
        if (changes != 1 || before != GL_ERR_TOO_LARGE)
            fprintf(stderr, "%s: %u changes, %s\n", narrations[i].name, changes, gl_error_string(before));
        CU_ASSERT_EQUAL(changes, 1);
        CU_ASSERT_EQUAL(before, GL_ERR_TOO_LARGE);
    }
    tear_down();
}

static void failed_before(void)
{
    set_up();
    for (size_t i = 0; i < N_NARRATIONS; i++) {
        struct trace *t = trace_new(narrations[i].name);
        trace_fail(t, GL_ERR_MEMORY);
        CU_ASSERT_EQUAL(narrations[i].run(t), GL_ERR_MEMORY);
        CU_ASSERT_EQUAL(trace_count(t), 0);
        CU_ASSERT_EQUAL(trace_scopes(t), 1);
        trace_fail(t, GL_ERR_RANGE); // the first reason stays
        CU_ASSERT_EQUAL(trace_error(t), GL_ERR_MEMORY);
        trace_free(t);
    }
    tear_down();
}

static bool is_empty(struct tb b)
{
    return !b.data && b.n == 0 && b.ref == 0;
}

// Every function of the language of bytes, on a trace that has failed since its inputs were recorded.
static void bytes_of_a_failed_trace_are_empty(void)
{
    struct trace *t = trace_new("bytes");
    struct ti number;
    ti_init(&number);
    struct tb a = tb_input(t, SAY("a", 0, NULL), data, 20), b = tb_input(t, SAY("b", 0, NULL), data, 20);
    CU_ASSERT_TRUE(tb_equal(t, SAY("equal", 0, NULL), a, b));
    size_t count = trace_count(t);
    trace_fail(t, GL_ERR_CANCELLED);
    CU_ASSERT_TRUE(is_empty(tb_input(t, SAY("input", 0, NULL), data, 20)));
    CU_ASSERT_TRUE(is_empty(tb_fill(t, SAY("fill", 0, NULL), 1, 20)));
    CU_ASSERT_TRUE(is_empty(tb_concatenate(t, SAY("both", 0, NULL), 2, (struct tb[]){a, b})));
    CU_ASSERT_TRUE(is_empty(tb_slice(t, SAY("slice", 0, NULL), a, 1, 2)));
    CU_ASSERT_TRUE(is_empty(tb_xor(t, SAY("xor", 0, NULL), a, b)));
    CU_ASSERT_TRUE(is_empty(tb_hash(t, SAY("hash", 0, NULL), &hash_sha256, a)));
    CU_ASSERT_TRUE(is_empty(tb_hmac(t, SAY("hmac", 0, NULL), &hash_sha256, a, b)));
    CU_ASSERT_TRUE(is_empty(tb_mgf1(t, SAY("mask", 0, NULL), &hash_sha256, a, 40)));
    CU_ASSERT_TRUE(is_empty(tb_from_integer(t, SAY("bytes", 0, NULL), &number, 4)));
    tb_to_integer(t, SAY("integer", 0, NULL), &number, a);
    CU_ASSERT_EQUAL(mpz_sgn(number.z), 0);
    CU_ASSERT_FALSE(tb_equal(t, SAY("equal", 0, NULL), a, b));
    CU_ASSERT_EQUAL(trace_count(t), count);
    CU_ASSERT_EQUAL(trace_error(t), GL_ERR_CANCELLED);
    ti_clear(&number);
    trace_free(t);
}

void suite_trace_failed(void)
{
    static const struct test_case cases[] = {
        {"too deep, from the first scope to the last", too_deep},
        {"failed before it began", failed_before},
        {"bytes of a failed trace are empty", bytes_of_a_failed_trace_are_empty},
        {0},
    };
    add_suite("trace_failed", cases);
}
