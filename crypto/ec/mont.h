// SPDX-License-Identifier: MIT
// What the engine `mont` is made of: any prime curve of 3 to 9 limbs of 64 bits with a = -3 or a = 0.
//
// A number mod m is kept as x R mod m with R = 2^(64 limbs), below m: Montgomery form, in which a product
// needs no division. Points are in Jacobian coordinates, (X, Y, Z) for (X / Z^2, Y / Z^3), Z = 0 for O. CT:
// everything in constant time for a given modulus or curve, save where a name says `public`.
#ifndef GLASSLOCK_EC_MONT_H
#define GLASSLOCK_EC_MONT_H

#include "crypto/ec/ec.h"
#include "crypto/ec/invert.h"

#define MONT_MAX_LIMBS INVERT_MAX_LIMBS

struct mont_int {
    uint64_t v[MONT_MAX_LIMBS]; // those above the modulus's limbs are 0 or undefined: nobody reads them
};

struct mont_modulus {
    unsigned limbs;
    uint64_t factor;                // -1/m mod 2^64
    struct mont_int m, one, r2, r3; // R, R^2, R^3 mod m
    struct invert_modulus inverse;
};

// m odd, of 2 to 9 limbs.
void mont_modulus_init(struct mont_modulus *m, const mpz_t modulus);

// r = a b / R, a^2 / R, a + b, a - b, a / 2, all mod m; a, b < m. r may be a or b.
void mont_mul(const struct mont_modulus *m, struct mont_int *r, const struct mont_int *a,
              const struct mont_int *b);
void mont_sqr(const struct mont_modulus *m, struct mont_int *r, const struct mont_int *a);
void mont_add(const struct mont_modulus *m, struct mont_int *r, const struct mont_int *a,
              const struct mont_int *b);
void mont_sub(const struct mont_modulus *m, struct mont_int *r, const struct mont_int *a,
              const struct mont_int *b);
void mont_halve(const struct mont_modulus *m, struct mont_int *r, const struct mont_int *a);
// r = a mod m for a < 2 m
void mont_reduce(const struct mont_modulus *m, struct mont_int *r, const struct mont_int *a);
// The inverse of a number in Montgomery form, in Montgomery form.
void mont_invert(const struct mont_modulus *m, struct mont_int *r, const struct mont_int *a);
void mont_invert_public(const struct mont_modulus *m, struct mont_int *r, const struct mont_int *a);
// Into Montgomery form and out of it; z not negative, its limbs above the modulus's are ignored.
void mont_from_mpz(const struct mont_modulus *m, struct mont_int *r, const mpz_t z);
void mont_to_plain(const struct mont_modulus *m, struct mont_int *r, const struct mont_int *a);
// Plain numbers.
void mont_load(const struct mont_modulus *m, struct mont_int *r, const mpz_t z);
void mont_store(const struct mont_modulus *m, mpz_t z, const struct mont_int *a);

// Masks: all ones or 0.
uint64_t mont_is_zero(const struct mont_modulus *m, const struct mont_int *a);
uint64_t mont_less(const struct mont_modulus *m, const struct mont_int *a, const struct mont_int *b);
void mont_move(const struct mont_modulus *m, struct mont_int *r, uint64_t mask, const struct mont_int *a);

// ---- points ----

struct mont_affine { // never O
    struct mont_int x, y;
};

struct mont_point {
    struct mont_int x, y, z;
};

#define MONT_WINDOW_BITS   5 // signed digits from -16 to 16
#define MONT_WINDOW_POINTS 16
#define MONT_MAX_WINDOWS   105 // 521 bits
#define MONT_ODD_BITS      8   // wNAF digits of G: odd numbers in [-127, 127]
#define MONT_ODD_POINTS    64

struct mont_curve {
    const struct ec_curve *curve;
    struct mont_modulus p, n;
    bool a_is_zero; // else it is -3
    unsigned windows;
    struct mont_affine comb[MONT_MAX_WINDOWS][MONT_WINDOW_POINTS]; // d 32^i G at [i][d - 1]
    struct mont_affine odd[MONT_ODD_POINTS];                       // G, 3 G, 5 G, ...
};

// Made at first use (60 to 250 KB a curve), constant ever after. NULL: not served.
const struct mont_curve *mont_curve(const struct ec_curve *curve);

// r = 2 p. r may be p.
void mont_double(const struct mont_curve *c, struct mont_point *r, const struct mont_point *p);
// r = p + q for p, q not O and p != q (p = -q gives O). Where p = q, the mask that comes back is set, and r
// is wrong. r may be p.
uint64_t mont_point_add(const struct mont_curve *c, struct mont_point *r, const struct mont_point *p,
                        const struct mont_point *q);
uint64_t mont_add_affine(const struct mont_curve *c, struct mont_point *r, const struct mont_point *p,
                         const struct mont_affine *q);
// table[i] = (i + 1) P for i < MONT_WINDOW_POINTS
void mont_small_multiples(const struct mont_curve *c, struct mont_point *table, const struct mont_affine *P);
// n points, none O, for one inversion; public.
void mont_to_affine_public(const struct mont_curve *c, struct mont_affine *out, const struct mont_point *in,
                           unsigned n);

// r = k G, r = k P, P not O; k < n, plain
void mont_multiply_base(const struct mont_curve *c, struct mont_point *r, const struct mont_int *k);
void mont_multiply(const struct mont_curve *c, struct mont_point *r, const struct mont_int *k,
                   const struct mont_affine *P);
// r = u G + v Q, Q not O; u, v < n, plain
void mont_multiply_two_public(const struct mont_curve *c, struct mont_point *r, const struct mont_int *u,
                              const struct mont_int *v, const struct mont_affine *Q);

#endif
