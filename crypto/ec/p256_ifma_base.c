// SPDX-License-Identifier: MIT
// k G on P-256 for a secret k, in eight lanes.
//
// With a table of all multiples 32^i d G no doubling is left, only a sum of 52 points, one for each 5 bits of
// k, and a sum can be taken in any order: lane l adds up windows l, l + 8, l + 16, ..., all eight lanes at
// once, and then the lanes are added to each other, in three rounds. That is 9 additions one after the other
// instead of 51.
//
// k is made odd (n - k where it is even, and the result negated), so that all digits can be odd: bits 5 i to
// 5 i
// + 5, the lowest of these set to 1, minus 2^5. No digit is 0, and no lane is ever O. Every entry of the
// table is read, and each lane keeps one under a mask.
//
// The addition fails for equal points. Two sums never are, as integers: the lowest digit of both together is
// odd, which leaves a remainder. Modulo n they can only be where their difference is n itself, which has such
// digits too, one for each window and none 0: so all windows must take part. That is the case in the last
// round, where one k in 2^256 is such: the doubling is computed always, and kept under a mask.
#include "crypto/ec/p256_ifma.h"

#if defined(__AVX512IFMA__) && defined(__AVX512DQ__) && defined(__ADX__)
#include "crypto/ec/p256_field_mulx.h"

#include "crypto/ec/p256_point.h"

#include "crypto/ec/p256_multiply.h"

#include "crypto/ec/p256_ifma_invert.h"

#include <pthread.h>
#include <string.h>

#define WIDTH   5
#define CHOICES 16                             // d = 1, 3, 5, ..., 31
#define SHARES  52                             // the last has one bit, and the digit 1
#define GROUPS  ((SHARES + LANES - 1) / LANES) // of one window a lane; the last group has four
#define WORDS   8                              // of an entry: four of x, four of y

// x and y as words of x 2^260 mod p; [group][d / 2][word][lane]
static _Alignas(64) uint64_t table[GROUPS][CHOICES][WORDS][LANES];
static pthread_once_t once = PTHREAD_ONCE_INIT;

// a in Montgomery form for 2^256 becomes that for 2^260.
static void times16(struct p256_int *a)
{
    for (int i = 0; i < 4; i++)
        fe_add(a, a, a);
}

static void make_entry(unsigned window, unsigned choice, const struct p256_point *P)
{
    struct p256_int x, y, inverse, zz;
    p256_invert_p_public(&inverse, &P->z);
    fe_mul(&inverse, &inverse, &p256_r3);
    fe_sqr(&zz, &inverse);
    fe_mul(&x, &P->x, &zz);
    fe_mul(&zz, &zz, &inverse);
    fe_mul(&y, &P->y, &zz);
    times16(&x);
    times16(&y);
    for (int i = 0; i < 4; i++) {
        table[window / LANES][choice][i][window % LANES] = x.v[i];
        table[window / LANES][choice][4 + i][window % LANES] = y.v[i];
    }
}

static void make_table(void)
{
    struct p256_point base, P, next, twice;
    struct point_addend step;
    point_from_affine(&base, &p256_base);
    for (unsigned window = 0; window < SHARES; window++) {
        point_double(&twice, &base);
        point_prepare(&step, &twice);
        P = base;
        for (unsigned choice = 0; choice < CHOICES; choice++) {
            make_entry(window, choice, &P);
            point_add(&next, &P, &step);
            P = next;
        }
        for (int i = 0; i < WIDTH; i++)
            point_double(&base, &base);
    }
}

// The digits of odd k, as 32 more than they are, so that bit 5 tells the sign.
static void cut(uint64_t digits[GROUPS * LANES], const struct p256_int *k)
{
    for (unsigned i = 0; i < SHARES - 1; i++) {
        unsigned at = i * WIDTH, word = at / 64, shift = at % 64;
        uint64_t bits = k->v[word] >> shift;
        if (shift > 64 - WIDTH - 1 && word < 3)
            bits |= k->v[word + 1] << (64 - shift);
        digits[i] = (bits | 1) & 63;
    }
    digits[SHARES - 1] = 33; // 1: what the window below has lent
}

// Each lane's multiple in this group of windows.
static inline void choose(struct lanes *x, struct lanes *y, unsigned group, const uint64_t digits[LANES])
{
    const __m512i digit = _mm512_loadu_si512(digits), bit5 = _mm512_srli_epi64(digit, WIDTH);
    // |digit - 32| / 2: the low bits, or their complement where it is negative
    const __m512i flip = _mm512_andnot_si512(_mm512_sub_epi64(_mm512_setzero_si512(), bit5), every(31));
    const __m512i which = _mm512_srli_epi64(_mm512_and_si512(_mm512_xor_si512(digit, flip), every(31)), 1);
    __m512i words[WORDS];
    UNROLL for (int i = 0; i < WORDS; i++) words[i] = _mm512_load_si512(table[group][0][i]);
    for (unsigned choice = 1; choice < CHOICES; choice++) {
        const __mmask8 here = _mm512_cmpeq_epi64_mask(which, every(choice));
        UNROLL for (int i = 0; i < WORDS; i++) words[i] =
            _mm512_mask_load_epi64(words[i], here, table[group][choice][i]);
    }
    lanes_split(x, words);
    lanes_split(y, words + 4);
    const __mmask8 negative = _mm512_testn_epi64_mask(digit, every(32));
    struct lanes minus;
    lanes_sum(&minus, 0, y, -1, y);
    UNROLL for (int i = 0; i < LIMBS; i++) y->limb[i] =
        _mm512_mask_mov_epi64(y->limb[i], negative, minus.limb[i]);
}

struct sum {
    struct lanes x, y, z;
};

// P = the point through which the chord goes; x1, y1 are P's and h, slope the differences, at one
// denominator; P's z is that denominator times h.
static inline void chord(struct sum *P, const struct lanes *x1, const struct lanes *y1, const struct lanes *h,
                         const struct lanes *slope)
{
    struct lanes hh, hhh, v, t;
    lanes_square(&hh, h);
    lanes_square(&t, slope);
    lanes_multiply(&v, x1, &hh);
    lanes_multiply(&hhh, &hh, h);
    lanes_combine(&P->x, 1, &t, -1, &hhh, -2, &v);
    lanes_multiply(&hhh, &hhh, y1);
    lanes_sum(&v, 1, &v, -1, &P->x);
    lanes_multiply(&v, &v, slope);
    lanes_sum(&P->y, 1, &v, -1, &hhh);
}

// P = P + (x, y)
static inline void add_affine(struct sum *P, const struct lanes *x, const struct lanes *y)
{
    struct lanes zz, h, slope, x1 = P->x, y1 = P->y;
    lanes_square(&zz, &P->z);
    lanes_multiply(&slope, y, &P->z);
    lanes_multiply(&h, x, &zz);
    lanes_multiply(&slope, &slope, &zz);
    lanes_sum(&h, 1, &h, -1, &x1);
    lanes_sum(&slope, 1, &slope, -1, &y1);
    lanes_multiply(&P->z, &P->z, &h);
    chord(P, &x1, &y1, &h, &slope);
}

// P = P + Q
static inline void add_sums(struct sum *P, const struct sum *Q)
{
    struct lanes zz, theirs, x1, y1, h, slope;
    lanes_square(&zz, &P->z);
    lanes_square(&theirs, &Q->z);
    lanes_multiply(&slope, &Q->y, &P->z);
    lanes_multiply(&y1, &P->y, &Q->z);
    lanes_multiply(&h, &Q->x, &zz);
    lanes_multiply(&x1, &P->x, &theirs);
    lanes_multiply(&slope, &slope, &zz);
    lanes_multiply(&y1, &y1, &theirs);
    lanes_multiply(&P->z, &P->z, &Q->z);
    lanes_sum(&h, 1, &h, -1, &x1);
    lanes_sum(&slope, 1, &slope, -1, &y1);
    lanes_multiply(&P->z, &P->z, &h);
    chord(P, &x1, &y1, &h, &slope);
}

// Each lane's sum of its windows.
static void add_windows(struct sum *P, const uint64_t digits[GROUPS * LANES])
{
    struct lanes x, y;
    struct sum more;
    choose(&P->x, &P->y, GROUPS - 2, digits + (GROUPS - 2) * LANES);
    lanes_broadcast(&P->z, p256_limbs_r_p);
    for (unsigned group = GROUPS - 2; group-- > 0;) {
        choose(&x, &y, group, digits + group * LANES);
        add_affine(P, &x, &y);
    }
    more = *P; // the last windows are there in half of the lanes only
    choose(&x, &y, GROUPS - 1, digits + (GROUPS - 1) * LANES);
    add_affine(&more, &x, &y);
    const __mmask8 there = (1u << (SHARES % LANES)) - 1;
    for (int i = 0; i < LIMBS; i++) {
        P->x.limb[i] = _mm512_mask_mov_epi64(P->x.limb[i], there, more.x.limb[i]);
        P->y.limb[i] = _mm512_mask_mov_epi64(P->y.limb[i], there, more.y.limb[i]);
        P->z.limb[i] = _mm512_mask_mov_epi64(P->z.limb[i], there, more.z.limb[i]);
    }
}

// Lane l of `out` is lane l + distance of `in`, 4 or 2.
static inline void rotate(struct lanes *out, const struct lanes *in, int distance)
{
    UNROLL for (int i = 0; i < LIMBS; i++) out->limb[i] =
        distance == 4 ? _mm512_shuffle_i64x2(in->limb[i], in->limb[i], 0x4e)
                      : _mm512_shuffle_i64x2(in->limb[i], in->limb[i], 0x39);
}

static inline void add_rotated(struct sum *P, int distance)
{
    struct sum Q;
    rotate(&Q.x, &P->x, distance);
    rotate(&Q.y, &P->y, distance);
    rotate(&Q.z, &P->z, distance);
    add_sums(P, &Q);
}

// Lanes 0 and 1 of x as numbers in Montgomery form for 2^256.
static void take_two(struct p256_int *zero, struct p256_int *one, const struct lanes *a)
{
    static const uint64_t two256[LIMBS] = {0, 0, 0, 0, UINT64_C(1) << 48};
    struct lanes x;
    uint64_t limb[LIMBS][LANES];
    lanes_broadcast(&x, two256);
    lanes_multiply(&x, a, &x);
    p256_lanes_reduce(&x, &x, &p256_lanes_p);
    memcpy(limb, &x, sizeof limb);
    for (int i = 0; i < 4; i++) {
        zero->v[i] = limb[i][0] >> 12 * i | limb[i + 1][0] << (LIMB_BITS - 12 * i);
        one->v[i] = limb[i][1] >> 12 * i | limb[i + 1][1] << (LIMB_BITS - 12 * i);
    }
    gl_wipe(limb, sizeof limb);
}

static inline void multiply_base(struct p256_point *r, const struct p256_int *k)
{
    uint64_t digits[GROUPS * LANES] = {0};
    struct p256_int odd;
    struct p256_point even_windows, odd_windows, twice;
    struct point_addend addend;
    struct sum P;
    pthread_once(&once, make_table);
    const uint64_t even = make_odd(&odd, k);
    cut(digits, &odd);
    add_windows(&P, digits);
    add_rotated(&P, 4);
    add_rotated(&P, 2);
    take_two(&even_windows.x, &odd_windows.x, &P.x);
    take_two(&even_windows.y, &odd_windows.y, &P.y);
    take_two(&even_windows.z, &odd_windows.z, &P.z);
    fe_sqr(&even_windows.zz, &even_windows.z);
    fe_sqr(&odd_windows.zz, &odd_windows.z);
    point_prepare(&addend, &odd_windows);
    point_double(&twice, &odd_windows);
    const uint64_t equal = point_add(r, &even_windows, &addend);
    p256_move(&r->x, equal, &twice.x);
    p256_move(&r->y, equal, &twice.y);
    p256_move(&r->z, equal, &twice.z);
    fe_negate_if(&r->y, even);
    gl_wipe(digits, sizeof digits);
    gl_wipe(&odd, sizeof odd);
    gl_wipe(&P, sizeof P);
    gl_wipe(&addend, sizeof addend);
    gl_wipe(&twice, sizeof twice);
    gl_wipe(&even_windows, sizeof even_windows);
    gl_wipe(&odd_windows, sizeof odd_windows);
}

#include "crypto/ec/p256_engine.h"

void p256_ifma_multiply_base(const struct ec_group *g, struct ec_point *R, const mpz_t k)
{
    engine_multiply_base(g, R, k);
}

void p256_ifma_sign(const struct ec_group *g, mpz_t r, mpz_t s, const mpz_t k, const mpz_t e, const mpz_t d)
{
    engine_sign(g, r, s, k, e, d);
}
#endif
