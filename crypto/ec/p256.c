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
    .inverse = 0x3fffffffffffffff,
    .m = {0x3fffffffffffffff, 0x3ffffffff, 0x0, 0x3fffffc000000040, 0xff},
};
static const struct invert_modulus invert_n = {
    .limbs = 4,
    .words = 5,
    .batches = 10,
    .inverse = 0x332e375511ff43b1,
    .m = {0x33b9cac2fc632551, 0x339beab69c5e7a13, 0x3ffffffffffffffb, 0x3fffffc00000003f, 0xff},
};

void p256_invert_p(struct p256_int *out, const struct p256_int *x)
{
    invert(out->v, x->v, &invert_p);
}

void p256_invert_n(struct p256_int *out, const struct p256_int *x)
{
    invert(out->v, x->v, &invert_n);
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

static struct p256_point from_affine(const struct p256_affine *P)
{
    return (struct p256_point){P->x, P->y, p256_one};
}

static void make_comb(void)
{
    struct p256_point row[P256_COMB_POINTS] = {from_affine(&p256_base)};
    for (unsigned i = 0; i < P256_COMB_WINDOWS; i++) {
        struct point_addend first;
        point_prepare(&first, &row[0]);
        for (unsigned j = 1; j < P256_COMB_POINTS; j++) {
            if (j % 2)
                point_double(&row[j], &row[j / 2]); // row[j] is j + 1 times the first
            else
                point_add(&row[j], &row[j - 1], &first);
        }
        to_affine(&comb[i * P256_COMB_POINTS], row, P256_COMB_POINTS);
        point_double(&row[0], &row[P256_COMB_POINTS - 1]); // 128 times the first begins the next row
    }
}

static void make_odd(void)
{
    struct p256_point row[P256_COMB_POINTS], next = from_affine(&p256_base);
    struct point_addend twice;
    point_double(&row[0], &next);
    point_prepare(&twice, &row[0]);
    for (unsigned i = 0; i < P256_ODD_POINTS; i += P256_COMB_POINTS) {
        for (unsigned j = 0; j < P256_COMB_POINTS; j++) {
            row[j] = next;
            point_add(&next, &next, &twice); // never 2 G + 2 G: next is odd
        }
        to_affine(&odd[i], row, P256_COMB_POINTS);
    }
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
