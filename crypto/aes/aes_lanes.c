// SPDX-License-Identifier: MIT
#include "crypto/aes/aes_lanes.h"

struct queue {
    const struct cipher_job *jobs;
    size_t n, next;
    const struct cipher_alg *alg; // take only its jobs
};

// The next job of the queue, in *lane. False: no more.
static bool take(struct queue *q, struct aes_lane *lane)
{
    while (q->next < q->n) {
        const struct cipher_job *job = &q->jobs[q->next++];
        if (job->ctx->alg == q->alg && job->bytes) {
            *lane = (struct aes_lane){job->ctx, job->out, job->in, job->bytes / AES_BLOCK_BYTES};
            return true;
        }
    }
    return false;
}

static size_t shortest(const struct aes_lane *lanes, size_t n)
{
    size_t blocks = lanes[0].blocks;
    for (size_t i = 1; i < n; i++)
        blocks = lanes[i].blocks < blocks ? lanes[i].blocks : blocks;
    return blocks;
}

// After `steps` blocks: new messages into the lanes that are done, the last lane into those that stay empty.
static size_t refill(struct queue *q, struct aes_lane *lanes, size_t n, size_t steps)
{
    for (size_t i = 0; i < n; i++) {
        lanes[i].blocks -= steps;
        lanes[i].in += steps * AES_BLOCK_BYTES;
        lanes[i].out += steps * AES_BLOCK_BYTES;
    }
    for (size_t i = n; i-- > 0;)
        if (lanes[i].blocks == 0 && !take(q, &lanes[i]))
            lanes[i] = lanes[--n];
    return n;
}

void aes_lanes_encrypt(const struct cipher_job *jobs, size_t n, size_t max_lanes, aes_lanes_run *run,
                       void *state)
{
    static const struct cipher_alg *const algs[] = {&cipher_aes128, &cipher_aes192, &cipher_aes256};
    struct aes_lane lanes[AES_MAX_LANES];
    for (size_t a = 0; a < sizeof algs / sizeof algs[0]; a++) {
        struct queue q = {jobs, n, 0, algs[a]};
        size_t used = 0;
        while (used < max_lanes && take(&q, &lanes[used]))
            used++;
        while (used) {
            size_t steps = shortest(lanes, used);
            run(state, lanes, used, steps);
            used = refill(&q, lanes, used, steps);
        }
    }
}
