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

struct group {
    const struct aes_x86_schedule *of[VECTOR_BLOCKS];
    __m512i fold;
    __m512i key[AES_MAX_ROUNDS + 1];
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

static void gather(struct group *g, const struct aes_x86_schedule *a, const struct aes_x86_schedule *b,
                   const struct aes_x86_schedule *c, const struct aes_x86_schedule *d)
{
    const unsigned Nr = a->Nr;
    if (g->of[0] == a && g->of[1] == b && g->of[2] == c && g->of[3] == d)
        return;
    for (unsigned r = 0; r <= Nr; r++)
        g->key[r] = four(a->round_key[r], b->round_key[r], c->round_key[r], d->round_key[r]);
    g->fold = _mm512_xor_si512(g->key[0], g->key[Nr]);
    g->of[0] = a;
    g->of[1] = b;
    g->of[2] = c;
    g->of[3] = d;
}

INLINE void step(const struct group *g, const struct aes_lane *const *l, const unsigned W, const unsigned Nr,
                 size_t steps)
{
    __m512i x[WIDTH], c[WIDTH];
#pragma GCC unroll 8
    for (unsigned i = 0; i < W; i++, l += 4) {
        x[i] = four(l[0]->ctx->iv, l[1]->ctx->iv, l[2]->ctx->iv, l[3]->ctx->iv);
        x[i] = _mm512_xor_si512(x[i], four(l[0]->in, l[1]->in, l[2]->in, l[3]->in));
        x[i] = _mm512_xor_si512(x[i], g[i].key[0]);
    }
    l -= 4 * W;
    size_t at = 0;
    for (;;) {
#pragma GCC unroll 15
        for (unsigned r = 1; r < Nr; r++) {
#pragma GCC unroll 8
            for (unsigned i = 0; i < W; i++)
                x[i] = _mm512_aesenc_epi128(x[i], g[i].key[r]);
        }
#pragma GCC unroll 8
        for (unsigned i = 0; i < W; i++)
            c[i] = _mm512_aesenclast_epi128(x[i], g[i].key[Nr]);
        if (--steps == 0)
            break;
#pragma GCC unroll 8
        for (unsigned i = 0; i < W; i++, l += 4) {
            __m512i p = four(l[0]->in + at + 16, l[1]->in + at + 16, l[2]->in + at + 16, l[3]->in + at + 16);
            x[i] = _mm512_aesenclast_epi128(x[i], _mm512_xor_si512(p, g[i].fold));
        }
        l -= 4 * W;
#pragma GCC unroll 8
        for (unsigned i = 0; i < W; i++, l += 4)
            four_out(l[0]->out + at, l[1]->out + at, l[2]->out + at, l[3]->out + at, c[i]);
        l -= 4 * W;
        at += AES_BLOCK_BYTES;
    }
#pragma GCC unroll 8
    for (unsigned i = 0; i < W; i++, l += 4) {
        four_out(l[0]->out + at, l[1]->out + at, l[2]->out + at, l[3]->out + at, c[i]);
        four_out(l[0]->ctx->iv, l[1]->ctx->iv, l[2]->ctx->iv, l[3]->ctx->iv, c[i]);
    }
}

static void run(void *state, const struct aes_lane *lanes, size_t n, size_t steps)
{
    struct group *g = state;
    const struct aes_lane *l[AES_MAX_LANES];
    const unsigned W = n > 16 ? 8 : 4;
    for (size_t i = 0; i < 4 * W; i++)
        l[i] = i < n ? &lanes[i] : &lanes[0];
    for (size_t i = 0; i < W; i++)
        gather(&g[i], (const void *)l[4 * i]->ctx->schedule, (const void *)l[4 * i + 1]->ctx->schedule,
               (const void *)l[4 * i + 2]->ctx->schedule, (const void *)l[4 * i + 3]->ctx->schedule);
    unsigned Nr = ((const struct aes_x86_schedule *)lanes[0].ctx->schedule)->Nr;
    if (Nr == 10 && W == 4)
        step(g, l, 4, 10, steps);
    else if (Nr == 10)
        step(g, l, 8, 10, steps);
    else if (Nr == 12 && W == 4)
        step(g, l, 4, 12, steps);
    else if (Nr == 12)
        step(g, l, 8, 12, steps);
    else if (W == 4)
        step(g, l, 4, 14, steps);
    else
        step(g, l, 8, 14, steps);
}

static void cbc_encrypt_many(const struct cipher_job *jobs, size_t n)
{
    struct group groups[8];
    for (size_t i = 0; i < 8; i++)
        groups[i].of[0] = NULL;
    aes_lanes_encrypt(jobs, n, 32, run, groups);
    gl_wipe(groups, n > 16 ? sizeof groups : sizeof groups / 2);
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
