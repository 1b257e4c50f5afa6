// SPDX-License-Identifier: MIT
#include "crypto/trace/projective.h"

void projective_init(struct projective *P)
{
    mpz_inits(P->X, P->Y, P->Z, NULL);
}

void projective_clear(struct projective *P)
{
    mpz_clears(P->X, P->Y, P->Z, NULL);
}

static void projective_set(struct projective *R, const struct projective *P)
{
    mpz_set(R->X, P->X);
    mpz_set(R->Y, P->Y);
    mpz_set(R->Z, P->Z);
}

// lambda = u / v; x3 = lambda^2 - x1 - x2; y3 = lambda (x1 - x3) - y1, with P's Z and Q's Z carried along as
// Z1, Z2.
static void chord(struct projective *R, const struct projective *P, const struct projective *Q, const mpz_t u,
                  const mpz_t v, const mpz_t p)
{
    struct projective S;
    mpz_t A, ZZ, v2, v3;
    projective_init(&S);
    mpz_inits(A, ZZ, v2, v3, NULL);
    mpz_mul(ZZ, P->Z, Q->Z);
    mpz_mul(v2, v, v);
    mpz_mod(v2, v2, p);
    mpz_mul(v3, v2, v);
    mpz_mod(v3, v3, p);
    mpz_mul(A, u, u); // A = u^2 Z1 Z2 - v^2 (X1 Z2 + X2 Z1), so that x3 = A / (v^2 Z1 Z2)
    mpz_mul(A, A, ZZ);
    mpz_mul(S.X, P->X, Q->Z);
    mpz_addmul(S.X, Q->X, P->Z);
    mpz_submul(A, v2, S.X);
    mpz_mod(A, A, p);
    mpz_mul(S.X, v, A);
    mpz_mul(S.Y, P->X, Q->Z); // Y = u (v^2 X1 Z2 - A) - v^3 Y1 Z2
    mpz_mul(S.Y, S.Y, v2);
    mpz_sub(S.Y, S.Y, A);
    mpz_mul(S.Y, S.Y, u);
    mpz_mul(A, P->Y, Q->Z);
    mpz_submul(S.Y, v3, A);
    mpz_mul(S.Z, v3, ZZ);
    mpz_mod(R->X, S.X, p);
    mpz_mod(R->Y, S.Y, p);
    mpz_mod(R->Z, S.Z, p);
    mpz_clears(A, ZZ, v2, v3, NULL);
    projective_clear(&S);
}

// The tangent: u = 3 X^2 + a Z^2, v = 2 Y Z, as a chord of P with itself.
static void double_point(struct projective *R, const struct projective *P, const mpz_t a, const mpz_t p)
{
    mpz_t u, v, t;
    mpz_inits(u, v, t, NULL);
    mpz_mul(u, P->X, P->X);
    mpz_mul_ui(u, u, 3);
    mpz_mul(t, P->Z, P->Z);
    mpz_addmul(u, t, a);
    mpz_mod(u, u, p);
    mpz_mul(v, P->Y, P->Z);
    mpz_mul_2exp(v, v, 1);
    mpz_mod(v, v, p);
    chord(R, P, P, u, v, p);
    mpz_clears(u, v, t, NULL);
}

void projective_add(struct projective *R, const struct projective *P, const struct projective *Q,
                    const mpz_t a, const mpz_t p)
{
    mpz_t u, v, t;
    if (mpz_sgn(P->Z) == 0) {
        projective_set(R, Q);
        return;
    }
    if (mpz_sgn(Q->Z) == 0) {
        projective_set(R, P);
        return;
    }
    mpz_inits(u, v, t, NULL);
    mpz_mul(u, Q->Y, P->Z);
    mpz_submul(u, P->Y, Q->Z);
    mpz_mod(u, u, p);
    mpz_mul(v, Q->X, P->Z);
    mpz_submul(v, P->X, Q->Z);
    mpz_mod(v, v, p);
    if (mpz_sgn(v) == 0 && mpz_sgn(u) == 0) {
        double_point(R, P, a, p);
    } else if (mpz_sgn(v) == 0) {
        mpz_set_ui(R->X, 0);
        mpz_set_ui(R->Y, 1);
        mpz_set_ui(R->Z, 0);
    } else {
        chord(R, P, Q, u, v, p);
    }
    mpz_clears(u, v, t, NULL);
}
