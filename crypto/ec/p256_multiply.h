// SPDX-License-Identifier: MIT
// Multiples of points on P-256: k P for secret k; u G + v Q for public ones. A template: include a
// p256_field_*.h and p256_point.h first.
//
// A secret k is made odd: n - k stands in for an even one, and the result is negated. An odd number can be
// written with digits that are all odd: w + 1 bits of it from bit w i up, the lowest of these set to 1, minus
// 2^w. (What setting the bit adds is what the digit below has lent by subtracting.) So every window costs the
// same: a masked look-up of one of 2^(w-1) odd multiples, a masked negation, an addition. No digit is 0, no
// sum is O: there is nothing else to hide.
//
// The addition is wrong for equal points, which never meet. As integers the sum so far is an odd multiple of
// 2^w times what a digit's share is an odd multiple of: they differ. Modulo n they agree only if their
// difference is n, which is odd: at the last digit, with d = -(n mod 2^w) and a sum of n + d. But (n + d) /
// 2^w is even for the w in use, 5 and 7, where it would have to be odd.
#ifndef GLASSLOCK_EC_P256_MULTIPLY_H
#define GLASSLOCK_EC_P256_MULTIPLY_H

#include "crypto/common/bytes.h"

#include <stdlib.h>

// odd = k or n - k, whichever is odd (k < n; n for k = 0); the mask is set for n - k.
static inline uint64_t make_odd(struct p256_int *odd, const struct p256_int *k)
{
    uint64_t even = p256_opaque((k->v[0] & 1) - 1), borrow = 0;
    for (int i = 0; i < 4; i++)
        odd->v[i] = p256_sbb(p256_n.v[i], k->v[i], &borrow);
    p256_move(odd, ~even, k);
    return even;
}

// The digit d of odd k whose bits begin at `at`: |d| = 2 * what comes back + 1; and its sign as a mask.
static inline uint64_t odd_digit(const struct p256_int *k, unsigned at, unsigned w, uint64_t *negative)
{
    uint64_t bits = k->v[at / 64] >> at % 64;
    if (at % 64 + w >= 64 && at / 64 < 3)
        bits |= k->v[at / 64 + 1] << (64 - at % 64);
    *negative = p256_opaque((bits >> w & 1) - 1);
    return ((bits ^ *negative) & ((UINT64_C(1) << w) - 1)) >> 1;
}

#define WINDOW_BITS   5
#define WINDOW_POINTS 16
#define WINDOWS       51 // and above them one digit more, 1

// table[i] = (2 i + 1) p
static inline void odd_multiples(struct point_addend *table, unsigned n, const struct p256_affine *P)
{
    struct p256_point next, twice;
    struct point_addend step;
    point_from_affine(&next, P);
    point_prepare(&table[0], &next);
    point_double(&twice, &next);
    point_prepare(&step, &twice);
    for (unsigned i = 1; i < n; i++) {
        point_add(&next, &table[i - 1].p, &step);
        point_prepare(&table[i], &next);
    }
}

// r = k P, k < n, P not O
static inline void multiply_point(struct p256_point *r, const struct p256_int *k, const struct p256_affine *P)
{
    struct point_addend table[WINDOW_POINTS], next;
    struct p256_point before;
    struct p256_int odd;
    uint64_t even = make_odd(&odd, k), negative;
    odd_multiples(table, WINDOW_POINTS, P);
    *r = table[0].p;
    for (unsigned i = WINDOWS; i-- > 0;) {
        uint64_t digit = odd_digit(&odd, i * WINDOW_BITS, WINDOW_BITS, &negative);
        for (int j = 1; j < WINDOW_BITS; j++)
            point_double(r, r);
        point_double(&before, r);
        fe_look_up(&next.p.x, &table[0].p.x, 5, WINDOW_POINTS, digit);
        fe_negate_if(&next.p.y, negative);
        point_add(r, &before, &next);
    }
    fe_negate_if(&r->y, even);
    gl_wipe(&before, sizeof before);
    gl_wipe(&next, sizeof next);
    gl_wipe(&odd, sizeof odd);
}

// ---- public scalars ----

// Digits of k with w bits: odd or 0, |digit| < 2^(w-1), at most one in any w neighbours is not 0. Returns how
// many.
static inline unsigned wnaf(int16_t digits[257], const struct p256_int *k, unsigned w)
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

// r = p + q, any two points but q = O.
static inline void add_public(struct p256_point *r, const struct p256_point *p, const struct point_addend *q)
{
    if (p256_is_zero(&p->z))
        *r = q->p;
    else if (point_add(r, p, q))
        point_double(r, p);
}

static inline void add_affine_public(struct p256_point *r, const struct p256_point *p,
                                     const struct p256_affine *q)
{
    if (p256_is_zero(&p->z))
        point_from_affine(r, q);
    else if (point_add_affine(r, p, q))
        point_double(r, p);
}

#define PUBLIC_BITS   5 // Q, 3 Q, ... 15 Q
#define PUBLIC_POINTS 8

// r = u G + v Q, u and v < n, Q not O; public. One row of doublings serves both.
static inline void multiply_two_public(struct p256_point *r, const struct p256_int *u,
                                       const struct p256_int *v, const struct p256_affine *Q)
{
    const struct p256_affine *odd = p256_odd_multiples();
    struct point_addend table[PUBLIC_POINTS], addend;
    struct p256_affine next;
    struct p256_point points[2] = {0}, *sum = &points[0], *other = &points[1], *swap;
    int16_t of_G[257], of_Q[257];
    unsigned nu = wnaf(of_G, u, P256_ODD_BITS), nv = wnaf(of_Q, v, PUBLIC_BITS);
    odd_multiples(table, PUBLIC_POINTS, Q);
    for (unsigned i = nu > nv ? nu : nv; i-- > 0;) {
        point_double(sum, sum);
        if (i < nv && of_Q[i]) {
            addend = table[abs(of_Q[i]) / 2];
            fe_negate_if(&addend.p.y, of_Q[i] < 0 ? UINT64_MAX : 0);
            add_public(other, sum, &addend);
            swap = sum, sum = other, other = swap;
        }
        if (i < nu && of_G[i]) {
            next = odd[abs(of_G[i]) / 2];
            fe_negate_if(&next.y, of_G[i] < 0 ? UINT64_MAX : 0);
            add_affine_public(other, sum, &next);
            swap = sum, sum = other, other = swap;
        }
    }
    *r = *sum;
}

#endif
