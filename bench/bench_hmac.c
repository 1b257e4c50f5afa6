// SPDX-License-Identifier: MIT
// HMAC-SHA-256 of many messages under one key: the two keyed blocks are hashed once, before the timing, by
// whoever can.
#include "bench/bench.h"

#include "crypto/hash/families.h"
#include "crypto/hash/hmac.h"

#include <stdio.h>

#define KEY_BYTES 32

struct state {
    struct hmac_ctx ctx;
    const uint8_t *in;
    size_t bytes;
    uint8_t mac[HASH_MAX_DIGEST_BYTES];
};

static void *start(const struct task *task)
{
    struct state *s = peer_memory(sizeof *s);
    if (!s)
        return NULL;
    hmac_init(&s->ctx, hash_find(task->algorithm), task->key, task->key_bytes);
    s->in = task->in;
    s->bytes = task->bytes;
    return s;
}

static bool run(void *state)
{
    struct state *s = state;
    hmac_message(&s->ctx, s->in, s->bytes, s->mac);
    return true;
}

static void answer(void *state, uint8_t *out)
{
    struct state *s = state;
    memcpy(out, s->mac, s->ctx.inner.alg->digest_bytes);
}

static const struct way ours = {start, run, answer, free};

static void add(struct bench_list *list, size_t bytes)
{
    struct operation *op = bench_add(list, "hmac", &sha256_family);
    snprintf(op->name, sizeof op->name, "HMAC-SHA-256, %s", bench_size(bytes));
    op->task = (struct task){.kind = TASK_HMAC,
                             .algorithm = "sha256",
                             .key = bench_input() + 64,
                             .key_bytes = KEY_BYTES,
                             .in = bench_input(),
                             .bytes = bytes,
                             .count = 1,
                             .answer_bytes = 32};
    op->work = (double)bytes;
    op->ours = &ours;
}

bool bench_hmac(struct bench_list *list)
{
    add(list, 64);
    add(list, 1024);
    return true;
}
