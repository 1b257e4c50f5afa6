// SPDX-License-Identifier: MIT
// RSA: what one engine encrypts or signs every engine and OpenSSL decrypt or verify, and the other way round,
// in OAEP, PSS and PKCS #1; a changed byte is refused by both.
#include "crypto/encoding/key.h"
#include "tests/fuzz/engines.h"
#include "tests/fuzz/fuzz.h"

#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <stdlib.h>
#include <string.h>

#define K (TALK_RSA_BITS / 8)

static const struct hash_alg *const hashes[] = {&hash_sha1, &hash_sha224, &hash_sha256, &hash_sha384,
                                                &hash_sha512};
static const struct rsa_private *ours;
static EVP_PKEY *theirs;

static const EVP_MD *md(const struct hash_alg *alg)
{
    static const char *const names[] = {"SHA1", "SHA224", "SHA256", "SHA384", "SHA512"};
    for (size_t i = 0; i < 5; i++)
        if (hashes[i] == alg)
            return EVP_get_digestbyname(names[i]);
    return NULL;
}

static void begin(void)
{
    struct key key = {.kind = KEY_RSA, .is_private = true};
    uint8_t *der = NULL;
    size_t bytes;
    ours = &fuzz_person(0)->keys.wrap;
    key.rsa = *ours; // borrowed, not cleared
    FUZZ_REQUIRE(!key_to_der(&key, KEY_TRADITIONAL, &der, &bytes));
    const uint8_t *at = der;
    theirs = d2i_PrivateKey(EVP_PKEY_RSA, NULL, &at, (long)bytes);
    FUZZ_REQUIRE(theirs);
    free(der);
}

static EVP_PKEY_CTX *context(int (*init)(EVP_PKEY_CTX *), int padding, const struct hash_alg *hash)
{
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(theirs, NULL);
    FUZZ_REQUIRE(ctx && init(ctx) == 1 && EVP_PKEY_CTX_set_rsa_padding(ctx, padding) == 1);
    if (padding == RSA_PKCS1_OAEP_PADDING)
        FUZZ_REQUIRE(EVP_PKEY_CTX_set_rsa_oaep_md(ctx, md(hash)) == 1);
    else
        FUZZ_REQUIRE(EVP_PKEY_CTX_set_signature_md(ctx, md(hash)) == 1);
    if (padding != RSA_PKCS1_PADDING)
        FUZZ_REQUIRE(EVP_PKEY_CTX_set_rsa_mgf1_md(ctx, md(hash)) == 1);
    return ctx;
}

static void check_oaep(const struct hash_alg *hash, const uint8_t *message, size_t bytes, uint8_t change)
{
    const struct rsa_oaep oaep = {.hash = hash, .mgf_hash = hash};
    uint8_t block[K], out[K];
    size_t n = sizeof out;
    bool fits;
    size_t most = rsa_oaep_max_bytes(&ours->public, &oaep, &fits);
    bytes = bytes < most ? bytes : most;
    FUZZ_REQUIRE(fits && !rsa_oaep_encrypt(&ours->public, &oaep, NULL, block, message, bytes));
    EVP_PKEY_CTX *ctx = context(EVP_PKEY_decrypt_init, RSA_PKCS1_OAEP_PADDING, hash);
    FUZZ_REQUIRE(EVP_PKEY_decrypt(ctx, out, &n, block, K) == 1 && n == bytes && !memcmp(out, message, n));
    EVP_PKEY_CTX_free(ctx);
    ctx = context(EVP_PKEY_encrypt_init, RSA_PKCS1_OAEP_PADDING, hash);
    n = K;
    FUZZ_REQUIRE(EVP_PKEY_encrypt(ctx, block, &n, message, bytes) == 1);
    EVP_PKEY_CTX_free(ctx);
    FUZZ_REQUIRE(!rsa_oaep_decrypt(ours, &oaep, NULL, out, &n, block, K) && n == bytes &&
                 !memcmp(out, message, n));
    block[change % K] ^= (uint8_t)(1u << change % 8);
    FUZZ_REQUIRE(rsa_oaep_decrypt(ours, &oaep, NULL, out, &n, block, K));
}

static void check_signature(const struct hash_alg *hash, const uint8_t *message, size_t bytes, uint8_t change)
{
    uint8_t digest[HASH_MAX_DIGEST_BYTES], signature[K];
    const struct rsa_pss pss = {.hash = hash, .mgf_hash = hash, .salt_bytes = change % 40};
    const bool with_pss = change & 1;
    const int padding = with_pss ? RSA_PKCS1_PSS_PADDING : RSA_PKCS1_PADDING;
    size_t n = K;
    hash_digest(hash, message, bytes, digest);
    FUZZ_REQUIRE(!(with_pss ? rsa_pss_sign(ours, &pss, NULL, signature, digest)
                            : rsa_pkcs1_sign(ours, hash, NULL, signature, digest)));
    EVP_PKEY_CTX *ctx = context(EVP_PKEY_verify_init, padding, hash);
    if (with_pss)
        EVP_PKEY_CTX_set_rsa_pss_saltlen(ctx, (int)pss.salt_bytes);
    FUZZ_REQUIRE(EVP_PKEY_verify(ctx, signature, K, digest, hash->digest_bytes) == 1);
    EVP_PKEY_CTX_free(ctx);
    ctx = context(EVP_PKEY_sign_init, padding, hash);
    if (with_pss)
        EVP_PKEY_CTX_set_rsa_pss_saltlen(ctx, (int)pss.salt_bytes);
    FUZZ_REQUIRE(EVP_PKEY_sign(ctx, signature, &n, digest, hash->digest_bytes) == 1);
    EVP_PKEY_CTX_free(ctx);
    for (int round = 0; round < 2; round++) {
        enum gl_error error = with_pss ? rsa_pss_verify(&ours->public, &pss, signature, K, digest)
                                       : rsa_pkcs1_verify(&ours->public, hash, signature, K, digest);
        FUZZ_REQUIRE(!error == !round);
        signature[change % K] ^= (uint8_t)(1u << change % 8);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_in in = fuzz_in(data, size);
    if (!theirs)
        begin();
    uint8_t how = fuzz_u8(&in), change = fuzz_u8(&in);
    const struct hash_alg *hash = hashes[how % 5];
    uint8_t *message = fuzz_copy(in.at, in.left);
    struct engine_walk w = walk(&modexp_family);
    for (unsigned i = 0; walk_next(&w); i++) // one private operation of the textbook takes some milliseconds
        if (i == how / 5 % 4) {
            check_oaep(hash, message, in.left, change);
            check_signature(hash, message, in.left, change);
        }
    free(message);
    return 0;
}
