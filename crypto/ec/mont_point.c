// SPDX-License-Identifier: MIT
// Points of the engine `mont`: doubling, addition, and what stands in front of a table.
//
// As p256_point.h, where the formulas are explained, for any a = -3 or a = 0: the slope of the tangent is
// 3 (x^2 - 1) / 2 y in the one case, 3 x^2 / 2 y in the other.
#include "crypto/ec/mont.h"

#if defined(__SIZEOF_INT128__) && GMP_LIMB_BITS == 64

void mont_double(const struct mont_curve *c, struct mont_point *r, const struct mont_point *p)
{
    const struct mont_modulus *m = &c->p;
    struct mont_int zz, yy, slope, t, s;
    mont_sqr(m, &yy, &p->y);
    mont_sqr(m, &zz, &p->z);
    mont_mul(m, &r->z, &p->y, &p->z);
    if (c->a_is_zero) {
        mont_sqr(m, &t, &p->x);
    } else {
        mont_sub(m, &t, &p->x, &zz);
        mont_add(m, &zz, &p->x, &zz);
        mont_mul(m, &t, &t, &zz);
    }
    mont_halve(m, &slope, &t);
    mont_add(m, &slope, &slope, &t);
    mont_mul(m, &s, &p->x, &yy);
    mont_sqr(m, &yy, &yy);
    mont_sqr(m, &t, &slope);
    mont_sub(m, &t, &t, &s);
    mont_sub(m, &r->x, &t, &s);
    mont_sub(m, &s, &s, &r->x);
    mont_mul(m, &s, &s, &slope);
    mont_sub(m, &r->y, &s, &yy);
}

// The chord through two points whose coordinates have one denominator: x1, y1, h = x2 - x1, slope = y2 - y1.
// r->z is already that denominator times h.
static void chord(const struct mont_modulus *m, struct mont_point *r, const struct mont_int *x1,
                  const struct mont_int *y1, const struct mont_int *h, const struct mont_int *slope)
{
    struct mont_int hh, hhh, v, t;
    mont_sqr(m, &hh, h);
    mont_mul(m, &hhh, &hh, h);
    mont_mul(m, &v, x1, &hh);
    mont_sqr(m, &t, slope);
    mont_sub(m, &t, &t, &hhh);
    mont_sub(m, &t, &t, &v);
    mont_mul(m, &hhh, &hhh, y1);
    mont_sub(m, &r->x, &t, &v);
    mont_sub(m, &v, &v, &r->x);
    mont_mul(m, &v, &v, slope);
    mont_sub(m, &r->y, &v, &hhh);
}

uint64_t mont_add_affine(const struct mont_curve *c, struct mont_point *r, const struct mont_point *p,
                         const struct mont_affine *q)
{
    const struct mont_modulus *m = &c->p;
    struct mont_int zz, h, slope, x1 = p->x, y1 = p->y;
    mont_sqr(m, &zz, &p->z);
    mont_mul(m, &h, &q->x, &zz);
    mont_mul(m, &zz, &zz, &p->z);
    mont_mul(m, &slope, &q->y, &zz);
    mont_sub(m, &h, &h, &x1);
    mont_sub(m, &slope, &slope, &y1);
    mont_mul(m, &r->z, &p->z, &h);
    chord(m, r, &x1, &y1, &h, &slope);
    return mont_is_zero(m, &h) & mont_is_zero(m, &slope);
}

uint64_t mont_point_add(const struct mont_curve *c, struct mont_point *r, const struct mont_point *p,
                        const struct mont_point *q)
{
    const struct mont_modulus *m = &c->p;
    struct mont_int zz1, zz2, x1, y1, h, slope;
    mont_sqr(m, &zz1, &p->z);
    mont_sqr(m, &zz2, &q->z);
    mont_mul(m, &x1, &p->x, &zz2);
    mont_mul(m, &h, &q->x, &zz1);
    mont_mul(m, &zz1, &zz1, &p->z);
    mont_mul(m, &zz2, &zz2, &q->z);
    mont_mul(m, &y1, &p->y, &zz2);
    mont_mul(m, &slope, &q->y, &zz1);
    mont_mul(m, &r->z, &p->z, &q->z);
    mont_sub(m, &h, &h, &x1);
    mont_sub(m, &slope, &slope, &y1);
    mont_mul(m, &r->z, &r->z, &h);
    chord(m, r, &x1, &y1, &h, &slope);
    return mont_is_zero(m, &h) & mont_is_zero(m, &slope);
}

// With the products P_i = Z_0 ... Z_i, 1/Z_i = P_(i-1) / P_i (Montgomery's trick).
void mont_to_affine_public(const struct mont_curve *c, struct mont_affine *out, const struct mont_point *in,
                           unsigned n)
{
    const struct mont_modulus *m = &c->p;
    struct mont_int products[MONT_ODD_POINTS], all, inverse, zz;
    products[0] = in[0].z;
    for (unsigned i = 1; i < n; i++)
        mont_mul(m, &products[i], &products[i - 1], &in[i].z);
    mont_invert_public(m, &all, &products[n - 1]);
    for (unsigned i = n; i-- > 0;) {
        inverse = all;
        if (i > 0)
            mont_mul(m, &inverse, &all, &products[i - 1]);
        mont_mul(m, &all, &all, &in[i].z);
        mont_sqr(m, &zz, &inverse);
        mont_mul(m, &out[i].x, &in[i].x, &zz);
        mont_mul(m, &zz, &zz, &inverse);
        mont_mul(m, &out[i].y, &in[i].y, &zz);
    }
}

#endif
