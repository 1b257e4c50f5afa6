// SPDX-License-Identifier: MIT
// OpenSSL's RSA through EVP: key and contexts made once, the padding set once. Blinding is as by default.
#include "bench/peers/openssl.h"

#if HAVE_OPENSSL
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

struct state {
    const struct task *task;
    EVP_PKEY *key, *made;
    EVP_PKEY_CTX *ctx;
    EVP_MD *sha256;
    bool valid;
    size_t bytes;
    uint8_t out[512];
};

static void finish(void *state)
{
    struct state *s = state;
    EVP_PKEY_CTX_free(s->ctx);
    EVP_PKEY_free(s->key);
    EVP_PKEY_free(s->made);
    EVP_MD_free(s->sha256);
    free(s);
}

static int begin(struct state *s)
{
    switch (s->task->kind) {
    case TASK_OAEP_ENCRYPT:
        return EVP_PKEY_encrypt_init(s->ctx);
    case TASK_OAEP_DECRYPT:
        return EVP_PKEY_decrypt_init(s->ctx);
    case TASK_PSS_SIGN:
        return EVP_PKEY_sign_init(s->ctx);
    default:
        return EVP_PKEY_verify_init(s->ctx);
    }
}

static int set_padding(struct state *s)
{
    bool oaep = s->task->kind == TASK_OAEP_ENCRYPT || s->task->kind == TASK_OAEP_DECRYPT;
    if (EVP_PKEY_CTX_set_rsa_padding(s->ctx, oaep ? RSA_PKCS1_OAEP_PADDING : RSA_PKCS1_PSS_PADDING) != 1 ||
        EVP_PKEY_CTX_set_rsa_mgf1_md(s->ctx, s->sha256) != 1)
        return 0;
    if (oaep)
        return EVP_PKEY_CTX_set_rsa_oaep_md(s->ctx, s->sha256);
    return EVP_PKEY_CTX_set_signature_md(s->ctx, s->sha256) == 1 &&
           EVP_PKEY_CTX_set_rsa_pss_saltlen(s->ctx, 32) == 1;
}

static void *start(const struct task *task)
{
    struct state *s = peer_memory(sizeof *s);
    if (!s)
        return NULL;
    const unsigned char *der = task->rsa->der;
    s->task = task;
    s->sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
    s->key = d2i_PrivateKey(EVP_PKEY_RSA, NULL, &der, (long)task->rsa->der_bytes);
    s->ctx = s->key ? EVP_PKEY_CTX_new_from_pkey(NULL, s->key, NULL) : NULL;
    if (s->ctx && s->sha256 && begin(s) == 1 && set_padding(s) == 1)
        return s;
    finish(s);
    return NULL;
}

static bool run_encrypt(void *state)
{
    struct state *s = state;
    s->bytes = sizeof s->out;
    return EVP_PKEY_encrypt(s->ctx, s->out, &s->bytes, s->task->in, s->task->bytes) == 1;
}

static bool run_decrypt(void *state)
{
    struct state *s = state;
    s->bytes = sizeof s->out;
    return EVP_PKEY_decrypt(s->ctx, s->out, &s->bytes, s->task->in, s->task->bytes) == 1;
}

static bool run_sign(void *state)
{
    struct state *s = state;
    s->bytes = sizeof s->out;
    return EVP_PKEY_sign(s->ctx, s->out, &s->bytes, s->task->in, s->task->bytes) == 1;
}

static bool run_verify(void *state)
{
    struct state *s = state;
    s->valid = EVP_PKEY_verify(s->ctx, s->task->signatures, s->task->rsa->bits / 8, s->task->in,
                               s->task->bytes) == 1;
    return s->valid;
}

static void answer(void *state, uint8_t *out)
{
    struct state *s = state;
    memcpy(out, s->out, s->task->answer_bytes);
}

static void answer_valid(void *state, uint8_t *out)
{
    *out = ((struct state *)state)->valid;
}

// ---- the making of keys ----

static void *start_maker(const struct task *task)
{
    struct state *s = peer_memory(sizeof *s);
    if (!s)
        return NULL;
    s->task = task;
    s->ctx = EVP_PKEY_CTX_new_from_name(NULL, "RSA", NULL);
    if (s->ctx && EVP_PKEY_keygen_init(s->ctx) == 1 &&
        EVP_PKEY_CTX_set_rsa_keygen_bits(s->ctx, (int)task->rsa->bits) == 1)
        return s;
    finish(s);
    return NULL;
}

static bool run_generate(void *state)
{
    struct state *s = state;
    EVP_PKEY_free(s->made);
    s->made = NULL;
    return EVP_PKEY_generate(s->ctx, &s->made) == 1;
}

static void answer_primes(void *state, uint8_t *out)
{
    struct state *s = state;
    BIGNUM *p = NULL, *q = NULL;
    int half = (int)s->task->rsa->bits / 16;
    memset(out, 0, s->task->answer_bytes);
    if (EVP_PKEY_get_bn_param(s->made, OSSL_PKEY_PARAM_RSA_FACTOR1, &p) &&
        EVP_PKEY_get_bn_param(s->made, OSSL_PKEY_PARAM_RSA_FACTOR2, &q)) {
        BN_bn2binpad(p, out, half);
        BN_bn2binpad(q, out + half, half);
    }
    BN_free(p);
    BN_free(q);
}

const struct way openssl_oaep_encrypt = {start, run_encrypt, answer, finish};
const struct way openssl_oaep_decrypt = {start, run_decrypt, answer, finish};
const struct way openssl_pss_sign = {start, run_sign, answer, finish};
const struct way openssl_pss_verify = {start, run_verify, answer_valid, finish};
const struct way openssl_rsa_generate = {start_maker, run_generate, answer_primes, finish};
#endif
