// SPDX-License-Identifier: MIT
// Division steps. Euclid's algorithm divides, which takes a time that depends on the numbers. A division step
// only looks at the lowest bit of g and at the sign of a counter delta, and halves:
//
//     (delta, f, g) -> (1 - delta, g, (g - f) / 2)                 if delta > 0 and g is odd
//     (delta, f, g) -> (1 + delta, f, (g + (g mod 2) f) / 2)       otherwise
//
// f stays odd. From f = m, g = x and delta = 1/2 (P. Wuille's variant, which needs fewer), after at most
// (45907 bits + 30179) / 19929 steps g = 0 and f = +-1, and the steps are then written down: the same ones,
// done to d = 0 and e = 1 modulo m instead, leave +-x^-1 in d.
//
// The speed: 60 steps depend on the lowest 60 bits of f and g only. They are done on single machine words and
// gathered in a 2 x 2 matrix (u v; q r), which is then applied once to the long f, g and to d, e. Numbers are
// in words of 60 bits, the highest one signed, so that a product of a matrix entry and a word leaves room for
// sums. In zeta = -(delta + 1/2), the sign bit asks for delta > 0.
#include "crypto/ec/invert.h"

#if defined(__SIZEOF_INT128__) // else the engines that need it are not there
#include "crypto/common/bytes.h"

#include <stdbool.h>

__extension__ typedef __int128 wide;

#define WORD_BITS 60
#define HALF      30
#define MOST      2 // inversions at once
#define WORD_MASK ((INT64_C(1) << WORD_BITS) - 1)
#define MAX_WORDS (INVERT_MAX_LIMBS + 1)

struct matrix {
    int64_t u, v, q, r;
};

struct steps { // the lowest words and the counter
    uint64_t f, g, zeta;
};

static void to_words(int64_t *out, unsigned words, const uint64_t *in, unsigned limbs)
{
    for (unsigned i = 0; i < words; i++) {
        unsigned at = i * WORD_BITS, limb = at / 64, shift = at % 64;
        uint64_t word = limb < limbs ? in[limb] >> shift : 0;
        if (shift && limb + 1 < limbs)
            word |= in[limb + 1] << (64 - shift);
        out[i] = (int64_t)(word & WORD_MASK);
    }
}

// in: 0 or more
static void from_words(uint64_t *out, unsigned limbs, const int64_t *in, unsigned words)
{
    for (unsigned i = 0; i < limbs; i++) {
        unsigned at = i * 64, word = at / WORD_BITS, shift = at % WORD_BITS; // shift = 4 i: two words do
        out[i] = (uint64_t)in[word] >> shift;
        if (word + 1 < words)
            out[i] |= (uint64_t)in[word + 1] << (WORD_BITS - shift);
    }
}

void invert_modulus_init(struct invert_modulus *modulus, const uint64_t *m, unsigned limbs, unsigned bits)
{
    *modulus = (struct invert_modulus){.limbs = limbs, .words = (bits + 2) / WORD_BITS + 1};
    modulus->batches = ((45907 * bits + 30179) / 19929 + WORD_BITS) / WORD_BITS;
    to_words(modulus->m, modulus->words, m, limbs);
    uint64_t inverse = m[0]; // 3 bits of m^-1 are right, and every step doubles them
    for (int i = 0; i < 5; i++)
        inverse *= 2 - m[0] * inverse;
    modulus->inverse = inverse & WORD_MASK;
}

// HALF steps on the lowest words of n inversions. Everything that a step may or may not do is done under a
// mask. In HALF steps no entry of the matrix exceeds 2^30, so that a row is kept in one word, uv = u + 2^32
// v, and added, negated and doubled as such.
static inline void half_batch(struct matrix *t, struct steps *s, unsigned n)
{
    uint64_t uv[MOST], qr[MOST], f[MOST], g[MOST], zeta[MOST];
    for (unsigned k = 0; k < n; k++) {
        uv[k] = 1;
        qr[k] = UINT64_C(1) << 32;
        f[k] = s[k].f;
        g[k] = s[k].g;
        zeta[k] = s[k].zeta;
    }
    for (int i = 0; i < HALF; i++) {
        for (unsigned k = 0; k < n; k++) {
            uint64_t swap = (uint64_t)((int64_t)zeta[k] >> 63), odd = 0 - (g[k] & 1);
            __asm__("" : "+r"(swap), "+r"(odd)); // not to be turned into branches
            uint64_t x = ((f[k] ^ swap) - swap) & odd, y = ((uv[k] ^ swap) - swap) & odd;
            swap &= odd;
            zeta[k] = (zeta[k] ^ swap) - 1;
            f[k] ^= (f[k] ^ g[k]) & swap;
            g[k] = (g[k] + x) >> 1; // g, g + f, or g - f where delta > 0
            uv[k] ^= (uv[k] ^ qr[k]) & swap;
            uv[k] <<= 1;
            qr[k] += y;
        }
    }
    for (unsigned k = 0; k < n; k++) {
        s[k] = (struct steps){f[k], g[k], zeta[k]};
        t[k].u = (int32_t)uv[k];
        t[k].v = (int64_t)(uv[k] - (uint64_t)t[k].u) >> 32;
        t[k].q = (int32_t)qr[k];
        t[k].r = (int64_t)(qr[k] - (uint64_t)t[k].q) >> 32;
    }
}

// 60 steps: two halves, whose matrices are multiplied.
static inline void batch(struct matrix *t, struct matrix *a, struct matrix *b, struct steps *s, unsigned n)
{
    half_batch(a, s, n);
    half_batch(b, s, n);
    for (unsigned k = 0; k < n; k++)
        t[k] = (struct matrix){b[k].u * a[k].u + b[k].v * a[k].q, b[k].u * a[k].v + b[k].v * a[k].r,
                               b[k].q * a[k].u + b[k].r * a[k].q, b[k].q * a[k].v + b[k].r * a[k].r};
}

// The same with whole runs of steps at once, for public values. eta = -delta.
static int64_t divsteps_public(struct matrix *t, int64_t eta, int64_t f0, int64_t g0)
{
    uint64_t u = 1, v = 0, q = 0, r = 1, f = (uint64_t)f0, g = (uint64_t)g0;
    int left = WORD_BITS;
    for (;;) {
        int zeros = __builtin_ctzll(g | UINT64_MAX << left); // that many steps only halve g
        g >>= zeros;
        u <<= zeros;
        v <<= zeros;
        eta -= zeros;
        left -= zeros;
        if (left == 0)
            break;
        if (eta < 0) { // f, g = g, -f
            uint64_t x = f, y = u, z = v;
            eta = -eta;
            f = g, g = 0 - x;
            u = q, q = 0 - y;
            v = r, r = 0 - z;
        }
        // Now delta <= 0 stays so for eta + 1 steps: add the multiple w of f that makes as many bits of g
        // zero.
        int bits = eta + 1 < left ? (int)eta + 1 : left;
        bits = bits < 6 ? bits : 6;
        uint64_t w = f * g * (f * f - 2) & (UINT64_MAX >> (64 - bits)); // f (f^2 - 2) = -1/f mod 64
        g += f * w;
        q += u * w;
        r += v * w;
    }
    *t = (struct matrix){(int64_t)u, (int64_t)v, (int64_t)q, (int64_t)r};
    return eta;
}

// (f, g) = t (f, g) / 2^60, which is exact
static inline void update_fg(int64_t *f, int64_t *g, unsigned words, const struct matrix *t)
{
    wide cf = (wide)t->u * f[0] + (wide)t->v * g[0];
    wide cg = (wide)t->q * f[0] + (wide)t->r * g[0];
    cf >>= WORD_BITS;
    cg >>= WORD_BITS;
    for (unsigned i = 1; i < words; i++) {
        cf += (wide)t->u * f[i] + (wide)t->v * g[i];
        cg += (wide)t->q * f[i] + (wide)t->r * g[i];
        f[i - 1] = (int64_t)cf & WORD_MASK;
        g[i - 1] = (int64_t)cg & WORD_MASK;
        cf >>= WORD_BITS;
        cg >>= WORD_BITS;
    }
    f[words - 1] = (int64_t)cf;
    g[words - 1] = (int64_t)cg;
}

// (d, e) = t (d, e) / 2^60 mod m. d and e stay in (-2 m, m): a negative one counts as one m more, and then
// the multiple of m that makes the lowest 60 bits zero is added.
static inline void update_de(int64_t *d, int64_t *e, unsigned words, const struct matrix *t,
                             const struct invert_modulus *modulus)
{
    int64_t d_negative = d[words - 1] >> 63, e_negative = e[words - 1] >> 63;
    int64_t md = (t->u & d_negative) + (t->v & e_negative);
    int64_t me = (t->q & d_negative) + (t->r & e_negative);
    wide cd = (wide)t->u * d[0] + (wide)t->v * e[0];
    wide ce = (wide)t->q * d[0] + (wide)t->r * e[0];
    md -= (int64_t)((modulus->inverse * (uint64_t)cd + (uint64_t)md) & WORD_MASK);
    me -= (int64_t)((modulus->inverse * (uint64_t)ce + (uint64_t)me) & WORD_MASK);
    cd += (wide)modulus->m[0] * md;
    ce += (wide)modulus->m[0] * me;
    cd >>= WORD_BITS;
    ce >>= WORD_BITS;
    for (unsigned i = 1; i < words; i++) {
        cd += (wide)t->u * d[i] + (wide)t->v * e[i] + (wide)modulus->m[i] * md;
        ce += (wide)t->q * d[i] + (wide)t->r * e[i] + (wide)modulus->m[i] * me;
        d[i - 1] = (int64_t)cd & WORD_MASK;
        e[i - 1] = (int64_t)ce & WORD_MASK;
        cd >>= WORD_BITS;
        ce >>= WORD_BITS;
    }
    d[words - 1] = (int64_t)cd;
    e[words - 1] = (int64_t)ce;
}

// d in (-2 m, m), times the sign of f, into [0, m)
static inline void normalise(int64_t *d, unsigned words, int64_t f_top, const struct invert_modulus *modulus)
{
    int64_t negate = f_top >> 63;
    for (int pass = 0; pass < 2; pass++) {
        int64_t add = d[words - 1] >> 63, carry = 0;
        for (unsigned i = 0; i < words; i++) {
            int64_t word = d[i] + (modulus->m[i] & add);
            word = pass == 0 ? (word ^ negate) - negate : word;
            carry += word;
            d[i] = i + 1 < words ? carry & WORD_MASK : carry;
            carry >>= WORD_BITS;
        }
    }
}

struct state {
    int64_t d[MAX_WORDS], e[MAX_WORDS], f[MAX_WORDS], g[MAX_WORDS];
};

static void start(struct state *s, const uint64_t *x, const struct invert_modulus *modulus)
{
    *s = (struct state){.e = {1}};
    memcpy(s->f, modulus->m, sizeof s->f);
    to_words(s->g, modulus->words, x, modulus->limbs);
}

// n inversions with the same number of words. A step waits for the one before: two inversions side by side
// take little longer than one.
static inline void run(struct state *s, const struct invert_modulus *const *moduli, unsigned n,
                       unsigned words)
{
    struct steps steps[MOST];
    struct matrix t[MOST], a[MOST], b[MOST];
    for (unsigned k = 0; k < n; k++)
        steps[k].zeta = UINT64_MAX; // delta = 1/2
    for (unsigned i = 0; i < moduli[0]->batches; i++) {
        for (unsigned k = 0; k < n; k++) {
            steps[k].f = (uint64_t)s[k].f[0];
            steps[k].g = (uint64_t)s[k].g[0];
        }
        batch(t, a, b, steps, n);
        for (unsigned k = 0; k < n; k++) {
            update_de(s[k].d, s[k].e, words, &t[k], moduli[k]);
            update_fg(s[k].f, s[k].g, words, &t[k]);
        }
    }
    for (unsigned k = 0; k < n; k++)
        normalise(s[k].d, words, s[k].f[words - 1], moduli[k]);
    gl_wipe(t, sizeof t);
    gl_wipe(a, sizeof a);
    gl_wipe(b, sizeof b);
    gl_wipe(steps, sizeof steps);
}

void invert(uint64_t *out, const uint64_t *x, const struct invert_modulus *modulus)
{
    struct state s;
    start(&s, x, modulus);
    if (modulus->words == 5) // 256 bits: the loops over words unroll
        run(&s, &modulus, 1, 5);
    else
        run(&s, &modulus, 1, modulus->words);
    from_words(out, modulus->limbs, s.d, modulus->words);
    gl_wipe(&s, sizeof s);
}

void invert_two(uint64_t *const out[2], const uint64_t *const x[2],
                const struct invert_modulus *const moduli[2])
{
    struct state s[2];
    for (unsigned k = 0; k < 2; k++)
        start(&s[k], x[k], moduli[k]);
    if (moduli[0]->words == 5)
        run(s, moduli, 2, 5);
    else
        run(s, moduli, 2, moduli[0]->words);
    for (unsigned k = 0; k < 2; k++)
        from_words(out[k], moduli[k]->limbs, s[k].d, moduli[k]->words);
    gl_wipe(s, sizeof s);
}

static bool is_zero(const int64_t *a, unsigned words)
{
    int64_t any = 0;
    for (unsigned i = 0; i < words; i++)
        any |= a[i];
    return any == 0;
}

void invert_public(uint64_t *out, const uint64_t *x, const struct invert_modulus *modulus)
{
    struct state s;
    struct matrix t;
    int64_t eta = -1; // delta = 1
    unsigned words = modulus->words, length = words;
    start(&s, x, modulus);
    while (!is_zero(s.g, length)) {
        eta = divsteps_public(&t, eta, s.f[0], s.g[0]);
        update_de(s.d, s.e, words, &t, modulus);
        update_fg(s.f, s.g, length, &t);
        int64_t f = s.f[length - 1], g = s.g[length - 1];
        if (length > 1 && (f == 0 || f == -1) && (g == 0 || g == -1)) { // only signs: one word fewer
            s.f[length - 2] |= (int64_t)((uint64_t)f << WORD_BITS);
            s.g[length - 2] |= (int64_t)((uint64_t)g << WORD_BITS);
            length--;
        }
    }
    normalise(s.d, words, s.f[length - 1], modulus);
    from_words(out, modulus->limbs, s.d, words);
}

#endif
