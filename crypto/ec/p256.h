// SPDX-License-Identifier: MIT
// What the fast engines of P-256 share: numbers, points, and the multiples of G computed once.
//
// An integer below 2^256 is four 64-bit limbs, least significant first. An element x of the field is kept in
// Montgomery form, as x R mod p with R = 2^256, always below p, so that it has one representation only. A
// point is in Jacobian coordinates: (X, Y, Z) stands for (X / Z^2, Y / Z^3), and Z = 0 for O.
//
// The engines themselves are made of templates, headers of static inline functions that each engine's .c
// file includes after its own field arithmetic:
//   p256_field_portable.h or p256_field_mulx.h   multiplication and squaring mod p, masked table look-up
//   p256_point.h                                 doubling and addition
//   p256_multiply.h, p256_comb.h                 k P, u G + v Q; k G
//   p256_engine.h                                from mpz_t and back; ECDSA's equations
#ifndef GLASSLOCK_EC_P256_H
#define GLASSLOCK_EC_P256_H

#include <gmp.h>
#include <stdbool.h>
#include <stdint.h>

struct p256_int { // an integer, or a field element in Montgomery form
    uint64_t v[4];
};

struct p256_affine { // never O
    struct p256_int x, y;
};

struct p256_point { // with Z^2, which doubling and addition ask for first
    struct p256_int x, y, z, zz;
};

// The field: p = 2^256 - 2^224 + 2^192 + 2^96 - 1; R mod p is 1 in Montgomery form.
#define P256_P0 UINT64_C(0xffffffffffffffff)
#define P256_P1 UINT64_C(0x00000000ffffffff)
#define P256_P2 UINT64_C(0)
#define P256_P3 UINT64_C(0xffffffff00000001)
extern const struct p256_int p256_p;
extern const struct p256_int p256_one;     // R mod p
extern const struct p256_int p256_r2;      // R^2 mod p: a product with it brings x into Montgomery form
extern const struct p256_int p256_r3;      // R^3 mod p: a product with it repairs an inverse (x R)^-1
extern const struct p256_int p256_n;       // the order of G
extern const struct p256_affine p256_base; // G

// What a field arithmetic offers, in Montgomery form. The templates call it inline; the tests through this.
struct p256_field {
    void (*mul)(struct p256_int *r, const struct p256_int *a, const struct p256_int *b);
    void (*sqr)(struct p256_int *r, const struct p256_int *a);
    void (*add)(struct p256_int *r, const struct p256_int *a, const struct p256_int *b);
    void (*sub)(struct p256_int *r, const struct p256_int *a, const struct p256_int *b);
    void (*halve)(struct p256_int *r, const struct p256_int *a);
};
extern const struct p256_field p256_field_portable;
extern const struct p256_field p256_field_mulx; // where the engine p256-mulx is available

// x^-1 mod p and mod n, 0 for 0. CT: constant time.
void p256_invert_p(struct p256_int *out, const struct p256_int *x);
void p256_invert_n(struct p256_int *out, const struct p256_int *x);
// Both at once, in place: *p mod p and *n mod n. CT: constant time.
void p256_invert_both(struct p256_int *p, struct p256_int *n);
// One each for public values, in variable time; 0 < x < p (or n).
void p256_invert_p_public(struct p256_int *out, const struct p256_int *x);
void p256_invert_n_public(struct p256_int *out, const struct p256_int *x);

// ---- multiples of G, computed at first use under pthread_once and constant ever after ----
//
// 150 KB and 128 KB of numbers that a thousand lines of C would say no better than the loop that makes them.

#define P256_COMB_BITS    7
#define P256_COMB_WINDOWS 37
#define P256_COMB_POINTS  64 // (2 j + 1) 2^(7 i) G at [i * 64 + j]
const struct p256_affine *p256_comb(void);

#define P256_ODD_BITS   12   // wNAF digits of 12 bits: odd numbers in [-2047, 2047]
#define P256_ODD_POINTS 1024 // G, 3 G, 5 G, ... 2047 G
const struct p256_affine *p256_odd_multiples(void);

#endif
