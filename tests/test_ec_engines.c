// SPDX-License-Identifier: MIT
// The fast engines of curves against the textbook engine: scalars and points where a window, a carry or an
// addition could go wrong, on every curve that an engine serves.
#include "tests/run.h"

#include "crypto/ec/ecdh.h"
#include "crypto/ec/ecdsa.h"
#include "crypto/rsa/prime.h"

#include <string.h>

static const struct ec_engine *textbook(void)
{
    return (const struct ec_engine *)gl_engine_find(&ec_family, "textbook");
}

static bool fast(const struct ec_engine *engine, const struct ec_curve *curve)
{
    return engine != textbook() && gl_engine_available(&engine->engine) &&
           (!engine->supports || engine->supports(curve));
}

// Numbers for a test on one curve; the textbook's answers are computed here.
struct bench {
    const struct ec_engine *engine;
    const struct ec_group *g;
    gmp_randstate_t random;
    struct ec_point G, P, Q, R, expected, t;
    mpz_t k, u, v, w;
};

static void for_every_engine(void (*run)(struct bench *))
{
    for (const struct gl_engine *const *e = ec_family.engines; *e; e++) {
        for (const struct ec_curve *const *curve = ec_curves; *curve; curve++) {
            struct bench b = {.engine = (const struct ec_engine *)*e, .g = ec_group(*curve)};
            if (!fast(b.engine, *curve))
                continue;
            struct ec_point *points[] = {&b.G, &b.P, &b.Q, &b.R, &b.expected, &b.t};
            for (int i = 0; i < 6; i++)
                ec_point_init(points[i]);
            mpz_inits(b.k, b.u, b.v, b.w, NULL);
            mpz_set(b.G.x, b.g->gx);
            mpz_set(b.G.y, b.g->gy);
            b.G.infinity = false;
            gmp_randinit_default(b.random); // the same numbers in every run
            run(&b);
            gmp_randclear(b.random);
            for (int i = 0; i < 6; i++)
                ec_point_clear(points[i]);
            mpz_clears(b.k, b.u, b.v, b.w, NULL);
        }
    }
}

static void check_equal(const struct bench *b, const char *what)
{
    bool equal = ec_point_equal(&b->R, &b->expected);
    CU_ASSERT_TRUE(equal);
    if (!equal)
        gmp_fprintf(stderr, "%s, %s: %s: k %Zx u %Zx v %Zx\n", b->engine->engine.name, b->g->curve->name,
                    what, b->k, b->u, b->v);
}

static void negate(const struct ec_group *g, struct ec_point *P)
{
    if (!P->infinity)
        mpz_sub(P->y, g->p, P->y);
}

// The i-th scalar: small ones, those around n, powers of two and what lies beside them, runs of zeros and
// ones, and random ones. False at the end.
static bool scalar(struct bench *b, mpz_t k, unsigned i)
{
    const unsigned bits = b->g->curve->order_bits;
    mpz_set_ui(k, 0);
    if (i < 40) {
        mpz_set_ui(k, i);
    } else if (i < 110) { // n - 40 .. n + 29
        mpz_add_ui(k, b->g->n, i - 80 + 40);
        mpz_sub_ui(k, k, 40);
    } else if (i < 170) { // 2^j - 1, 2^j, 2^j + 1
        mpz_setbit(k, (i - 110) / 3 * (bits - 1) / 19);
        mpz_add_ui(k, k, i % 3);
        mpz_sub_ui(k, k, 1);
    } else if (i < 190) {
        mpz_rrandomb(k, b->random, bits);
    } else if (i < 210) {
        mpz_urandomm(k, b->random, b->g->n);
    } else {
        return false;
    }
    return true;
}

// n = A - B, where A has n's odd digits (of 5 bits, see p256_multiply.h) in the windows of one parity, and B
// those of the other, negated. For k = A + B an engine that adds up the two kinds of windows apart meets A G
// = B G.
static void meet(struct bench *b, mpz_t k)
{
    mpz_set(b->v, b->g->n);
    mpz_set_ui(k, 0);
    for (unsigned i = 0; mpz_sgn(b->v) != 0; i++) {
        long digit = mpz_sizeinbase(b->v, 2) < 6 ? mpz_get_si(b->v) : (long)mpz_fdiv_ui(b->v, 64) - 32;
        mpz_set_si(b->u, i % 2 ? digit : -digit);
        mpz_mul_2exp(b->u, b->u, 5ul * i);
        mpz_add(k, k, b->u);
        if (digit >= 0)
            mpz_sub_ui(b->v, b->v, (unsigned long)digit);
        else
            mpz_add_ui(b->v, b->v, (unsigned long)-digit);
        mpz_fdiv_q_2exp(b->v, b->v, 5);
    }
    mpz_mod(k, k, b->g->n);
}

static void windows_that_meet(struct bench *b)
{
    meet(b, b->k);
    for (int negated = 0; negated < 2; negated++) {
        textbook()->multiply(b->g, &b->expected, b->k, &b->G);
        b->engine->multiply_base(b->g, &b->R, b->k);
        check_equal(b, "k G where windows meet");
        mpz_sub(b->k, b->g->n, b->k);
    }
}

static void multiples_of_G(struct bench *b)
{
    windows_that_meet(b);
    for (unsigned i = 0; scalar(b, b->k, i); i++) {
        textbook()->multiply(b->g, &b->expected, b->k, &b->G);
        b->engine->multiply_base(b->g, &b->R, b->k);
        check_equal(b, "k G");
        b->engine->multiply(b->g, &b->R, b->k, &b->G);
        check_equal(b, "k P with P = G");
    }
}

static void multiples_of_points(struct bench *b)
{
    mpz_urandomm(b->u, b->random, b->g->n);
    textbook()->multiply(b->g, &b->P, b->u, &b->G);
    for (unsigned i = 0; scalar(b, b->k, i); i++) {
        if (i % 3)
            continue;
        textbook()->multiply(b->g, &b->expected, b->k, &b->P);
        ec_point_set(&b->R, &b->P);
        b->engine->multiply(b->g, &b->R, b->k, &b->R); // in place
        check_equal(b, "k P");
    }
    b->P.infinity = true;
    b->expected.infinity = true;
    b->engine->multiply(b->g, &b->R, b->k, &b->P);
    check_equal(b, "k O");
    mpz_mul(b->k, b->g->n, b->g->n);
    mpz_add_ui(b->k, b->k, 5); // longer than n
    mpz_set_ui(b->u, 5);
    textbook()->multiply(b->g, &b->expected, b->u, &b->G);
    b->engine->multiply_base(b->g, &b->R, b->k);
    check_equal(b, "(n^2 + 5) G");
}

static void every_addition(struct bench *b)
{
    for (int i = 0; i < 25; i++) {
        mpz_set_ui(b->u, (unsigned long)i / 5);
        textbook()->multiply(b->g, &b->P, b->u, &b->G); // O, G, 2 G, ...
        mpz_set_ui(b->u, (unsigned long)i % 5);
        textbook()->multiply(b->g, &b->Q, b->u, &b->G);
        for (int sign = 0; sign < 2; sign++) {
            textbook()->add(b->g, &b->expected, &b->P, &b->Q);
            b->engine->add(b->g, &b->R, &b->P, &b->Q);
            check_equal(b, "P + Q");
            ec_point_set(&b->R, &b->Q);
            b->engine->add(b->g, &b->R, &b->P, &b->R);
            check_equal(b, "P + Q in place");
            negate(b->g, &b->Q);
        }
    }
}

static void check_two(struct bench *b, const char *what)
{
    if (!b->engine->multiply_two)
        return;
    textbook()->multiply(b->g, &b->expected, b->u, &b->G);
    textbook()->multiply(b->g, &b->t, b->v, &b->Q);
    textbook()->add(b->g, &b->expected, &b->expected, &b->t);
    b->engine->multiply_two(b->g, &b->R, b->u, b->v, &b->Q);
    check_equal(b, what);
}

// u G + v Q where the two halves meet: Q = t G with u = +- v t, and Q = +- G, +- 2 G, ...
static void two_multiples(struct bench *b)
{
    for (int i = 0; i < 8; i++) {
        mpz_urandomm(b->w, b->random, b->g->n);
        textbook()->multiply(b->g, &b->Q, b->w, &b->G);
        mpz_urandomm(b->u, b->random, b->g->n);
        mpz_urandomm(b->v, b->random, b->g->n);
        check_two(b, "u G + v Q");
        mpz_mul(b->u, b->v, b->w);
        mpz_mod(b->u, b->u, b->g->n);
        check_two(b, "u G + v Q with u G = v Q");
        mpz_sub(b->u, b->g->n, b->u);
        check_two(b, "u G + v Q = O");
        mpz_set_ui(i % 2 ? b->u : b->v, 0);
        check_two(b, "u or v 0");
    }
    for (unsigned i = 0; i < 100; i++) {
        mpz_set_ui(b->w, 1 + i / 4 % 5);
        textbook()->multiply(b->g, &b->Q, b->w, &b->G);
        if (i % 2)
            negate(b->g, &b->Q);
        scalar(b, b->u, i % 10 + 75); // around n
        scalar(b, b->v, i / 10);      // small
        if (i & 2)
            mpz_swap(b->u, b->v);
        check_two(b, "small u G + v Q");
    }
    b->Q.infinity = true;
    check_two(b, "Q = O");
}

static void multiples_agree(void)
{
    for_every_engine(multiples_of_G);
}

static void points_agree(void)
{
    for_every_engine(multiples_of_points);
}

static void additions_agree(void)
{
    for_every_engine(every_addition);
}

static void two_agree(void)
{
    for_every_engine(two_multiples);
}

// A signature by the engine is the textbook's, for the same nonce, and each accepts the other's; digests of
// every length, with the value of n and above.
static void signatures(struct bench *b)
{
    struct ec_key key;
    struct ecdsa_signature ours, theirs;
    uint8_t digest[80];
    ec_key_init(&key);
    ecdsa_signature_init(&ours);
    ecdsa_signature_init(&theirs);
    for (unsigned i = 0; i < 24; i++) {
        mpz_urandomm(b->u, b->random, b->g->n);
        mpz_urandomm(b->k, b->random, b->g->n);
        if (i < 8) // k or d at an end of the range
            mpz_set_ui(i & 1 ? b->u : b->k, 1 + i / 4);
        if (i & 2)
            mpz_sub(b->u, b->g->n, b->u);
        CU_ASSERT_EQUAL(ec_key_set_private(&key, b->g->curve, b->u), GL_OK);
        memset(digest, i % 4 == 0 ? 0xff : i % 4 == 1 ? 0 : (int)(i * 37), sizeof digest);
        struct ecdsa_nonce nonce = {.k = b->k};
        gl_engine_set(&ec_family, &b->engine->engine);
        CU_ASSERT_PTR_EQUAL(ec_engine_for(b->g->curve), b->engine); // this one runs
        enum gl_error error = ecdsa_sign(&key, &nonce, &ours, digest, 3 * i);
        gl_engine_set(&ec_family, &textbook()->engine);
        CU_ASSERT_EQUAL(ecdsa_sign(&key, &nonce, &theirs, digest, 3 * i), error);
        CU_ASSERT_EQUAL(mpz_cmp(ours.r, theirs.r) | mpz_cmp(ours.s, theirs.s), 0);
        for (int change = 0; change < 4; change++) {
            if (change == 1)
                mpz_sub(ours.s, b->g->n, ours.s); // still good
            else if (change > 1)
                mpz_combit(change == 2 ? ours.r : ours.s, i);
            enum gl_error expected = ecdsa_verify(&key, &ours, digest, 3 * i);
            gl_engine_set(&ec_family, &b->engine->engine);
            CU_ASSERT_EQUAL(ecdsa_verify(&key, &ours, digest, 3 * i), expected);
            CU_ASSERT_EQUAL(expected, change < 2 ? error ? GL_ERR_VERIFY : GL_OK : GL_ERR_VERIFY);
            gl_engine_set(&ec_family, &textbook()->engine);
        }
    }
    gl_engine_set(&ec_family, NULL);
    ec_key_clear(&key);
    ecdsa_signature_clear(&ours);
    ecdsa_signature_clear(&theirs);
}

static void signatures_agree(void)
{
    for_every_engine(signatures);
}

// x(R) = r + n happens once in 2^32 curves' worth of signatures by chance (n is that close to p), so it is
// made: choose R with x(R) in [n, p), then Q = r^-1 (s R - e G) is the key for which (x(R) - n, s) is a
// signature of e.
static void wrapped_x(struct bench *b)
{
    struct ec_key key;
    struct ecdsa_signature sig;
    uint8_t encoded[1 + EC_MAX_BYTES], digest[EC_MAX_BYTES] = {0};
    size_t field = ec_field_bytes(b->g->curve), order = ec_order_bytes(b->g->curve);
    if (mpz_cmp(b->g->n, b->g->p) >= 0 || b->g->curve == &ec_classroom)
        return;
    ec_key_init(&key);
    ecdsa_signature_init(&sig);
    encoded[0] = 2;
    mpz_set(b->u, b->g->n);
    do { // the first point from x = n + 1 on
        mpz_add_ui(b->u, b->u, 1);
        size_t bytes = 0;
        memset(encoded + 1, 0, field);
        mpz_export(encoded + 1 + field - (mpz_sizeinbase(b->u, 2) + 7) / 8, &bytes, 1, 1, 1, 0, b->u);
    } while (ec_point_decode(b->g, &b->P, encoded, 1 + field) != GL_OK);
    mpz_sub(sig.r, b->u, b->g->n);
    mpz_set_ui(sig.s, 7);
    digest[order - 1] = 5; // e = 5, or more where the order's bits are no whole bytes
    ecdsa_digest_to_integer(b->w, digest, order, b->g->curve->order_bits);
    textbook()->multiply(b->g, &b->P, sig.s, &b->P);
    textbook()->multiply(b->g, &b->R, b->w, &b->G);
    negate(b->g, &b->R);
    textbook()->add(b->g, &b->P, &b->P, &b->R);
    mpz_invert(b->w, sig.r, b->g->n);
    textbook()->multiply(b->g, &b->P, b->w, &b->P);
    CU_ASSERT_EQUAL(ec_key_set_public(&key, b->g->curve, &b->P), GL_OK);
    gl_engine_set(&ec_family, &b->engine->engine);
    CU_ASSERT_EQUAL(ecdsa_verify(&key, &sig, digest, order), GL_OK);
    mpz_add_ui(sig.r, sig.r, 1);
    CU_ASSERT_EQUAL(ecdsa_verify(&key, &sig, digest, order), GL_ERR_VERIFY);
    gl_engine_set(&ec_family, NULL);
    ec_key_clear(&key);
    ecdsa_signature_clear(&sig);
}

static void wrapped_x_is_seen(void)
{
    for_every_engine(wrapped_x);
}

static void an_engine_leaves_other_curves_to_the_rest(void)
{
    for (const struct gl_engine *const *e = ec_family.engines; *e; e++) {
        const struct ec_engine *engine = (const struct ec_engine *)*e;
        if (!gl_engine_available(*e))
            continue;
        gl_engine_set(&ec_family, *e);
        for (const struct ec_curve *const *curve = ec_curves; *curve; curve++) {
            const struct ec_engine *serving = ec_engine_for(*curve);
            bool supported = !engine->supports || engine->supports(*curve);
            CU_ASSERT_EQUAL(serving == engine, supported);
            CU_ASSERT_TRUE(!serving->supports || serving->supports(*curve));
        }
    }
    gl_engine_set(&ec_family, NULL);
}

void suite_ec_engines(void)
{
    add_suite("ec_engines", (const struct test_case[]){
                                {"k G as the textbook has it", multiples_agree},
                                {"k P as the textbook has it", points_agree},
                                {"P + Q, all cases", additions_agree},
                                {"u G + v Q, where the two meet", two_agree},
                                {"ECDSA: the same signatures and verdicts", signatures_agree},
                                {"ECDSA: x(R) above n", wrapped_x_is_seen},
                                {"engines and curves", an_engine_leaves_other_curves_to_the_rest},
                                {0},
                            });
}
