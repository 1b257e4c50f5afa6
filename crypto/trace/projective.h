// SPDX-License-Identifier: MIT
// Points in homogeneous projective coordinates (X : Y : Z), for the checker: the engines use affine ones with
// slopes. The point at infinity is (0 : 1 : 0). Formulas derived from the chord-and-tangent rule with x =
// X/Z, y = Y/Z.
#ifndef GLASSLOCK_TRACE_PROJECTIVE_H
#define GLASSLOCK_TRACE_PROJECTIVE_H

#include <gmp.h>

struct projective {
    mpz_t X, Y, Z;
};

void projective_init(struct projective *P);
void projective_clear(struct projective *P);
// R = P + Q on y^2 = x^3 + a x + b mod p, whatever b is; also for P = Q, P = -Q and infinity. R may be P or
// Q.
void projective_add(struct projective *R, const struct projective *P, const struct projective *Q,
                    const mpz_t a, const mpz_t p);

#endif
