// SPDX-License-Identifier: MIT
// The engine `mont`: all prime curves but the classroom's, in constant time, in plain C.
//
// One code for 192 to 521 bits. What P-256's engines draw from the prime's shape it goes without; what it
// shares with them is Montgomery's product in place of a division (mont_field.c), Jacobian coordinates in
// place of an inversion for every addition (mont_point.c), tables and signed windows (mont_multiply.c),
// division steps for the one inversion that is left (invert.c). Beside the textbook engine that is a factor
// of a hundred.
#include "crypto/ec/engines.h"

#if defined(__SIZEOF_INT128__) && GMP_LIMB_BITS == 64
#include "crypto/common/bytes.h"
#include "crypto/ec/mont.h"
#include "crypto/rsa/limbs.h"
#include "crypto/trace/ti.h"

static bool supports(const struct ec_curve *curve)
{
    return curve != &ec_classroom;
}

// k mod n, in a time that says how many limbs k has and no more.
static void load_scalar(const struct mont_curve *c, const struct ec_group *g, struct mont_int *out,
                        const mpz_t k)
{
    mpz_t reduced;
    mpz_init(reduced);
    limbs_mod(reduced, k, g->n);
    mont_load(&c->n, out, reduced);
    ti_wipe_mpz(reduced);
}

static void load_point(const struct mont_curve *c, struct mont_affine *out, const struct ec_point *P)
{
    mont_from_mpz(&c->p, &out->x, P->x);
    mont_from_mpz(&c->p, &out->y, P->y);
}

// x = X / Z^2, and y = Y / Z^3 where it is wanted, as plain numbers.
static void to_affine(const struct mont_curve *c, struct mont_int *x, struct mont_int *y,
                      const struct mont_point *P)
{
    const struct mont_modulus *m = &c->p;
    struct mont_int inverse, zz;
    mont_invert(m, &inverse, &P->z);
    mont_sqr(m, &zz, &inverse);
    mont_mul(m, x, &P->x, &zz);
    mont_to_plain(m, x, x);
    if (y) {
        mont_mul(m, &zz, &zz, &inverse);
        mont_mul(m, y, &P->y, &zz);
        mont_to_plain(m, y, y);
    }
    gl_wipe(&inverse, sizeof inverse);
    gl_wipe(&zz, sizeof zz);
}

static void store(const struct mont_curve *c, struct ec_point *R, struct mont_point *P)
{
    struct mont_affine affine;
    R->infinity = mont_is_zero(&c->p, &P->z) != 0;
    to_affine(c, &affine.x, &affine.y, P);
    mont_store(&c->p, R->x, &affine.x); // 0, 0 for O
    mont_store(&c->p, R->y, &affine.y);
    gl_wipe(&affine, sizeof affine);
    gl_wipe(P, sizeof *P);
}

static void add(const struct ec_group *g, struct ec_point *R, const struct ec_point *P,
                const struct ec_point *Q)
{
    const struct mont_curve *c = mont_curve(g->curve);
    struct mont_affine p, q;
    if (P->infinity || Q->infinity) {
        ec_point_set(R, P->infinity ? Q : P);
        return;
    }
    load_point(c, &p, P);
    load_point(c, &q, Q);
    struct mont_point sum = {p.x, p.y, c->p.one}, first = sum;
    if (mont_add_affine(c, &sum, &first, &q))
        mont_double(c, &sum, &first);
    store(c, R, &sum);
}

static void multiply(const struct ec_group *g, struct ec_point *R, const mpz_t k, const struct ec_point *P)
{
    const struct mont_curve *c = mont_curve(g->curve);
    struct mont_affine p;
    struct mont_point product;
    struct mont_int d;
    if (P->infinity) {
        ec_point_set(R, P);
        return;
    }
    load_scalar(c, g, &d, k);
    load_point(c, &p, P);
    mont_multiply(c, &product, &d, &p);
    store(c, R, &product);
    gl_wipe(&d, sizeof d);
}

static void multiply_base(const struct ec_group *g, struct ec_point *R, const mpz_t k)
{
    const struct mont_curve *c = mont_curve(g->curve);
    struct mont_point product;
    struct mont_int d;
    load_scalar(c, g, &d, k);
    mont_multiply_base(c, &product, &d);
    store(c, R, &product);
    gl_wipe(&d, sizeof d);
}

static void multiply_two(const struct ec_group *g, struct ec_point *R, const mpz_t u, const mpz_t v,
                         const struct ec_point *Q)
{
    const struct mont_curve *c = mont_curve(g->curve);
    struct mont_affine q;
    struct mont_point sum;
    struct mont_int a, b;
    if (Q->infinity) {
        multiply_base(g, R, u);
        return;
    }
    load_scalar(c, g, &a, u);
    load_scalar(c, g, &b, v);
    load_point(c, &q, Q);
    mont_multiply_two_public(c, &sum, &a, &b, &q);
    store(c, R, &sum);
}

// r = a b mod n for plain numbers
static void order_mul(const struct mont_curve *c, struct mont_int *r, const struct mont_int *a,
                      const struct mont_int *b)
{
    mont_mul(&c->n, r, a, b);
    mont_mul(&c->n, r, r, &c->n.r2);
}

// FIPS 186-4, 6.4: r = x(k G) mod n, s = k^-1 (e + d r) mod n.
static void sign(const struct ec_group *g, mpz_t r, mpz_t s, const mpz_t k, const mpz_t e, const mpz_t d)
{
    const struct mont_curve *c = mont_curve(g->curve);
    struct mont_int nonce, private, sum, x;
    struct mont_point R;
    load_scalar(c, g, &nonce, k);
    load_scalar(c, g, &private, d);
    load_scalar(c, g, &sum, e);
    mont_multiply_base(c, &R, &nonce);
    to_affine(c, &x, NULL, &R);
    mont_reduce(&c->n, &x, &x); // x < p < 2 n
    mont_store(&c->n, r, &x);
    order_mul(c, &x, &x, &private);
    mont_add(&c->n, &sum, &sum, &x);
    invert(nonce.v, nonce.v, &c->n.inverse);
    order_mul(c, &sum, &sum, &nonce);
    mont_store(&c->n, s, &sum);
    gl_wipe(&nonce, sizeof nonce);
    gl_wipe(&private, sizeof private);
    gl_wipe(&x, sizeof x);
    gl_wipe(&R, sizeof R);
}

// Is X / Z^2 = x, a plain number?
static bool has_x(const struct mont_curve *c, const struct mont_point *P, const mpz_t x)
{
    const struct mont_modulus *m = &c->p;
    struct mont_int t, zz;
    mont_sqr(m, &zz, &P->z);
    mont_from_mpz(m, &t, x);
    mont_mul(m, &t, &t, &zz);
    mont_sub(m, &t, &t, &P->x);
    return mont_is_zero(m, &t) != 0;
}

static bool verify(const struct ec_group *g, const mpz_t r, const mpz_t s, const mpz_t e,
                   const struct ec_point *Q)
{
    const struct mont_curve *c = mont_curve(g->curve);
    struct mont_int w, u1, u2;
    struct mont_affine q;
    struct mont_point R;
    load_scalar(c, g, &w, s);
    load_scalar(c, g, &u1, e);
    load_scalar(c, g, &u2, r);
    load_point(c, &q, Q);
    invert_public(w.v, w.v, &c->n.inverse);
    order_mul(c, &u1, &u1, &w);
    order_mul(c, &u2, &u2, &w);
    mont_multiply_two_public(c, &R, &u1, &u2, &q);
    if (mont_is_zero(&c->p, &R.z))
        return false;
    if (mpz_cmp(r, g->p) < 0 && has_x(c, &R, r))
        return true;
    mpz_t x; // x(R) mod n = r also for x(R) = r + n
    mpz_init(x);
    mpz_add(x, r, g->n);
    bool has = mpz_cmp(x, g->p) < 0 && has_x(c, &R, x);
    mpz_clear(x);
    return has;
}

const struct ec_engine ec_mont = {
    .engine = {.name = "mont",
               .technique = "64-bit limbs in Montgomery form, Jacobian points, windows",
               .constant_time = true},
    .supports = supports,
    .add = add,
    .multiply = multiply,
    .multiply_base = multiply_base,
    .multiply_two = multiply_two,
    .sign = sign,
    .verify = verify,
};

#else

static bool nowhere(void)
{
    return false;
}

const struct ec_engine ec_mont = {
    .engine = {.name = "mont", .technique = "needs 128-bit products", .available = nowhere},
};

#endif
