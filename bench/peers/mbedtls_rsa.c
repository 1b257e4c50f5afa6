// SPDX-License-Identifier: MIT
// Mbed TLS's RSA, with random numbers from its own CTR_DRBG.
#include "bench/peers/mbedtls.h"

#if HAVE_MBEDTLS
#include <mbedtls/ctr_drbg.h>
#include <mbedtls/entropy.h>
#include <mbedtls/rsa.h>

void *mbed_generator(void)
{
    static mbedtls_entropy_context entropy;
    static mbedtls_ctr_drbg_context drbg;
    static bool ready;
    if (!ready) {
        mbedtls_entropy_init(&entropy);
        mbedtls_ctr_drbg_init(&drbg);
        if (mbedtls_ctr_drbg_seed(&drbg, mbedtls_entropy_func, &entropy, NULL, 0) != 0)
            abort();
        ready = true;
    }
    return &drbg;
}

struct rsa_state {
    const struct task *task;
    mbedtls_rsa_context key;
    bool valid;
    uint8_t out[512];
};

static void finish_rsa(void *state)
{
    mbedtls_rsa_free(&((struct rsa_state *)state)->key);
    free(state);
}

static void *start_rsa(const struct task *task)
{
    struct rsa_state *s = peer_memory(sizeof *s);
    if (!s)
        return NULL;
    const struct task_rsa *r = task->rsa;
    size_t k = r->bits / 8;
    s->task = task;
    mbedtls_rsa_init(&s->key, MBEDTLS_RSA_PKCS_V21, MBEDTLS_MD_SHA256);
    if (task->kind == TASK_RSA_GENERATE)
        return s;
    if (!mbedtls_rsa_import_raw(&s->key, r->n, k, r->p, k / 2, r->q, k / 2, r->d, k, r->e, 3) &&
        !mbedtls_rsa_complete(&s->key))
        return s;
    finish_rsa(s);
    return NULL;
}

static bool run_encrypt(void *state)
{
    struct rsa_state *s = state;
    return !mbedtls_rsa_rsaes_oaep_encrypt(&s->key, mbedtls_ctr_drbg_random, mbed_generator(),
                                           MBEDTLS_RSA_PUBLIC, NULL, 0, s->task->bytes, s->task->in, s->out);
}

static bool run_decrypt(void *state)
{
    struct rsa_state *s = state;
    size_t bytes = 0;
    return !mbedtls_rsa_rsaes_oaep_decrypt(&s->key, mbedtls_ctr_drbg_random, mbed_generator(),
                                           MBEDTLS_RSA_PRIVATE, NULL, 0, &bytes, s->task->in, s->out,
                                           sizeof s->out);
}

static bool run_pss_sign(void *state)
{
    struct rsa_state *s = state;
    return !mbedtls_rsa_rsassa_pss_sign_ext(&s->key, mbedtls_ctr_drbg_random, mbed_generator(),
                                            MBEDTLS_MD_SHA256, 32, s->task->in, 32, s->out);
}

static bool run_pss_verify(void *state)
{
    struct rsa_state *s = state;
    s->valid =
        !mbedtls_rsa_rsassa_pss_verify_ext(&s->key, NULL, NULL, MBEDTLS_RSA_PUBLIC, MBEDTLS_MD_SHA256, 32,
                                           s->task->in, MBEDTLS_MD_SHA256, 32, s->task->signatures);
    return s->valid;
}

static bool run_rsa_generate(void *state)
{
    struct rsa_state *s = state;
    mbedtls_rsa_free(&s->key);
    mbedtls_rsa_init(&s->key, MBEDTLS_RSA_PKCS_V21, MBEDTLS_MD_SHA256);
    return !mbedtls_rsa_gen_key(&s->key, mbedtls_ctr_drbg_random, mbed_generator(), s->task->rsa->bits,
                                65537);
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

static void answer_primes(void *state, uint8_t *out)
{
    struct rsa_state *s = state;
    size_t half = s->task->answer_bytes / 2;
    if (mbedtls_rsa_export_raw(&s->key, NULL, 0, out, half, out + half, half, NULL, 0, NULL, 0))
        memset(out, 0, 2 * half);
}

const struct way mbed_oaep_encrypt = {start_rsa, run_encrypt, answer_rsa, finish_rsa};
const struct way mbed_oaep_decrypt = {start_rsa, run_decrypt, answer_rsa, finish_rsa};
const struct way mbed_pss_sign = {start_rsa, run_pss_sign, answer_rsa, finish_rsa};
const struct way mbed_pss_verify = {start_rsa, run_pss_verify, answer_valid, finish_rsa};
const struct way mbed_rsa_generate = {start_rsa, run_rsa_generate, answer_primes, finish_rsa};
#endif
