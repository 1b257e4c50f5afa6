// SPDX-License-Identifier: MIT
#include "crypto/aes/aes.h"

#include "crypto/common/bytes.h"
#include "crypto/common/cpu.h"

#define TECHNIQUE "AVX-512 VAES, 32 blocks in flight"

#if defined(__VAES__) && defined(__AVX512F__)
#include "crypto/aes/aes_lanes.h"
#include "crypto/aes/aes_x86.h"

#include <immintrin.h>

_Static_assert(sizeof(struct aes_x86_schedule) <= CIPHER_MAX_SCHEDULE_BYTES, "the schedule fits a context");

#define VECTOR_BYTES  64
#define VECTOR_BLOCKS 4 // in a register
#ifndef WIDTH
#define WIDTH 8 // registers in flight
#endif

static bool available(void)
{
    return gl_cpu_has(GL_CPU_VAES) && gl_cpu_has(GL_CPU_AVX512) && gl_cpu_has(GL_CPU_AES) &&
           gl_cpu_has(GL_CPU_SSE41);
}

INLINE __m512i key_of(const struct aes_x86_schedule *s, unsigned round)
{
    return _mm512_broadcast_i32x4(_mm_load_si128((const __m128i *)s->round_key[round]));
}

INLINE void rounds(const struct aes_x86_schedule *s, enum cipher_direction direction, __m512i *x,
                   const __m512i *last, const unsigned n)
{
    const unsigned Nr = s->Nr;
    for (unsigned r = 1; r < Nr; r++) {
        const __m512i key = key_of(s, r);
#pragma GCC unroll 8
        for (unsigned i = 0; i < n; i++)
            x[i] = direction == CIPHER_ENCRYPT ? _mm512_aesenc_epi128(x[i], key)
                                               : _mm512_aesdec_epi128(x[i], key);
    }
#pragma GCC unroll 8
    for (unsigned i = 0; i < n; i++)
        x[i] = direction == CIPHER_ENCRYPT ? _mm512_aesenclast_epi128(x[i], last[i])
                                           : _mm512_aesdeclast_epi128(x[i], last[i]);
}

INLINE void some_ecb(const struct aes_x86_schedule *s, enum cipher_direction direction, uint8_t *out,
                     const uint8_t *in, const unsigned n, __mmask8 part)
{
    __m512i x[WIDTH], last[WIDTH];
    const __m512i first_key = key_of(s, 0), last_key = key_of(s, s->Nr);
#pragma GCC unroll 8
    for (unsigned i = 0; i < n; i++) {
        x[i] = _mm512_xor_si512(_mm512_maskz_loadu_epi64(part, in + VECTOR_BYTES * i), first_key);
        last[i] = last_key;
    }
    rounds(s, direction, x, last, n);
#pragma GCC unroll 8
    for (unsigned i = 0; i < n; i++)
        _mm512_mask_storeu_epi64(out + VECTOR_BYTES * i, part, x[i]);
}

INLINE void ecb_way(const struct aes_x86_schedule *s, enum cipher_direction direction, uint8_t *out,
                    const uint8_t *in, size_t bytes)
{
    for (; bytes >= WIDTH * VECTOR_BYTES; bytes -= WIDTH * VECTOR_BYTES) {
        some_ecb(s, direction, out, in, WIDTH, 0xff);
        in += WIDTH * VECTOR_BYTES;
        out += WIDTH * VECTOR_BYTES;
    }
    for (; bytes >= VECTOR_BYTES; bytes -= VECTOR_BYTES) {
        some_ecb(s, direction, out, in, 1, 0xff);
        in += VECTOR_BYTES;
        out += VECTOR_BYTES;
    }
    if (bytes)
        some_ecb(s, direction, out, in, 1, (__mmask8)((1u << bytes / 8) - 1));
}

static void ecb(const void *schedule, enum cipher_direction direction, uint8_t *out, const uint8_t *in,
                size_t n_blocks)
{
    if (direction == CIPHER_ENCRYPT)
        ecb_way(schedule, CIPHER_ENCRYPT, out, in, n_blocks * AES_BLOCK_BYTES);
    else
        ecb_way(schedule, CIPHER_DECRYPT, out, in, n_blocks * AES_BLOCK_BYTES);
}

// The blocks before those of `c`: the last one of `previous`, then the first three of c.
INLINE __m512i before(__m512i c, __m512i previous)
{
    return _mm512_alignr_epi64(c, previous, 6);
}

INLINE __m512i some_cbc(const struct aes_x86_schedule *s, __m512i previous, uint8_t *out, const uint8_t *in,
                        const unsigned n, __mmask8 part)
{
    __m512i x[WIDTH], last[WIDTH];
    const __m512i first_key = key_of(s, 0), last_key = key_of(s, s->Nr);
#pragma GCC unroll 8
    for (unsigned i = 0; i < n; i++) {
        const __m512i c = part == 0xff ? _mm512_loadu_si512(in + VECTOR_BYTES * i)
                                       : _mm512_maskz_loadu_epi64(part, in + VECTOR_BYTES * i);
        x[i] = _mm512_xor_si512(c, first_key);
        last[i] = _mm512_xor_si512(before(c, previous), last_key);
        previous = c;
    }
    rounds(s, CIPHER_DECRYPT, x, last, n);
#pragma GCC unroll 8
    for (unsigned i = 0; i < n; i++)
        if (part == 0xff)
            _mm512_storeu_si512(out + VECTOR_BYTES * i, x[i]);
        else
            _mm512_mask_storeu_epi64(out + VECTOR_BYTES * i, part, x[i]);
    return previous;
}

static void cbc_decrypt(const struct aes_x86_schedule *s, uint8_t *iv, uint8_t *out, const uint8_t *in,
                        size_t n_blocks)
{
    if (n_blocks == 0)
        return;
    size_t bytes = n_blocks * AES_BLOCK_BYTES;
    const __m128i last = aes_load(in + bytes - AES_BLOCK_BYTES); // now: out may be in
    __m512i previous = _mm512_broadcast_i32x4(aes_load(iv));
    for (; bytes >= WIDTH * VECTOR_BYTES; bytes -= WIDTH * VECTOR_BYTES) {
        previous = some_cbc(s, previous, out, in, WIDTH, 0xff);
        in += WIDTH * VECTOR_BYTES;
        out += WIDTH * VECTOR_BYTES;
    }
    for (; bytes >= VECTOR_BYTES; bytes -= VECTOR_BYTES) {
        previous = some_cbc(s, previous, out, in, 1, 0xff);
        in += VECTOR_BYTES;
        out += VECTOR_BYTES;
    }
    if (bytes)
        some_cbc(s, previous, out, in, 1, (__mmask8)((1u << bytes / 8) - 1));
    aes_store(iv, last);
}

static void cbc(const void *schedule, enum cipher_direction direction, uint8_t *iv, uint8_t *out,
                const uint8_t *in, size_t n_blocks)
{
    if (direction == CIPHER_ENCRYPT)
        aes_x86_cbc_encrypt(schedule, iv, out, in, n_blocks);
    else
        cbc_decrypt(schedule, iv, out, in, n_blocks);
}

#define GROUPS        4 // registers of chains, four lanes in each
#define LANES         (GROUPS * VECTOR_BLOCKS)
#define EACH_GROUP(i) _Pragma("GCC unroll 4") for (unsigned i = 0; i < GROUPS; i++)
#ifdef UNROLL
#define UNROLLR _Pragma("GCC unroll 15")
#define DISPATCH                                                                                             \
    if (Nr == 10)                                                                                            \
        step(g, &l, 10, steps);                                                                              \
    else if (Nr == 12)                                                                                       \
        step(g, &l, 12, steps);                                                                              \
    else                                                                                                     \
        step(g, &l, 14, steps);
#else
#define UNROLLR
#define DISPATCH step(g, &l, Nr, steps);
#endif

struct group {
    const struct aes_x86_schedule *of[VECTOR_BLOCKS];
    __m512i key[AES_MAX_ROUNDS + 2];
};

INLINE __m512i four(const uint8_t *a, const uint8_t *b, const uint8_t *c, const uint8_t *d)
{
    __m512i x = _mm512_castsi128_si512(aes_load(a));
    x = _mm512_inserti32x4(x, aes_load(b), 1);
    x = _mm512_inserti32x4(x, aes_load(c), 2);
    return _mm512_inserti32x4(x, aes_load(d), 3);
}

INLINE void four_out(uint8_t *a, uint8_t *b, uint8_t *c, uint8_t *d, __m512i x)
{
    aes_store(a, _mm512_castsi512_si128(x));
    aes_store(b, _mm512_extracti32x4_epi32(x, 1));
    aes_store(c, _mm512_extracti32x4_epi32(x, 2));
    aes_store(d, _mm512_extracti32x4_epi32(x, 3));
}

// Four blocks of each of four lanes: from rows to columns, and back.
INLINE void transpose(__m512i *a, __m512i *b, __m512i *c, __m512i *d)
{
    const __m512i ab_low = _mm512_shuffle_i64x2(*a, *b, 0x44), ab_high = _mm512_shuffle_i64x2(*a, *b, 0xee);
    const __m512i cd_low = _mm512_shuffle_i64x2(*c, *d, 0x44), cd_high = _mm512_shuffle_i64x2(*c, *d, 0xee);
    *a = _mm512_shuffle_i64x2(ab_low, cd_low, 0x88);
    *b = _mm512_shuffle_i64x2(ab_low, cd_low, 0xdd);
    *c = _mm512_shuffle_i64x2(ab_high, cd_high, 0x88);
    *d = _mm512_shuffle_i64x2(ab_high, cd_high, 0xdd);
}

// The round keys of four lanes, side by side.
INLINE void gather(struct group *g, const struct aes_x86_schedule *const *of, unsigned Nr)
{
    if (memcmp(g->of, of, sizeof g->of) == 0)
        return;
    memcpy(g->of, of, sizeof g->of);
    for (unsigned r = 0; r <= Nr; r += 4) {
        __m512i k[4];
#pragma GCC unroll 4
        for (unsigned i = 0; i < 4; i++)
            k[i] = _mm512_loadu_si512(of[i]->round_key[r]);
        transpose(&k[0], &k[1], &k[2], &k[3]);
#pragma GCC unroll 4
        for (unsigned i = 0; i < 4; i++)
            g->key[r + i] = k[i];
    }
}

struct lines {
    const uint8_t *in[LANES];
    uint8_t *out[LANES], *iv[LANES];
};

#define FOUR(p, at)        four((p)[0] + (at), (p)[1] + (at), (p)[2] + (at), (p)[3] + (at))
#define FOUR_OUT(p, at, x) four_out((p)[0] + (at), (p)[1] + (at), (p)[2] + (at), (p)[3] + (at), x)

// T blocks p[0..T) of all lanes: from plaintext to ciphertext. x: the chaining values.
INLINE void blocks(const struct group *g, __m512i (*p)[GROUPS], __m512i *x, const unsigned T, unsigned Nr)
{
#pragma GCC unroll 4
    for (unsigned t = 0; t < T; t++)
        EACH_GROUP(i)
    p[t][i] = _mm512_xor_si512(p[t][i], g[i].key[0]);
    EACH_GROUP(i)
    x[i] = _mm512_xor_si512(x[i], p[0][i]);
#pragma GCC unroll 4
    for (unsigned t = 0; t < T; t++) {
        UNROLLR
        for (unsigned r = 1; r < Nr; r++)
            EACH_GROUP(i)
        x[i] = _mm512_aesenc_epi128(x[i], g[i].key[r]);
        EACH_GROUP(i)
        {
            if (t + 1 < T) {
                x[i] = _mm512_aesenclast_epi128(x[i], _mm512_xor_si512(p[t + 1][i], g[i].key[Nr]));
                p[t][i] = _mm512_xor_si512(x[i], p[t + 1][i]);
            } else {
                x[i] = _mm512_aesenclast_epi128(x[i], g[i].key[Nr]);
                p[t][i] = x[i];
            }
        }
    }
}

INLINE void step(const struct group *g, const struct lines *l, unsigned Nr, size_t steps)
{
    __m512i x[GROUPS], p[4][GROUPS];
    size_t at = 0;
    EACH_GROUP(i)
    x[i] = FOUR(l->iv + 4 * i, 0);
    for (; steps >= 4; steps -= 4, at += VECTOR_BYTES) {
        EACH_GROUP(i)
        {
#pragma GCC unroll 4
            for (unsigned k = 0; k < 4; k++)
                p[k][i] = _mm512_loadu_si512(l->in[4 * i + k] + at);
            transpose(&p[0][i], &p[1][i], &p[2][i], &p[3][i]);
        }
        blocks(g, p, x, 4, Nr);
        EACH_GROUP(i)
        {
            transpose(&p[0][i], &p[1][i], &p[2][i], &p[3][i]);
#pragma GCC unroll 4
            for (unsigned k = 0; k < 4; k++)
                _mm512_storeu_si512(l->out[4 * i + k] + at, p[k][i]);
        }
    }
    for (; steps; steps--, at += AES_BLOCK_BYTES) {
        EACH_GROUP(i)
        p[0][i] = FOUR(l->in + 4 * i, at);
        blocks(g, p, x, 1, Nr);
        EACH_GROUP(i)
        FOUR_OUT(l->out + 4 * i, at, x[i]);
    }
    EACH_GROUP(i)
    FOUR_OUT(l->iv + 4 * i, 0, x[i]);
}

static void run(void *state, const struct aes_lane *lanes, size_t n, size_t steps)
{
    struct group *g = state;
    struct lines l;
    const struct aes_x86_schedule *schedule[LANES];
    for (size_t i = 0; i < LANES; i++) {
        const struct aes_lane *lane = i < n ? &lanes[i] : &lanes[0];
        l.in[i] = lane->in;
        l.out[i] = lane->out;
        l.iv[i] = lane->ctx->iv;
        schedule[i] = (const struct aes_x86_schedule *)lane->ctx->schedule;
    }
    const unsigned Nr = schedule[0]->Nr;
    for (size_t i = 0; i < GROUPS; i++)
        gather(&g[i], schedule + 4 * i, Nr);
    DISPATCH
}

static void cbc_encrypt_many(const struct cipher_job *jobs, size_t n)
{
    struct group groups[GROUPS];
    for (size_t i = 0; i < GROUPS; i++)
        groups[i].of[0] = NULL;
    aes_lanes_encrypt(jobs, n, LANES, run, groups);
    for (size_t i = 0; i < GROUPS; i++)
        gl_wipe(groups[i].key, sizeof groups[i].key);
}

const struct cipher_engine aes_vaes = {
    .engine = {.name = "vaes", .technique = TECHNIQUE, .available = available, .constant_time = true},
    .schedule_bytes = sizeof(struct aes_x86_schedule),
    .expand = aes_x86_expand,
    .ecb = ecb,
    .cbc = cbc,
    .cbc_encrypt_many = cbc_encrypt_many,
};

#else // another machine, or a compiler without these instructions

static bool available(void)
{
    return false;
}

const struct cipher_engine aes_vaes = {
    .engine = {.name = "vaes", .technique = TECHNIQUE, .available = available, .constant_time = true},
};

#endif
