// SPDX-License-Identifier: MIT
// The constants of P-256 and the tables of multiples of G, which the engines share.
#include "crypto/ec/p256.h"

#if defined(__SIZEOF_INT128__) // else there is no engine that asks for it
#include "crypto/ec/invert.h"
#include "crypto/ec/p256_field_portable.h"

#include "crypto/ec/p256_point.h"

#include <pthread.h>

const struct p256_int p256_p = {{P256_P0, P256_P1, P256_P2, P256_P3}};
const struct p256_int p256_n = {
    {0xf3b9cac2fc632551, 0xbce6faada7179e84, 0xffffffffffffffff, 0xffffffff00000000}};
const struct p256_int p256_one = {
    {0x0000000000000001, 0xffffffff00000000, 0xffffffffffffffff, 0x00000000fffffffe}};
const struct p256_int p256_r2 = {
    {0x0000000000000003, 0xfffffffbffffffff, 0xfffffffffffffffe, 0x00000004fffffffd}};
const struct p256_int p256_r3 = {
    {0xfffffffd0000000a, 0xffffffedfffffff7, 0x00000005fffffffc, 0x0000001800000001}};
const struct p256_affine p256_base = {
    {{0x79e730d418a9143c, 0x75ba95fc5fedb601, 0x79fb732b77622510, 0x18905f76a53755c6}},
    {{0xddf25357ce95560a, 0x8b4ab8e4ba19e45c, 0xd2e88688dd21f325, 0x8571ff1825885d85}},
};

static const struct invert_modulus invert_p = {
    .limbs = 4,
    .words = 5,
    .batches = 10,
    .inverse = 0xfffffffffffffff,
    .m = {0xfffffffffffffff, 0xfffffffff, 0x0, 0xffff00000001000, 0xffff},
};
static const struct invert_modulus invert_n = {
    .limbs = 4,
    .words = 5,
    .batches = 10,
    .inverse = 0x32e375511ff43b1,
    .m = {0x3b9cac2fc632551, 0xe6faada7179e84f, 0xfffffffffffffbc, 0xffff00000000fff, 0xffff},
};

void p256_invert_p(struct p256_int *out, const struct p256_int *x)
{
    invert(out->v, x->v, &invert_p);
}

void p256_invert_n(struct p256_int *out, const struct p256_int *x)
{
    invert(out->v, x->v, &invert_n);
}

void p256_invert_both(struct p256_int *p, struct p256_int *n)
{
    invert_two((uint64_t *const[2]){p->v, n->v}, (const uint64_t *const[2]){p->v, n->v},
               (const struct invert_modulus *const[2]){&invert_p, &invert_n});
}

void p256_invert_p_public(struct p256_int *out, const struct p256_int *x)
{
    invert_public(out->v, x->v, &invert_p);
}

void p256_invert_n_public(struct p256_int *out, const struct p256_int *x)
{
    invert_public(out->v, x->v, &invert_n);
}

// ---- tables ----

static _Alignas(64) struct p256_affine comb[P256_COMB_WINDOWS * P256_COMB_POINTS];
static _Alignas(64) struct p256_affine odd[P256_ODD_POINTS];
static pthread_once_t comb_once = PTHREAD_ONCE_INIT, odd_once = PTHREAD_ONCE_INIT;

// n <= 64 points at the price of one inversion: with the products P_i = Z_0 ... Z_i, 1/Z_i = P_(i-1) / P_i
// (Montgomery's trick).
static void to_affine(struct p256_affine *out, const struct p256_point *in, unsigned n)
{
    struct p256_int products[P256_COMB_POINTS], all, inverse, zz;
    products[0] = in[0].z;
    for (unsigned i = 1; i < n; i++)
        fe_mul(&products[i], &products[i - 1], &in[i].z);
    p256_invert_p_public(&all, &products[n - 1]);
    fe_mul(&all, &all, &p256_r3);
    for (unsigned i = n; i-- > 0;) {
        inverse = all;
        if (i > 0)
            fe_mul(&inverse, &all, &products[i - 1]);
        fe_mul(&all, &all, &in[i].z);
        fe_sqr(&zz, &inverse);
        fe_mul(&out[i].x, &in[i].x, &zz);
        fe_mul(&zz, &zz, &inverse);
        fe_mul(&out[i].y, &in[i].y, &zz);
    }
}

// 64 points, *next and what follows in steps.
static void make_row(struct p256_affine *out, struct p256_point *next, const struct point_addend *step)
{
    struct p256_point row[P256_COMB_POINTS];
    for (unsigned i = 0; i < P256_COMB_POINTS; i++) {
        row[i] = *next;
        point_add(next, &row[i], step);
    }
    to_affine(out, row, P256_COMB_POINTS);
}

static void make_comb(void)
{
    struct p256_point first, next, twice;
    struct point_addend step;
    point_from_affine(&first, &p256_base);
    for (unsigned i = 0; i < P256_COMB_WINDOWS; i++) {
        next = first;
        point_double(&twice, &first);
        point_prepare(&step, &twice);
        make_row(&comb[i * P256_COMB_POINTS], &next, &step);
        for (int j = 0; j < P256_COMB_BITS; j++)
            point_double(&first, &first);
    }
}

static void make_odd(void)
{
    struct p256_point next, twice;
    struct point_addend step;
    point_from_affine(&next, &p256_base);
    point_double(&twice, &next);
    point_prepare(&step, &twice);
    for (unsigned i = 0; i < P256_ODD_POINTS; i += P256_COMB_POINTS)
        make_row(&odd[i], &next, &step);
}

const struct p256_affine *p256_comb(void)
{
    pthread_once(&comb_once, make_comb);
    return comb;
}

const struct p256_affine *p256_odd_multiples(void)
{
    pthread_once(&odd_once, make_odd);
    return odd;
}

#endif
