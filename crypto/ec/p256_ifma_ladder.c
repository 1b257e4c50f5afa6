// SPDX-License-Identifier: MIT
// R = u1 G + u2 Q in eight lanes: one ladder of 256 doublings, with an addition for every 4 bits of u2 and
// every 11 bits of u1.
//
// An odd number k has digits that are all odd. Digit i is bits 4 i to 4 i + 4 of k, with the lowest of these
// set to 1, minus 2^4: if it was 0 before, the 1 was lent by the digit below, which is less than 2^4 by as
// much. Digits from -15 to 15 and none of them 0 means: eight points to choose from, a sign, and no lane that
// waits while others add.
//
// Additions are of an affine point to a Jacobian one, which fails where the two are the same or opposite. No
// honest signature comes across that, but a forger may construct one. It need not be handled here: such an
// addition gives Z = 0, and Z stays 0 in all that follows, so that the lane is recognised at the end and
// judged by another engine.
//
// Doubling and addition are long sequences of independent products, and gcc orders them well only with
// -fschedule-insns (crypto/flags.mk). They are functions, not inlined, because the ladder must fit into the
// 32 KiB of the first-level instruction cache.
#include "crypto/ec/p256_ifma.h"

#if defined(__AVX512IFMA__) && defined(__AVX512DQ__)
#include "crypto/ec/p256_ifma_ladder.h"

#define WINDOW      4 // bits a digit of u2
#define BASE_WINDOW 11
#define ALL         0xff // lanes
_Static_assert(MULTIPLES == 1 << (WINDOW - 1) && P256_ODD_POINTS == 1 << (BASE_WINDOW - 1),
               "one for each digit");

// P = 2 P, for a = -3: the slope is 3 (X - Z^2) (X + Z^2) / (2 Y Z). The order is such that what follows a
// product does not wait for it.
static void point_double(struct lanes_point *P)
{
    struct lanes minus, plus, slope, yy, yy8, xyy, s;
    lanes_sum(&minus, 3, &P->x, -3, &P->zz);
    lanes_open_sum(&plus, 1, &P->x, 1, &P->zz);
    lanes_settle(&plus, &plus);
    lanes_multiply(&slope, &minus, &plus);
    lanes_square(&yy, &P->y);
    lanes_square_product(&s, &slope);
    lanes_multiply(&xyy, &P->x, &yy);
    lanes_open_sum(&yy8, 4, &yy, 4, &yy);
    lanes_settle(&yy8, &yy8);
    lanes_product(&P->z, &P->y, &P->z);
    lanes_open_sum(&P->z, 1, &P->z, 1, &P->z);
    lanes_settle(&P->z, &P->z);
    lanes_sum(&P->x, 1, &s, -8, &xyy); // X = slope^2 - 8 X Y^2
    lanes_sum(&s, 1, &P->x, -4, &xyy);
    lanes_square(&P->zz, &P->z);
    lanes_two_products(&P->y, &yy, &yy8, &slope, &s); // Y = - 8 Y^4 - slope (X - 4 X Y^2)
    lanes_negate(&P->y, ALL);
    lanes_loosen(&P->y, &P->y);
}

// P = P + (x, y), or - (x, y) in the lanes of `negative`. x and y are given divided by 2^shift. h, by which Z
// grows, is x Z^2 - X; the slope is (y Z^3 - Y) / (h Z).
static void point_add(struct lanes_point *P, const struct lanes *x, const struct lanes *y, __mmask8 negative,
                      unsigned shift, struct lanes *h)
{
    struct lanes slope, hh, hhh, xhh, s;
    lanes_multiply(&s, y, &P->z);
    lanes_product(h, x, &P->zz);
    lanes_shift(h, shift);
    lanes_sum(h, 1, h, -1, &P->x);
    lanes_square(&hh, h);
    lanes_product(&s, &s, &P->zz);
    lanes_shift(&s, shift);
    lanes_negate(&s, negative);
    lanes_sum(&slope, 1, &s, -1, &P->y);
    lanes_multiply(&xhh, &P->x, &hh);
    lanes_multiply(&hhh, &hh, h);
    lanes_square_product(&s, &slope);
    lanes_multiply(&P->z, &P->z, h);
    lanes_combine(&P->x, 1, &s, -1, &hhh, -2, &xhh); // X = slope^2 - h^3 - 2 X h^2
    lanes_sum(&s, 1, &P->x, -1, &xhh);
    lanes_square(&P->zz, &P->z);
    lanes_two_products(&P->y, &hhh, &P->y, &slope, &s); // Y = - Y h^3 - slope (X - X h^2)
    lanes_negate(&P->y, ALL);
    lanes_loosen(&P->y, &P->y);
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
        point_add(&P, &twice.x, &twice.y, 0, 0, &m->ratio[i]);
        m->x[i] = P.x;
        m->y[i] = P.y;
    }
    lanes_multiply(&m->z, &P.z, &twice.z);
}

// Eight rows of eight words each, turned over: word w of row l goes to lane l of word w.
INLINE void transpose(__m512i r[8])
{
    __m512i t[8];
    UNROLL for (int i = 0; i < 8; i += 2)
    {
        t[i] = _mm512_unpacklo_epi64(r[i], r[i + 1]);
        t[i + 1] = _mm512_unpackhi_epi64(r[i], r[i + 1]);
    }
    UNROLL for (int i = 0; i < 2; i++)
    {
        const __m512i a = _mm512_shuffle_i64x2(t[i], t[i + 2], 0x88);
        const __m512i b = _mm512_shuffle_i64x2(t[i + 4], t[i + 6], 0x88);
        const __m512i c = _mm512_shuffle_i64x2(t[i], t[i + 2], 0xdd);
        const __m512i d = _mm512_shuffle_i64x2(t[i + 4], t[i + 6], 0xdd);
        r[i] = _mm512_shuffle_i64x2(a, b, 0x88);
        r[i + 4] = _mm512_shuffle_i64x2(a, b, 0xdd);
        r[i + 2] = _mm512_shuffle_i64x2(c, d, 0x88);
        r[i + 6] = _mm512_shuffle_i64x2(c, d, 0xdd);
    }
}

// From the last to the first: 1 / Z of each is that of the one above, times what Z grew by in between. The
// points are then stored one by one, not in lanes: each lane of the ladder chooses another.
void p256_multiples_end(struct p256_affine rows[MULTIPLES * LANES], struct lanes_multiples *m)
{
    for (int i = MULTIPLES - 1; i >= 0; i--) {
        struct lanes square, x, y;
        __m512i words[LANES];
        lanes_square(&square, &m->z);
        lanes_multiply(&x, &m->x[i], &square);
        lanes_multiply(&square, &square, &m->z);
        lanes_multiply(&y, &m->y[i], &square);
        lanes_fit(&x, &x);
        lanes_fit(&y, &y);
        lanes_join(words, &x);
        lanes_join(words + 4, &y);
        transpose(words);
        for (int lane = 0; lane < LANES; lane++)
            _mm512_storeu_si512(&rows[i * LANES + lane], words[lane]);
        if (i)
            lanes_multiply(&m->z, &m->z, &m->ratio[i]);
    }
}

// A digit of each lane's scalar: which odd multiple, and where it is subtracted. The top digit is what is
// left of the scalar: nothing is subtracted from it.
INLINE __m512i digit(const struct lanes *k, unsigned at, unsigned width, bool top, __mmask8 *negative)
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

// One point of a table for each lane.
INLINE void choose(struct lanes *x, struct lanes *y, const struct p256_affine *table, __m512i which)
{
    _Alignas(64) uint64_t at[LANES];
    __m512i words[LANES];
    _mm512_store_si512(at, which);
    UNROLL for (int i = 0; i < LANES; i++) words[i] = _mm512_loadu_si512(&table[at[i]]);
    transpose(words);
    lanes_split(x, words);
    lanes_split(y, words + 4);
}

// u2's digit at that bit chooses among the multiples of the lane's own Q, which are eight rows apart.
INLINE __mmask8 choose_multiple(struct lanes *x, struct lanes *y,
                                const struct p256_affine rows[MULTIPLES * LANES], const struct lanes *u2,
                                unsigned bit, bool top)
{
    const __m512i lane = _mm512_setr_epi64(0, 1, 2, 3, 4, 5, 6, 7);
    __mmask8 negative;
    const __m512i which = digit(u2, bit, WINDOW, top, &negative);
    choose(x, y, rows, _mm512_add_epi64(_mm512_slli_epi64(which, 3), lane));
    return negative;
}

// The multiples of G are those of the other engines, x 2^256 mod p: 1 / 16 of what is Montgomery form here,
// which the addition puts right in passing.
#define BASE_SHIFT 4

void p256_ladder(struct lanes_point *R, const struct lanes *u1, const struct lanes *u2,
                 const struct p256_affine rows[MULTIPLES * LANES])
{
    enum { TOP = 256, BASE_TOP = 253 };
    const struct p256_affine *base = p256_odd_multiples();
    struct lanes x, y, h;
    __mmask8 negative;
    choose_multiple(&R->x, &R->y, rows, u2, TOP, true);
    lanes_broadcast(&R->z, p256_limbs_r_p);
    R->zz = R->z;
    for (unsigned bit = TOP; bit-- > 0;) {
        point_double(R);
        if (bit % BASE_WINDOW == 0) {
            choose(&x, &y, base, digit(u1, bit, BASE_WINDOW, bit == BASE_TOP, &negative));
            point_add(R, &x, &y, negative, BASE_SHIFT, &h);
        }
        if (bit % WINDOW == 0) {
            negative = choose_multiple(&x, &y, rows, u2, bit, false);
            point_add(R, &x, &y, negative, 0, &h);
        }
    }
}
#endif
