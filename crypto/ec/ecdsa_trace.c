// SPDX-License-Identifier: MIT
// ECDSA narrated: FIPS 186-4, 6.4 (with SEC 1, 4.1.3 and 4.1.4), on any curve.
#include "crypto/ec/affine.h"
#include "crypto/ec/ecdsa.h"
#include "crypto/ec/nonce_trace.h"

#define SIGN   "SEC 1, 4.1.3"
#define VERIFY "SEC 1, 4.1.4"

// One try: R = k G, r = x_R mod n, s = k^-1 (e + d r) mod n.
static void sign_with(struct trace *t, const struct tgroup *g, const struct tp *G, const struct ti *k,
                      const struct ti *e, const struct ti *d, struct ecdsa_signature *sig)
{
    struct tp R;
    struct ti x;
    tp_init(&R);
    ti_init(&x);
    tp_multiply(t, g, "R = k G", "R = k G", &R, k, G);
    trace_open(t, TRACE_PHASE, "Signature", 0);
    mpz_set_ui(sig->r, 0);
    mpz_set_ui(sig->s, 0);
    if (!R.infinity) {
        struct ti X, r;
        ti_init(&X);
        ti_init(&r);
        mpz_set(X.z, R.x.z);
        X.bits = g->curve->bits;
        X.ref = trace_emit_mpz(t, SAY("x_R", 0, SIGN), TRACE_POINT_X,
                               &(struct trace_use){.in = {R.ref}, .n_in = 1}, X.z, X.bits);
        ti_reduce(t, SAY("r = x_R mod n", 0, SIGN), &r, &X, &g->n);
        mpz_set(sig->r, r.z);
        ti_multiply_mod(t, SAY("d r mod n", 0, SIGN), &x, d, &r, &g->n);
        ti_add_mod(t, SAY("e + d r mod n", 0, SIGN), &x, e, &x, &g->n);
        ti_invert(t, SAY("k^-1 mod n", 0, SIGN), &X, k, &g->n);
        ti_multiply_mod(t, SAY("s = k^-1 (e + d r) mod n", 0, SIGN), &x, &X, &x, &g->n);
        mpz_set(sig->s, x.z);
        ti_clear(&X);
        ti_clear(&r);
    }
    trace_close(t);
    tp_clear(&R);
    ti_clear(&x);
}

enum gl_error ecdsa_trace_sign(struct trace *t, const struct ec_key *key, const struct hash_alg *hash,
                               const struct ecdsa_nonce *nonce, struct ecdsa_signature *sig,
                               const uint8_t *message, size_t bytes)
{
    struct ec_group group;
    struct tgroup g;
    struct tp G;
    struct ti d, e, k;
    enum gl_error error = GL_OK;
    if (mpz_sgn(key->d) == 0)
        return GL_ERR_KEY;
    ec_group_init(&group, key->curve);
    tgroup_init(t, &g, &group, true);
    tp_init(&G);
    ti_init(&d);
    ti_init(&e);
    ti_init(&k);
    tp_generator(t, &g, &group, &G);
    ti_input(t, SAY("d", 0, SIGN), &d, key->d, key->curve->order_bits);
    struct tb digest = narrate_digest(t, hash, message, bytes, key->curve->order_bits, &e);
    mpz_set_ui(sig->s, 0);
    for (unsigned attempt = 0; !error && mpz_sgn(sig->s) == 0 && !trace_error(t); attempt++) {
        error = narrate_nonce(t, nonce, &g.n, &d, digest, attempt, &k);
        if (!error)
            sign_with(t, &g, &G, &k, &e, &d, sig);
        if (mpz_sgn(sig->r) == 0)
            mpz_set_ui(sig->s, 0);
    }
    tgroup_clear(&g);
    ec_group_clear(&group);
    tp_clear(&G);
    ti_clear(&d);
    ti_clear(&e);
    ti_clear(&k);
    return error ? error : trace_error(t);
}

// u1 G + u2 Q, and is its x coordinate r modulo n?
static bool compare(struct trace *t, const struct tgroup *g, const struct tp *G, const struct tp *Q,
                    const struct ti *r, const struct ti *u1, const struct ti *u2)
{
    struct tp A, B;
    struct ti x;
    bool valid = false;
    tp_init(&A);
    tp_init(&B);
    ti_init(&x);
    tp_multiply(t, g, "u1 G", "u1 G", &A, u1, G);
    tp_multiply(t, g, "u2 Q", "u2 Q", &B, u2, Q);
    tp_add(t, g, "R = u1 G + u2 Q", &A, &A, &B);
    trace_open(t, TRACE_PHASE, "Comparison", 0);
    if (!A.infinity) {
        mpz_set(x.z, A.x.z);
        x.bits = g->curve->bits;
        struct trace_use use = {.in = {A.ref}, .n_in = 1};
        trace_ref X = trace_emit_mpz(t, SAY("X", 0, VERIFY), TRACE_POINT_X, &use, A.x.z, x.bits);
        trace_emit_mpz(t, SAY("Y", 0, VERIFY), TRACE_POINT_Y, &use, A.y.z, x.bits);
        x.ref = X;
        ti_reduce(t, SAY("v = X mod n", 0, VERIFY), &x, &x, &g->n);
        valid = ti_equal(t, SAY("is v = r?", 0, VERIFY), &x, r);
    }
    trace_close(t);
    tp_clear(&A);
    tp_clear(&B);
    ti_clear(&x);
    return valid;
}

enum gl_error ecdsa_trace_verify(struct trace *t, const struct ec_key *key, const struct hash_alg *hash,
                                 const struct ecdsa_signature *sig, const uint8_t *message, size_t bytes)
{
    struct ec_group group;
    struct tgroup g;
    struct tp G, Q;
    struct ti r, s, e, w, u1, u2;
    struct ti *integers[] = {&r, &s, &e, &w, &u1, &u2};
    if (mpz_sgn(sig->r) < 0 || mpz_sgn(sig->s) < 0)
        return GL_ERR_VERIFY;
    ec_group_init(&group, key->curve);
    tgroup_init(t, &g, &group, true);
    tp_init(&G);
    tp_init(&Q);
    for (size_t i = 0; i < 6; i++)
        ti_init(integers[i]);
    tp_input(t, &g, "Q", &Q, &key->Q);
    bool valid = tp_on_curve(t, &g, &Q) && !Q.infinity;
    ti_input(t, SAY("r", 0, VERIFY), &r, sig->r,
             ti_bits(sig->r) > ti_bits(g.n.z) ? ti_bits(sig->r) : ti_bits(g.n.z));
    ti_input(t, SAY("s", 0, VERIFY), &s, sig->s,
             ti_bits(sig->s) > ti_bits(g.n.z) ? ti_bits(sig->s) : ti_bits(g.n.z));
    valid &= ti_in_range(t, "Is r in [1, n - 1]?", VERIFY, &r, &g.n);
    valid &= ti_in_range(t, "Is s in [1, n - 1]?", VERIFY, &s, &g.n);
    if (valid) {
        tp_generator(t, &g, &group, &G);
        narrate_digest(t, hash, message, bytes, key->curve->order_bits, &e);
        trace_open(t, TRACE_PHASE, "Scalars", 0);
        ti_invert(t, SAY("w = s^-1 mod n", 0, VERIFY), &w, &s, &g.n);
        ti_multiply_mod(t, SAY("u1 = e w mod n", 0, VERIFY), &u1, &e, &w, &g.n);
        ti_multiply_mod(t, SAY("u2 = r w mod n", 0, VERIFY), &u2, &r, &w, &g.n);
        trace_close(t);
        valid = compare(t, &g, &G, &Q, &r, &u1, &u2);
    }
    for (size_t i = 0; i < 6; i++)
        ti_clear(integers[i]);
    tp_clear(&G);
    tp_clear(&Q);
    tgroup_clear(&g);
    ec_group_clear(&group);
    return trace_error(t) ? trace_error(t) : valid ? GL_OK : GL_ERR_VERIFY;
}
