// SPDX-License-Identifier: MIT
// The group law as the standard draws it: chord, tangent, and the multiple of a point, bit by bit.
#include "crypto/ec/affine.h"

#define LAW AFFINE_LAW

// x3 = lambda^2 - xP - xQ, y3 = lambda (xP - x3) - yP
static void from_slope(struct trace *t, const struct tgroup *g, struct tp *R, const struct ti *lambda,
                       const struct tp *P, const struct tp *Q)
{
    struct ti x3, y3;
    ti_init(&x3);
    ti_init(&y3);
    ti_multiply_mod(t, SAY("lambda^2", 0, LAW), &x3, lambda, lambda, &g->p);
    ti_subtract_mod(t, SAY("lambda^2 - xP", 0, LAW), &x3, &x3, &P->x, &g->p);
    ti_subtract_mod(t, SAY("xR = lambda^2 - xP - xQ", 0, LAW), &x3, &x3, &Q->x, &g->p);
    ti_subtract_mod(t, SAY("xP - xR", 0, LAW), &y3, &P->x, &x3, &g->p);
    ti_multiply_mod(t, SAY("lambda (xP - xR)", 0, LAW), &y3, lambda, &y3, &g->p);
    ti_subtract_mod(t, SAY("yR = lambda (xP - xR) - yP", 0, LAW), &y3, &y3, &P->y, &g->p);
    tp_from(t, g, SAY("R", 0, LAW), R, &x3, &y3);
    ti_clear(&x3);
    ti_clear(&y3);
}

// The chord through P and Q: lambda = (yQ - yP) / (xQ - xP)
static void chord(struct trace *t, const struct tgroup *g, struct tp *R, const struct tp *P,
                  const struct tp *Q)
{
    struct ti numerator, denominator;
    ti_init(&numerator);
    ti_init(&denominator);
    ti_subtract_mod(t, SAY("yQ - yP", 0, LAW), &numerator, &Q->y, &P->y, &g->p);
    ti_subtract_mod(t, SAY("xQ - xP", 0, LAW), &denominator, &Q->x, &P->x, &g->p);
    ti_invert(t, SAY("(xQ - xP)^-1", 0, LAW), &denominator, &denominator, &g->p);
    ti_multiply_mod(t, SAY("lambda = (yQ - yP) / (xQ - xP)", 0, LAW), &numerator, &numerator, &denominator,
                    &g->p);
    from_slope(t, g, R, &numerator, P, Q);
    ti_clear(&numerator);
    ti_clear(&denominator);
}

// The tangent in P: lambda = (3 xP^2 + a) / (2 yP)
static void tangent(struct trace *t, const struct tgroup *g, struct tp *R, const struct tp *P)
{
    struct ti numerator, denominator;
    ti_init(&numerator);
    ti_init(&denominator);
    ti_multiply_mod(t, SAY("xP^2", 0, LAW), &numerator, &P->x, &P->x, &g->p);
    ti_add_mod(t, SAY("2 xP^2", 0, LAW), &denominator, &numerator, &numerator, &g->p);
    ti_add_mod(t, SAY("3 xP^2", 0, LAW), &numerator, &denominator, &numerator, &g->p);
    ti_add_mod(t, SAY("3 xP^2 + a", 0, LAW), &numerator, &numerator, &g->a, &g->p);
    ti_add_mod(t, SAY("2 yP", 0, LAW), &denominator, &P->y, &P->y, &g->p);
    ti_invert(t, SAY("(2 yP)^-1", 0, LAW), &denominator, &denominator, &g->p);
    ti_multiply_mod(t, SAY("lambda = (3 xP^2 + a) / (2 yP)", 0, LAW), &numerator, &numerator, &denominator,
                    &g->p);
    from_slope(t, g, R, &numerator, P, P);
    ti_clear(&numerator);
    ti_clear(&denominator);
}

// O + P = P + O = P, recorded as the addition that it is.
static void add_infinity(struct trace *t, const struct tgroup *g, struct tp *R, const struct tp *P,
                         const struct tp *Q)
{
    struct trace_use use = {.in = {P->ref, Q->ref, g->a.ref, g->p.ref}, .n_in = 4};
    tp_set(R, P->infinity ? Q : P);
    tp_emit(t, g, SAY("R: adding O changes nothing", 0, LAW), TRACE_POINT_ADD, &use, R);
}

// P + (-P) = O: the line through them is vertical.
static void vertical(struct trace *t, const struct tgroup *g, struct tp *R, const struct tp *P,
                     const struct tp *Q)
{
    struct trace_use use = {.in = {P->ref, Q->ref, g->a.ref, g->p.ref}, .n_in = 4};
    R->infinity = true;
    tp_emit(t, g, SAY("R = O: the line is vertical", 0, LAW), TRACE_POINT_ADD, &use, R);
}

static bool same_y(const struct tp *P, const struct tp *Q)
{
    return mpz_cmp(P->y.z, Q->y.z) == 0 && mpz_sgn(P->y.z) != 0;
}

void tp_add(struct trace *t, const struct tgroup *g, const char *title, struct tp *R, const struct tp *P,
            const struct tp *Q)
{
    trace_open(t, TRACE_PHASE, title, 0);
    if (P->infinity || Q->infinity)
        add_infinity(t, g, R, P, Q);
    else if (mpz_cmp(P->x.z, Q->x.z) != 0)
        chord(t, g, R, P, Q);
    else if (same_y(P, Q))
        tangent(t, g, R, P);
    else
        vertical(t, g, R, P, Q);
    trace_close(t);
}

static bool bit_of(struct trace *t, const struct ti *k, size_t position)
{
    bool bit = mpz_tstbit(k->z, position);
    if (t)
        trace_emit_word(
            t, SAY("bit of k", 0, "SEC 1, 2.2.1"), TRACE_SLICE,
            &(struct trace_use){
                .in = {k->ref}, .n_in = 1, .params = {(uint32_t)(k->bits - 1 - position)}, .n_params = 1},
            TRACE_FLAG, bit, 1);
    return bit;
}

void tp_multiply(struct trace *t, const struct tgroup *g, const char *title, const char *label, struct tp *R,
                 const struct ti *k, const struct tp *P)
{
    struct tp T; // R may be P
    tp_init(&T);
    trace_open(t, TRACE_PHASE, title, 0);
    if (mpz_sgn(k->z) > 0) {
        size_t position = mpz_sizeinbase(k->z, 2) - 1;
        trace_open(t, TRACE_ROUND, "Bit %u", (uint32_t)position);
        bit_of(t, k, position);
        tp_set(&T, P); // the highest bit is 1: start with P
        trace_close(t);
        while (position-- > 0) {
            trace_open(t, TRACE_ROUND, "Bit %u", (uint32_t)position);
            bool one = bit_of(t, k, position);
            tp_add(t, g, "Double", &T, &T, &T);
            if (one)
                tp_add(t, g, "Add", &T, &T, P);
            trace_close(t);
        }
    }
    struct trace_use use = {.in = {k->ref, P->ref, g->a.ref, g->p.ref}, .n_in = 4};
    tp_emit(t, g, SAY(label, 0, LAW), TRACE_POINT_MULTIPLY, &use, &T);
    tp_set(R, &T);
    trace_close(t);
    tp_clear(&T);
}
