// SPDX-License-Identifier: MIT
// Arithmetic mod p of P-256 in plain C, for the templates of p256.h (whose contract names these functions).
//
// Montgomery's product a b / 2^256 mod p, a word of b at a time: add a b_i, then clear the lowest word t0 by
// adding t0 p and dropping it. That is nearly free for this prime: p = -1 mod 2^64, so the factor is t0
// itself, and t0 p = t0 2^192 (2^64 - 2^32 + 1) + t0 2^96 - t0 takes two shifts and one multiplication.
// Squaring computes the six products a_i a_j (i < j) once and doubles them.
#ifndef GLASSLOCK_EC_P256_FIELD_PORTABLE_H
#define GLASSLOCK_EC_P256_FIELD_PORTABLE_H

#include "crypto/ec/p256_limbs.h"

// (t0 .. t4) + t0 p, whose lowest word is 0; the carry out comes back.
static inline uint64_t fe_clear_lowest(uint64_t t0, uint64_t *t1, uint64_t *t2, uint64_t *t3, uint64_t *t4)
{
    uint64_t carry = 0;
    p256_wide high = (p256_wide)t0 * P256_P3;
    *t1 = p256_adc(*t1, t0 << 32, &carry);
    *t2 = p256_adc(*t2, t0 >> 32, &carry);
    *t3 = p256_adc(*t3, (uint64_t)high, &carry);
    *t4 = p256_adc(*t4, (uint64_t)(high >> 64), &carry);
    return carry;
}

// (t0 .. t4) += a b
static inline void fe_add_row(const struct p256_int *a, uint64_t b, uint64_t *t0, uint64_t *t1, uint64_t *t2,
                              uint64_t *t3, uint64_t *t4)
{
    uint64_t carry = 0;
    *t0 = p256_mac(*t0, a->v[0], b, &carry);
    *t1 = p256_mac(*t1, a->v[1], b, &carry);
    *t2 = p256_mac(*t2, a->v[2], b, &carry);
    *t3 = p256_mac(*t3, a->v[3], b, &carry);
    *t4 += carry;
}

// r = a b / R mod p. r may be a or b, here and below.
static inline void fe_mul(struct p256_int *r, const struct p256_int *a, const struct p256_int *b)
{
    uint64_t t0 = 0, t1 = 0, t2 = 0, t3 = 0, t4 = 0;
    fe_add_row(a, b->v[0], &t0, &t1, &t2, &t3, &t4);
    t0 = fe_clear_lowest(t0, &t1, &t2, &t3, &t4);
    fe_add_row(a, b->v[1], &t1, &t2, &t3, &t4, &t0);
    t1 = fe_clear_lowest(t1, &t2, &t3, &t4, &t0);
    fe_add_row(a, b->v[2], &t2, &t3, &t4, &t0, &t1);
    t2 = fe_clear_lowest(t2, &t3, &t4, &t0, &t1);
    fe_add_row(a, b->v[3], &t3, &t4, &t0, &t1, &t2);
    t3 = fe_clear_lowest(t3, &t4, &t0, &t1, &t2);
    p256_reduce_once(r, &(struct p256_int){{t4, t0, t1, t2}}, t3, &p256_p);
}

// t = a^2, eight words
static inline void fe_wide_square(uint64_t t[8], const struct p256_int *a)
{
    uint64_t carry = 0, top;
    t[1] = p256_mac(0, a->v[0], a->v[1], &carry);
    t[2] = p256_mac(0, a->v[0], a->v[2], &carry);
    t[3] = p256_mac(0, a->v[0], a->v[3], &carry);
    t[4] = carry;
    carry = 0;
    t[3] = p256_mac(t[3], a->v[1], a->v[2], &carry);
    t[4] = p256_mac(t[4], a->v[1], a->v[3], &carry);
    t[5] = carry;
    carry = 0;
    t[5] = p256_mac(t[5], a->v[2], a->v[3], &carry);
    t[6] = carry;
    t[7] = t[6] >> 63; // doubled
    for (int i = 6; i > 1; i--)
        t[i] = t[i] << 1 | t[i - 1] >> 63;
    t[1] <<= 1;
    carry = top = 0;
    t[0] = p256_mac(0, a->v[0], a->v[0], &top);
    t[1] = p256_adc(t[1], top, &carry);
    for (int i = 1; i < 4; i++) { // and a_i^2 at 2 i
        top = 0;
        t[2 * i] = p256_adc(t[2 * i], p256_mac(0, a->v[i], a->v[i], &top), &carry);
        t[2 * i + 1] = p256_adc(t[2 * i + 1], top, &carry);
    }
}

// r = a^2 / R mod p
static inline void fe_sqr(struct p256_int *r, const struct p256_int *a)
{
    uint64_t t[8], u0 = 0, u1 = 0, u2 = 0, u3 = 0, carry = 0;
    fe_wide_square(t, a);
    fe_clear_lowest(t[0], &t[1], &t[2], &t[3], &u0);
    fe_clear_lowest(t[1], &t[2], &t[3], &u0, &u1);
    fe_clear_lowest(t[2], &t[3], &u0, &u1, &u2);
    fe_clear_lowest(t[3], &u0, &u1, &u2, &u3);
    u0 = p256_adc(u0, t[4], &carry);
    u1 = p256_adc(u1, t[5], &carry);
    u2 = p256_adc(u2, t[6], &carry);
    u3 = p256_adc(u3, t[7], &carry);
    p256_reduce_once(r, &(struct p256_int){{u0, u1, u2, u3}}, carry, &p256_p);
}

static inline void fe_add(struct p256_int *r, const struct p256_int *a, const struct p256_int *b)
{
    struct p256_int t;
    uint64_t carry = 0;
    for (int i = 0; i < 4; i++)
        t.v[i] = p256_adc(a->v[i], b->v[i], &carry);
    p256_reduce_once(r, &t, carry, &p256_p);
}

static inline void fe_sub(struct p256_int *r, const struct p256_int *a, const struct p256_int *b)
{
    uint64_t t[4], borrow = 0, carry = 0;
    for (int i = 0; i < 4; i++)
        t[i] = p256_sbb(a->v[i], b->v[i], &borrow);
    uint64_t m = p256_opaque(0 - borrow); // p where it went below 0
    r->v[0] = p256_adc(t[0], m & P256_P0, &carry);
    r->v[1] = p256_adc(t[1], m & P256_P1, &carry);
    r->v[2] = p256_adc(t[2], 0, &carry);
    r->v[3] = t[3] + (m & P256_P3) + carry;
}

// r = a / 2: a, or a + p where a is odd, shifted
static inline void fe_halve(struct p256_int *r, const struct p256_int *a)
{
    uint64_t odd = p256_opaque(0 - (a->v[0] & 1)), carry = 0;
    uint64_t t0 = p256_adc(a->v[0], odd & P256_P0, &carry);
    uint64_t t1 = p256_adc(a->v[1], odd & P256_P1, &carry);
    uint64_t t2 = p256_adc(a->v[2], 0, &carry);
    uint64_t t3 = p256_adc(a->v[3], odd & P256_P3, &carry);
    r->v[0] = t0 >> 1 | t1 << 63;
    r->v[1] = t1 >> 1 | t2 << 63;
    r->v[2] = t2 >> 1 | t3 << 63;
    r->v[3] = t3 >> 1 | carry << 63;
}

// out = the entry 0 <= index < n of a table of entries of `width` numbers each: every one is read, one is
// kept.
static inline void fe_look_up(struct p256_int *out, const struct p256_int *table, unsigned width, unsigned n,
                              uint64_t index)
{
    for (unsigned j = 0; j < width; j++)
        out[j] = (struct p256_int){0};
    for (unsigned i = 0; i < n; i++) {
        uint64_t mask = p256_mask_zero(index ^ i);
        for (unsigned j = 0; j < width; j++)
            for (int l = 0; l < 4; l++)
                out[j].v[l] |= mask & table[i * width + j].v[l];
    }
}

#endif
