// SPDX-License-Identifier: MIT
// Multiples of points on P-256: k G, k P for secret k; u G + v Q for public ones. A template: include a
// p256_field_*.h and p256_point.h first.
//
// Secret scalars are cut into windows of w bits and written with signed digits (Booth): window i reads its w
// bits and the highest bit below, and becomes a digit from -2^(w-1) to 2^(w-1). Every window then costs the
// same: a masked look-up of |digit|, a masked negation, an addition whose result is dropped where the digit
// is 0. For G the multiples 2^(7 i) d G are all in a table, so that no doubling is left: 37 additions. For
// another point they are 16, and 5 doublings lie between two windows.
//
// The addition is wrong for equal points. k < n excludes that. The sum so far is m P, the next digit adds d
// P, and as integers |m| > |d| unless m = 0 (which is handled) or d = 0. So m = +-d mod n needs m = n +- d or
// so, at the last window. k G: then k = m + d where m = d - n or d + n; the first makes k = 2 d - n with d <=
// 2^256 and |m| <= 2^251, the second k > n: both impossible for k < n. k P: m is a multiple of 32 there and n
// = 17 mod 32, and m = n - |d| needs |d| = 17 mod 32, above 16; m = n + |d| makes k >= n.
#ifndef GLASSLOCK_EC_P256_MULTIPLY_H
#define GLASSLOCK_EC_P256_MULTIPLY_H

#include "crypto/common/bytes.h"

#include <stdlib.h>

// The w + 1 bits of k from bit `low` - 1 up, as digit: |digit| comes back, and its sign as a mask.
static inline uint64_t booth_digit(const struct p256_int *k, unsigned low, unsigned w, uint64_t *negative)
{
    unsigned at = low ? low - 1 : 0;
    uint64_t bits = at < 256 ? k->v[at / 64] >> at % 64 : 0;
    if (at % 64 && at / 64 < 3)
        bits |= k->v[at / 64 + 1] << (64 - at % 64);
    bits = (low ? bits : bits << 1) & ((2u << w) - 1);
    uint64_t digit = ((bits + 1) >> 1) - (bits >> w << w);
    *negative = p256_opaque(0 - (bits >> w));
    return (digit ^ *negative) - *negative;
}

// r = k G, k < n
static void multiply_base(struct p256_point *r, const struct p256_int *k)
{
    const struct p256_affine *comb = p256_comb();
    struct p256_point sum;
    struct p256_affine next;
    *r = (struct p256_point){0};
    for (unsigned i = 0; i < P256_COMB_WINDOWS; i++) {
        uint64_t negative, digit = booth_digit(k, i * P256_COMB_BITS, P256_COMB_BITS, &negative);
        uint64_t nothing = p256_mask_zero(digit), first = p256_is_zero(&r->z);
        fe_look_up(&next.x, &comb[(size_t)i * P256_COMB_POINTS].x, 2, P256_COMB_POINTS, digit);
        fe_negate_if(&next.y, negative);
        point_add_affine(&sum, r, &next);
        p256_move(&sum.x, first, &next.x);
        p256_move(&sum.y, first, &next.y);
        p256_move(&sum.z, first, &p256_one);
        p256_move(&r->x, ~nothing, &sum.x);
        p256_move(&r->y, ~nothing, &sum.y);
        p256_move(&r->z, ~nothing, &sum.z);
    }
    gl_wipe(&sum, sizeof sum);
    gl_wipe(&next, sizeof next);
}

#define WINDOW_BITS   5
#define WINDOW_POINTS 16
#define WINDOWS       52 // 5 * 52 = 260 bits

// table[i] = (i + 1) p
static void small_multiples(struct point_addend table[WINDOW_POINTS], const struct p256_point *p)
{
    struct p256_point q = *p;
    point_prepare(&table[0], p);
    for (unsigned i = 1; i < WINDOW_POINTS; i++) {
        if (i % 2)
            point_double(&q, &table[i / 2].p);
        else
            point_add(&q, &table[i - 1].p, &table[0]);
        point_prepare(&table[i], &q);
    }
}

// r = k P, k < n, P not O
static void multiply_point(struct p256_point *r, const struct p256_int *k, const struct p256_affine *P)
{
    struct point_addend table[WINDOW_POINTS], next;
    struct p256_point sum;
    small_multiples(table, &(struct p256_point){P->x, P->y, p256_one});
    *r = (struct p256_point){0};
    for (unsigned i = WINDOWS; i-- > 0;) {
        uint64_t negative, digit = booth_digit(k, i * WINDOW_BITS, WINDOW_BITS, &negative);
        uint64_t nothing = p256_mask_zero(digit), first = p256_is_zero(&r->z);
        for (int j = 0; j < WINDOW_BITS; j++)
            point_double(r, r);
        fe_look_up(&next.p.x, &table[0].p.x, 5, WINDOW_POINTS, digit);
        fe_negate_if(&next.p.y, negative);
        point_add(&sum, r, &next);
        p256_move(&sum.x, first, &next.p.x);
        p256_move(&sum.y, first, &next.p.y);
        p256_move(&sum.z, first, &next.p.z);
        p256_move(&r->x, ~nothing, &sum.x);
        p256_move(&r->y, ~nothing, &sum.y);
        p256_move(&r->z, ~nothing, &sum.z);
    }
    gl_wipe(&sum, sizeof sum);
    gl_wipe(&next, sizeof next);
}

// ---- public scalars ----

// Digits of k with w bits: odd or 0, |digit| < 2^(w-1), at most one in any w neighbours is not 0. Returns how
// many.
static unsigned wnaf(int16_t digits[257], const struct p256_int *k, unsigned w)
{
    uint64_t t[5] = {k->v[0], k->v[1], k->v[2], k->v[3], 0};
    unsigned used = 0, carry = 0;
    for (unsigned i = 0; i < 257;) {
        unsigned bit = (t[i / 64] >> i % 64 & 1) ^ carry;
        digits[i] = 0;
        if (!bit) {
            i++;
            continue;
        }
        uint64_t window = t[i / 64] >> i % 64;
        if (i % 64 && i / 64 < 4)
            window |= t[i / 64 + 1] << (64 - i % 64);
        int digit = (int)((window & ((1u << w) - 1)) + carry);
        carry = (unsigned)digit >> (w - 1);
        digits[i] = (int16_t)(digit - (int)(carry << w));
        used = i + 1;
        for (unsigned j = 1; j < w && i + j < 257; j++)
            digits[i + j] = 0;
        i += w;
    }
    return used;
}

// r = r + q, any two points but q = O.
static void add_public(struct p256_point *r, const struct point_addend *q)
{
    struct p256_point sum;
    if (p256_is_zero(&r->z))
        *r = q->p;
    else if (point_add(&sum, r, q))
        point_double(r, r);
    else
        *r = sum;
}

static void add_affine_public(struct p256_point *r, const struct p256_affine *q)
{
    struct p256_point sum;
    if (p256_is_zero(&r->z))
        *r = (struct p256_point){q->x, q->y, p256_one};
    else if (point_add_affine(&sum, r, q))
        point_double(r, r);
    else
        *r = sum;
}

#define PUBLIC_BITS   5 // Q, 3 Q, ... 15 Q
#define PUBLIC_POINTS 8

static void odd_multiples(struct point_addend table[PUBLIC_POINTS], const struct p256_affine *Q)
{
    struct p256_point next = {Q->x, Q->y, p256_one};
    struct point_addend twice;
    point_prepare(&table[0], &next);
    point_double(&next, &next);
    point_prepare(&twice, &next);
    for (unsigned i = 1; i < PUBLIC_POINTS; i++) {
        point_add(&next, &table[i - 1].p, &twice);
        point_prepare(&table[i], &next);
    }
}

// r = u G + v Q, u and v < n, Q not O; public. One row of doublings serves both.
static void multiply_two_public(struct p256_point *r, const struct p256_int *u, const struct p256_int *v,
                                const struct p256_affine *Q)
{
    const struct p256_affine *odd = p256_odd_multiples();
    struct point_addend table[PUBLIC_POINTS];
    int16_t of_G[257], of_Q[257];
    unsigned nu = wnaf(of_G, u, P256_ODD_BITS), nv = wnaf(of_Q, v, PUBLIC_BITS);
    odd_multiples(table, Q);
    *r = (struct p256_point){0};
    for (unsigned i = nu > nv ? nu : nv; i-- > 0;) {
        point_double(r, r);
        if (i < nv && of_Q[i]) {
            struct point_addend next = table[abs(of_Q[i]) / 2];
            fe_negate_if(&next.p.y, of_Q[i] < 0 ? UINT64_MAX : 0);
            add_public(r, &next);
        }
        if (i < nu && of_G[i]) {
            struct p256_affine next = odd[abs(of_G[i]) / 2];
            fe_negate_if(&next.y, of_G[i] < 0 ? UINT64_MAX : 0);
            add_affine_public(r, &next);
        }
    }
}

#endif
