// SPDX-License-Identifier: MIT
// OpenSSL through EVP, as its manual asks for: algorithms fetched once, contexts and keys reused.
#include "bench/peers/openssl.h"

#if HAVE_OPENSSL
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/provider.h>

const char *openssl_version(void)
{
    return OpenSSL_version(OPENSSL_VERSION_STRING);
}

// ---- ciphers ----

struct cipher {
    EVP_CIPHER *algorithm;
    EVP_CIPHER_CTX *ctx[TASK_MAX_COUNT];
    const uint8_t *in;
    size_t bytes, count;
    uint8_t *out;
};

static void close_cipher(void *state)
{
    struct cipher *s = state;
    for (size_t i = 0; i < s->count; i++)
        EVP_CIPHER_CTX_free(s->ctx[i]);
    EVP_CIPHER_free(s->algorithm);
    free(s);
}

// Single DES lives in the legacy provider, which a distribution may leave out.
static OSSL_PROVIDER *providers[2];

static void unload_providers(void)
{
    for (int i = 0; i < 2; i++)
        if (providers[i])
            OSSL_PROVIDER_unload(providers[i]);
}

static EVP_CIPHER *fetch(const struct task *task)
{
    if (!providers[1]) {
        providers[0] = OSSL_PROVIDER_load(NULL, "legacy");
        providers[1] = OSSL_PROVIDER_load(NULL, "default");
        atexit(unload_providers);
    }
    if (task_is(task, "des"))
        return EVP_CIPHER_fetch(NULL, task->cbc ? "DES-CBC" : "DES-ECB", NULL);
    if (!task_is_aes(task))
        return NULL;
    return EVP_CIPHER_fetch(NULL, task_is(task, "aes-128") ? "AES-128-CBC" : "AES-256-CBC", NULL);
}

static void *open_cipher(const struct task *task)
{
    struct cipher *s = peer_memory(sizeof *s);
    if (!s)
        return NULL;
    s->in = task->in;
    s->bytes = task->bytes;
    s->count = task->count;
    s->out = task->out;
    s->algorithm = fetch(task);
    bool good = s->algorithm != NULL;
    for (size_t i = 0; i < s->count && good; i++) {
        s->ctx[i] = EVP_CIPHER_CTX_new();
        good = s->ctx[i] &&
               EVP_CipherInit_ex2(s->ctx[i], s->algorithm, task->key, task->iv, !task->decrypt, NULL) == 1 &&
               EVP_CIPHER_CTX_set_padding(s->ctx[i], 0) == 1;
    }
    if (good)
        return s;
    close_cipher(s);
    return NULL;
}

// EVP_Cipher() has less around it than EVP_EncryptUpdate(), which also serves whoever has no whole blocks.
static bool run_cipher(void *state)
{
    struct cipher *s = state;
    return EVP_Cipher(s->ctx[0], s->out, s->in, (unsigned)s->bytes) > 0;
}

static bool run_cipher_many(void *state)
{
    struct cipher *s = state;
    bool good = true;
    for (size_t i = 0; i < s->count; i++)
        good &= EVP_Cipher(s->ctx[i], s->out + i * s->bytes, s->in + i * s->bytes, (unsigned)s->bytes) > 0;
    return good;
}

static void answer_cipher(void *state, uint8_t *out)
{
    struct cipher *s = state;
    memcpy(out, s->out, s->bytes * s->count);
}

static const struct way cipher = {open_cipher, run_cipher, answer_cipher, close_cipher},
                        cipher_many = {open_cipher, run_cipher_many, answer_cipher, close_cipher};

// ---- hashes ----

struct hash {
    EVP_MD *algorithm;
    EVP_MD_CTX *ctx;
    const uint8_t *in;
    size_t bytes, count, digest_bytes;
    uint8_t out[TASK_MAX_COUNT * 64];
};

static void close_hash(void *state)
{
    struct hash *s = state;
    EVP_MD_CTX_free(s->ctx);
    EVP_MD_free(s->algorithm);
    free(s);
}

static void *open_hash(const struct task *task)
{
    struct hash *s = peer_memory(sizeof *s);
    if (!s)
        return NULL;
    s->in = task->in;
    s->bytes = task->bytes;
    s->count = task->count;
    s->digest_bytes = task_is(task, "sha512") ? 64 : 32;
    s->algorithm = EVP_MD_fetch(NULL, task_is(task, "sha512") ? "SHA512" : "SHA256", NULL);
    s->ctx = EVP_MD_CTX_new();
    if (s->algorithm && s->ctx && EVP_DigestInit_ex2(s->ctx, s->algorithm, NULL) == 1)
        return s;
    close_hash(s);
    return NULL;
}

static bool run_hash(void *state)
{
    struct hash *s = state;
    int good = 1;
    for (size_t i = 0; i < s->count; i++)
        good &= EVP_DigestInit_ex2(s->ctx, NULL, NULL) &
                EVP_DigestUpdate(s->ctx, s->in + i * s->bytes, s->bytes) &
                EVP_DigestFinal_ex(s->ctx, s->out + i * s->digest_bytes, NULL);
    return good == 1;
}

static void answer_hash(void *state, uint8_t *out)
{
    struct hash *s = state;
    memcpy(out, s->out, s->count * s->digest_bytes);
}

static const struct way hash = {open_hash, run_hash, answer_hash, close_hash};

const struct peer peer_openssl_evp = {
    .name = "OpenSSL EVP",
    .brief = "EVP",
    .package = "libssl-dev",
    .version = openssl_version,
    .ways = {[TASK_CIPHER] = &cipher,
             [TASK_CIPHER_MANY] = &cipher_many,
             [TASK_HASH] = &hash,
             [TASK_HASH_MANY] = &hash,
             [TASK_HMAC] = &openssl_mac,
             [TASK_PBKDF2] = &openssl_kdf,
             [TASK_OAEP_ENCRYPT] = &openssl_oaep_encrypt,
             [TASK_OAEP_DECRYPT] = &openssl_oaep_decrypt,
             [TASK_PSS_SIGN] = &openssl_pss_sign,
             [TASK_PSS_VERIFY] = &openssl_pss_verify,
             [TASK_RSA_GENERATE] = &openssl_rsa_generate,
             [TASK_EC_GENERATE] = &openssl_ec_generate,
             [TASK_ECDSA_SIGN] = &openssl_ecdsa_sign,
             [TASK_ECDSA_VERIFY] = &openssl_ecdsa_verify,
             [TASK_ECDSA_VERIFY_MANY] = &openssl_ecdsa_verify,
             [TASK_ECDH] = &openssl_ecdh},
};
#else
const struct peer peer_openssl_evp = {.name = "OpenSSL EVP", .package = "libssl-dev"};
#endif
