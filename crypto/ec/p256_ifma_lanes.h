// SPDX-License-Identifier: MIT
// Eight integers side by side: the arithmetic modulo p of the IFMA engine.
//
// A register of 512 bits has eight lanes of 64. An integer takes five registers, 52 bits in each, least
// significant first, and the lane beside it belongs to another signature: what is written here once happens
// eight times. AVX-512 IFMA multiplies two numbers of 52 bits in every lane and adds the low half (lo) or the
// high half (hi) of the 104 bits of the product to a lane of 64. The 12 bits of headroom take the carries of
// a whole multiplication, so that they are settled only once, at its end.
//
// An element x of the field is kept in Montgomery form, as x R mod p with R = 2^260. It is not reduced fully,
// but *loose*: limbs of 52 bits, and a value below 2^257 + 2^237, which is about 2 p. Products and sums come
// with carries open, so that more can be added to them: they are *settled* (carries only) or *loosened*
// (carries and size) when they are complete. What goes into a product must be settled; 2^258 is small enough.
//
// Only the p256_ifma files, which are compiled for AVX-512, may include this. CT: constant time.
#ifndef GLASSLOCK_EC_P256_IFMA_LANES_H
#define GLASSLOCK_EC_P256_IFMA_LANES_H

#include "crypto/ec/p256.h"
#include "crypto/ec/p256_ifma.h"

#include <immintrin.h>
#include <stddef.h>

#define LIMB_BITS 52
#define LIMB_MASK ((UINT64_C(1) << LIMB_BITS) - 1)

struct lanes {
    __m512i limb[LIMBS];
};

// Numbers for all lanes, in limbs (p256_ifma_invert.c).
extern const uint64_t p256_limbs_p[LIMBS], p256_limbs_n[LIMBS];
extern const uint64_t p256_limbs_r_p[LIMBS];  // R mod p: 1 in Montgomery form
extern const uint64_t p256_limbs_rr_p[LIMBS]; // R^2 mod p: a product with it brings x into Montgomery form
extern const uint64_t p256_limbs_rr_n[LIMBS]; // R^2 mod n

// These functions are the instructions of a machine with eight lanes, and always become part of their caller.
#define INLINE static inline __attribute__((always_inline))
#define UNROLL _Pragma("GCC unroll 16")

INLINE __m512i every(uint64_t x)
{
    return _mm512_set1_epi64((long long)x);
}

INLINE void lanes_broadcast(struct lanes *r, const uint64_t limbs[LIMBS])
{
    UNROLL for (int i = 0; i < LIMBS; i++) r->limb[i] = every(limbs[i]);
}

// Settle the carries of an integer in [0, 2^260).
INLINE void lanes_settle(struct lanes *r, const struct lanes *t)
{
    __m512i x = t->limb[0];
    UNROLL for (int i = 0; i < LIMBS - 1; i++)
    {
        r->limb[i] = _mm512_and_si512(x, every(LIMB_MASK));
        x = _mm512_add_epi64(t->limb[i + 1], _mm512_srai_epi64(x, LIMB_BITS));
    }
    r->limb[LIMBS - 1] = x;
}

// r = t - q p, with carries open: - q p is q - q 2^96 - q 2^192 + q 2^224 - q 2^256.
INLINE void lanes_subtract_p(struct lanes *r, const struct lanes *t, __m512i q)
{
    r->limb[0] = _mm512_add_epi64(t->limb[0], q);
    r->limb[1] = _mm512_sub_epi64(t->limb[1], _mm512_slli_epi64(q, 44));
    r->limb[2] = t->limb[2];
    r->limb[3] = _mm512_sub_epi64(t->limb[3], _mm512_slli_epi64(q, 36));
    r->limb[4] = _mm512_add_epi64(t->limb[4], _mm512_slli_epi64(q, 16));
    r->limb[4] = _mm512_sub_epi64(r->limb[4], _mm512_slli_epi64(q, 48));
}

// Make loose what may be negative or large, with limbs of up to 62 bits and a sign.
//
// The top limb alone tells how many times 2^256 the number holds, give or take one. With q one less than
// that, t - q p is positive and loose: p is nearly 2^256, and q is small. Only then are the carries settled.
INLINE void lanes_loosen(struct lanes *r, const struct lanes *t)
{
    const __m512i q = _mm512_sub_epi64(_mm512_srai_epi64(t->limb[4], 48), every(1));
    lanes_subtract_p(r, t, q);
    lanes_settle(r, r);
}

// One step of Montgomery's reduction: make the lowest limb t[0] of a product 0 by adding m p, and carry it
// into t[1].
//
// As p = -1 mod 2^52, m is t[0] itself; and as p + 1 = 2^96 + 2^192 + (2^256 - 2^224) is 2^44 in limb 1, 2^36
// in limb 3 and 2^48 - 2^16 in limb 4, three products by constants add m p to the rest. Where all that a
// product gives is a shift (hi of 2^44 is >> 8), it is written as one: the multiplier is busy enough.
INLINE void reduce_step_p(__m512i t[6])
{
    const __m512i m = _mm512_and_si512(t[0], every(LIMB_MASK));
    const __m512i c1 = every(UINT64_C(1) << 44), c3 = every(UINT64_C(1) << 36);
    const __m512i c4 = every((UINT64_C(1) << 48) - (UINT64_C(1) << 16));
    t[1] = _mm512_add_epi64(t[1], _mm512_srli_epi64(t[0], LIMB_BITS));
    t[1] = _mm512_madd52lo_epu64(t[1], m, c1);
    t[2] = _mm512_add_epi64(t[2], _mm512_srli_epi64(m, 8));
    t[3] = _mm512_madd52lo_epu64(t[3], m, c3);
    t[4] = _mm512_add_epi64(t[4], _mm512_srli_epi64(m, 16));
    t[4] = _mm512_madd52lo_epu64(t[4], m, c4);
    t[5] = _mm512_madd52hi_epu64(t[5], m, c4);
}

// t += a b, where t[i] weighs 2^(52 i) times b's limb.
INLINE void multiply_row(__m512i t[LIMBS + 1], const struct lanes *a, __m512i b)
{
    UNROLL for (int j = 0; j < LIMBS; j++) t[j] = _mm512_madd52lo_epu64(t[j], a->limb[j], b);
    UNROLL for (int j = 0; j < LIMBS; j++) t[j + 1] = _mm512_madd52hi_epu64(t[j + 1], a->limb[j], b);
}

// r = t / R mod p, with carries open. t < 2^516 plus m p < 2^260 p, divided by 2^260, is below 2^256 + p:
// loose once it is settled. A larger t gives (t + m p) / 2^260 all the same.
INLINE void lanes_montgomery(struct lanes *r, __m512i t[2 * LIMBS + 1])
{
    UNROLL for (int i = 0; i < LIMBS; i++) reduce_step_p(t + i);
    UNROLL for (int i = 0; i < LIMBS; i++) r->limb[i] = t[LIMBS + i];
}

// t = a b.
INLINE void multiply_rows(__m512i t[2 * LIMBS + 1], const struct lanes *a, const struct lanes *b)
{
    UNROLL for (int i = 0; i < LIMBS; i++) multiply_row(t + i, a, b->limb[i]);
}

INLINE void clear(__m512i t[2 * LIMBS + 1])
{
    UNROLL for (int i = 0; i <= 2 * LIMBS; i++) t[i] = _mm512_setzero_si512();
}

// r = a b / R mod p, with carries open.
INLINE void lanes_product(struct lanes *r, const struct lanes *a, const struct lanes *b)
{
    __m512i t[2 * LIMBS + 1];
    clear(t);
    multiply_rows(t, a, b);
    lanes_montgomery(r, t);
}

// r = (a b + c d) / R mod p, with carries open: two products, and one reduction.
INLINE void lanes_two_products(struct lanes *r, const struct lanes *a, const struct lanes *b,
                               const struct lanes *c, const struct lanes *d)
{
    __m512i t[2 * LIMBS + 1];
    clear(t);
    multiply_rows(t, a, b);
    multiply_rows(t, c, d);
    lanes_montgomery(r, t);
}

// r = a^2 / R mod p, with carries open. The ten products of different limbs come twice: they are added up
// once, and doubled together.
INLINE void lanes_square_product(struct lanes *r, const struct lanes *a)
{
    __m512i t[2 * LIMBS + 1];
    clear(t);
    UNROLL for (int i = 0; i < LIMBS; i++)
    {
        UNROLL for (int j = i + 1; j < LIMBS; j++)
        {
            t[i + j] = _mm512_madd52lo_epu64(t[i + j], a->limb[i], a->limb[j]);
            t[i + j + 1] = _mm512_madd52hi_epu64(t[i + j + 1], a->limb[i], a->limb[j]);
        }
    }
    UNROLL for (int i = 1; i < 2 * LIMBS; i++) t[i] = _mm512_add_epi64(t[i], t[i]);
    UNROLL for (int i = 0; i < LIMBS; i++)
    {
        t[2 * i] = _mm512_madd52lo_epu64(t[2 * i], a->limb[i], a->limb[i]);
        t[2 * i + 1] = _mm512_madd52hi_epu64(t[2 * i + 1], a->limb[i], a->limb[i]);
    }
    lanes_montgomery(r, t);
}

INLINE void lanes_multiply(struct lanes *r, const struct lanes *a, const struct lanes *b)
{
    struct lanes t;
    lanes_product(&t, a, b);
    lanes_settle(r, &t);
}

INLINE void lanes_square(struct lanes *r, const struct lanes *a)
{
    struct lanes t;
    lanes_square_product(&t, a);
    lanes_settle(r, &t);
}

// k x for a limb x; k is 0, 1, 2, 3, 4 or 8, known when this is compiled.
INLINE __m512i times(int k, __m512i x)
{
    if (k == 0)
        return _mm512_setzero_si512();
    if (k == 1)
        return x;
    if (k == 3)
        return _mm512_add_epi64(x, _mm512_add_epi64(x, x));
    return _mm512_slli_epi64(x, k == 2 ? 1 : k == 4 ? 2 : 3);
}

// r = ka a + kb b, with carries open; ka >= 0. The summands may have open carries too: those of a product
// that is only a summand need never be settled.
INLINE void lanes_open_sum(struct lanes *r, int ka, const struct lanes *a, int kb, const struct lanes *b)
{
    UNROLL for (int i = 0; i < LIMBS; i++)
    {
        const __m512i x = times(ka, a->limb[i]), y = times(kb < 0 ? -kb : kb, b->limb[i]);
        r->limb[i] = kb < 0 ? _mm512_sub_epi64(x, y) : _mm512_add_epi64(x, y);
    }
}

// The same, loosened.
INLINE void lanes_sum(struct lanes *r, int ka, const struct lanes *a, int kb, const struct lanes *b)
{
    lanes_open_sum(r, ka, a, kb, b);
    lanes_loosen(r, r);
}

// r = ka a + kb b + kc c, loosened.
INLINE void lanes_combine(struct lanes *r, int ka, const struct lanes *a, int kb, const struct lanes *b,
                          int kc, const struct lanes *c)
{
    struct lanes t;
    lanes_open_sum(&t, ka, a, kb, b);
    lanes_open_sum(&t, 1, &t, kc, c);
    lanes_loosen(r, &t);
}

// r = 2^bits r, with carries open.
INLINE void lanes_shift(struct lanes *r, unsigned bits)
{
    UNROLL for (int i = 0; i < LIMBS; i++) r->limb[i] = _mm512_sllv_epi64(r->limb[i], every(bits));
}

// r = -r in some lanes, with carries open.
INLINE void lanes_negate(struct lanes *r, __mmask8 where)
{
    const __m512i zero = _mm512_setzero_si512();
    UNROLL for (int i = 0; i < LIMBS; i++) r->limb[i] =
        _mm512_mask_sub_epi64(r->limb[i], where, zero, r->limb[i]);
}

// r = a, less p where it is 2^256 or more; a < 2^256 + p. It fits in 256 bits, though it may be p or more.
INLINE void lanes_fit(struct lanes *r, const struct lanes *a)
{
    const __m512i q = _mm512_srli_epi64(a->limb[4], 48);
    lanes_subtract_p(r, a, q);
    lanes_settle(r, r);
}

// From five registers of 52-bit limbs to four of 64-bit words.
INLINE void lanes_join(__m512i w[4], const struct lanes *a)
{
    w[0] = _mm512_or_si512(a->limb[0], _mm512_slli_epi64(a->limb[1], 52));
    w[1] = _mm512_or_si512(_mm512_srli_epi64(a->limb[1], 12), _mm512_slli_epi64(a->limb[2], 40));
    w[2] = _mm512_or_si512(_mm512_srli_epi64(a->limb[2], 24), _mm512_slli_epi64(a->limb[3], 28));
    w[3] = _mm512_or_si512(_mm512_srli_epi64(a->limb[3], 36), _mm512_slli_epi64(a->limb[4], 16));
}

// And back.
INLINE void lanes_split(struct lanes *r, const __m512i w[4])
{
    r->limb[0] = w[0];
    r->limb[1] = _mm512_or_si512(_mm512_srli_epi64(w[0], 52), _mm512_slli_epi64(w[1], 12));
    r->limb[2] = _mm512_or_si512(_mm512_srli_epi64(w[1], 40), _mm512_slli_epi64(w[2], 24));
    r->limb[3] = _mm512_or_si512(_mm512_srli_epi64(w[2], 28), _mm512_slli_epi64(w[3], 36));
    r->limb[4] = _mm512_srli_epi64(w[3], 16);
    UNROLL for (int i = 0; i < LIMBS - 1; i++) r->limb[i] = _mm512_and_si512(r->limb[i], every(LIMB_MASK));
}

#endif
