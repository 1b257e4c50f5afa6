// SPDX-License-Identifier: MIT
#include "bench/ours_cipher.h"

#include "crypto/cipher/cipher.h"

struct state {
    struct cipher_ctx ctx[TASK_MAX_COUNT];
    struct cipher_job jobs[TASK_MAX_COUNT];
    const uint8_t *in;
    size_t bytes, count;
    uint8_t *out;
};

static void *start(const struct task *task)
{
    struct state *s = peer_memory(sizeof *s);
    if (!s)
        return NULL;
    s->in = task->in;
    s->bytes = task->bytes;
    s->count = task->count;
    s->out = task->out;
    bool good = true;
    for (size_t i = 0; i < task->count && good; i++) {
        good = cipher_init(&s->ctx[i], cipher_find(task->algorithm), task->cbc ? CIPHER_CBC : CIPHER_ECB,
                           task->decrypt ? CIPHER_DECRYPT : CIPHER_ENCRYPT, task->key, task->key_bytes,
                           task->iv) == GL_OK;
        s->jobs[i] = (struct cipher_job){&s->ctx[i], s->out + i * s->bytes, s->in + i * s->bytes, s->bytes};
    }
    if (good)
        return s;
    free(s);
    return NULL;
}

static bool run(void *state)
{
    struct state *s = state;
    return cipher_blocks(&s->ctx[0], s->out, s->in, s->bytes) == GL_OK;
}

static bool run_many(void *state)
{
    struct state *s = state;
    return cipher_encrypt_many(s->jobs, s->count) == GL_OK;
}

static void answer(void *state, uint8_t *out)
{
    struct state *s = state;
    memcpy(out, s->out, s->bytes * s->count);
}

const struct way ours_cipher = {start, run, answer, free};
const struct way ours_cipher_many = {start, run_many, answer, free};

struct operation *ours_cipher_add(struct bench_list *list, const char *row, const struct gl_family *family,
                                  const char *algorithm, size_t key_bytes, size_t bytes)
{
    struct operation *op = bench_add(list, row, family);
    op->task = (struct task){.kind = TASK_CIPHER,
                             .algorithm = algorithm,
                             .cbc = true,
                             .key = bench_input() + 64,
                             .key_bytes = key_bytes,
                             .iv = bench_input() + 128,
                             .in = bench_input(),
                             .out = bench_output(),
                             .bytes = bytes,
                             .count = 1,
                             .answer_bytes = bytes};
    op->work = (double)bytes;
    op->ours = &ours_cipher;
    return op;
}
