// SPDX-License-Identifier: MIT
// Nettle: plain contexts and functions, nothing between the caller and the algorithm.
#include "bench/peers/nettle.h"

#if HAVE_NETTLE
#include <nettle/aes.h>
#include <nettle/cbc.h>
#include <nettle/des.h>
#include <nettle/hmac.h>
#include <nettle/pbkdf2.h>
#include <nettle/sha2.h>
#include <nettle/version.h>
#include <stdio.h>

static const char *version(void)
{
    static char text[16];
    snprintf(text, sizeof text, "%d.%d", nettle_version_major(), nettle_version_minor());
    return text;
}

// ---- ciphers ----

struct cipher {
    union {
        struct aes128_ctx aes128;
        struct aes256_ctx aes256;
        struct des_ctx des;
    } ctx;
    uint8_t iv[TASK_MAX_COUNT][16];
    const struct task *task;
    void (*one)(struct cipher *s, size_t i);
    uint8_t *out;
};

static void des(struct cipher *s, size_t i)
{
    const struct task *t = s->task;
    nettle_cipher_func *block = (nettle_cipher_func *)(t->decrypt ? des_decrypt : des_encrypt);
    if (!t->cbc)
        (t->decrypt ? des_decrypt : des_encrypt)(&s->ctx.des, t->bytes, s->out, t->in);
    else if (t->decrypt)
        cbc_decrypt(&s->ctx, block, 8, s->iv[i], t->bytes, s->out, t->in);
    else
        cbc_encrypt(&s->ctx, block, 8, s->iv[i], t->bytes, s->out, t->in);
}

static void aes128(struct cipher *s, size_t i)
{
    const struct task *t = s->task;
    uint8_t *out = s->out + i * t->bytes;
    const uint8_t *in = t->in + i * t->bytes;
    if (t->decrypt)
        cbc_decrypt(&s->ctx, (nettle_cipher_func *)aes128_decrypt, 16, s->iv[i], t->bytes, out, in);
    else
        cbc_aes128_encrypt(&s->ctx.aes128, s->iv[i], t->bytes, out, in);
}

static void aes256(struct cipher *s, size_t i)
{
    const struct task *t = s->task;
    uint8_t *out = s->out + i * t->bytes;
    const uint8_t *in = t->in + i * t->bytes;
    if (t->decrypt)
        cbc_decrypt(&s->ctx, (nettle_cipher_func *)aes256_decrypt, 16, s->iv[i], t->bytes, out, in);
    else
        cbc_aes256_encrypt(&s->ctx.aes256, s->iv[i], t->bytes, out, in);
}

static void *open_cipher(const struct task *task)
{
    bool known = task_is(task, "des") || task_is_aes(task);
    struct cipher *s = known ? peer_memory(sizeof *s) : NULL;
    if (!s)
        return NULL;
    s->task = task;
    s->out = task->out;
    for (size_t i = 0; i < task->count; i++)
        memcpy(s->iv[i], task->iv, task_is(task, "des") ? 8 : 16);
    if (task_is(task, "des")) {
        s->one = des;
        des_set_key(&s->ctx.des, task->key); // 0 for a weak key, which it sets all the same
    } else if (task_is(task, "aes-128")) {
        s->one = aes128;
        (task->decrypt ? aes128_set_decrypt_key : aes128_set_encrypt_key)(&s->ctx.aes128, task->key);
    } else {
        s->one = aes256;
        (task->decrypt ? aes256_set_decrypt_key : aes256_set_encrypt_key)(&s->ctx.aes256, task->key);
    }
    return s;
}

static bool run_cipher(void *state)
{
    struct cipher *s = state;
    for (size_t i = 0; i < s->task->count; i++)
        s->one(s, i);
    return true;
}

static void answer_cipher(void *state, uint8_t *out)
{
    struct cipher *s = state;
    memcpy(out, s->out, s->task->bytes * s->task->count);
}

static const struct way cipher = {open_cipher, run_cipher, answer_cipher, free};

// ---- hashes, HMAC, PBKDF2 ----

struct hash {
    struct sha256_ctx sha256;
    struct sha512_ctx sha512;
    struct hmac_sha256_ctx hmac;
    const struct task *task;
    size_t digest_bytes;
    uint8_t out[TASK_MAX_COUNT * 64];
};

static void *open_hash(const struct task *task)
{
    struct hash *s = peer_memory(sizeof *s);
    if (!s)
        return NULL;
    s->task = task;
    s->digest_bytes = task_is(task, "sha512") ? 64 : 32;
    sha256_init(&s->sha256);
    sha512_init(&s->sha512);
    if (task->kind == TASK_HMAC)
        hmac_sha256_set_key(&s->hmac, task->key_bytes, task->key);
    return s;
}

// Writing the digest makes the context ready for the next message.
static bool run_sha256(void *state)
{
    struct hash *s = state;
    for (size_t i = 0; i < s->task->count; i++) {
        sha256_update(&s->sha256, s->task->bytes, s->task->in + i * s->task->bytes);
        sha256_digest(&s->sha256, 32, s->out + i * 32);
    }
    return true;
}

static bool run_hash(void *state)
{
    struct hash *s = state;
    if (s->digest_bytes == 32)
        return run_sha256(state);
    sha512_update(&s->sha512, s->task->bytes, s->task->in);
    sha512_digest(&s->sha512, 64, s->out);
    return true;
}

static bool run_hmac(void *state)
{
    struct hash *s = state;
    hmac_sha256_update(&s->hmac, s->task->bytes, s->task->in);
    hmac_sha256_digest(&s->hmac, 32, s->out);
    return true;
}

static bool run_kdf(void *state)
{
    struct hash *s = state;
    const struct task *t = s->task;
    for (size_t i = 0; i < t->count; i++)
        pbkdf2_hmac_sha256(t->bytes, t->in + i * t->bytes, (unsigned)t->iterations, t->key_bytes, t->key, 32,
                           s->out + i * 32);
    return true;
}

static void answer_hash(void *state, uint8_t *out)
{
    struct hash *s = state;
    memcpy(out, s->out, s->task->count * s->digest_bytes);
}

static const struct way hash = {open_hash, run_hash, answer_hash, free},
                        hmac = {open_hash, run_hmac, answer_hash, free},
                        kdf = {open_hash, run_kdf, answer_hash, free};

const struct peer peer_nettle = {
    .name = "Nettle",
    .brief = "Nettle",
    .package = "nettle-dev",
    .version = version,
    .ways = {[TASK_CIPHER] = &cipher,
             [TASK_CIPHER_MANY] = &cipher,
             [TASK_HASH] = &hash,
             [TASK_HASH_MANY] = &hash,
             [TASK_HMAC] = &hmac,
             [TASK_PBKDF2] = &kdf,
             [TASK_PSS_SIGN] = &hogweed_pss_sign,
             [TASK_PSS_VERIFY] = &hogweed_pss_verify,
             [TASK_RSA_GENERATE] = &hogweed_rsa_generate,
             [TASK_EC_GENERATE] = &hogweed_ec_generate,
             [TASK_ECDSA_SIGN] = &hogweed_ecdsa_sign,
             [TASK_ECDSA_VERIFY] = &hogweed_ecdsa_verify,
             [TASK_ECDSA_VERIFY_MANY] = &hogweed_ecdsa_verify,
             [TASK_ECDH] = &hogweed_ecdh},
};
#else
const struct peer peer_nettle = {.name = "Nettle", .package = "nettle-dev"};
#endif
