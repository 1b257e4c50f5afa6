// SPDX-License-Identifier: MIT
// Four limbs: sums with carry, masks, and the way from mpz_t and back. For the templates of p256.h.
//
// A mask is 0 or all ones. CT: constant time, every function, but for the number of limbs of an mpz_t.
#ifndef GLASSLOCK_EC_P256_LIMBS_H
#define GLASSLOCK_EC_P256_LIMBS_H

#include "crypto/ec/p256.h"

__extension__ typedef unsigned __int128 p256_wide;

// a + b + *carry
static inline uint64_t p256_adc(uint64_t a, uint64_t b, uint64_t *carry)
{
    p256_wide t = (p256_wide)a + b + *carry;
    *carry = (uint64_t)(t >> 64);
    return (uint64_t)t;
}

// a - b - *borrow
static inline uint64_t p256_sbb(uint64_t a, uint64_t b, uint64_t *borrow)
{
    p256_wide t = (p256_wide)a - b - *borrow;
    *borrow = (uint64_t)(t >> 64) & 1;
    return (uint64_t)t;
}

// t + a b + *carry, which fits in two words
static inline uint64_t p256_mac(uint64_t t, uint64_t a, uint64_t b, uint64_t *carry)
{
    p256_wide w = (p256_wide)a * b + t + *carry;
    *carry = (uint64_t)(w >> 64);
    return (uint64_t)w;
}

// Hide a mask from the compiler, which might otherwise turn a select into a branch.
static inline uint64_t p256_opaque(uint64_t mask)
{
    __asm__("" : "+r"(mask));
    return mask;
}

static inline uint64_t p256_mask_zero(uint64_t x) // all ones where x = 0
{
    return p256_opaque(((x | (0 - x)) >> 63) - 1);
}

static inline uint64_t p256_is_zero(const struct p256_int *a)
{
    return p256_mask_zero(a->v[0] | a->v[1] | a->v[2] | a->v[3]);
}

static inline uint64_t p256_equal(const struct p256_int *a, const struct p256_int *b)
{
    return p256_mask_zero((a->v[0] ^ b->v[0]) | (a->v[1] ^ b->v[1]) | (a->v[2] ^ b->v[2]) |
                          (a->v[3] ^ b->v[3]));
}

// r = mask ? a : r
static inline void p256_move(struct p256_int *r, uint64_t mask, const struct p256_int *a)
{
    for (int i = 0; i < 4; i++)
        r->v[i] ^= mask & (r->v[i] ^ a->v[i]);
}

// r = a + carry 2^256 - m where that is not negative, else a; a + carry 2^256 < 2 m, so that r < m. r may be
// a.
static inline void p256_reduce_once(struct p256_int *r, const struct p256_int *a, uint64_t carry,
                                    const struct p256_int *m)
{
    struct p256_int t;
    uint64_t borrow = 0;
    for (int i = 0; i < 4; i++)
        t.v[i] = p256_sbb(a->v[i], m->v[i], &borrow);
    uint64_t keep = p256_opaque(0 - (borrow & (carry ^ 1)));
    p256_move(&t, keep, a);
    *r = t;
}

// The low 256 bits of z, which is not negative.
static inline struct p256_int p256_from_mpz(const mpz_t z)
{
    return (struct p256_int){
        {mpz_getlimbn(z, 0), mpz_getlimbn(z, 1), mpz_getlimbn(z, 2), mpz_getlimbn(z, 3)}};
}

static inline void p256_to_mpz(mpz_t z, const struct p256_int *a)
{
    mp_limb_t *limbs = mpz_limbs_write(z, 4);
    for (int i = 0; i < 4; i++)
        limbs[i] = a->v[i];
    mpz_limbs_finish(z, 4);
}

#endif
