// SPDX-License-Identifier: MIT
// OpenSSL's low-level calls on RSA and EC keys: the same arithmetic as under EVP, with fewer layers above it.
#include "bench/peers/openssl.h"

#if HAVE_OPENSSL
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

// ---- RSA: padding and arithmetic are separate calls ----

struct rsa_state {
    const struct task *task;
    RSA *key;
    bool valid;
    uint8_t padded[512], out[512];
};

static void finish_rsa(void *state)
{
    RSA_free(((struct rsa_state *)state)->key);
    free(state);
}

static void *start_rsa(const struct task *task)
{
    struct rsa_state *s = peer_memory(sizeof *s);
    if (!s)
        return NULL;
    const unsigned char *der = task->rsa->der;
    s->task = task;
    s->key = d2i_RSAPrivateKey(NULL, &der, (long)task->rsa->der_bytes);
    if (s->key)
        return s;
    finish_rsa(s);
    return NULL;
}

static bool run_encrypt(void *state)
{
    struct rsa_state *s = state;
    int k = RSA_size(s->key);
    return RSA_padding_add_PKCS1_OAEP_mgf1(s->padded, k, s->task->in, (int)s->task->bytes, NULL, 0,
                                           EVP_sha256(), EVP_sha256()) == 1 &&
           RSA_public_encrypt(k, s->padded, s->out, s->key, RSA_NO_PADDING) == k;
}

static bool run_decrypt(void *state)
{
    struct rsa_state *s = state;
    int k = RSA_size(s->key);
    return RSA_private_decrypt(k, s->task->in, s->padded, s->key, RSA_NO_PADDING) == k &&
           RSA_padding_check_PKCS1_OAEP_mgf1(s->out, k, s->padded, k, k, NULL, 0, EVP_sha256(),
                                             EVP_sha256()) >= 0;
}

static bool run_sign(void *state)
{
    struct rsa_state *s = state;
    int k = RSA_size(s->key);
    return RSA_padding_add_PKCS1_PSS_mgf1(s->key, s->padded, s->task->in, EVP_sha256(), EVP_sha256(), 32) ==
               1 &&
           RSA_private_encrypt(k, s->padded, s->out, s->key, RSA_NO_PADDING) == k;
}

static bool run_verify(void *state)
{
    struct rsa_state *s = state;
    int k = RSA_size(s->key);
    s->valid = RSA_public_decrypt(k, s->task->signatures, s->padded, s->key, RSA_NO_PADDING) == k &&
               RSA_verify_PKCS1_PSS_mgf1(s->key, s->task->in, EVP_sha256(), EVP_sha256(), s->padded, 32) == 1;
    return s->valid;
}

static void answer_rsa(void *state, uint8_t *out)
{
    struct rsa_state *s = state;
    memcpy(out, s->out, s->task->answer_bytes);
}

static void answer_valid(void *state, uint8_t *out)
{
    *out = ((struct rsa_state *)state)->valid;
}

const struct way openssl_low_oaep_encrypt = {start_rsa, run_encrypt, answer_rsa, finish_rsa};
const struct way openssl_low_oaep_decrypt = {start_rsa, run_decrypt, answer_rsa, finish_rsa};
const struct way openssl_low_pss_sign = {start_rsa, run_sign, answer_rsa, finish_rsa};
const struct way openssl_low_pss_verify = {start_rsa, run_verify, answer_valid, finish_rsa};

// ---- curves ----

struct ec_state {
    const struct task *task;
    EC_KEY *keys[TASK_MAX_COUNT];
    ECDSA_SIG *signatures[TASK_MAX_COUNT];
    EC_POINT *theirs;
    bool valid[TASK_MAX_COUNT];
    uint8_t out[128];
};

static void finish_ec(void *state)
{
    struct ec_state *s = state;
    for (size_t i = 0; i < TASK_MAX_COUNT; i++) {
        EC_KEY_free(s->keys[i]);
        ECDSA_SIG_free(s->signatures[i]);
    }
    EC_POINT_free(s->theirs);
    free(s);
}

static bool begin(struct ec_state *s, size_t i)
{
    const struct task *t = s->task;
    int bytes = (int)t->ec->field_bytes;
    const unsigned char *der = t->ec[i].der;
    s->keys[i] = d2i_ECPrivateKey(NULL, &der, (long)t->ec[i].der_bytes);
    if (!s->keys[i] || !t->signatures)
        return s->keys[i] != NULL;
    const uint8_t *in = t->signatures + 2 * i * (size_t)bytes;
    s->signatures[i] = ECDSA_SIG_new();
    return s->signatures[i] && ECDSA_SIG_set0(s->signatures[i], BN_bin2bn(in, bytes, NULL),
                                              BN_bin2bn(in + bytes, bytes, NULL)) == 1;
}

static void *start_ec(const struct task *task)
{
    struct ec_state *s = peer_memory(sizeof *s);
    bool good = s != NULL;
    if (!s)
        return NULL;
    s->task = task;
    for (size_t i = 0; i < task->count && good; i++)
        good = begin(s, i);
    if (good && task->kind == TASK_ECDH) {
        int bytes = (int)task->ec->field_bytes;
        const EC_GROUP *group = EC_KEY_get0_group(s->keys[0]);
        BIGNUM *x = BN_bin2bn(task->ec->their_x, bytes, NULL), *y = BN_bin2bn(task->ec->their_y, bytes, NULL);
        s->theirs = EC_POINT_new(group);
        good = x && y && s->theirs && EC_POINT_set_affine_coordinates(group, s->theirs, x, y, NULL) == 1;
        BN_free(x);
        BN_free(y);
    }
    if (good)
        return s;
    finish_ec(s);
    return NULL;
}

static bool run_ecdsa_sign(void *state)
{
    struct ec_state *s = state;
    ECDSA_SIG_free(s->signatures[0]);
    s->signatures[0] = ECDSA_do_sign(s->task->in, (int)s->task->bytes, s->keys[0]);
    return s->signatures[0] != NULL;
}

static void answer_signature(void *state, uint8_t *out)
{
    struct ec_state *s = state;
    int bytes = (int)s->task->ec->field_bytes;
    BN_bn2binpad(ECDSA_SIG_get0_r(s->signatures[0]), out, bytes);
    BN_bn2binpad(ECDSA_SIG_get0_s(s->signatures[0]), out + bytes, bytes);
}

static bool run_ecdsa_verify(void *state)
{
    struct ec_state *s = state;
    const struct task *t = s->task;
    bool good = true;
    for (size_t i = 0; i < t->count; i++) {
        s->valid[i] = ECDSA_do_verify(t->in + i * t->bytes, (int)t->bytes, s->signatures[i], s->keys[i]) == 1;
        good &= s->valid[i];
    }
    return good;
}

static void answer_verdicts(void *state, uint8_t *out)
{
    struct ec_state *s = state;
    for (size_t i = 0; i < s->task->count; i++)
        out[i] = s->valid[i];
}

static bool run_ecdh(void *state)
{
    struct ec_state *s = state;
    return ECDH_compute_key(s->out, s->task->answer_bytes, s->theirs, s->keys[0], NULL) ==
           (int)s->task->answer_bytes;
}

static bool run_generate(void *state)
{
    struct ec_state *s = state;
    size_t bytes = 1 + 2 * s->task->ec->field_bytes;
    return EC_KEY_generate_key(s->keys[0]) == 1 &&
           EC_POINT_point2oct(EC_KEY_get0_group(s->keys[0]), EC_KEY_get0_public_key(s->keys[0]),
                              POINT_CONVERSION_UNCOMPRESSED, s->out, bytes, NULL) == bytes;
}

static void answer_key(void *state, uint8_t *out)
{
    struct ec_state *s = state;
    size_t bytes = s->task->ec->field_bytes;
    BN_bn2binpad(EC_KEY_get0_private_key(s->keys[0]), out, (int)bytes);
    memcpy(out + bytes, s->out + 1, 2 * bytes);
}

static void answer_ec(void *state, uint8_t *out)
{
    struct ec_state *s = state;
    memcpy(out, s->out, s->task->answer_bytes);
}

const struct way openssl_low_ecdsa_sign = {start_ec, run_ecdsa_sign, answer_signature, finish_ec};
const struct way openssl_low_ecdsa_verify = {start_ec, run_ecdsa_verify, answer_verdicts, finish_ec};
const struct way openssl_low_ecdh = {start_ec, run_ecdh, answer_ec, finish_ec};
const struct way openssl_low_ec_generate = {start_ec, run_generate, answer_key, finish_ec};
#endif
