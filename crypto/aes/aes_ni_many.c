// SPDX-License-Identifier: MIT
// Many CBC messages with AES-NI: eight chains side by side.
//
// One chain leaves the CPU idle for most of the time (aes_x86.h). The chains of eight messages do not
// wait for each other, so their rounds fill the gaps: eight blocks in the time of one. Each lane has a
// key of its own, which is read from memory in every round, as the second operand of the AES instruction:
// that costs nothing extra, and eight sets of round keys would not fit in the registers. aes_lanes.h
// seats the messages.
#include "crypto/aes/aes.h"

#if defined(__AES__) && defined(__SSE4_1__)
#include "crypto/aes/aes_lanes.h"
#include "crypto/aes/aes_x86.h"

#define LANES        8
#define EACH_LANE(i) _Pragma("GCC unroll 8") for (size_t i = 0; i < LANES; i++)

struct lines {
    const uint8_t (*key[LANES])[AES_BLOCK_BYTES];
    const uint8_t *in[LANES];
    uint8_t *out[LANES], *iv[LANES];
    unsigned Nr;
};

INLINE __m128i key_of(const struct lines *l, size_t lane, unsigned round)
{
    return _mm_load_si128((const __m128i *)l->key[lane][round]);
}

// aes_x86_chain(), eight times.
static void chains(const struct lines *l, size_t steps)
{
    __m128i x[LANES];
    EACH_LANE(i)
    {
        x[i] = _mm_xor_si128(aes_load(l->iv[i]), _mm_xor_si128(aes_load(l->in[i]), key_of(l, i, 0)));
    }
    for (size_t at = 0;; at += AES_BLOCK_BYTES) {
        for (unsigned r = 1; r < l->Nr; r++)
            EACH_LANE(i)
            {
                x[i] = _mm_aesenc_si128(x[i], key_of(l, i, r));
            }
        if (--steps == 0) {
            EACH_LANE(i)
            {
                x[i] = _mm_aesenclast_si128(x[i], key_of(l, i, l->Nr));
                aes_store(l->out[i] + at, x[i]);
                aes_store(l->iv[i], x[i]);
            }
            return;
        }
        EACH_LANE(i)
        {
            const __m128i next = _mm_xor_si128(aes_load(l->in[i] + at + AES_BLOCK_BYTES), key_of(l, i, 0));
            x[i] = _mm_aesenclast_si128(x[i], _mm_xor_si128(next, key_of(l, i, l->Nr)));
            aes_store(l->out[i] + at, _mm_xor_si128(x[i], next));
        }
    }
}

// A lane without a message does what lane 0 does: in each step it reads before lane 0 writes, and writes
// the same.
static void run(void *state, const struct aes_lane *lanes, size_t n, size_t steps)
{
    struct lines l;
    (void)state;
    for (size_t i = 0; i < LANES; i++) {
        const struct aes_lane *lane = &lanes[i < n ? i : 0];
        const struct aes_x86_schedule *s = (const struct aes_x86_schedule *)lane->ctx->schedule;
        l.key[i] = s->round_key;
        l.in[i] = lane->in;
        l.out[i] = lane->out;
        l.iv[i] = lane->ctx->iv;
        l.Nr = s->Nr;
    }
    chains(&l, steps);
}

void aes_ni_cbc_encrypt_many(const struct cipher_job *jobs, size_t n)
{
    aes_lanes_encrypt(jobs, n, LANES, run, NULL);
}

#endif
