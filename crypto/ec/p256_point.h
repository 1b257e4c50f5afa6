// SPDX-License-Identifier: MIT
// Doubling and addition on P-256 in Jacobian coordinates. A template: include a p256_field_*.h first.
//
// y^2 = x^3 - 3 x + b with x = X / Z^2 and y = Y / Z^3: no inversion until the end. The slope of a tangent is
// 3 (x^2 - 1) / 2 y, and X^2 - Z^4 is a product, (X - Z^2)(X + Z^2): that is why a = -3 was chosen. The
// doubling keeps Z = Y Z instead of 2 Y Z; all three coordinates are then scaled alike, and a few doublings
// fall away. CT: all of it in constant time, save where a name says `public`.
#ifndef GLASSLOCK_EC_P256_POINT_H
#define GLASSLOCK_EC_P256_POINT_H

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

// r = -a where the mask is set, for a point's y (which is never 0: no point has order 2)
static inline void fe_negate_if(struct p256_int *r, uint64_t mask)
{
    struct p256_int negative;
    fe_sub(&negative, &(struct p256_int){0}, r);
    p256_move(r, mask, &negative);
}

// r = 2 p; O gives O. r may be p.
static inline void point_double(struct p256_point *r, const struct p256_point *p)
{
    struct p256_int zz, yy, slope, t, s;
    fe_sqr(&zz, &p->z);
    fe_sqr(&yy, &p->y);
    fe_mul(&r->z, &p->y, &p->z);
    fe_sub(&t, &p->x, &zz);
    fe_add(&zz, &p->x, &zz);
    fe_mul(&s, &p->x, &yy);
    fe_mul(&t, &t, &zz);
    fe_halve(&slope, &t);
    fe_add(&slope, &slope, &t); // 3/2 (X^2 - Z^4)
    fe_sqr(&yy, &yy);
    fe_sqr(&t, &slope);
    fe_add(&zz, &s, &s);
    fe_sub(&r->x, &t, &zz);
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
    fe_mul(&hhh, &hh, h);
    fe_mul(&v, x1, &hh);
    fe_sub(&t, &t, &hhh);
    fe_mul(&hhh, &hhh, y1);
    fe_sub(&t, &t, &v);
    fe_sub(&r->x, &t, &v);
    fe_sub(&v, &v, &r->x);
    fe_mul(&v, &v, slope);
    fe_sub(&r->y, &v, &hhh);
}

// r = p + q for p, q not O and p != q (p = -q gives O). Where p = q, the mask that comes back is set, and r
// is wrong. r may be p.
static inline uint64_t point_add_affine(struct p256_point *r, const struct p256_point *p,
                                        const struct p256_affine *q)
{
    struct p256_int zz, h, slope, x1 = p->x, y1 = p->y;
    fe_sqr(&zz, &p->z);
    fe_mul(&h, &q->x, &zz);
    fe_mul(&zz, &zz, &p->z);
    fe_sub(&h, &h, &x1);
    fe_mul(&slope, &q->y, &zz);
    fe_mul(&r->z, &p->z, &h);
    fe_sub(&slope, &slope, &y1);
    point_chord(r, &x1, &y1, &h, &slope);
    return p256_is_zero(&h) & p256_is_zero(&slope);
}

// A point to be added many times: with Z^2 and Z^3.
struct point_addend {
    struct p256_point p;
    struct p256_int zz, zzz;
};

static inline void point_prepare(struct point_addend *a, const struct p256_point *p)
{
    a->p = *p;
    fe_sqr(&a->zz, &p->z);
    fe_mul(&a->zzz, &a->zz, &p->z);
}

// As point_add_affine.
static inline uint64_t point_add(struct p256_point *r, const struct p256_point *p,
                                 const struct point_addend *q)
{
    struct p256_int zz, x1, y1, h, slope;
    fe_sqr(&zz, &p->z);
    fe_mul(&x1, &p->x, &q->zz);
    fe_mul(&y1, &p->y, &q->zzz);
    fe_mul(&h, &q->p.x, &zz);
    fe_mul(&zz, &zz, &p->z);
    fe_sub(&h, &h, &x1);
    fe_mul(&slope, &q->p.y, &zz);
    fe_mul(&r->z, &p->z, &q->p.z);
    fe_sub(&slope, &slope, &y1);
    fe_mul(&r->z, &r->z, &h);
    point_chord(r, &x1, &y1, &h, &slope);
    return p256_is_zero(&h) & p256_is_zero(&slope);
}

#endif
