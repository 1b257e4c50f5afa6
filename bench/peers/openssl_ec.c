// SPDX-License-Identifier: MIT
// OpenSSL's curves: through EVP, whose signatures are DER, and through the low-level calls.
#include "bench/peers/openssl.h"

#if HAVE_OPENSSL
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>

#define DER_BYTES   144 // of a signature, at most
#define FIELD_BYTES 48

struct state {
    const struct task *task;
    EVP_PKEY *keys[TASK_MAX_COUNT], *theirs, *made;
    EVP_PKEY_CTX *ctx[TASK_MAX_COUNT];
    unsigned char *signatures[TASK_MAX_COUNT]; // DER
    int signature_bytes[TASK_MAX_COUNT];
    bool valid[TASK_MAX_COUNT];
    uint8_t out[DER_BYTES];
    size_t bytes;
};

static void finish(void *state)
{
    struct state *s = state;
    for (size_t i = 0; i < TASK_MAX_COUNT; i++) {
        EVP_PKEY_CTX_free(s->ctx[i]);
        EVP_PKEY_free(s->keys[i]);
        OPENSSL_free(s->signatures[i]);
    }
    EVP_PKEY_free(s->theirs);
    EVP_PKEY_free(s->made);
    free(s);
}

static EVP_PKEY *private_key(const struct task_ec *ec)
{
    const unsigned char *der = ec->der;
    return d2i_PrivateKey(EVP_PKEY_EC, NULL, &der, (long)ec->der_bytes);
}

// r || s as DER.
static bool encode(struct state *s, size_t i)
{
    int bytes = (int)s->task->ec->field_bytes;
    const uint8_t *in = s->task->signatures + 2 * i * (size_t)bytes;
    ECDSA_SIG *sig = ECDSA_SIG_new();
    if (!sig)
        return false;
    ECDSA_SIG_set0(sig, BN_bin2bn(in, bytes, NULL), BN_bin2bn(in + bytes, bytes, NULL));
    s->signature_bytes[i] = i2d_ECDSA_SIG(sig, &s->signatures[i]);
    ECDSA_SIG_free(sig);
    return s->signature_bytes[i] > 0;
}

// The other party's public key: the point, on the curve of our own.
static EVP_PKEY *public_key(const struct task *task)
{
    size_t bytes = task->ec->field_bytes;
    uint8_t point[1 + 2 * FIELD_BYTES] = {4};
    EVP_PKEY *key = EVP_PKEY_new();
    EVP_PKEY *ours = private_key(task->ec);
    memcpy(point + 1, task->ec->their_x, bytes);
    memcpy(point + 1 + bytes, task->ec->their_y, bytes);
    bool good = key && ours && EVP_PKEY_copy_parameters(key, ours) == 1 &&
                EVP_PKEY_set1_encoded_public_key(key, point, 1 + 2 * bytes) == 1;
    EVP_PKEY_free(ours);
    if (good)
        return key;
    EVP_PKEY_free(key);
    return NULL;
}

static bool begin(struct state *s, size_t i)
{
    s->keys[i] = private_key(&s->task->ec[i]);
    s->ctx[i] = s->keys[i] ? EVP_PKEY_CTX_new_from_pkey(NULL, s->keys[i], NULL) : NULL;
    if (!s->ctx[i])
        return false;
    switch (s->task->kind) {
    case TASK_ECDSA_SIGN:
        return EVP_PKEY_sign_init(s->ctx[i]) == 1;
    case TASK_ECDSA_VERIFY:
    case TASK_ECDSA_VERIFY_MANY:
        return EVP_PKEY_verify_init(s->ctx[i]) == 1 && encode(s, i);
    case TASK_ECDH:
        s->theirs = public_key(s->task);
        return s->theirs && EVP_PKEY_derive_init(s->ctx[i]) == 1 &&
               EVP_PKEY_derive_set_peer(s->ctx[i], s->theirs) == 1;
    default:
        return EVP_PKEY_keygen_init(s->ctx[i]) == 1;
    }
}

static void *start(const struct task *task)
{
    struct state *s = peer_memory(sizeof *s);
    bool good = s != NULL;
    if (!s)
        return NULL;
    s->task = task;
    for (size_t i = 0; i < task->count && good; i++)
        good = begin(s, i);
    if (good)
        return s;
    finish(s);
    return NULL;
}

static bool run_sign(void *state)
{
    struct state *s = state;
    s->bytes = sizeof s->out;
    return EVP_PKEY_sign(s->ctx[0], s->out, &s->bytes, s->task->in, s->task->bytes) == 1;
}

static void answer_signature(void *state, uint8_t *out)
{
    struct state *s = state;
    const unsigned char *der = s->out;
    ECDSA_SIG *sig = d2i_ECDSA_SIG(NULL, &der, (long)s->bytes);
    int bytes = (int)s->task->ec->field_bytes;
    if (sig) {
        BN_bn2binpad(ECDSA_SIG_get0_r(sig), out, bytes);
        BN_bn2binpad(ECDSA_SIG_get0_s(sig), out + bytes, bytes);
    }
    ECDSA_SIG_free(sig);
}

static bool run_verify(void *state)
{
    struct state *s = state;
    const struct task *t = s->task;
    bool good = true;
    for (size_t i = 0; i < t->count; i++) {
        s->valid[i] = EVP_PKEY_verify(s->ctx[i], s->signatures[i], (size_t)s->signature_bytes[i],
                                      t->in + i * t->bytes, t->bytes) == 1;
        good &= s->valid[i];
    }
    return good;
}

static void answer_verdicts(void *state, uint8_t *out)
{
    struct state *s = state;
    for (size_t i = 0; i < s->task->count; i++)
        out[i] = s->valid[i];
}

static bool run_derive(void *state)
{
    struct state *s = state;
    s->bytes = sizeof s->out;
    return EVP_PKEY_derive(s->ctx[0], s->out, &s->bytes) == 1;
}

static void answer_secret(void *state, uint8_t *out)
{
    struct state *s = state;
    memcpy(out, s->out, s->task->answer_bytes);
}

// The context holds the curve: that of the key that it was made from.
static bool run_generate(void *state)
{
    struct state *s = state;
    EVP_PKEY_free(s->made);
    s->made = NULL;
    return EVP_PKEY_generate(s->ctx[0], &s->made) == 1 &&
           EVP_PKEY_get_octet_string_param(s->made, OSSL_PKEY_PARAM_PUB_KEY, s->out, sizeof s->out,
                                           &s->bytes) == 1;
}

static void answer_key(void *state, uint8_t *out)
{
    struct state *s = state;
    size_t bytes = s->task->ec->field_bytes;
    BIGNUM *d = NULL;
    if (EVP_PKEY_get_bn_param(s->made, OSSL_PKEY_PARAM_PRIV_KEY, &d))
        BN_bn2binpad(d, out, (int)bytes);
    BN_clear_free(d);
    memcpy(out + bytes, s->out + 1, 2 * bytes);
}

const struct way openssl_ecdsa_sign = {start, run_sign, answer_signature, finish};
const struct way openssl_ecdsa_verify = {start, run_verify, answer_verdicts, finish};
const struct way openssl_ecdh = {start, run_derive, answer_secret, finish};
const struct way openssl_ec_generate = {start, run_generate, answer_key, finish};
#endif
