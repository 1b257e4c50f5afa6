// SPDX-License-Identifier: MIT
// P-256, eight ECDSA verifications side by side with AVX-512 IFMA; alone, a point goes through p256-mulx.
//
// Where the speed comes from, beside one verification after the other:
// - A product mod p takes about 40 cycles here and 30 there, but here it is eight products.
// - A verification needs an inversion mod n, and one mod p that makes its table of multiples affine. Up to 64
//   verifications share the two: Montgomery's trick (p256_ifma_invert.c).
// - All lanes do the same at the same time, in a ladder without exceptions (p256_ifma_ladder.c). The few
//   lanes that would need one are noticed at the end, and judged by the other engine.
// The digest, the signature, the public key and the verdict are public: none of this need be constant-time.
#include "crypto/ec/p256_ifma.h"
#include "crypto/ec/engines.h"

#if defined(__AVX512IFMA__) && defined(__AVX512DQ__) && GMP_LIMB_BITS == 64
#include "crypto/common/bytes.h"
#include "crypto/common/cpu.h"
#include "crypto/ec/ecdsa.h"
#include "crypto/ec/p256_ifma_invert.h"
#include "crypto/ec/p256_ifma_ladder.h"
#include "crypto/ec/p256_limbs.h"

#include <string.h>

#define LEAST 2 // signatures for which eight lanes are quicker than one engine after the other

// Eight checks on their way.
struct group {
    __mmask8 sound;           // lanes that can be judged here; the others verify G's signature of nothing
    struct lanes r, s, e;     // numbers mod n; s becomes 1 / s
    struct lanes_multiples m; // of Q
};
_Static_assert(ECDSA_MANY == LANES * LANES_GROUPS, "one inversion serves all that come at once");

static bool in_field(const struct ec_group *g, const mpz_t z)
{
    return mpz_sgn(z) >= 0 && mpz_cmp(z, g->p) < 0;
}

// The leftmost 256 bits of the digest.
static struct p256_int digest_number(const uint8_t *digest, size_t bytes)
{
    uint8_t last[32] = {0};
    struct p256_int e;
    const size_t used = bytes < sizeof last ? bytes : sizeof last;
    if (used)
        memcpy(last + sizeof last - used, digest, used);
    for (int i = 0; i < 4; i++)
        e.v[3 - i] = gl_load64_be(last + 8 * i);
    return e;
}

// The numbers of up to eight checks, and the first half of the multiples of their keys.
static void group_begin(struct group *group, const struct ecdsa_check *checks, size_t n)
{
    const struct ec_group *g = ec_group(&ec_p256);
    const struct p256_int one = {{1}};
    struct p256_int r[LANES], s[LANES], e[LANES], x[LANES], y[LANES];
    struct lanes qx, qy, rr;
    group->sound = 0;
    for (size_t i = 0; i < LANES; i++) {
        r[i] = s[i] = e[i] = one;
        x[i] = p256_from_mpz(g->gx);
        y[i] = p256_from_mpz(g->gy);
        if (i >= n)
            continue;
        const struct ecdsa_check *check = &checks[i];
        const struct ec_point *Q = &check->key->Q;
        if (Q->infinity || !in_field(g, Q->x) || !in_field(g, Q->y) || !ecdsa_in_range(check->sig->r, g->n) ||
            !ecdsa_in_range(check->sig->s, g->n))
            continue;
        r[i] = p256_from_mpz(check->sig->r);
        s[i] = p256_from_mpz(check->sig->s);
        e[i] = digest_number(check->digest, check->bytes);
        x[i] = p256_from_mpz(Q->x);
        y[i] = p256_from_mpz(Q->y);
        group->sound |= (__mmask8)(1u << i);
    }
    p256_lanes_load(&group->r, r);
    p256_lanes_load(&group->s, s);
    p256_lanes_load(&group->e, e);
    p256_lanes_load(&qx, x);
    p256_lanes_load(&qy, y);
    lanes_broadcast(&rr, p256_limbs_rr_n);
    p256_lanes_n.multiply(&group->s, &group->s, &rr);
    lanes_broadcast(&rr, p256_limbs_rr_p);
    lanes_multiply(&qx, &qx, &rr);
    lanes_multiply(&qy, &qy, &rr);
    p256_multiples_begin(&group->m, &qx, &qy);
}

// u = a / s mod n as the ladder wants it: odd. Where it is even, u + n is as good, for n G = O.
static void scalar(struct lanes *u, const struct lanes *a, const struct lanes *inverse)
{
    p256_lanes_n.multiply(u, a, inverse);
    p256_lanes_reduce(u, u, &p256_lanes_n);
    const __mmask8 even = _mm512_testn_epi64_mask(u->limb[0], every(1));
    for (int i = 0; i < LIMBS; i++)
        u->limb[i] = _mm512_mask_add_epi64(u->limb[i], even, u->limb[i], every(p256_limbs_n[i]));
    lanes_settle(u, u);
}

// In which lanes is x = X / Z^2? Compared as x Z^2 = X, without an inversion.
static __mmask8 equals_x(const struct lanes *x, const struct lanes_point *R)
{
    struct lanes left;
    lanes_broadcast(&left, p256_limbs_rr_p);
    lanes_multiply(&left, &left, x);
    lanes_product(&left, &left, &R->zz);
    lanes_sum(&left, 1, &left, -1, &R->x);
    return p256_lanes_zero(&left, &p256_lanes_p);
}

// In which lanes is r = X / Z^2 mod n? X / Z^2 is below p: it is r, or r + n where that is below p.
static __mmask8 has_x(const struct lanes_point *R, const struct lanes *r)
{
    struct lanes more, least;
    for (int i = 0; i < LIMBS; i++)
        more.limb[i] = _mm512_add_epi64(r->limb[i], every(p256_limbs_n[i]));
    lanes_settle(&more, &more);
    p256_lanes_reduce(&least, &more, &p256_lanes_p);
    const __mmask8 below_p = _mm512_cmpeq_epi64_mask(least.limb[0], more.limb[0]); // p was not taken off
    return (__mmask8)(equals_x(r, R) | (equals_x(&more, R) & below_p));
}

static void group_judge(struct group *group, const struct ecdsa_check *checks, size_t n,
                        enum gl_error *results)
{
    struct lanes u1, u2;
    struct lanes_point R;
    _Alignas(64) struct p256_affine rows[MULTIPLES * LANES];
    p256_multiples_end(rows, &group->m);
    scalar(&u1, &group->e, &group->s);
    scalar(&u2, &group->r, &group->s);
    p256_ladder(&R, &u1, &u2, rows);
    const __mmask8 certain = (__mmask8)(group->sound & ~p256_lanes_zero(&R.z, &p256_lanes_p));
    const __mmask8 valid = has_x(&R, &group->r);
    for (size_t i = 0; i < n; i++) {
        if (certain >> i & 1)
            results[i] = valid >> i & 1 ? GL_OK : GL_ERR_VERIFY;
        else
            results[i] = ecdsa_verify(checks[i].key, checks[i].sig, checks[i].digest, checks[i].bytes);
    }
}

static void verify_many(const struct ecdsa_check *checks, size_t n, enum gl_error *results)
{
    struct group groups[LANES_GROUPS];
    struct lanes *s[LANES_GROUPS], *z[LANES_GROUPS];
    size_t many = n % LANES < LEAST ? n - n % LANES : n, count = 0;
    for (size_t i = 0; i < many; i += LANES, count++) {
        group_begin(&groups[count], checks + i, many - i < LANES ? many - i : LANES);
        s[count] = &groups[count].s;
        z[count] = &groups[count].m.z;
    }
    // Every s and z has an inverse, unless a key is not on its curve: no struct ec_key should be like that.
    if (count && !(p256_lanes_invert(s, count, &p256_lanes_n) && p256_lanes_invert(z, count, &p256_lanes_p)))
        many = 0;
    for (size_t i = 0; i < many; i += LANES)
        group_judge(&groups[i / LANES], checks + i, many - i < LANES ? many - i : LANES, results + i);
    for (size_t i = many; i < n; i++)
        results[i] = ecdsa_verify(checks[i].key, checks[i].sig, checks[i].digest, checks[i].bytes);
}

// ---- one at a time: as the best engine for that ----

static bool supports(const struct ec_curve *curve)
{
    return ec_p256_mulx.supports(curve);
}

static void add(const struct ec_group *g, struct ec_point *R, const struct ec_point *P,
                const struct ec_point *Q)
{
    ec_p256_mulx.add(g, R, P, Q);
}

static void multiply(const struct ec_group *g, struct ec_point *R, const mpz_t k, const struct ec_point *P)
{
    ec_p256_mulx.multiply(g, R, k, P);
}

static void multiply_two(const struct ec_group *g, struct ec_point *R, const mpz_t u, const mpz_t v,
                         const struct ec_point *Q)
{
    ec_p256_mulx.multiply_two(g, R, u, v, Q);
}

static bool verify(const struct ec_group *g, const mpz_t r, const mpz_t s, const mpz_t e,
                   const struct ec_point *Q)
{
    return ec_p256_mulx.verify(g, r, s, e, Q);
}

static bool available(void)
{
    return gl_cpu_has(GL_CPU_IFMA) && gl_engine_available(&ec_p256_mulx.engine);
}

const struct ec_engine ec_p256_ifma = {
    .engine = {.name = "p256-ifma",
               .technique = "P-256: k G and eight verifications in lanes of IFMA, the rest as p256-mulx",
               .available = available,
               .constant_time = true}, // in what is secret: signing and multiplication
    .supports = supports,
    .add = add,
    .multiply = multiply,
    .multiply_base = p256_ifma_multiply_base,
    .multiply_two = multiply_two,
    .sign = p256_ifma_sign,
    .verify = verify,
    .verify_many = verify_many,
};

#else

static bool nowhere(void)
{
    return false;
}

const struct ec_engine ec_p256_ifma = {
    .engine = {.name = "p256-ifma",
               .technique = "needs AVX-512 IFMA, BMI2, ADX and AVX2",
               .available = nowhere},
};

#endif
