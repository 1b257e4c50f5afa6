// SPDX-License-Identifier: MIT
// Multiples of points for the engine `mont`: the same ways as P-256's (p256_multiply.h tells them), for any
// curve.
//
// Signed windows of 5 bits. The addition is wrong for two equal points, which cannot meet: a scalar above n /
// 2 is replaced by n - k and the result negated, so that all sums on the way stay below n in absolute value,
// and as integers a sum and the next digit's share are never equal.
#include "crypto/ec/mont.h"

#if defined(__SIZEOF_INT128__) && GMP_LIMB_BITS == 64
#include "crypto/common/bytes.h"

#include <stdlib.h>

// The bits of k from `low` - 1 up, 6 of them, as a digit: |digit| comes back, and its sign as a mask.
static uint64_t booth_digit(const struct mont_modulus *m, const struct mont_int *k, unsigned low,
                            uint64_t *negative)
{
    unsigned at = low ? low - 1 : 0, limb = at / 64;
    uint64_t bits = limb < m->limbs ? k->v[limb] >> at % 64 : 0;
    if (at % 64 && limb + 1 < m->limbs)
        bits |= k->v[limb + 1] << (64 - at % 64);
    bits = (low ? bits : bits << 1) & ((2u << MONT_WINDOW_BITS) - 1);
    uint64_t digit = ((bits + 1) >> 1) - (bits >> MONT_WINDOW_BITS << MONT_WINDOW_BITS);
    *negative = 0 - (bits >> MONT_WINDOW_BITS);
    return (digit ^ *negative) - *negative;
}

// out = entry `index` from 1 up to 16 of a table whose entries have `bytes` bytes; every one is read.
static void look_up(void *out, const void *table, size_t bytes, uint64_t index)
{
    const uint64_t *entry = table;
    uint64_t *words = out;
    memset(out, 0, bytes);
    for (uint64_t i = 1; i <= MONT_WINDOW_POINTS; i++) {
        uint64_t differs = i ^ index, mask = (differs - 1) >> 63; // 1 where they are equal
        __asm__("" : "+r"(mask));
        mask = 0 - mask;
        for (size_t j = 0; j < bytes / 8; j++)
            words[j] |= *entry++ & mask;
    }
}

static void negate_if(const struct mont_modulus *m, struct mont_int *r, uint64_t mask)
{
    struct mont_int negative;
    mont_sub(m, &negative, &(struct mont_int){0}, r);
    mont_move(m, r, mask, &negative);
}

// half = k or n - k, whichever is smaller; the mask is set for n - k.
static uint64_t smaller(const struct mont_curve *c, struct mont_int *half, const struct mont_int *k)
{
    struct mont_int other;
    mont_sub(&c->n, &other, &c->n.m, k); // n - k; n itself for k = 0, which is not below
    uint64_t mask = mont_less(&c->n, &other, k);
    *half = *k;
    mont_move(&c->n, half, mask, &other);
    gl_wipe(&other, sizeof other);
    return mask;
}

static void move_point(const struct mont_modulus *m, struct mont_point *r, uint64_t mask,
                       const struct mont_point *a)
{
    mont_move(m, &r->x, mask, &a->x);
    mont_move(m, &r->y, mask, &a->y);
    mont_move(m, &r->z, mask, &a->z);
}

void mont_multiply_base(const struct mont_curve *c, struct mont_point *r, const struct mont_int *k)
{
    const struct mont_modulus *m = &c->p;
    struct mont_point sum, alone = {.z = m->one};
    struct mont_affine next;
    struct mont_int half;
    uint64_t negated = smaller(c, &half, k);
    *r = (struct mont_point){0};
    for (unsigned i = 0; i < c->windows; i++) {
        uint64_t negative, digit = booth_digit(&c->n, &half, i * MONT_WINDOW_BITS, &negative);
        look_up(&next, c->comb[i], sizeof next, digit);
        negate_if(m, &next.y, negative ^ negated);
        alone.x = next.x;
        alone.y = next.y;
        uint64_t first = mont_is_zero(m, &r->z);
        mont_add_affine(c, &sum, r, &next);
        move_point(m, &sum, first, &alone);
        move_point(m, r, 0 - ((0 - digit) >> 63), &sum); // unless the digit is 0
    }
    gl_wipe(&sum, sizeof sum);
    gl_wipe(&alone, sizeof alone);
    gl_wipe(&next, sizeof next);
    gl_wipe(&half, sizeof half);
}

void mont_small_multiples(const struct mont_curve *c, struct mont_point *table, const struct mont_affine *P)
{
    table[0] = (struct mont_point){P->x, P->y, c->p.one};
    for (unsigned i = 1; i < MONT_WINDOW_POINTS; i++) {
        if (i % 2)
            mont_double(c, &table[i], &table[i / 2]);
        else
            mont_add_affine(c, &table[i], &table[i - 1], P);
    }
}

void mont_multiply(const struct mont_curve *c, struct mont_point *r, const struct mont_int *k,
                   const struct mont_affine *P)
{
    const struct mont_modulus *m = &c->p;
    struct mont_point table[MONT_WINDOW_POINTS], sum, next;
    struct mont_int half;
    uint64_t negated = smaller(c, &half, k);
    mont_small_multiples(c, table, P);
    *r = (struct mont_point){0};
    for (unsigned i = c->windows; i-- > 0;) {
        uint64_t negative, digit = booth_digit(&c->n, &half, i * MONT_WINDOW_BITS, &negative);
        for (int j = 0; j < MONT_WINDOW_BITS; j++)
            mont_double(c, r, r);
        look_up(&next, table, sizeof next, digit);
        negate_if(m, &next.y, negative ^ negated);
        uint64_t first = mont_is_zero(m, &r->z);
        mont_point_add(c, &sum, r, &next);
        move_point(m, &sum, first, &next);
        move_point(m, r, 0 - ((0 - digit) >> 63), &sum);
    }
    gl_wipe(&sum, sizeof sum);
    gl_wipe(&next, sizeof next);
    gl_wipe(&half, sizeof half);
}

// ---- public scalars ----

#define MAX_DIGITS (64 * MONT_MAX_LIMBS + 1)

static unsigned bits_at(const struct mont_modulus *m, const struct mont_int *k, unsigned at, unsigned n)
{
    unsigned limb = at / 64;
    uint64_t bits = limb < m->limbs ? k->v[limb] >> at % 64 : 0;
    if (at % 64 && limb + 1 < m->limbs)
        bits |= k->v[limb + 1] << (64 - at % 64);
    return (unsigned)bits & ((1u << n) - 1);
}

// Digits of k with w bits: 0, or odd with |digit| < 2^(w-1), and then the next w - 1 are 0. Returns how many.
static unsigned wnaf(const struct mont_modulus *m, int8_t *digits, const struct mont_int *k, unsigned w)
{
    unsigned used = 0, carry = 0;
    memset(digits, 0, MAX_DIGITS);
    for (unsigned i = 0; i <= 64 * m->limbs;) {
        if (bits_at(m, k, i, 1) == carry) {
            i++;
            continue;
        }
        unsigned digit = bits_at(m, k, i, w) + carry;
        carry = digit >> (w - 1);
        digits[i] = (int8_t)((int)digit - (int)(carry << w));
        used = i + 1;
        i += w;
    }
    return used;
}

#define PUBLIC_BITS   5
#define PUBLIC_POINTS 8 // Q, 3 Q, ... 15 Q

// r = r + digit q's odd multiple, any case
static void add_public(const struct mont_curve *c, struct mont_point *r, int digit,
                       const struct mont_affine *odd)
{
    struct mont_affine next = odd[abs(digit) / 2];
    struct mont_point sum;
    negate_if(&c->p, &next.y, digit < 0 ? UINT64_MAX : 0);
    if (mont_is_zero(&c->p, &r->z))
        *r = (struct mont_point){next.x, next.y, c->p.one};
    else if (mont_add_affine(c, &sum, r, &next))
        mont_double(c, r, r);
    else
        *r = sum;
}

void mont_multiply_two_public(const struct mont_curve *c, struct mont_point *r, const struct mont_int *u,
                              const struct mont_int *v, const struct mont_affine *Q)
{
    int8_t of_G[MAX_DIGITS], of_Q[MAX_DIGITS];
    unsigned nu = wnaf(&c->n, of_G, u, MONT_ODD_BITS), nv = wnaf(&c->n, of_Q, v, PUBLIC_BITS);
    struct mont_point multiples[PUBLIC_POINTS] = {{Q->x, Q->y, c->p.one}}, twice;
    struct mont_affine odd[PUBLIC_POINTS];
    mont_double(c, &twice, &multiples[0]);
    for (unsigned i = 1; i < PUBLIC_POINTS; i++)
        mont_point_add(c, &multiples[i], &multiples[i - 1], &twice);
    mont_to_affine_public(c, odd, multiples, PUBLIC_POINTS);
    *r = (struct mont_point){0};
    for (unsigned i = nu > nv ? nu : nv; i-- > 0;) {
        mont_double(c, r, r);
        if (of_Q[i])
            add_public(c, r, of_Q[i], odd);
        if (of_G[i])
            add_public(c, r, of_G[i], c->odd);
    }
}

#endif
