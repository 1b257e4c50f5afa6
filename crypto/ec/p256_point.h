// SPDX-License-Identifier: MIT
// Doubling and addition on P-256 in Jacobian coordinates. A template: include a p256_field_*.h first.
//
// y^2 = x^3 - 3 x + b with x = X / Z^2 and y = Y / Z^3: no inversion until the end. The slope of a tangent is
// 3 (x^2 - 1) / 2 y, and X^2 - Z^4 is a product, (X - Z^2)(X + Z^2): that is why a = -3 was chosen. The
// doubling keeps Z = Y Z instead of 2 Y Z; all three coordinates are then scaled alike, and a few doublings
// fall away. CT: all of it in constant time, save where a name says `public`.
#ifndef GLASSLOCK_EC_P256_POINT_H
#define GLASSLOCK_EC_P256_POINT_H

// r = -a where the mask is set, for a point's y (which is never 0: no point has order 2)
static inline void fe_negate_if(struct p256_int *r, uint64_t mask)
{
    struct p256_int negative;
    fe_sub(&negative, &(struct p256_int){0}, r);
    p256_move(r, mask, &negative);
}

// r = 2 p; O gives O. r may be p. The order is that in which a product seldom waits for the one before.
static inline void point_double(struct p256_point *r, const struct p256_point *p)
{
    struct p256_int yy, slope, s, t;
    fe_sub(&t, &p->x, &p->zz);
    fe_add(&s, &p->x, &p->zz);
    fe_mul(&t, &t, &s);
    fe_sqr(&yy, &p->y);
    fe_mul(&s, &p->x, &yy);
    fe_halve(&slope, &t);
    fe_add(&slope, &slope, &t); // 3/2 (X^2 - Z^4)
    fe_sqr(&t, &slope);
    fe_mul(&r->z, &p->y, &p->z);
    fe_sqr(&yy, &yy);
    fe_sub(&t, &t, &s);
    fe_sub(&r->x, &t, &s);
    fe_sqr(&r->zz, &r->z);
    fe_sub(&s, &s, &r->x);
    fe_mul(&s, &s, &slope);
    fe_sub(&r->y, &s, &yy);
}

// The chord through two points whose coordinates have been brought to one denominator: x1, y1 and h = x2 -
// x1, slope = y2 - y1. r->z is already the common denominator times h.
static inline void point_chord(struct p256_point *r, const struct p256_int *x1, const struct p256_int *y1,
                               const struct p256_int *h, const struct p256_int *slope)
{
    struct p256_int hh, hhh, v, t;
    fe_sqr(&hh, h);
    fe_sqr(&t, slope);
    fe_mul(&v, x1, &hh);
    fe_mul(&hhh, &hh, h);
    fe_sub(&t, &t, &v);
    fe_sub(&t, &t, &v);
    fe_sub(&r->x, &t, &hhh);
    fe_mul(&hhh, &hhh, y1);
    fe_sqr(&r->zz, &r->z);
    fe_sub(&v, &v, &r->x);
    fe_mul(&v, &v, slope);
    fe_sub(&r->y, &v, &hhh);
}

// r = p + q for p, q not O and p != q (p = -q gives O). Where p = q, the mask that comes back is set, and r
// is wrong. r may not be p.
static inline uint64_t point_add_affine(struct p256_point *r, const struct p256_point *p,
                                        const struct p256_affine *q)
{
    struct p256_int h, slope;
    fe_mul(&h, &q->x, &p->zz);
    fe_mul(&slope, &p->zz, &p->z);
    fe_sub(&h, &h, &p->x);
    fe_mul(&slope, &slope, &q->y);
    fe_mul(&r->z, &p->z, &h);
    fe_sub(&slope, &slope, &p->y);
    point_chord(r, &p->x, &p->y, &h, &slope);
    return p256_is_zero(&h) & p256_is_zero(&slope);
}

// A point to be added many times: with Z^3.
struct point_addend {
    struct p256_point p;
    struct p256_int zzz;
};

static inline void point_prepare(struct point_addend *a, const struct p256_point *p)
{
    a->p = *p;
    fe_mul(&a->zzz, &p->zz, &p->z);
}

// As point_add_affine.
static inline uint64_t point_add(struct p256_point *r, const struct p256_point *p,
                                 const struct point_addend *q)
{
    struct p256_int x1, y1, h, slope;
    fe_mul(&h, &q->p.x, &p->zz);
    fe_mul(&x1, &p->x, &q->p.zz);
    fe_mul(&slope, &p->zz, &p->z);
    fe_mul(&y1, &p->y, &q->zzz);
    fe_sub(&h, &h, &x1);
    fe_mul(&slope, &slope, &q->p.y);
    fe_mul(&r->z, &p->z, &q->p.z);
    fe_sub(&slope, &slope, &y1);
    fe_mul(&r->z, &r->z, &h);
    point_chord(r, &x1, &y1, &h, &slope);
    return p256_is_zero(&h) & p256_is_zero(&slope);
}

static inline void point_from_affine(struct p256_point *r, const struct p256_affine *p)
{
    *r = (struct p256_point){p->x, p->y, p256_one, p256_one};
}

#endif
