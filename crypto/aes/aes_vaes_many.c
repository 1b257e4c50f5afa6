// SPDX-License-Identifier: MIT
// Many CBC messages with VAES: sixteen chains in four registers.
//
// One chain keeps the CPU waiting for most of the time (aes_x86.h). Here a register holds the current
// blocks of four messages, a "group", and four groups take turns: sixteen messages in the time of one.
// aes_lanes.h seats them.
//
// - Keys: lane by lane another one. The round keys of a group's four lanes are laid side by side once, a
//   register for each round (gather), and read from memory as the AES instruction's second operand.
// - Data: four blocks of one message lie together in memory; four blocks of four messages belong together
//   in a register. A transpose of 4 by 4 blocks is eight shuffles on the way in, and again on the way
//   out, for sixteen blocks: much less than to insert them one by one.
// - The next plaintext is folded into the last round key as in a single chain; only at every fourth
//   block, where a new transpose begins, the XOR stands in the chain.
#include "crypto/aes/aes.h"

#if defined(__VAES__) && defined(__AVX512F__) && defined(__AVX512DQ__)
#include "crypto/aes/aes_lanes.h"
#include "crypto/aes/aes_x86.h"
#include "crypto/common/bytes.h"

#include <immintrin.h>

#define VECTOR_BYTES  64
#define FOUR          4 // blocks, and lanes, of a register
#define GROUPS        4
#define LANES         (FOUR * GROUPS)
#define EACH_GROUP(g) _Pragma("GCC unroll 4") for (size_t g = 0; g < GROUPS; g++)

struct group {
    const struct aes_x86_schedule *of[FOUR]; // whose keys these are
    __m512i key[AES_MAX_ROUNDS + 2];
};

struct lines {
    const uint8_t *in[LANES];
    uint8_t *out[LANES], *iv[LANES];
};

// Rows of four blocks become columns.
INLINE void transpose(__m512i *a, __m512i *b, __m512i *c, __m512i *d)
{
    const __m512i ab_low = _mm512_shuffle_i64x2(*a, *b, 0x44), ab_high = _mm512_shuffle_i64x2(*a, *b, 0xee);
    const __m512i cd_low = _mm512_shuffle_i64x2(*c, *d, 0x44), cd_high = _mm512_shuffle_i64x2(*c, *d, 0xee);
    *a = _mm512_shuffle_i64x2(ab_low, cd_low, 0x88);
    *b = _mm512_shuffle_i64x2(ab_low, cd_low, 0xdd);
    *c = _mm512_shuffle_i64x2(ab_high, cd_high, 0x88);
    *d = _mm512_shuffle_i64x2(ab_high, cd_high, 0xdd);
}

// The round keys of four lanes side by side, unless they are there already.
INLINE void gather(struct group *g, const struct aes_x86_schedule *const of[FOUR], unsigned Nr)
{
    if (memcmp(g->of, of, sizeof g->of) == 0)
        return;
    memcpy(g->of, of, sizeof g->of);
    for (unsigned r = 0; r <= Nr; r += FOUR) {
        __m512i *k = &g->key[r];
        __m512i a = _mm512_loadu_si512(of[0]->round_key[r]), b = _mm512_loadu_si512(of[1]->round_key[r]);
        __m512i c = _mm512_loadu_si512(of[2]->round_key[r]), d = _mm512_loadu_si512(of[3]->round_key[r]);
        transpose(&a, &b, &c, &d);
        k[0] = a;
        k[1] = b;
        k[2] = c;
        k[3] = d;
    }
}

// One block from each of four places.
INLINE __m512i one_each(const uint8_t *const *p, size_t at)
{
    __m512i x = _mm512_castsi128_si512(aes_load(p[0] + at));
    x = _mm512_inserti32x4(x, aes_load(p[1] + at), 1);
    x = _mm512_inserti32x4(x, aes_load(p[2] + at), 2);
    return _mm512_inserti32x4(x, aes_load(p[3] + at), 3);
}

INLINE void store_one_each(uint8_t *const *p, size_t at, __m512i x)
{
    aes_store(p[0] + at, _mm512_castsi512_si128(x));
    aes_store(p[1] + at, _mm512_extracti32x4_epi32(x, 1));
    aes_store(p[2] + at, _mm512_extracti32x4_epi32(x, 2));
    aes_store(p[3] + at, _mm512_extracti32x4_epi32(x, 3));
}

// T blocks of all lanes: p is the plaintext, then the ciphertext. x: the chaining values. T is a
// constant.
INLINE void blocks(const struct group *groups, __m512i (*p)[GROUPS], __m512i *x, const size_t T, unsigned Nr)
{
#pragma GCC unroll 4
    for (size_t t = 0; t < T; t++)
        EACH_GROUP(g)
        {
            p[t][g] = _mm512_xor_si512(p[t][g], groups[g].key[0]);
        }
    EACH_GROUP(g)
    {
        x[g] = _mm512_xor_si512(x[g], p[0][g]);
    }
#pragma GCC unroll 4
    for (size_t t = 0; t < T; t++) {
        for (unsigned r = 1; r < Nr; r++)
            EACH_GROUP(g)
            {
                x[g] = _mm512_aesenc_epi128(x[g], groups[g].key[r]);
            }
        EACH_GROUP(g)
        {
            const __m512i next = t + 1 < T ? p[t + 1][g] : _mm512_setzero_si512();
            x[g] = _mm512_aesenclast_epi128(x[g], _mm512_xor_si512(next, groups[g].key[Nr]));
            p[t][g] = _mm512_xor_si512(x[g], next);
        }
    }
}

static void chains(const struct group *groups, const struct lines *l, unsigned Nr, size_t steps)
{
    __m512i x[GROUPS], p[FOUR][GROUPS];
    size_t at = 0;
    EACH_GROUP(g)
    {
        x[g] = one_each((const uint8_t *const *)&l->iv[FOUR * g], 0);
    }
    for (; steps >= FOUR; steps -= FOUR, at += VECTOR_BYTES) {
        EACH_GROUP(g)
        {
#pragma GCC unroll 4
            for (size_t i = 0; i < FOUR; i++)
                p[i][g] = _mm512_loadu_si512(l->in[FOUR * g + i] + at);
            transpose(&p[0][g], &p[1][g], &p[2][g], &p[3][g]);
        }
        blocks(groups, p, x, FOUR, Nr);
        EACH_GROUP(g)
        {
            transpose(&p[0][g], &p[1][g], &p[2][g], &p[3][g]);
#pragma GCC unroll 4
            for (size_t i = 0; i < FOUR; i++)
                _mm512_storeu_si512(l->out[FOUR * g + i] + at, p[i][g]);
        }
    }
    for (; steps; steps--, at += AES_BLOCK_BYTES) {
        EACH_GROUP(g)
        {
            p[0][g] = one_each(&l->in[FOUR * g], at);
        }
        blocks(groups, p, x, 1, Nr);
        EACH_GROUP(g)
        {
            store_one_each(&l->out[FOUR * g], at, x[g]);
        }
    }
    EACH_GROUP(g)
    {
        store_one_each(&l->iv[FOUR * g], 0, x[g]);
    }
}

// A lane without a message does what lane 0 does: in each step all lanes read before any writes, and the
// two write the same.
static void run(void *state, const struct aes_lane *lanes, size_t n, size_t steps)
{
    struct group *groups = state;
    struct lines l;
    const struct aes_x86_schedule *schedule[LANES];
    for (size_t i = 0; i < LANES; i++) {
        const struct aes_lane *lane = &lanes[i < n ? i : 0];
        l.in[i] = lane->in;
        l.out[i] = lane->out;
        l.iv[i] = lane->ctx->iv;
        schedule[i] = (const struct aes_x86_schedule *)lane->ctx->schedule;
    }
    for (size_t g = 0; g < GROUPS; g++)
        gather(&groups[g], schedule + FOUR * g, schedule[0]->Nr);
    chains(groups, &l, schedule[0]->Nr, steps);
}

void aes_vaes_cbc_encrypt_many(const struct cipher_job *jobs, size_t n)
{
    struct group groups[GROUPS];
    for (size_t g = 0; g < GROUPS; g++)
        groups[g].of[0] = NULL; // no one's
    aes_lanes_encrypt(jobs, n, LANES, run, groups);
    for (size_t g = 0; g < GROUPS; g++)
        gl_wipe(groups[g].key, sizeof groups[g].key);
}

#endif
