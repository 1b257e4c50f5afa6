// SPDX-License-Identifier: MIT
// Points, key pairs and ECDH narrated.
#include "crypto/ec/affine.h"
#include "crypto/ec/ecdh.h"
#include "crypto/ec/ecdsa.h"
#include "crypto/trace/tb.h"

#include <string.h>

struct scene { // what every narration here begins with
    struct ec_group group;
    struct tgroup g;
};

static void enter(struct trace *t, struct scene *s, const struct ec_curve *curve)
{
    ec_group_init(&s->group, curve);
    tgroup_init(t, &s->g, &s->group, false);
}

static void leave(struct scene *s)
{
    tgroup_clear(&s->g);
    ec_group_clear(&s->group);
}

static enum gl_error must_be_on_curve(const struct ec_group *g, const struct ec_point *P)
{
    return P->infinity || ec_point_on_curve(g, P) ? GL_OK : GL_ERR_POINT;
}

enum gl_error ec_trace_multiply(struct trace *t, const struct ec_curve *curve, struct ec_point *R,
                                const mpz_t k, const struct ec_point *P)
{
    struct scene s;
    struct tp A;
    struct ti scalar;
    enter(t, &s, curve);
    tp_init(&A);
    ti_init(&scalar);
    enum gl_error error = mpz_sgn(k) < 0 ? GL_ERR_RANGE : must_be_on_curve(&s.group, P);
    if (!error) {
        tp_input(t, &s.g, "P", &A, P);
        ti_input(t, SAY("k", 0, "SEC 1, 2.2.1"), &scalar, k, ti_bits(k));
        tp_multiply(t, &s.g, "k P by double-and-add", "k P", &A, &scalar, &A);
        tp_get(R, &A);
        error = trace_error(t);
    }
    tp_clear(&A);
    ti_clear(&scalar);
    leave(&s);
    return error;
}

enum gl_error ec_trace_add(struct trace *t, const struct ec_curve *curve, struct ec_point *R,
                           const struct ec_point *P, const struct ec_point *Q)
{
    struct scene s;
    struct tp A, B, sum;
    enter(t, &s, curve);
    tp_init(&A);
    tp_init(&B);
    tp_init(&sum);
    enum gl_error error = must_be_on_curve(&s.group, P);
    if (!error)
        error = must_be_on_curve(&s.group, Q);
    if (!error) {
        tp_input(t, &s.g, "P", &A, P);
        tp_input(t, &s.g, "Q", &B, Q);
        tp_add(t, &s.g, "R = P + Q", &sum, &A, &B);
        // The same addition in one step, so that both points and the coefficient a are part of it in every
        // case.
        uint8_t bytes[1 + 2 * EC_MAX_BYTES] = {0};
        tp_get(R, &sum);
        ec_point_encode(&s.group, R, false, bytes);
        trace_emit(t, SAY("P + Q", 0, "SEC 1, 2.2.1"), TRACE_POINT_ADD,
                   &(struct trace_use){.in = {A.ref, B.ref, s.g.a.ref, s.g.p.ref}, .n_in = 4}, TRACE_PT,
                   bytes, (1 + 2 * ec_field_bytes(curve)) * 8);
        error = trace_error(t);
    }
    tp_clear(&A);
    tp_clear(&B);
    tp_clear(&sum);
    leave(&s);
    return error;
}

enum gl_error ec_trace_keygen(struct trace *t, const struct ec_curve *curve, const mpz_t d,
                              struct ec_key *key)
{
    struct scene s;
    struct tp G;
    struct ti scalar;
    enum gl_error error = ec_key_set_private(key, curve, d);
    if (error)
        return error;
    enter(t, &s, curve);
    tp_init(&G);
    ti_init(&scalar);
    tp_generator(t, &s.g, &s.group, &G);
    ti_input(t, SAY("d", 0, "FIPS 186-4, B.4"), &scalar, d, curve->order_bits);
    tp_multiply(t, &s.g, "Q = d G by double-and-add", "Q = d G", &G, &scalar, &G);
    tp_clear(&G);
    ti_clear(&scalar);
    leave(&s);
    return trace_error(t);
}

enum gl_error ecdh_trace(struct trace *t, const struct ec_key *ours, const struct ec_key *theirs,
                         uint8_t *secret)
{
    struct ec_group group;
    struct tgroup g;
    struct tp Q;
    struct ti d, x;
    if (ours->curve != theirs->curve || mpz_sgn(ours->d) == 0)
        return GL_ERR_KEY;
    ec_group_init(&group, ours->curve);
    enum gl_error error = ec_point_validate(&group, &theirs->Q);
    tgroup_init(t, &g, &group, false);
    tp_init(&Q);
    ti_init(&d);
    ti_init(&x);
    if (!error) {
        tp_input(t, &g, "their Q", &Q, &theirs->Q);
        tp_on_curve(t, &g, &Q);
        ti_input(t, SAY("our d", 0, "SP 800-56A, 5.7.1.2"), &d, ours->d, ours->curve->order_bits);
        tp_multiply(t, &g, "d Q by double-and-add", "d Q", &Q, &d, &Q);
        error = Q.infinity ? GL_ERR_POINT : trace_error(t);
    }
    if (!error) {
        mpz_set(x.z, Q.x.z);
        x.bits = ours->curve->bits;
        x.ref = trace_emit_mpz(t, SAY("x of d Q", 0, "SP 800-56A, 5.7.1.2"), TRACE_POINT_X,
                               &(struct trace_use){.in = {Q.ref}, .n_in = 1}, x.z, x.bits);
        struct tb Z = tb_from_integer(t, SAY("Z", 0, "SP 800-56A, 5.7.1.2"), &x, ec_field_bytes(ours->curve));
        error = trace_error(t);
        if (!error)
            memcpy(secret, Z.data, Z.n);
    }
    tp_clear(&Q);
    ti_clear(&d);
    ti_clear(&x);
    tgroup_clear(&g);
    ec_group_clear(&group);
    return error;
}
