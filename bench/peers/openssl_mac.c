// SPDX-License-Identifier: MIT
// OpenSSL's HMAC and PBKDF2 through EVP: the key is absorbed once.
#include "bench/peers/openssl.h"

#if HAVE_OPENSSL
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

struct mac {
    EVP_MAC *algorithm;
    EVP_MAC_CTX *ctx;
    const uint8_t *in;
    size_t bytes;
    uint8_t out[32];
};

static void close_mac(void *state)
{
    struct mac *s = state;
    EVP_MAC_CTX_free(s->ctx);
    EVP_MAC_free(s->algorithm);
    free(s);
}

static void *open_mac(const struct task *task)
{
    char digest[] = "SHA256";
    OSSL_PARAM params[] = {OSSL_PARAM_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0), OSSL_PARAM_END};
    struct mac *s = peer_memory(sizeof *s);
    if (!s)
        return NULL;
    s->in = task->in;
    s->bytes = task->bytes;
    s->algorithm = EVP_MAC_fetch(NULL, "HMAC", NULL);
    s->ctx = s->algorithm ? EVP_MAC_CTX_new(s->algorithm) : NULL;
    if (s->ctx && EVP_MAC_init(s->ctx, task->key, task->key_bytes, params) == 1)
        return s;
    close_mac(s);
    return NULL;
}

static bool run_mac(void *state)
{
    struct mac *s = state;
    size_t n = 0;
    return EVP_MAC_init(s->ctx, NULL, 0, NULL) && EVP_MAC_update(s->ctx, s->in, s->bytes) &&
           EVP_MAC_final(s->ctx, s->out, &n, sizeof s->out);
}

static void answer_mac(void *state, uint8_t *out)
{
    memcpy(out, ((struct mac *)state)->out, 32);
}

const struct way openssl_mac = {open_mac, run_mac, answer_mac, close_mac};

struct kdf {
    EVP_KDF *algorithm;
    EVP_KDF_CTX *ctx;
    const struct task *task;
    uint8_t out[TASK_MAX_COUNT][32];
};

static void close_kdf(void *state)
{
    struct kdf *s = state;
    EVP_KDF_CTX_free(s->ctx);
    EVP_KDF_free(s->algorithm);
    free(s);
}

static void *open_kdf(const struct task *task)
{
    struct kdf *s = peer_memory(sizeof *s);
    if (!s)
        return NULL;
    s->task = task;
    s->algorithm = EVP_KDF_fetch(NULL, "PBKDF2", NULL);
    s->ctx = s->algorithm ? EVP_KDF_CTX_new(s->algorithm) : NULL;
    if (s->ctx)
        return s;
    close_kdf(s);
    return NULL;
}

static bool run_kdf(void *state)
{
    struct kdf *s = state;
    const struct task *t = s->task;
    char digest[] = "SHA256";
    uint64_t iterations = t->iterations;
    bool good = true;
    for (size_t i = 0; i < t->count && good; i++) {
        OSSL_PARAM params[] = {
            OSSL_PARAM_octet_string(OSSL_KDF_PARAM_PASSWORD, (void *)(t->in + i * t->bytes), t->bytes),
            OSSL_PARAM_octet_string(OSSL_KDF_PARAM_SALT, (void *)t->key, t->key_bytes),
            OSSL_PARAM_uint64(OSSL_KDF_PARAM_ITER, &iterations),
            OSSL_PARAM_utf8_string(OSSL_KDF_PARAM_DIGEST, digest, 0), OSSL_PARAM_END};
        good = EVP_KDF_derive(s->ctx, s->out[i], 32, params) == 1;
    }
    return good;
}

static void answer_kdf(void *state, uint8_t *out)
{
    struct kdf *s = state;
    memcpy(out, s->out, s->task->count * 32);
}

const struct way openssl_kdf = {open_kdf, run_kdf, answer_kdf, close_kdf};
#endif
