// SPDX-License-Identifier: MIT
// OpenSSL's low-level calls: no dispatch and no allocation, but for AES they do not know of AES-NI.
#include "bench/peers/openssl.h"

#if HAVE_OPENSSL
#include <openssl/aes.h>
#include <openssl/des.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>

// ---- ciphers ----

struct cipher {
    AES_KEY aes;
    DES_key_schedule des;
    uint8_t iv[TASK_MAX_COUNT][16];
    const uint8_t *in;
    size_t bytes, count;
    int encrypt;
    bool cbc;
    uint8_t *out;
};

static void *open_cipher(const struct task *task)
{
    bool known = task_is(task, "des") || task_is_aes(task);
    struct cipher *s = known ? peer_memory(sizeof *s) : NULL;
    if (!s)
        return NULL;
    s->in = task->in;
    s->bytes = task->bytes;
    s->count = task->count;
    s->cbc = task->cbc;
    s->encrypt = !task->decrypt;
    for (size_t i = 0; i < s->count; i++)
        memcpy(s->iv[i], task->iv, task_is(task, "des") ? 8 : 16);
    s->out = task->out;
    if (task_is(task, "des"))
        DES_set_key_unchecked((const_DES_cblock *)task->key, &s->des);
    else if (task->decrypt)
        AES_set_decrypt_key(task->key, (int)task->key_bytes * 8, &s->aes);
    else
        AES_set_encrypt_key(task->key, (int)task->key_bytes * 8, &s->aes);
    return s;
}

static bool run_aes(void *state)
{
    struct cipher *s = state;
    for (size_t i = 0; i < s->count; i++)
        AES_cbc_encrypt(s->in + i * s->bytes, s->out + i * s->bytes, s->bytes, &s->aes, s->iv[i], s->encrypt);
    return true;
}

static bool run_des(void *state)
{
    struct cipher *s = state;
    if (s->cbc) {
        DES_ncbc_encrypt(s->in, s->out, (long)s->bytes, &s->des, (DES_cblock *)s->iv[0], s->encrypt);
        return true;
    }
    for (size_t i = 0; i < s->bytes; i += 8)
        DES_ecb_encrypt((const_DES_cblock *)(s->in + i), (DES_cblock *)(s->out + i), &s->des, s->encrypt);
    return true;
}

static bool run_cipher(void *state)
{
    struct cipher *s = state;
    return s->aes.rounds ? run_aes(state) : run_des(state);
}

static void answer_cipher(void *state, uint8_t *out)
{
    struct cipher *s = state;
    memcpy(out, s->out, s->bytes * s->count);
}

static const struct way cipher = {open_cipher, run_cipher, answer_cipher, free};

// ---- hashes ----

struct hash {
    const uint8_t *in;
    size_t bytes, count, digest_bytes;
    HMAC_CTX *hmac;
    uint8_t out[TASK_MAX_COUNT * 64];
};

static void close_hash(void *state)
{
    HMAC_CTX_free(((struct hash *)state)->hmac);
    free(state);
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
    if (task->kind != TASK_HMAC)
        return s;
    s->hmac = HMAC_CTX_new();
    if (s->hmac && HMAC_Init_ex(s->hmac, task->key, (int)task->key_bytes, EVP_sha256(), NULL) == 1)
        return s;
    close_hash(s);
    return NULL;
}

static bool run_hash(void *state)
{
    struct hash *s = state;
    SHA256_CTX sha256;
    SHA512_CTX sha512;
    for (size_t i = 0; i < s->count; i++) {
        const uint8_t *in = s->in + i * s->bytes;
        if (s->digest_bytes == 32) {
            SHA256_Init(&sha256);
            SHA256_Update(&sha256, in, s->bytes);
            SHA256_Final(s->out + i * 32, &sha256);
        } else {
            SHA512_Init(&sha512);
            SHA512_Update(&sha512, in, s->bytes);
            SHA512_Final(s->out + i * 64, &sha512);
        }
    }
    return true;
}

static bool run_hmac(void *state)
{
    struct hash *s = state;
    unsigned n = 0;
    return HMAC_Init_ex(s->hmac, NULL, 0, NULL, NULL) && HMAC_Update(s->hmac, s->in, s->bytes) &&
           HMAC_Final(s->hmac, s->out, &n);
}

static void answer_hash(void *state, uint8_t *out)
{
    struct hash *s = state;
    memcpy(out, s->out, s->count * s->digest_bytes);
}

static const struct way hash = {open_hash, run_hash, answer_hash, close_hash},
                        hmac = {open_hash, run_hmac, answer_hash, close_hash};

const struct peer peer_openssl_low = {
    .name = "OpenSSL low",
    .brief = "low",
    .package = "libssl-dev",
    .version = openssl_version,
    .ways = {[TASK_CIPHER] = &cipher,
             [TASK_CIPHER_MANY] = &cipher,
             [TASK_HASH] = &hash,
             [TASK_HASH_MANY] = &hash,
             [TASK_HMAC] = &hmac,
             [TASK_OAEP_ENCRYPT] = &openssl_low_oaep_encrypt,
             [TASK_OAEP_DECRYPT] = &openssl_low_oaep_decrypt,
             [TASK_PSS_SIGN] = &openssl_low_pss_sign,
             [TASK_PSS_VERIFY] = &openssl_low_pss_verify,
             [TASK_EC_GENERATE] = &openssl_low_ec_generate,
             [TASK_ECDSA_SIGN] = &openssl_low_ecdsa_sign,
             [TASK_ECDSA_VERIFY] = &openssl_low_ecdsa_verify,
             [TASK_ECDSA_VERIFY_MANY] = &openssl_low_ecdsa_verify,
             [TASK_ECDH] = &openssl_low_ecdh},
};
#else
const struct peer peer_openssl_low = {.name = "OpenSSL low", .package = "libssl-dev"};
#endif
