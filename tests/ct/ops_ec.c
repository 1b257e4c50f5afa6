// SPDX-License-Identifier: MIT
// Curves: multiplication by secret numbers, signatures, shared secrets, key pairs, on every curve that the
// engine serves itself. Public are the points that go in, the curve, and what is published: signatures,
// public keys.
#include "tests/ct/ct.h"

#include "crypto/ec/ecdh.h"
#include "crypto/ec/ecdsa.h"

#include <string.h>

typedef void check_curve(const struct ec_curve *curve, const struct ec_group *g,
                         const struct ec_engine *engine);

// Stepping takes the first two, and what valgrind runs takes all.
static void each_curve(const struct gl_family *family, const struct gl_engine *generic, check_curve *check)
{
    const struct ec_engine *engine = (const struct ec_engine *)generic;
    gl_engine_set(family, generic);
    for (const struct ec_curve *const *curve = ec_curves; *curve; curve++) {
        bool served = !engine->supports || engine->supports(*curve);
        bool taken = !ct_short() || *curve == &ec_p256;
        if (!served || !taken)
            continue;
        struct ec_group g;
        ec_group_init(&g, *curve);
        check(*curve, &g, engine);
        ec_group_clear(&g);
    }
    gl_engine_set(family, NULL);
}

static void public_point(const struct ec_point *P)
{
    ct_public(&P->infinity, sizeof P->infinity);
    ct_public_integer(P->x);
    ct_public_integer(P->y);
}

static void multiply_one(const struct ec_curve *curve, const struct ec_group *g,
                         const struct ec_engine *engine)
{
    struct ec_point G, R;
    mpz_t k;
    (void)curve;
    mpz_init(k);
    ec_point_init(&G);
    ec_point_init(&R);
    mpz_set(G.x, g->gx);
    mpz_set(G.y, g->gy);
    G.infinity = false;
    ct_secret_below(k, g->n);
    ct_begin();
    engine->multiply(g, &R, k, &G);
    ct_end();
    public_point(&R);
    ct_public_integer(k);
    ec_point_clear(&G);
    ec_point_clear(&R);
    mpz_clear(k);
}

static void multiply_base_one(const struct ec_curve *curve, const struct ec_group *g,
                              const struct ec_engine *engine)
{
    struct ec_point R;
    mpz_t k;
    (void)curve;
    (void)engine;
    mpz_init(k);
    ec_point_init(&R);
    ct_secret_below(k, g->n);
    ct_begin();
    ec_multiply_base(g, &R, k);
    ct_end();
    public_point(&R);
    ct_public_integer(k);
    ec_point_clear(&R);
    mpz_clear(k);
}

// A key with a secret number; the public point is of no interest here.
static void secret_key(struct ec_key *key, const struct ec_curve *curve, const struct ec_group *g)
{
    ec_key_init(key);
    key->curve = curve;
    ct_secret_below(key->d, g->n);
}

static void clear_key(struct ec_key *key)
{
    ct_public_integer(key->d);
    ec_key_clear(key);
}

static void sign_one(const struct ec_curve *curve, const struct ec_group *g,
                     const struct hash_alg *nonce_hash)
{
    static uint8_t digest[32];
    struct ec_key key;
    struct ecdsa_signature sig;
    struct ecdsa_nonce nonce = {.random = ct_random(), .nonce_hash = nonce_hash};
    secret_key(&key, curve, g);
    ecdsa_signature_init(&sig);
    ct_begin();
    enum gl_error error = ecdsa_sign(&key, &nonce, &sig, digest, sizeof digest);
    ct_end();
    ct_public(&error, sizeof error);
    ct_public_integer(sig.r);
    ct_public_integer(sig.s);
    ecdsa_signature_clear(&sig);
    clear_key(&key);
}

static void sign_random_one(const struct ec_curve *curve, const struct ec_group *g,
                            const struct ec_engine *engine)
{
    (void)engine;
    sign_one(curve, g, NULL);
}

static void sign_rfc6979_one(const struct ec_curve *curve, const struct ec_group *g,
                             const struct ec_engine *engine)
{
    (void)engine;
    if (curve == &ec_p256)
        sign_one(curve, g, &hash_sha256);
}

static void ecdh_one(const struct ec_curve *curve, const struct ec_group *g, const struct ec_engine *engine)
{
    static uint8_t secret[EC_MAX_BYTES];
    struct ec_key ours, theirs;
    (void)engine;
    secret_key(&ours, curve, g);
    ec_key_init(&theirs);
    theirs.curve = curve;
    mpz_set(theirs.Q.x, g->gx);
    mpz_set(theirs.Q.y, g->gy);
    theirs.Q.infinity = false;
    ct_begin();
    enum gl_error error = ecdh(&ours, &theirs, secret);
    ct_end();
    ct_public(&error, sizeof error);
    ct_public(secret, sizeof secret);
    ec_key_clear(&theirs);
    clear_key(&ours);
}

static void generate_one(const struct ec_curve *curve, const struct ec_group *g,
                         const struct ec_engine *engine)
{
    struct ec_key key;
    (void)g;
    (void)engine;
    ec_key_init(&key);
    ct_begin();
    enum gl_error error = ec_key_generate(&key, curve, ct_random());
    ct_end();
    ct_public(&error, sizeof error);
    public_point(&key.Q);
    clear_key(&key);
}

static void multiply(const struct gl_family *family, const struct gl_engine *engine)
{
    each_curve(family, engine, multiply_one);
}

static void multiply_base(const struct gl_family *family, const struct gl_engine *engine)
{
    each_curve(family, engine, multiply_base_one);
}

static void sign_random(const struct gl_family *family, const struct gl_engine *engine)
{
    each_curve(family, engine, sign_random_one);
}

static void sign_rfc6979(const struct gl_family *family, const struct gl_engine *engine)
{
    each_curve(family, engine, sign_rfc6979_one);
}

static void shared_secret(const struct gl_family *family, const struct gl_engine *engine)
{
    each_curve(family, engine, ecdh_one);
}

static void key_pair(const struct gl_family *family, const struct gl_engine *engine)
{
    each_curve(family, engine, generate_one);
}

const struct ct_operation ct_ec[] = {
    {.name = "k P", .run = multiply, .secrets = 3},
    {.name = "k G", .run = multiply_base},
    {.name = "ECDSA signature", .run = sign_random, .secrets = 2},
    {.name = "ECDSA signature, RFC 6979", .run = sign_rfc6979, .secrets = 2},
    {.name = "ECDH", .run = shared_secret, .secrets = 2},
    {.name = "key pair", .run = key_pair, .secrets = 2},
    {0},
};
