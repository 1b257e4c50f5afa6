// SPDX-License-Identifier: MIT
// Mbed TLS: made for small machines, with AES-NI for single blocks.
#include "bench/peers/mbedtls.h"

#if HAVE_MBEDTLS
#include <mbedtls/aes.h>
#include <mbedtls/des.h>
#include <mbedtls/md.h>
#include <mbedtls/pkcs5.h>
#include <mbedtls/sha256.h>
#include <mbedtls/sha512.h>
#include <mbedtls/version.h>

static const char *version(void)
{
    static char text[9];
    mbedtls_version_get_string(text);
    return text;
}

// ---- ciphers ----

struct cipher {
    mbedtls_aes_context aes;
    mbedtls_des_context des;
    uint8_t iv[TASK_MAX_COUNT][16];
    const struct task *task;
    uint8_t *out;
};

static void close_cipher(void *state)
{
    struct cipher *s = state;
    mbedtls_aes_free(&s->aes);
    mbedtls_des_free(&s->des);
    free(s);
}

static void *open_cipher(const struct task *task)
{
    bool des = task_is(task, "des");
    struct cipher *s = des || task_is_aes(task) ? peer_memory(sizeof *s) : NULL;
    if (!s)
        return NULL;
    unsigned bits = (unsigned)task->key_bytes * 8;
    s->task = task;
    mbedtls_aes_init(&s->aes);
    mbedtls_des_init(&s->des);
    for (size_t i = 0; i < task->count; i++)
        memcpy(s->iv[i], task->iv, des ? 8 : 16);
    s->out = task->out;
    int error = des ? (task->decrypt ? mbedtls_des_setkey_dec : mbedtls_des_setkey_enc)(&s->des, task->key)
                : task->decrypt ? mbedtls_aes_setkey_dec(&s->aes, task->key, bits)
                                : mbedtls_aes_setkey_enc(&s->aes, task->key, bits);
    if (!error)
        return s;
    close_cipher(s);
    return NULL;
}

static bool run_aes(void *state)
{
    struct cipher *s = state;
    const struct task *t = s->task;
    int mode = t->decrypt ? MBEDTLS_AES_DECRYPT : MBEDTLS_AES_ENCRYPT, error = 0;
    for (size_t i = 0; i < t->count; i++)
        error |= mbedtls_aes_crypt_cbc(&s->aes, mode, t->bytes, s->iv[i], t->in + i * t->bytes,
                                       s->out + i * t->bytes);
    return !error;
}

static bool run_cipher(void *state)
{
    struct cipher *s = state;
    const struct task *t = s->task;
    int error = 0;
    if (!task_is(t, "des"))
        return run_aes(state);
    if (t->cbc)
        return !mbedtls_des_crypt_cbc(&s->des, t->decrypt ? MBEDTLS_DES_DECRYPT : MBEDTLS_DES_ENCRYPT,
                                      t->bytes, s->iv[0], t->in, s->out);
    for (size_t i = 0; i < t->bytes; i += 8)
        error |= mbedtls_des_crypt_ecb(&s->des, t->in + i, s->out + i);
    return !error;
}

static void answer_cipher(void *state, uint8_t *out)
{
    struct cipher *s = state;
    memcpy(out, s->out, s->task->bytes * s->task->count);
}

static const struct way cipher = {open_cipher, run_cipher, answer_cipher, close_cipher},
                        cipher_many = {open_cipher, run_aes, answer_cipher, close_cipher};

// ---- hashes, HMAC, PBKDF2 ----

struct hash {
    mbedtls_sha256_context sha256;
    mbedtls_sha512_context sha512;
    mbedtls_md_context_t hmac;
    const struct task *task;
    size_t digest_bytes;
    uint8_t out[TASK_MAX_COUNT * 64];
};

static void close_hash(void *state)
{
    struct hash *s = state;
    mbedtls_md_free(&s->hmac);
    free(s);
}

static void *open_hash(const struct task *task)
{
    struct hash *s = peer_memory(sizeof *s);
    if (!s)
        return NULL;
    s->task = task;
    s->digest_bytes = task_is(task, "sha512") ? 64 : 32;
    mbedtls_sha256_init(&s->sha256);
    mbedtls_sha512_init(&s->sha512);
    mbedtls_md_init(&s->hmac);
    int error = mbedtls_md_setup(&s->hmac, mbedtls_md_info_from_type(MBEDTLS_MD_SHA256), 1);
    if (!error && task->kind == TASK_HMAC)
        error = mbedtls_md_hmac_starts(&s->hmac, task->key, task->key_bytes);
    if (!error)
        return s;
    close_hash(s);
    return NULL;
}

static bool run_sha512(struct hash *s)
{
    return !mbedtls_sha512_starts_ret(&s->sha512, 0) &&
           !mbedtls_sha512_update_ret(&s->sha512, s->task->in, s->task->bytes) &&
           !mbedtls_sha512_finish_ret(&s->sha512, s->out);
}

static bool run_hash(void *state)
{
    struct hash *s = state;
    int error = 0;
    if (s->digest_bytes == 64)
        return run_sha512(s);
    for (size_t i = 0; i < s->task->count; i++)
        error |= mbedtls_sha256_starts_ret(&s->sha256, 0) |
                 mbedtls_sha256_update_ret(&s->sha256, s->task->in + i * s->task->bytes, s->task->bytes) |
                 mbedtls_sha256_finish_ret(&s->sha256, s->out + i * 32);
    return !error;
}

static bool run_hmac(void *state)
{
    struct hash *s = state;
    return !mbedtls_md_hmac_reset(&s->hmac) &&
           !mbedtls_md_hmac_update(&s->hmac, s->task->in, s->task->bytes) &&
           !mbedtls_md_hmac_finish(&s->hmac, s->out);
}

static bool run_kdf(void *state)
{
    struct hash *s = state;
    const struct task *t = s->task;
    int error = 0;
    for (size_t i = 0; i < t->count; i++)
        error |= mbedtls_pkcs5_pbkdf2_hmac(&s->hmac, t->in + i * t->bytes, t->bytes, t->key, t->key_bytes,
                                           (unsigned)t->iterations, 32, s->out + i * 32);
    return !error;
}

static void answer_hash(void *state, uint8_t *out)
{
    struct hash *s = state;
    memcpy(out, s->out, s->task->count * s->digest_bytes);
}

static const struct way hash = {open_hash, run_hash, answer_hash, close_hash},
                        hmac = {open_hash, run_hmac, answer_hash, close_hash},
                        kdf = {open_hash, run_kdf, answer_hash, close_hash};

const struct peer peer_mbedtls = {
    .name = "Mbed TLS",
    .brief = "Mbed",
    .package = "libmbedtls-dev",
    .version = version,
    .ways = {[TASK_CIPHER] = &cipher,
             [TASK_CIPHER_MANY] = &cipher_many,
             [TASK_HASH] = &hash,
             [TASK_HASH_MANY] = &hash,
             [TASK_HMAC] = &hmac,
             [TASK_PBKDF2] = &kdf,
             [TASK_OAEP_ENCRYPT] = &mbed_oaep_encrypt,
             [TASK_OAEP_DECRYPT] = &mbed_oaep_decrypt,
             [TASK_PSS_SIGN] = &mbed_pss_sign,
             [TASK_PSS_VERIFY] = &mbed_pss_verify,
             [TASK_RSA_GENERATE] = &mbed_rsa_generate,
             [TASK_EC_GENERATE] = &mbed_ec_generate,
             [TASK_ECDSA_SIGN] = &mbed_ecdsa_sign,
             [TASK_ECDSA_VERIFY] = &mbed_ecdsa_verify,
             [TASK_ECDSA_VERIFY_MANY] = &mbed_ecdsa_verify,
             [TASK_ECDH] = &mbed_ecdh},
};
#else
const struct peer peer_mbedtls = {.name = "Mbed TLS", .package = "libmbedtls-dev"};
#endif
