// SPDX-License-Identifier: MIT
// RSA with OAEP and PSS (SHA-256, 32 bytes of salt), at 2048, 3072 and 4096 bits, and the making of keys of
// 2048 bits.
//
// Everyone's private operations are blinded as they are by default. GMP, which knows only integers, does the
// bare exponentiation; it is listed as what it is, a primitive.
#include "bench/bench.h"
#include "bench/rsa_key.h"

#include "crypto/rsa/octets.h"

#include <stdio.h>

#define GENERATED_BITS 2048

struct state {
    const struct task *task;
    const struct rsa_material *m;
    uint8_t out[RSA_KEY_BYTES];
    bool valid;
};

static void *start(const struct task *task)
{
    struct state *s = peer_memory(sizeof *s);
    if (!s)
        return NULL;
    s->task = task;
    s->m = rsa_material(task->rsa->bits);
    return s;
}

static bool run_encrypt(void *state)
{
    struct state *s = state;
    return rsa_oaep_encrypt(&s->m->key.public, &bench_oaep, NULL, s->out, s->task->in, s->task->bytes) ==
           GL_OK;
}

static bool run_decrypt(void *state)
{
    struct state *s = state;
    size_t bytes = 0;
    return rsa_oaep_decrypt(&s->m->key, &bench_oaep, NULL, s->out, &bytes, s->task->in, s->task->bytes) ==
           GL_OK;
}

static bool run_sign(void *state)
{
    struct state *s = state;
    return rsa_pss_sign(&s->m->key, &bench_pss, NULL, s->out, s->task->in) == GL_OK;
}

static bool run_verify(void *state)
{
    struct state *s = state;
    s->valid = rsa_pss_verify(&s->m->key.public, &bench_pss, s->task->signatures, s->task->rsa->bits / 8,
                              s->task->in) == GL_OK;
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

static const struct way encrypt = {start, run_encrypt, answer, free},
                        decrypt = {start, run_decrypt, answer, free}, sign = {start, run_sign, answer, free},
                        verify = {start, run_verify, answer_valid, free};

// ---- what others encrypted or signed, we open and verify ----

static bool check_ciphertext(const struct operation *op, const uint8_t *answer_bytes)
{
    const struct rsa_material *m = rsa_material(op->task.rsa->bits);
    uint8_t message[RSA_KEY_BYTES];
    size_t bytes = 0;
    return rsa_oaep_decrypt(&m->key, &bench_oaep, NULL, message, &bytes, answer_bytes,
                            op->task.answer_bytes) == GL_OK &&
           bytes == sizeof m->message && memcmp(message, m->message, bytes) == 0;
}

static bool check_signature(const struct operation *op, const uint8_t *answer_bytes)
{
    const struct rsa_material *m = rsa_material(op->task.rsa->bits);
    return rsa_pss_verify(&m->key.public, &bench_pss, answer_bytes, op->task.answer_bytes, m->digest) ==
           GL_OK;
}

static bool check_message(const struct operation *op, const uint8_t *answer_bytes)
{
    const struct rsa_material *m = rsa_material(op->task.rsa->bits);
    return memcmp(answer_bytes, m->message, sizeof m->message) == 0;
}

static bool check_valid(const struct operation *op, const uint8_t *answer_bytes)
{
    (void)op;
    return *answer_bytes == 1;
}

// ---- the making of keys ----

struct maker {
    struct rsa_private key;
};

static void *start_maker(const struct task *task)
{
    (void)task;
    struct maker *s = peer_memory(sizeof *s);
    if (s)
        rsa_private_init(&s->key);
    return s;
}

static void stop_maker(void *state)
{
    rsa_private_clear(&((struct maker *)state)->key);
    free(state);
}

static bool run_generate(void *state)
{
    return rsa_generate(&((struct maker *)state)->key, GENERATED_BITS, 65537, NULL, NULL) == GL_OK;
}

// The two primes, 128 bytes each.
static void answer_primes(void *state, uint8_t *out)
{
    struct maker *s = state;
    if (i2osp(out, GENERATED_BITS / 16, s->key.p) ||
        i2osp(out + GENERATED_BITS / 16, GENERATED_BITS / 16, s->key.q))
        memset(out, 0, GENERATED_BITS / 8);
}

static const struct way generate = {start_maker, run_generate, answer_primes, stop_maker};

static bool check_primes(const struct operation *op, const uint8_t *answer_bytes)
{
    mpz_t p, q, n;
    (void)op;
    mpz_inits(p, q, n, NULL);
    os2ip(p, answer_bytes, GENERATED_BITS / 16);
    os2ip(q, answer_bytes + GENERATED_BITS / 16, GENERATED_BITS / 16);
    mpz_mul(n, p, q);
    bool good = mpz_probab_prime_p(p, 20) && mpz_probab_prime_p(q, 20) && mpz_cmp(p, q) != 0 &&
                mpz_sizeinbase(n, 2) == GENERATED_BITS;
    mpz_clears(p, q, n, NULL);
    return good;
}

// ---- the list ----

static struct operation *add(struct bench_list *list, const struct rsa_material *m, const char *what,
                             enum task_kind kind, const struct way *ours)
{
    struct operation *op = bench_add(list, "rsa", &modexp_family);
    snprintf(op->name, sizeof op->name, "RSA-%u %s", m->numbers.bits, what);
    op->task = (struct task){.kind = kind, .algorithm = "rsa", .count = 1, .rsa = &m->numbers};
    op->unit = BENCH_OPERATIONS;
    op->work = 1;
    op->ours = ours;
    return op;
}

static void give(struct operation *op, const uint8_t *in, size_t bytes, size_t answer_bytes,
                 bool (*check)(const struct operation *, const uint8_t *))
{
    op->task.in = in;
    op->task.bytes = bytes;
    op->task.answer_bytes = answer_bytes;
    op->check = check;
}

// What those do who have only integers.
static void give_primitive(struct operation *op, const struct rsa_material *m, bool private_key)
{
    op->primitive = op->task;
    op->primitive.kind = private_key ? TASK_RSA_PRIVATE : TASK_RSA_PUBLIC;
    op->primitive.in = m->block;
    op->primitive.bytes = op->primitive.answer_bytes = m->numbers.bits / 8;
    op->primitive_answer = private_key ? m->block_d : m->block_e;
}

static bool add_size(struct bench_list *list, unsigned bits)
{
    static const uint8_t refused[1];
    const struct rsa_material *m = rsa_material(bits);
    if (!m)
        return false;
    size_t k = bits / 8;
    struct operation *op = add(list, m, "OAEP encrypt", TASK_OAEP_ENCRYPT, &encrypt);
    give(op, m->message, sizeof m->message, k, check_ciphertext);
    give_primitive(op, m, false);
    op = add(list, m, "OAEP decrypt", TASK_OAEP_DECRYPT, &decrypt);
    give(op, m->ciphertext, k, sizeof m->message, check_message);
    give_primitive(op, m, true);
    op = add(list, m, "PSS sign", TASK_PSS_SIGN, &sign);
    give(op, m->digest, sizeof m->digest, k, check_signature);
    give_primitive(op, m, true);
    op = add(list, m, "PSS verify", TASK_PSS_VERIFY, &verify);
    op->task.signatures = m->signature;
    give(op, m->digest, sizeof m->digest, 1, check_valid);
    give_primitive(op, m, false);
    op->trap = op->task;
    op->trap.in = m->forged;
    op->trap_answer = refused;
    return true;
}

bool bench_rsa(struct bench_list *list)
{
    if (!add_size(list, 2048) || !add_size(list, 3072) || !add_size(list, 4096))
        return false;
    struct operation *op =
        add(list, rsa_material(GENERATED_BITS), "key generation", TASK_RSA_GENERATE, &generate);
    give(op, NULL, 0, GENERATED_BITS / 8, check_primes);
    op->random_time = true;
    return true;
}
