// SPDX-License-Identifier: MIT
#include "crypto/aes/aes_lanes.h"

struct queue {
    const struct cipher_job *next, *end;
    const struct cipher_alg *alg; // take only its jobs
    size_t waiting;               // jobs of any algorithm that no one has taken yet
};

// The next job of the queue moves into *lane. False: there is none.
static inline bool take(struct queue *q, struct aes_lane *lane)
{
    for (; q->next < q->end; q->next++) {
        const struct cipher_job *job = q->next;
        if (job->ctx->alg != q->alg)
            continue;
        q->waiting--;
        if (job->bytes == 0)
            continue;
        *lane = (struct aes_lane){job->ctx, job->out, job->in, job->bytes / AES_BLOCK_BYTES};
        q->next++;
        return true;
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

// After `steps` blocks. A lane that is done takes a new message; when there is none, the last lane moves
// there.
static size_t refill(struct queue *q, struct aes_lane *lanes, size_t n, size_t steps)
{
    for (size_t i = n; i-- > 0;) {
        struct aes_lane *lane = &lanes[i];
        lane->blocks -= steps;
        if (lane->blocks) {
            lane->in += steps * AES_BLOCK_BYTES;
            lane->out += steps * AES_BLOCK_BYTES;
        } else if (!take(q, lane) && i != --n) {
            *lane = lanes[n];
        }
    }
    return n;
}

void aes_lanes_encrypt(const struct cipher_job *jobs, size_t n, size_t max_lanes, aes_lanes_run *run,
                       void *state)
{
    static const struct cipher_alg *const algs[] = {&cipher_aes128, &cipher_aes256, &cipher_aes192};
    struct aes_lane lanes[AES_MAX_LANES];
    struct queue q = {.end = jobs + n, .waiting = n};
    for (size_t a = 0; a < sizeof algs / sizeof algs[0] && q.waiting; a++) {
        size_t used = 0;
        q.next = jobs;
        q.alg = algs[a];
        while (used < max_lanes && take(&q, &lanes[used]))
            used++;
        while (used) {
            size_t steps = shortest(lanes, used);
            run(state, lanes, used, steps);
            used = refill(&q, lanes, used, steps);
        }
    }
}
