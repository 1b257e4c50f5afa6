// SPDX-License-Identifier: MIT
// Eight integers side by side: the arithmetic modulo p and modulo n of the IFMA engine.
//
// A register of 512 bits has eight lanes of 64. An integer takes five registers, 52 bits in each, least
// significant first, and the lane beside it belongs to another signature: what is written here once happens
// eight times. AVX-512 IFMA multiplies two numbers of 52 bits in every lane and adds the low half (lo) or the
// high half (hi) of the 104 bits of the product to a lane of 64. The 12 bits of headroom take the carries of
// a whole multiplication, so that they are settled only once, at its end.
//
// An element x of the field is kept in Montgomery form, as x R mod p with R = 2^260. Nothing is reduced
// fully: an element is *loose*, which means five limbs of 52 bits and a value below 2^257 + 2^237 (about 2
// p); every function takes loose elements and gives loose ones.
//
// Only the p256_ifma files, which are compiled for AVX-512, may include this. CT: everything here is public.
#ifndef GLASSLOCK_EC_P256_IFMA_LANES_H
#define GLASSLOCK_EC_P256_IFMA_LANES_H

#include "crypto/ec/p256.h"

#include <stddef.h>
#include <immintrin.h>

#include "crypto/ec/p256_ifma.h"

#define LIMB_BITS 52
#define LIMB_MASK ((UINT64_C(1) << LIMB_BITS) - 1)

struct lanes {
    __m512i limb[LIMBS];
};

// Five limbs, the same number for every lane.
extern const uint64_t p256_limbs_p[LIMBS], p256_limbs_n[LIMBS];
extern const uint64_t p256_limbs_r_p[LIMBS];  // R mod p: 1 in Montgomery form
extern const uint64_t p256_limbs_rr_p[LIMBS]; // R^2 mod p: a product with it brings x into Montgomery form
extern const uint64_t p256_limbs_rr_n[LIMBS]; // R^2 mod n

#define UNROLL _Pragma("GCC unroll 16")

static inline __m512i every(uint64_t x)
{
    return _mm512_set1_epi64((long long)x);
}

static inline void lanes_broadcast(struct lanes *r, const uint64_t limbs[LIMBS])
{
    UNROLL for (int i = 0; i < LIMBS; i++) r->limb[i] = every(limbs[i]);
}

// Settle the carries of signed limbs of up to 63 bits; the number itself is in [0, 2^260).
static inline void lanes_carry(struct lanes *r, const __m512i t[LIMBS])
{
    __m512i x = t[0];
    UNROLL for (int i = 0; i < LIMBS - 1; i++)
    {
        r->limb[i] = _mm512_and_si512(x, every(LIMB_MASK));
        x = _mm512_add_epi64(t[i + 1], _mm512_srai_epi64(x, LIMB_BITS));
    }
    r->limb[LIMBS - 1] = x;
}

// One step of Montgomery's reduction: make the lowest limb t[0] of a product 0 by adding m p, and carry it
// into t[1].
//
// As p = -1 mod 2^52, m is t[0] itself; and as p + 1 = 2^96 + 2^192 + (2^256 - 2^224) is 2^44 in limb 1, 2^36
// in limb 3 and 2^48 - 2^16 in limb 4, three products by constants add m p to the rest. Where all that a
// product gives is a shift (hi of 2^44 is >> 8), it is written as one: the shifter is idle, the multiplier is
// not.
static inline void reduce_step_p(__m512i t[6])
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
static inline void multiply_row(__m512i t[LIMBS + 1], const struct lanes *a, __m512i b)
{
    UNROLL for (int j = 0; j < LIMBS; j++) t[j] = _mm512_madd52lo_epu64(t[j], a->limb[j], b);
    UNROLL for (int j = 0; j < LIMBS; j++) t[j + 1] = _mm512_madd52hi_epu64(t[j + 1], a->limb[j], b);
}

// r = a b / R mod p. The sum of a b < 2^516 and m p < 2^260 p, divided by 2^260, is below 2^256 + p: loose.
// So a and b may be anything below 2^258.
static inline void lanes_multiply(struct lanes *r, const struct lanes *a, const struct lanes *b)
{
    __m512i t[2 * LIMBS + 1];
    UNROLL for (int i = 0; i <= 2 * LIMBS; i++) t[i] = _mm512_setzero_si512();
    UNROLL for (int i = 0; i < LIMBS; i++)
    {
        multiply_row(t + i, a, b->limb[i]);
        reduce_step_p(t + i);
    }
    lanes_carry(r, t + LIMBS);
}

// r = a^2 / R mod p. The ten products of different limbs come twice: they are added up once, and doubled
// together.
static inline void lanes_square(struct lanes *r, const struct lanes *a)
{
    __m512i t[2 * LIMBS + 1];
    UNROLL for (int i = 0; i <= 2 * LIMBS; i++) t[i] = _mm512_setzero_si512();
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
    UNROLL for (int i = 0; i < LIMBS; i++) reduce_step_p(t + i);
    lanes_carry(r, t + LIMBS);
}

// k x for a limb x; k is 0, 1, 2, 3, 4, 8 or 16, known when this is compiled.
static inline __m512i times(int k, __m512i x)
{
    switch (k) {
    case 0:
        return _mm512_setzero_si512();
    case 1:
        return x;
    case 3:
        return _mm512_add_epi64(x, _mm512_add_epi64(x, x));
    default:
        return _mm512_slli_epi64(x, k == 2 ? 1 : k == 4 ? 2 : k == 8 ? 3 : 4);
    }
}

static inline __m512i plus(__m512i sum, int k, __m512i x)
{
    return k < 0 ? _mm512_sub_epi64(sum, times(-k, x)) : _mm512_add_epi64(sum, times(k, x));
}

// r = ka a + kb b + kc c, which may be negative or large, made loose; ka >= 0.
//
// The top limb alone tells how many times 2^256 the sum holds, give or take one. With q one less than that,
// sum - q p is positive and below 2^257 + 2^230: p is nearly 2^256, and q is small. Only then are the carries
// settled.
static inline void lanes_combine(struct lanes *r, int ka, const struct lanes *a, int kb,
                                 const struct lanes *b, int kc, const struct lanes *c)
{
    __m512i t[LIMBS];
    UNROLL for (int i = 0; i < LIMBS; i++) t[i] =
        plus(plus(times(ka, a->limb[i]), kb, b->limb[i]), kc, c->limb[i]);
    const __m512i q = _mm512_sub_epi64(_mm512_srai_epi64(t[4], 48), every(1));
    t[0] = _mm512_add_epi64(t[0], q); // - q p = q - q 2^96 - q 2^192 + q 2^224 - q 2^256
    t[1] = _mm512_sub_epi64(t[1], _mm512_slli_epi64(q, 44));
    t[3] = _mm512_sub_epi64(t[3], _mm512_slli_epi64(q, 36));
    t[4] = _mm512_sub_epi64(_mm512_add_epi64(t[4], _mm512_slli_epi64(q, 16)), _mm512_slli_epi64(q, 48));
    lanes_carry(r, t);
}

// The same with two summands.
static inline void lanes_sum(struct lanes *r, int ka, const struct lanes *a, int kb, const struct lanes *b)
{
    lanes_combine(r, ka, a, kb, b, 0, b);
}

// From four registers of 64-bit words to five of 52-bit limbs.
static inline void lanes_split(struct lanes *r, const __m512i w[4])
{
    const __m512i mask = every(LIMB_MASK);
    r->limb[0] = _mm512_and_si512(w[0], mask);
    r->limb[1] =
        _mm512_and_si512(_mm512_or_si512(_mm512_srli_epi64(w[0], 52), _mm512_slli_epi64(w[1], 12)), mask);
    r->limb[2] =
        _mm512_and_si512(_mm512_or_si512(_mm512_srli_epi64(w[1], 40), _mm512_slli_epi64(w[2], 24)), mask);
    r->limb[3] =
        _mm512_and_si512(_mm512_or_si512(_mm512_srli_epi64(w[2], 28), _mm512_slli_epi64(w[3], 36)), mask);
    r->limb[4] = _mm512_srli_epi64(w[3], 16);
}

// ---- p256_ifma_lanes.c ----

// A modulus with what inversion needs of it.
struct lanes_modulus {
    const uint64_t *limbs, *rr;                                                      // m, R^2 mod m
    void (*multiply)(struct lanes *r, const struct lanes *a, const struct lanes *b); // a b / R
    void (*invert)(struct p256_int *out, const struct p256_int *x);                  // one, public
};
extern const struct lanes_modulus p256_lanes_p, p256_lanes_n;

void p256_lanes_load(struct lanes *r, const struct p256_int words[LANES]);

// r = a mod m, fully reduced: below m.
void p256_lanes_reduce(struct lanes *r, const struct lanes *a, const struct lanes_modulus *m);

// In which lanes is a = 0 mod m?
__mmask8 p256_lanes_zero(const struct lanes *a, const struct lanes_modulus *m);

// Each of the 8 n numbers x[0], ..., x[n - 1] becomes its inverse, in Montgomery form; 1 <= n <=
// LANES_GROUPS. False, and nothing is changed, where one of them is 0.
#define LANES_GROUPS 8
bool p256_lanes_invert(struct lanes *const x[], size_t n, const struct lanes_modulus *m);

#endif
