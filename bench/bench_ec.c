// SPDX-License-Identifier: MIT
// ECDSA on P-256 and P-384, and ECDH on P-256. Nonces are random, for everyone.
//
// A key pair is one that could be sent: its public point is affine, and written out as 65 bytes. A library
// may leave the division by Z undone until someone asks for the coordinates, and someone always does.
#include "bench/bench.h"
#include "bench/ec_key.h"

#include "crypto/ec/ecdh.h"
#include "crypto/ec/ecdsa.h"
#include "crypto/rsa/octets.h"

#include <stdio.h>

#define BATCH EC_KEYS

struct state {
    const struct task *task;
    const struct ec_material *m;
    size_t field_bytes;
    struct ec_key key, theirs;
    struct ec_group group;
    struct ecdsa_signature signatures[BATCH];
    struct ecdsa_check checks[BATCH];
    enum gl_error results[BATCH];
    uint8_t out[1 + 2 * EC_MAX_BYTES];
};

static void finish(void *state)
{
    struct state *s = state;
    for (size_t i = 0; i < BATCH; i++)
        ecdsa_signature_clear(&s->signatures[i]);
    ec_key_clear(&s->key);
    ec_key_clear(&s->theirs);
    ec_group_clear(&s->group);
    free(s);
}

static void *start(const struct task *task)
{
    struct state *s = peer_memory(sizeof *s);
    if (!s)
        return NULL;
    const struct ec_curve *curve = ec_find(task->algorithm);
    s->task = task;
    s->m = ec_material(curve);
    s->field_bytes = s->m->field_bytes;
    ec_group_init(&s->group, curve);
    ec_key_init(&s->key);
    ec_key_init(&s->theirs);
    enum gl_error error = ec_key_set_public(&s->theirs, curve, &s->m->keys[1].Q);
    for (size_t i = 0; i < BATCH; i++) {
        ecdsa_signature_init(&s->signatures[i]);
        if (!task->signatures || i >= task->count)
            continue;
        os2ip(s->signatures[i].r, task->signatures + 2 * i * s->field_bytes, s->field_bytes);
        os2ip(s->signatures[i].s, task->signatures + (2 * i + 1) * s->field_bytes, s->field_bytes);
        s->checks[i] =
            (struct ecdsa_check){&s->m->keys[i], &s->signatures[i], task->in + i * task->bytes, task->bytes};
    }
    if (!error)
        return s;
    finish(s);
    return NULL;
}

static bool run_generate(void *state)
{
    struct state *s = state;
    return ec_key_generate(&s->key, s->m->curve, NULL) == GL_OK &&
           ec_point_encode(&s->group, &s->key.Q, false, s->out) == 1 + 2 * s->field_bytes;
}

static void answer_key(void *state, uint8_t *out)
{
    struct state *s = state;
    if (i2osp(out, s->field_bytes, s->key.d))
        memset(out, 0, s->field_bytes);
    memcpy(out + s->field_bytes, s->out + 1, 2 * s->field_bytes);
}

static bool run_sign(void *state)
{
    struct state *s = state;
    const struct ecdsa_nonce random = {0};
    return ecdsa_sign(&s->m->keys[0], &random, &s->signatures[0], s->task->in, s->task->bytes) == GL_OK;
}

static void answer_signature(void *state, uint8_t *out)
{
    struct state *s = state;
    if (i2osp(out, s->field_bytes, s->signatures[0].r) ||
        i2osp(out + s->field_bytes, s->field_bytes, s->signatures[0].s))
        memset(out, 0, 2 * s->field_bytes);
}

static bool run_verify(void *state)
{
    struct state *s = state;
    const struct ecdsa_check *c = &s->checks[0];
    s->results[0] = ecdsa_verify(c->key, c->sig, c->digest, c->bytes);
    return s->results[0] == GL_OK;
}

static bool run_verify_many(void *state)
{
    struct state *s = state;
    bool good = true;
    ecdsa_verify_many(s->checks, s->task->count, s->results);
    for (size_t i = 0; i < s->task->count; i++)
        good &= s->results[i] == GL_OK;
    return good;
}

static void answer_verdicts(void *state, uint8_t *out)
{
    struct state *s = state;
    for (size_t i = 0; i < s->task->count; i++)
        out[i] = s->results[i] == GL_OK;
}

static bool run_ecdh(void *state)
{
    struct state *s = state;
    return ecdh(&s->m->keys[0], &s->theirs, s->out) == GL_OK;
}

static void answer_secret(void *state, uint8_t *out)
{
    struct state *s = state;
    memcpy(out, s->out, s->field_bytes);
}

static const struct way generate = {start, run_generate, answer_key, finish},
                        sign = {start, run_sign, answer_signature, finish},
                        verify = {start, run_verify, answer_verdicts, finish},
                        verify_many = {start, run_verify_many, answer_verdicts, finish},
                        agree = {start, run_ecdh, answer_secret, finish};

// ---- what others made, we verify ----

static bool check_key(const struct operation *op, const uint8_t *answer)
{
    const struct ec_curve *curve = ec_find(op->task.algorithm);
    size_t bytes = ec_field_bytes(curve);
    uint8_t x[EC_MAX_BYTES], y[EC_MAX_BYTES];
    struct ec_key key;
    mpz_t d;
    mpz_init(d);
    os2ip(d, answer, bytes);
    ec_key_init(&key);
    bool good = ec_key_set_private(&key, curve, d) == GL_OK && i2osp(x, bytes, key.Q.x) == GL_OK &&
                i2osp(y, bytes, key.Q.y) == GL_OK && memcmp(x, answer + bytes, bytes) == 0 &&
                memcmp(y, answer + 2 * bytes, bytes) == 0;
    mpz_clear(d);
    ec_key_clear(&key);
    return good;
}

static bool check_signature(const struct operation *op, const uint8_t *answer)
{
    const struct ec_material *m = ec_material(ec_find(op->task.algorithm));
    struct ecdsa_signature sig;
    ecdsa_signature_init(&sig);
    os2ip(sig.r, answer, m->field_bytes);
    os2ip(sig.s, answer + m->field_bytes, m->field_bytes);
    bool good = ecdsa_verify(&m->keys[0], &sig, op->task.in, op->task.bytes) == GL_OK;
    ecdsa_signature_clear(&sig);
    return good;
}

static bool check_verdicts(const struct operation *op, const uint8_t *answer)
{
    const struct ec_material *m = ec_material(ec_find(op->task.algorithm));
    return memcmp(answer, m->verdicts, op->task.count) == 0;
}

// ---- the list ----

static bool serves(const struct operation *op, const struct gl_engine *engine)
{
    const struct ec_engine *e = (const struct ec_engine *)engine;
    return !e->supports || e->supports(ec_find(op->task.algorithm));
}

static struct operation *add(struct bench_list *list, const struct ec_material *m, const char *what,
                             enum task_kind kind, const struct way *ours, size_t answer_bytes)
{
    struct operation *op = bench_add(list, "ec", &ec_family);
    snprintf(op->name, sizeof op->name, "%s %s %s", kind == TASK_ECDH ? "ECDH" : "ECDSA", m->curve->name,
             what);
    op->task = (struct task){.kind = kind,
                             .algorithm = m->curve->name,
                             .count = 1,
                             .ec = m->numbers,
                             .in = m->digests,
                             .bytes = m->digest_bytes,
                             .answer_bytes = answer_bytes};
    op->unit = BENCH_OPERATIONS;
    op->work = 1;
    op->ours = ours;
    op->serves = serves;
    return op;
}

static void add_verify(struct bench_list *list, const struct ec_material *m, const char *what, size_t count)
{
    struct operation *op = add(list, m, what, count > 1 ? TASK_ECDSA_VERIFY_MANY : TASK_ECDSA_VERIFY,
                               count > 1 ? &verify_many : &verify, count);
    op->task.count = count;
    op->work = (double)count;
    op->task.signatures = m->signatures;
    op->check = check_verdicts;
    op->trap = op->task;
    op->trap.in = m->forged;
    op->trap_answer = m->forged_verdicts;
}

bool bench_ec(struct bench_list *list)
{
    const struct ec_material *p256 = ec_material(&ec_p256), *p384 = ec_material(&ec_p384);
    if (!p256 || !p384)
        return false;
    add(list, p256, "key pair", TASK_EC_GENERATE, &generate, 3 * p256->field_bytes)->check = check_key;
    add(list, p256, "sign", TASK_ECDSA_SIGN, &sign, 2 * p256->field_bytes)->check = check_signature;
    add_verify(list, p256, "verify", 1);
    add_verify(list, p256, "verify, 64 together", BATCH);
    add(list, p256, "shared secret", TASK_ECDH, &agree, p256->field_bytes);
    add(list, p384, "sign", TASK_ECDSA_SIGN, &sign, 2 * p384->field_bytes)->check = check_signature;
    add_verify(list, p384, "verify", 1);
    return true;
}
