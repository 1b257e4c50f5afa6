// SPDX-License-Identifier: MIT
// Mbed TLS's curves.
#include "bench/peers/mbedtls.h"

#if HAVE_MBEDTLS
#include <mbedtls/ctr_drbg.h>
#include <mbedtls/ecdh.h>
#include <mbedtls/ecdsa.h>

struct ec_state {
    const struct task *task;
    mbedtls_ecp_group group;
    mbedtls_mpi d, z;
    mbedtls_mpi r[TASK_MAX_COUNT], s[TASK_MAX_COUNT];
    mbedtls_ecp_point Q[TASK_MAX_COUNT];
    bool valid[TASK_MAX_COUNT];
    uint8_t out[1 + 2 * 48];
};

static void finish_ec(void *state)
{
    struct ec_state *s = state;
    for (size_t i = 0; i < TASK_MAX_COUNT; i++) {
        mbedtls_mpi_free(&s->r[i]);
        mbedtls_mpi_free(&s->s[i]);
        mbedtls_ecp_point_free(&s->Q[i]);
    }
    mbedtls_mpi_free(&s->d);
    mbedtls_mpi_free(&s->z);
    mbedtls_ecp_group_free(&s->group);
    free(s);
}

static int load(struct ec_state *s, size_t i)
{
    const struct task *t = s->task;
    const struct task_ec *ec = &t->ec[i];
    size_t bytes = ec->field_bytes;
    uint8_t point[1 + 2 * 48] = {4};
    bool theirs = t->kind == TASK_ECDH;
    memcpy(point + 1, theirs ? ec->their_x : ec->x, bytes);
    memcpy(point + 1 + bytes, theirs ? ec->their_y : ec->y, bytes);
    int error = mbedtls_ecp_point_read_binary(&s->group, &s->Q[i], point, 1 + 2 * bytes);
    if (!error && t->signatures)
        error = mbedtls_mpi_read_binary(&s->r[i], t->signatures + 2 * i * bytes, bytes) |
                mbedtls_mpi_read_binary(&s->s[i], t->signatures + (2 * i + 1) * bytes, bytes);
    return error;
}

static void *start_ec(const struct task *task)
{
    struct ec_state *s = peer_memory(sizeof *s);
    if (!s)
        return NULL;
    s->task = task;
    mbedtls_ecp_group_init(&s->group);
    mbedtls_mpi_init(&s->d);
    mbedtls_mpi_init(&s->z);
    int error = mbedtls_ecp_group_load(&s->group, task_is(task, "P-256") ? MBEDTLS_ECP_DP_SECP256R1
                                                                         : MBEDTLS_ECP_DP_SECP384R1);
    error |= mbedtls_mpi_read_binary(&s->d, task->ec->d, task->ec->field_bytes);
    for (size_t i = 0; i < TASK_MAX_COUNT; i++) {
        mbedtls_mpi_init(&s->r[i]);
        mbedtls_mpi_init(&s->s[i]);
        mbedtls_ecp_point_init(&s->Q[i]);
        if (i < task->count && !error)
            error = load(s, i);
    }
    if (!error)
        return s;
    finish_ec(s);
    return NULL;
}

static bool run_sign(void *state)
{
    struct ec_state *s = state;
    return !mbedtls_ecdsa_sign(&s->group, &s->r[0], &s->s[0], &s->d, s->task->in, s->task->bytes,
                               mbedtls_ctr_drbg_random, mbed_generator());
}

static void answer_signature(void *state, uint8_t *out)
{
    struct ec_state *s = state;
    size_t bytes = s->task->ec->field_bytes;
    if (mbedtls_mpi_write_binary(&s->r[0], out, bytes) |
        mbedtls_mpi_write_binary(&s->s[0], out + bytes, bytes))
        memset(out, 0, 2 * bytes);
}

static bool run_verify(void *state)
{
    struct ec_state *s = state;
    const struct task *t = s->task;
    bool good = true;
    for (size_t i = 0; i < t->count; i++) {
        s->valid[i] =
            !mbedtls_ecdsa_verify(&s->group, t->in + i * t->bytes, t->bytes, &s->Q[i], &s->r[i], &s->s[i]);
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
    return !mbedtls_ecdh_compute_shared(&s->group, &s->z, &s->Q[0], &s->d, mbedtls_ctr_drbg_random,
                                        mbed_generator());
}

static void answer_secret(void *state, uint8_t *out)
{
    struct ec_state *s = state;
    if (mbedtls_mpi_write_binary(&s->z, out, s->task->answer_bytes))
        memset(out, 0, s->task->answer_bytes);
}

static bool run_generate(void *state)
{
    struct ec_state *s = state;
    size_t bytes = 0;
    return !mbedtls_ecp_gen_keypair(&s->group, &s->d, &s->Q[0], mbedtls_ctr_drbg_random, mbed_generator()) &&
           !mbedtls_ecp_point_write_binary(&s->group, &s->Q[0], MBEDTLS_ECP_PF_UNCOMPRESSED, &bytes, s->out,
                                           sizeof s->out);
}

static void answer_key(void *state, uint8_t *out)
{
    struct ec_state *s = state;
    size_t bytes = s->task->ec->field_bytes;
    if (mbedtls_mpi_write_binary(&s->d, out, bytes))
        memset(out, 0, bytes);
    memcpy(out + bytes, s->out + 1, 2 * bytes);
}

const struct way mbed_ec_generate = {start_ec, run_generate, answer_key, finish_ec};
const struct way mbed_ecdsa_sign = {start_ec, run_sign, answer_signature, finish_ec};
const struct way mbed_ecdsa_verify = {start_ec, run_verify, answer_verdicts, finish_ec};
const struct way mbed_ecdh = {start_ec, run_ecdh, answer_secret, finish_ec};
#endif
