// SPDX-License-Identifier: MIT
// SHA-256 and SHA-512 of one message, and SHA-256 of sixteen independent ones.
#include "bench/bench.h"

#include "crypto/hash/families.h"
#include "crypto/hash/hash.h"

#include <stdio.h>

#define MESSAGES 16

struct state {
    const struct hash_alg *alg;
    struct hash_message messages[MESSAGES];
    size_t count;
    uint8_t digests[MESSAGES][HASH_MAX_DIGEST_BYTES];
};

static void *start(const struct task *task)
{
    struct state *s = peer_memory(sizeof *s);
    if (!s)
        return NULL;
    s->alg = hash_find(task->algorithm);
    s->count = task->count;
    for (size_t i = 0; i < s->count; i++)
        s->messages[i] = (struct hash_message){task->in + i * task->bytes, task->bytes, s->digests[i]};
    return s;
}

static bool run(void *state)
{
    struct state *s = state;
    hash_digest(s->alg, s->messages[0].data, s->messages[0].bytes, s->digests[0]);
    return true;
}

static bool run_many(void *state)
{
    struct state *s = state;
    hash_digest_many(s->alg, s->messages, s->count);
    return true;
}

static void answer(void *state, uint8_t *out)
{
    struct state *s = state;
    for (size_t i = 0; i < s->count; i++)
        memcpy(out + i * s->alg->digest_bytes, s->digests[i], s->alg->digest_bytes);
}

static const struct way one = {start, run, answer, free}, many = {start, run_many, answer, free};

static void add(struct bench_list *list, const struct hash_alg *alg, size_t bytes, size_t count)
{
    struct operation *op = bench_add(list, "sha2", alg->family);
    if (count > 1)
        snprintf(op->name, sizeof op->name, "%s, %zu x %s", alg->name, count, bench_size(bytes));
    else
        snprintf(op->name, sizeof op->name, "%s, %s", alg->name, bench_size(bytes));
    op->task = (struct task){.kind = count > 1 ? TASK_HASH_MANY : TASK_HASH,
                             .algorithm = alg == &hash_sha256 ? "sha256" : "sha512",
                             .in = bench_input(),
                             .bytes = bytes,
                             .count = count,
                             .answer_bytes = count * alg->digest_bytes};
    op->work = (double)(bytes * count);
    op->ours = count > 1 ? &many : &one;
}

bool bench_sha2(struct bench_list *list)
{
    add(list, &hash_sha256, 64, 1);
    add(list, &hash_sha256, 1024, 1);
    add(list, &hash_sha256, 16384, 1);
    add(list, &hash_sha256, 1u << 20, 1);
    add(list, &hash_sha256, 256, MESSAGES);
    add(list, &hash_sha256, 1024, MESSAGES);
    add(list, &hash_sha512, 64, 1);
    add(list, &hash_sha512, 1024, 1);
    add(list, &hash_sha512, 16384, 1);
    return true;
}
