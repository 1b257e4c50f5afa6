// SPDX-License-Identifier: MIT
// Eight integers side by side: products modulo n, full reduction, and inversion by Montgomery's trick.
#include "crypto/ec/p256_ifma.h"

#if defined(__AVX512IFMA__) && defined(__AVX512DQ__)
#include "crypto/common/cpu.h"
#include "crypto/ec/p256_ifma_invert.h"

#include <string.h>

const uint64_t p256_limbs_p[LIMBS] = {0xfffffffffffff, 0x00fffffffffff, 0, 0x0001000000000, 0x0ffffffff0000};
const uint64_t p256_limbs_n[LIMBS] = {0x9cac2fc632551, 0xada7179e84f3b, 0xfffffffbce6fa, 0x0000fffffffff,
                                      0x0ffffffff0000};
const uint64_t p256_limbs_r_p[LIMBS] = {0x0000000000010, 0xf000000000000, 0xfffffffffffff, 0xffeffffffffff,
                                        0x00000000fffff};
const uint64_t p256_limbs_rr_p[LIMBS] = {0x0000000000300, 0xffffffff00000, 0xffffefffffffb, 0xfdfffffffffff,
                                         0x0000004ffffff};
const uint64_t p256_limbs_rr_n[LIMBS] = {0x5cc0dea6dc3ba, 0x192a067d8a084, 0xbec59615571bb, 0x1fc245b2392b6,
                                         0x0e12d9559d956};

static void multiply_p(struct lanes *r, const struct lanes *a, const struct lanes *b)
{
    lanes_multiply(r, a, b);
}

// r = a b / R mod n, with the same bounds as modulo p. n has no special form: m is a product, and so is m n.
static void multiply_n(struct lanes *r, const struct lanes *a, const struct lanes *b)
{
    const __m512i negative_inverse = every(0x1c8aaee00bc4f); // -1/n mod 2^52
    __m512i t[2 * LIMBS + 1];
    struct lanes n;
    lanes_broadcast(&n, p256_limbs_n);
    clear(t);
    UNROLL for (int i = 0; i < LIMBS; i++)
    {
        multiply_row(t + i, a, b->limb[i]);
        multiply_row(t + i, &n, _mm512_madd52lo_epu64(_mm512_setzero_si512(), t[i], negative_inverse));
        t[i + 1] = _mm512_add_epi64(t[i + 1], _mm512_srli_epi64(t[i], LIMB_BITS));
    }
    for (int i = 0; i < LIMBS; i++)
        r->limb[i] = t[LIMBS + i];
    lanes_settle(r, r);
}

const struct lanes_modulus p256_lanes_p = {p256_limbs_p, p256_limbs_rr_p, multiply_p, p256_invert_p_public};
const struct lanes_modulus p256_lanes_n = {p256_limbs_n, p256_limbs_rr_n, multiply_n, p256_invert_n_public};

void p256_lanes_load(struct lanes *r, const struct p256_int words[LANES])
{
    const __m512i at = _mm512_setr_epi64(0, 4, 8, 12, 16, 20, 24, 28);
    __m512i w[4];
    for (int i = 0; i < 4; i++)
        w[i] = _mm512_i64gather_epi64(at, &words[0].v[i], sizeof(uint64_t));
    lanes_split(r, w);
}

// A loose number is below 3 m.
void p256_lanes_reduce(struct lanes *r, const struct lanes *a, const struct lanes_modulus *m)
{
    *r = *a;
    for (int round = 0; round < 2; round++) {
        struct lanes less;
        for (int i = 0; i < LIMBS; i++)
            less.limb[i] = _mm512_sub_epi64(r->limb[i], every(m->limbs[i]));
        lanes_settle(&less, &less);
        const __mmask8 negative = _mm512_movepi64_mask(less.limb[LIMBS - 1]);
        for (int i = 0; i < LIMBS; i++)
            r->limb[i] = _mm512_mask_mov_epi64(less.limb[i], negative, r->limb[i]);
    }
}

__mmask8 p256_lanes_zero(const struct lanes *a, const struct lanes_modulus *m)
{
    struct lanes least;
    p256_lanes_reduce(&least, a, m);
    __m512i any = least.limb[0];
    for (int i = 1; i < LIMBS; i++)
        any = _mm512_or_si512(any, least.limb[i]);
    return _mm512_testn_epi64_mask(any, any);
}

// Lane l gets what is in lane l ^ 1, l ^ 2 or l ^ 4.
static struct lanes exchanged(const struct lanes *a, int distance)
{
    struct lanes r;
    for (int i = 0; i < LIMBS; i++) {
        const __m512i x = a->limb[i];
        r.limb[i] = distance == 1   ? _mm512_permutex_epi64(x, 0xb1)
                    : distance == 2 ? _mm512_permutex_epi64(x, 0x4e)
                                    : _mm512_shuffle_i64x2(x, x, 0x4e);
    }
    return r;
}

// The inverse of a number that is the same in every lane. From x R it makes 1 / (x R), and two products with
// R^2 make that R / x.
static bool invert_one(struct lanes *r, const struct lanes *a, const struct lanes_modulus *m)
{
    struct p256_int word = {{0}};
    struct lanes least, rr;
    uint64_t limb[LIMBS][LANES];
    if (p256_lanes_zero(a, m))
        return false;
    p256_lanes_reduce(&least, a, m);
    memcpy(limb, &least, sizeof limb);
    for (int i = 0; i < 4; i++)
        word.v[i] = limb[i][0] >> 12 * i | limb[i + 1][0] << (LIMB_BITS - 12 * i);
    m->invert(&word, &word);
    p256_lanes_load(r, (const struct p256_int[LANES]){word, word, word, word, word, word, word, word});
    lanes_broadcast(&rr, m->rr);
    m->multiply(r, r, &rr);
    m->multiply(r, r, &rr);
    return true;
}

// Montgomery's trick: the inverse of a product gives the inverse of each factor, by multiplication with the
// others. So one inversion serves up to 64 numbers: first the product of the registers, then that of the
// eight lanes, in three exchanges; and back again.
bool p256_lanes_invert(struct lanes *const x[], size_t n, const struct lanes_modulus *m)
{
    struct lanes before[LANES_GROUPS], product = *x[0], others, inverse;
    for (size_t i = 1; i < n; i++) {
        before[i] = product;
        m->multiply(&product, &product, x[i]);
    }
    others = exchanged(&product, 1);
    m->multiply(&product, &product, &others);
    for (int distance = 2; distance < LANES; distance *= 2) {
        const struct lanes theirs = exchanged(&product, distance);
        m->multiply(&others, &others, &theirs);
        m->multiply(&product, &product, &theirs);
    }
    if (!invert_one(&inverse, &product, m))
        return false;
    m->multiply(&inverse, &inverse, &others);
    for (size_t i = n - 1; i > 0; i--) {
        const struct lanes factor = *x[i];
        m->multiply(x[i], &inverse, &before[i]);
        m->multiply(&inverse, &inverse, &factor);
    }
    *x[0] = inverse;
    return true;
}

bool p256_ifma_lanes(enum p256_ifma_operation operation, uint64_t out[LIMBS][LANES], uint64_t a[LIMBS][LANES],
                     uint64_t b[LIMBS][LANES])
{
    struct lanes r, x, y, *inverse = &r;
    if (!gl_cpu_has(GL_CPU_IFMA))
        return false;
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    r = x;
    if (operation == P256_IFMA_MULTIPLY)
        lanes_multiply(&r, &x, &y);
    else if (operation == P256_IFMA_SQUARE)
        lanes_square(&r, &x);
    else if (operation == P256_IFMA_COMBINE)
        lanes_sum(&r, 4, &x, -8, &y);
    else if (operation == P256_IFMA_MULTIPLY_N)
        multiply_n(&r, &x, &y);
    else if (operation == P256_IFMA_INVERT || operation == P256_IFMA_INVERT_N)
        p256_lanes_invert(&inverse, 1, operation == P256_IFMA_INVERT ? &p256_lanes_p : &p256_lanes_n);
    if (operation >= P256_IFMA_REDUCE)
        p256_lanes_reduce(&r, &r, operation >= P256_IFMA_REDUCE_N ? &p256_lanes_n : &p256_lanes_p);
    memcpy(out, &r, sizeof r);
    return true;
}

#else

bool p256_ifma_lanes(enum p256_ifma_operation operation, uint64_t out[LIMBS][LANES], uint64_t a[LIMBS][LANES],
                     uint64_t b[LIMBS][LANES])
{
    (void)operation;
    (void)out;
    (void)a;
    (void)b;
    return false;
}

#endif
