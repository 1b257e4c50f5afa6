// SPDX-License-Identifier: MIT
// R = u1 G + u2 Q in eight lanes: one ladder of 256 doublings, with an addition for every 4 bits of u2 and
// every 11 bits of u1.
//
// An odd number k has digits that are all odd: bits 4 i to 4 i + 4 of it, the lowest of these set to 1, minus
// 2^4, for every i. (What is added by setting the bit is what the digit below lent by subtracting.) Digits
// from -15 to 15 and none of them 0 means: eight points to choose from, a sign, and no lane ever waits while
// others add.
//
// Additions are of an affine point to a Jacobian one, which fails where the two are the same or opposite. No
// honest signature comes across that, but a forger may construct one. It need not be handled here: such an
// addition gives Z = 0, and Z stays 0 in all that follows, so that the lane is recognised at the end and
// judged by another engine.
#if defined(__AVX512IFMA__) && defined(__AVX512DQ__)
#include "crypto/ec/p256_ifma_ladder.h"

#define WINDOW      4 // bits a digit of u2
#define BASE_WINDOW 11
_Static_assert(MULTIPLES == 1 << (WINDOW - 1) && P256_ODD_POINTS == 1 << (BASE_WINDOW - 1),
               "one for each digit");

// The next P = 2 P, for a = -3: slope 3 (X - Z^2) (X + Z^2) / (2 Y Z). The order is that in which products
// become possible, so that the CPU always finds two of them to work on.
static inline void point_double(struct lanes_point *P)
{
    struct lanes minus, sum, slope, yy, yyyy, xyy, s;
    lanes_sum(&minus, 3, &P->x, -3, &P->zz);
    lanes_sum(&sum, 1, &P->x, 1, &P->zz);
    lanes_multiply(&slope, &minus, &sum);
    lanes_square(&yy, &P->y);
    lanes_multiply(&P->z, &P->y, &P->z);
    lanes_square(&s, &slope);
    lanes_multiply(&xyy, &P->x, &yy);
    lanes_square(&yyyy, &yy);
    lanes_sum(&P->z, 2, &P->z, 0, &P->z);
    lanes_sum(&P->x, 1, &s, -8, &xyy);
    lanes_square(&P->zz, &P->z);
    lanes_sum(&s, 4, &xyy, -1, &P->x);
    lanes_multiply(&s, &s, &slope);
    lanes_sum(&P->y, 1, &s, -8, &yyyy);
}

// P = P + (x, y), or - (x, y) in the lanes of `negative`. x and y are given divided by `scale`, 1 or 16. h,
// by which Z has grown, is x Z^2 - X.
static inline void point_add(struct lanes_point *P, const struct lanes *x, const struct lanes *y,
                             __mmask8 negative, int scale, struct lanes *h)
{
    struct lanes slope, hh, hhh, v, s;
    lanes_multiply(h, x, &P->zz);
    lanes_multiply(&s, y, &P->z);
    lanes_sum(h, scale, h, -1, &P->x);
    lanes_multiply(&s, &s, &P->zz);
    UNROLL for (int i = 0; i < LIMBS; i++) s.limb[i] =
        _mm512_mask_sub_epi64(s.limb[i], negative, _mm512_setzero_si512(), s.limb[i]);
    lanes_square(&hh, h);
    lanes_multiply(&P->z, &P->z, h);
    lanes_sum(&slope, scale, &s, -1, &P->y);
    lanes_multiply(&v, &P->x, &hh);
    lanes_multiply(&hhh, &hh, h);
    lanes_square(&s, &slope);
    lanes_square(&P->zz, &P->z);
    lanes_combine(&P->x, 1, &s, -1, &hhh, -2, &v);
    lanes_sum(&v, 1, &v, -1, &P->x);
    lanes_multiply(&hhh, &hhh, &P->y);
    lanes_multiply(&v, &v, &slope);
    lanes_sum(&P->y, 1, &v, -1, &hhh);
}

// Q is multiplied by (Z^2, Z^3) of 2 Q, as 2 Q is multiplied when its Z is left out. This is a curve of its
// own, with other coefficients, which additions do not ask for; and there 2 Q is affine. Its Z comes back in
// at the end.
void p256_multiples_begin(struct lanes_multiples *m, const struct lanes *x, const struct lanes *y)
{
    struct lanes_point P = {.x = *x, .y = *y}, twice;
    lanes_broadcast(&P.z, p256_limbs_r_p);
    P.zz = P.z;
    twice = P;
    point_double(&twice);
    lanes_multiply(&P.x, &P.x, &twice.zz);
    lanes_multiply(&P.y, &P.y, &twice.zz);
    lanes_multiply(&P.y, &P.y, &twice.z);
    m->x[0] = P.x;
    m->y[0] = P.y;
    for (int i = 1; i < MULTIPLES; i++) {
        point_add(&P, &twice.x, &twice.y, 0, 1, &m->ratio[i]);
        m->x[i] = P.x;
        m->y[i] = P.y;
    }
    lanes_multiply(&m->z, &P.z, &twice.z);
}

// From the last to the first: 1 / Z of each is that of the one above, times what Z grew by in between.
void p256_multiples_end(struct lanes_multiples *m)
{
    for (int i = MULTIPLES - 1; i >= 0; i--) {
        struct lanes square;
        lanes_square(&square, &m->z);
        lanes_multiply(&m->x[i], &m->x[i], &square);
        lanes_multiply(&square, &square, &m->z);
        lanes_multiply(&m->y[i], &m->y[i], &square);
        if (i)
            lanes_multiply(&m->z, &m->z, &m->ratio[i]);
    }
}

// A digit of each lane's scalar: which odd multiple, and where it is subtracted. The top digit is what is
// left of the scalar: nothing is subtracted from it.
static inline __m512i digit(const struct lanes *k, unsigned at, unsigned width, bool top, __mmask8 *negative)
{
    const unsigned limb = at / LIMB_BITS, shift = at % LIMB_BITS;
    __m512i d = _mm512_srlv_epi64(k->limb[limb], every(shift));
    if (limb + 1 < LIMBS)
        d = _mm512_or_si512(d, _mm512_sllv_epi64(k->limb[limb + 1], every(LIMB_BITS - shift)));
    d = _mm512_or_si512(_mm512_and_si512(d, every((UINT64_C(2) << width) - 1)), every(1));
    if (!top)
        d = _mm512_sub_epi64(d, every(UINT64_C(1) << width));
    *negative = _mm512_movepi64_mask(d);
    return _mm512_srli_epi64(_mm512_abs_epi64(d), 1);
}

// The chosen multiple of each lane's own Q: all eight are read, and each lane keeps one.
static inline void choose(struct lanes *x, struct lanes *y, const struct lanes_multiples *m, __m512i which)
{
    *x = m->x[0];
    *y = m->y[0];
    for (int i = 1; i < MULTIPLES; i++) {
        const __mmask8 here = _mm512_cmpeq_epi64_mask(which, every((uint64_t)i));
        UNROLL for (int j = 0; j < LIMBS; j++)
        {
            x->limb[j] = _mm512_mask_mov_epi64(x->limb[j], here, m->x[i].limb[j]);
            y->limb[j] = _mm512_mask_mov_epi64(y->limb[j], here, m->y[i].limb[j]);
        }
    }
}

// Eight rows of eight words each, turned over: word w of row l goes to lane l of word w.
static inline void transpose(__m512i r[8])
{
    __m512i t[8];
    for (int i = 0; i < 8; i += 2) {
        t[i] = _mm512_unpacklo_epi64(r[i], r[i + 1]);
        t[i + 1] = _mm512_unpackhi_epi64(r[i], r[i + 1]);
    }
    UNROLL for (int i = 0; i < 2; i++)
    {
        const __m512i a = _mm512_shuffle_i64x2(t[i], t[i + 2], 0x88),
                      b = _mm512_shuffle_i64x2(t[i + 4], t[i + 6], 0x88);
        const __m512i c = _mm512_shuffle_i64x2(t[i], t[i + 2], 0xdd),
                      d = _mm512_shuffle_i64x2(t[i + 4], t[i + 6], 0xdd);
        r[i] = _mm512_shuffle_i64x2(a, b, 0x88);
        r[i + 4] = _mm512_shuffle_i64x2(a, b, 0xdd);
        r[i + 2] = _mm512_shuffle_i64x2(c, d, 0x88);
        r[i + 6] = _mm512_shuffle_i64x2(c, d, 0xdd);
    }
}

// The chosen multiples of G. They are those of the other engines, x 2^256 in four limbs of 64 bits: 1 / 16 of
// what is Montgomery form here, which the addition puts right in passing.
static inline void choose_base(struct lanes *x, struct lanes *y, const struct p256_affine *multiples,
                               __m512i which)
{
    _Alignas(64) uint64_t at[LANES];
    __m512i rows[LANES];
    _mm512_store_si512(at, which);
    UNROLL for (int i = 0; i < LANES; i++) rows[i] = _mm512_loadu_si512(&multiples[at[i]]);
    transpose(rows);
    lanes_split(x, rows);
    lanes_split(y, rows + 4);
}

void p256_ladder(struct lanes_point *R, const struct lanes *u1, const struct lanes *u2,
                 const struct lanes_multiples *m)
{
    enum { TOP = 256, BASE_TOP = 253 };
    const struct p256_affine *base = p256_odd_multiples();
    struct lanes x, y, h;
    __mmask8 negative;
    choose(&R->x, &R->y, m, digit(u2, TOP, WINDOW, true, &negative));
    lanes_broadcast(&R->z, p256_limbs_r_p);
    R->zz = R->z;
    for (unsigned bit = TOP; bit-- > 0;) {
        point_double(R);
        if (bit % BASE_WINDOW == 0) {
            choose_base(&x, &y, base, digit(u1, bit, BASE_WINDOW, bit == BASE_TOP, &negative));
            point_add(R, &x, &y, negative, 16, &h);
        }
        if (bit % WINDOW == 0) {
            choose(&x, &y, m, digit(u2, bit, WINDOW, false, &negative));
            point_add(R, &x, &y, negative, 1, &h);
        }
    }
}
#endif
