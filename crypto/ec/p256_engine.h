// SPDX-License-Identifier: MIT
// An engine of P-256: from mpz_t into limbs and back, and ECDSA's two equations. The last of the templates:
// it defines the functions, and the file that includes it names them in its const struct.
#ifndef GLASSLOCK_EC_P256_ENGINE_H
#define GLASSLOCK_EC_P256_ENGINE_H

#include "crypto/ec/ec.h"
#include "crypto/ec/p256_order.h"

static inline bool engine_supports(const struct ec_curve *curve)
{
    return curve == &ec_p256;
}

// k mod n. A secret k is below n already; a longer one is public.
static inline struct p256_int scalar(const struct ec_group *g, const mpz_t k)
{
    struct p256_int out;
    if (mpz_size(k) <= 4) {
        out = p256_from_mpz(k);
        order_reduce(&out, &out);
        return out;
    }
    mpz_t reduced;
    mpz_init(reduced);
    mpz_mod(reduced, k, g->n);
    out = p256_from_mpz(reduced);
    mpz_clear(reduced);
    return out;
}

static inline struct p256_affine load(const struct ec_point *P)
{
    struct p256_affine out = {p256_from_mpz(P->x), p256_from_mpz(P->y)};
    fe_mul(&out.x, &out.x, &p256_r2);
    fe_mul(&out.y, &out.y, &p256_r2);
    return out;
}

// Out of Montgomery form.
static inline void fe_plain(struct p256_int *r, const struct p256_int *a)
{
    fe_mul(r, a, &(struct p256_int){{1}});
}

// x = X / Z^2 and y = Y / Z^3 as plain numbers.
static inline void to_plain(struct p256_int *x, struct p256_int *y, const struct p256_point *P)
{
    struct p256_int inverse, zz;
    p256_invert_p(&inverse, &P->z);
    fe_mul(&inverse, &inverse, &p256_r3);
    fe_sqr(&zz, &inverse);
    fe_mul(x, &P->x, &zz);
    fe_plain(x, x);
    fe_mul(&zz, &zz, &inverse);
    fe_mul(y, &P->y, &zz);
    fe_plain(y, y);
    gl_wipe(&inverse, sizeof inverse);
    gl_wipe(&zz, sizeof zz);
}

static inline void store(struct ec_point *R, struct p256_point *P)
{
    struct p256_affine affine;
    R->infinity = p256_is_zero(&P->z) != 0;
    to_plain(&affine.x, &affine.y, P);
    p256_to_mpz(R->x, &affine.x); // 0, 0 for O
    p256_to_mpz(R->y, &affine.y);
    gl_wipe(&affine, sizeof affine);
    gl_wipe(P, sizeof *P);
}

static inline void engine_add(const struct ec_group *g, struct ec_point *R, const struct ec_point *P,
                              const struct ec_point *Q)
{
    (void)g;
    if (P->infinity || Q->infinity) {
        ec_point_set(R, P->infinity ? Q : P);
        return;
    }
    struct p256_affine p = load(P), q = load(Q);
    struct p256_point first, sum;
    point_from_affine(&first, &p);
    add_affine_public(&sum, &first, &q);
    store(R, &sum);
}

static inline void engine_multiply(const struct ec_group *g, struct ec_point *R, const mpz_t k,
                                   const struct ec_point *P)
{
    if (P->infinity) {
        ec_point_set(R, P);
        return;
    }
    struct p256_int d = scalar(g, k);
    struct p256_affine p = load(P);
    struct p256_point product;
    multiply_point(&product, &d, &p);
    store(R, &product);
    gl_wipe(&d, sizeof d);
}

static inline void engine_multiply_base(const struct ec_group *g, struct ec_point *R, const mpz_t k)
{
    struct p256_int d = scalar(g, k);
    struct p256_point product;
    multiply_base(&product, &d);
    store(R, &product);
    gl_wipe(&d, sizeof d);
}

static inline void engine_multiply_two(const struct ec_group *g, struct ec_point *R, const mpz_t u,
                                       const mpz_t v, const struct ec_point *Q)
{
    if (Q->infinity) {
        engine_multiply_base(g, R, u);
        return;
    }
    struct p256_int a = scalar(g, u), b = scalar(g, v);
    struct p256_affine q = load(Q);
    struct p256_point sum;
    multiply_two_public(&sum, &a, &b, &q);
    store(R, &sum);
}

// FIPS 186-4, 6.4: r = x(k G) mod n, s = k^-1 (e + d r) mod n. Both inverses, of Z and of k, are taken at
// once.
static inline void engine_sign(const struct ec_group *g, mpz_t r, mpz_t s, const mpz_t k, const mpz_t e,
                               const mpz_t d)
{
    struct p256_int nonce = scalar(g, k), private = scalar(g, d), sum = scalar(g, e), x;
    struct p256_point R;
    multiply_base(&R, &nonce);
    p256_invert_both(&R.z, &nonce);
    fe_mul(&R.z, &R.z, &p256_r3);
    fe_sqr(&R.z, &R.z);
    fe_mul(&x, &R.x, &R.z);
    fe_plain(&x, &x);
    order_reduce(&x, &x);
    p256_to_mpz(r, &x);
    order_mul_plain(&x, &x, &private);
    order_add(&sum, &sum, &x);
    order_mul_plain(&sum, &sum, &nonce);
    p256_to_mpz(s, &sum);
    gl_wipe(&nonce, sizeof nonce);
    gl_wipe(&private, sizeof private);
    gl_wipe(&x, sizeof x);
    gl_wipe(&R, sizeof R);
}

// Is r = X / Z^2 mod n? X / Z^2 is below p, so it is r or r + n (where that is below p): no inversion.
static inline bool has_x(const struct p256_point *P, const struct p256_int *r)
{
    struct p256_int x, plus;
    uint64_t carry = 0, borrow = 0;
    fe_mul(&x, r, &p256_r2);
    fe_mul(&x, &x, &P->zz);
    if (p256_equal(&x, &P->x))
        return true;
    for (int i = 0; i < 4; i++)
        plus.v[i] = p256_adc(r->v[i], p256_n.v[i], &carry);
    for (int i = 0; i < 4; i++)
        p256_sbb(plus.v[i], p256_p.v[i], &borrow);
    if (carry || !borrow)
        return false;
    fe_mul(&x, &plus, &p256_r2);
    fe_mul(&x, &x, &P->zz);
    return p256_equal(&x, &P->x) != 0;
}

static inline bool engine_verify(const struct ec_group *g, const mpz_t r, const mpz_t s, const mpz_t e,
                                 const struct ec_point *Q)
{
    struct p256_int w = scalar(g, s), u1 = scalar(g, e), x = scalar(g, r), u2;
    struct p256_affine q = load(Q);
    struct p256_point R;
    p256_invert_n_public(&w, &w);
    order_mul_plain(&u1, &u1, &w);
    order_mul_plain(&u2, &x, &w);
    multiply_two_public(&R, &u1, &u2, &q);
    return !p256_is_zero(&R.z) && has_x(&R, &x);
}

#endif
