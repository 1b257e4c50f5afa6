// SPDX-License-Identifier: MIT
// PBKDF2-HMAC-SHA-256: how many iterations a second, for one password and for sixteen at once.
#include "bench/bench.h"

#include "crypto/hash/families.h"
#include "crypto/hash/pbkdf2.h"

#include <stdio.h>

#define PASSWORDS      16
#define PASSWORD_BYTES 12
#define SALT_BYTES     16
#define KEY_BYTES      32
#define ITERATIONS     1000

struct state {
    const struct hash_alg *alg;
    struct pbkdf2_job jobs[PASSWORDS];
    size_t count;
    uint64_t iterations;
    uint8_t keys[PASSWORDS][KEY_BYTES];
};

static void *start(const struct task *task)
{
    struct state *s = peer_memory(sizeof *s);
    if (!s)
        return NULL;
    s->alg = hash_find(task->algorithm);
    s->count = task->count;
    s->iterations = task->iterations;
    for (size_t i = 0; i < s->count; i++)
        s->jobs[i] = (struct pbkdf2_job){task->in + i * task->bytes, task->bytes, task->key, task->key_bytes,
                                         s->keys[i]};
    return s;
}

static bool run(void *state)
{
    struct state *s = state;
    if (s->count > 1)
        return pbkdf2_many(s->alg, s->jobs, s->count, s->iterations, KEY_BYTES) == GL_OK;
    return pbkdf2(s->alg, s->jobs[0].password, s->jobs[0].password_bytes, s->jobs[0].salt,
                  s->jobs[0].salt_bytes, s->iterations, s->keys[0], KEY_BYTES) == GL_OK;
}

static void answer(void *state, uint8_t *out)
{
    struct state *s = state;
    memcpy(out, s->keys, s->count * KEY_BYTES);
}

static const struct way ours = {start, run, answer, free};

static void add(struct bench_list *list, size_t count)
{
    struct operation *op = bench_add(list, "pbkdf2", &sha256_family);
    snprintf(op->name, sizeof op->name, "PBKDF2-SHA-256, %zu password%s", count, count > 1 ? "s" : "");
    op->task = (struct task){.kind = TASK_PBKDF2,
                             .algorithm = "sha256",
                             .key = bench_input() + 64,
                             .key_bytes = SALT_BYTES,
                             .in = bench_input() + 256,
                             .bytes = PASSWORD_BYTES,
                             .count = count,
                             .iterations = ITERATIONS,
                             .answer_bytes = count * KEY_BYTES};
    op->unit = BENCH_ITERATIONS;
    op->work = (double)(count * ITERATIONS);
    op->ours = &ours;
}

bool bench_pbkdf2(struct bench_list *list)
{
    add(list, 1);
    add(list, PASSWORDS);
    return true;
}
