// SPDX-License-Identifier: MIT
// Modular exponentiation, and RSA and DSA over it. Public are n, e, the sizes of all numbers in limbs, and
// whether a decryption failed; everything else is secret, the randomness too.
#include "tests/ct/ct.h"
#include "tests/ct/keys.h"

#include <string.h>

// The engine itself: a full modulus; the exponent is short, for its length only says how often the same is
// done.
static void exponentiation(const struct gl_family *family, const struct gl_engine *engine)
{
    static const unsigned sizes[] = {512, 1024, 2048};
    (void)family;
    for (int i = 0; i < (ct_short() ? 1 : 3); i++) {
        mpz_t out, base, exponent, modulus;
        mpz_inits(out, base, exponent, modulus, NULL);
        mpz_realloc2(out, 2 * sizes[i] + 64);
        keys_modulus(modulus, sizes[i]);
        ct_secret_below(base, modulus);
        ct_secret_bits(exponent, 40);
        keys_hide_modulus(modulus);
        ct_begin();
        ((const struct modexp_engine *)engine)->modexp(&(struct modexp_job){out, base, exponent, modulus});
        ct_end();
        ct_public_integer(out);
        ct_public_integer(base);
        ct_public_integer(exponent);
        ct_public_integer(modulus);
        mpz_clears(out, base, exponent, modulus, NULL);
    }
}

static void private_operation(unsigned bits)
{
    const struct rsa_private *key = keys_rsa(bits);
    mpz_t x;
    mpz_init(x);
    ct_secret_below(x, key->public.n);
    ct_public_integer(x); // a ciphertext, or an encoded message, which every verifier sees
    ct_begin();
    enum gl_error error = rsa_private_apply(key, ct_random(), x, x);
    ct_end();
    ct_public(&error, sizeof error);
    ct_public_integer(x);
    keys_rsa_done();
    mpz_clear(x);
}

static void rsa_private_1024(const struct gl_family *family, const struct gl_engine *engine)
{
    gl_engine_set(family, engine);
    private_operation(1024);
    gl_engine_set(family, NULL);
}

static void rsa_private_2048(const struct gl_family *family, const struct gl_engine *engine)
{
    gl_engine_set(family, engine);
    private_operation(2048);
    gl_engine_set(family, NULL);
}

// Ciphertexts of messages of one length; where `forged`, random ones, which all fail.
static void oaep(bool forged)
{
    static const struct rsa_oaep parameters = {.hash = &hash_sha1, .mgf_hash = &hash_sha1};
    static uint8_t ciphertext[64], out[64];
    const struct rsa_private *key = keys_rsa(512);
    size_t bytes = 0;
    ct_secret(out, 40); // the message, and the seed
    ct_public(out, sizeof out);
    keys_rsa_done();
    struct gl_random_fixed seed = {.bytes = out + 20, .count = 20};
    struct gl_random random = gl_random_from_fixed(&seed);
    rsa_oaep_encrypt(&key->public, &parameters, &random, ciphertext, out, 13);
    if (forged)
        ciphertext[63] ^= 1;
    key = keys_rsa(512);
    ct_begin();
    enum gl_error error = rsa_oaep_decrypt(key, &parameters, ct_random(), out, &bytes, ciphertext, 64);
    ct_end();
    ct_public(&error, sizeof error);
    ct_public(&bytes, sizeof bytes);
    ct_public(out, sizeof out);
    keys_rsa_done();
}

static void oaep_decryption(const struct gl_family *family, const struct gl_engine *engine)
{
    gl_engine_set(family, engine);
    oaep(false);
    gl_engine_set(family, NULL);
}

static void oaep_refusal(const struct gl_family *family, const struct gl_engine *engine)
{
    gl_engine_set(family, engine);
    oaep(true);
    gl_engine_set(family, NULL);
}

static void pss_signature(const struct gl_family *family, const struct gl_engine *engine)
{
    static const struct rsa_pss parameters = {.hash = &hash_sha1, .mgf_hash = &hash_sha1, .salt_bytes = 20};
    static uint8_t digest[20], signature[64];
    gl_engine_set(family, engine);
    const struct rsa_private *key = keys_rsa(512);
    ct_begin();
    enum gl_error error = rsa_pss_sign(key, &parameters, ct_random(), signature, digest);
    ct_end();
    ct_public(&error, sizeof error);
    ct_public(signature, sizeof signature);
    keys_rsa_done();
    gl_engine_set(family, NULL);
}

static void dsa_signature(const struct gl_family *family, const struct gl_engine *engine)
{
    static uint8_t digest[20];
    struct ecdsa_signature sig;
    struct ecdsa_nonce nonce = {.random = ct_random()};
    gl_engine_set(family, engine);
    ecdsa_signature_init(&sig);
    const struct dsa_key *key = keys_dsa();
    ct_begin();
    enum gl_error error = dsa_sign(key, &nonce, &sig, digest, sizeof digest);
    ct_end();
    ct_public(&error, sizeof error);
    ct_public_integer(sig.r);
    ct_public_integer(sig.s);
    keys_dsa_done();
    ecdsa_signature_clear(&sig);
    gl_engine_set(family, NULL);
}

const struct ct_operation ct_modexp[] = {
    {.name = "exponentiation", .run = exponentiation, .secrets = 3},
    {.name = "RSA-1024 private operation", .run = rsa_private_1024, .secrets = 2},
    {.name = "RSA-2048 private operation", .run = rsa_private_2048, .secrets = 2, .long_steps = true},
    {.name = "OAEP decryption", .run = oaep_decryption, .secrets = 2},
    {.name = "OAEP refusal", .run = oaep_refusal, .secrets = 2},
    {.name = "PSS signature", .run = pss_signature, .secrets = 2},
    {.name = "DSA signature", .run = dsa_signature, .secrets = 2},
    {0},
};
