// SPDX-License-Identifier: MIT
// Many verifications at once: every result must be what ecdsa_verify() says, in every lane and for every size
// of batch.
#include "tests/run.h"

#include "crypto/ec/ecdsa.h"

#include <stdlib.h>
#include <string.h>

// A signature to judge, with the right judgement.
struct sample {
    struct ec_key key;
    struct ecdsa_signature sig;
    uint8_t digest[EC_MAX_BYTES];
    size_t bytes;
    enum gl_error expected;
};

struct samples {
    struct sample *at;
    size_t n, room;
    gmp_randstate_t random;
    struct ec_group g; // P-256
};

static void samples_init(struct samples *all)
{
    *all = (struct samples){.room = 4096};
    all->at = calloc(all->room, sizeof *all->at);
    CU_ASSERT_PTR_NOT_NULL_FATAL(all->at);
    gmp_randinit_default(all->random);
    gmp_randseed_ui(all->random, 20256);
    ec_group_init(&all->g, &ec_p256);
}

static void samples_clear(struct samples *all)
{
    for (size_t i = 0; i < all->n; i++) {
        ec_key_clear(&all->at[i].key);
        ecdsa_signature_clear(&all->at[i].sig);
    }
    free(all->at);
    gmp_randclear(all->random);
    ec_group_clear(&all->g);
}

// A new sample on the curve with public key Q.
static struct sample *sample_new(struct samples *all, const struct ec_curve *curve, const struct ec_point *Q)
{
    CU_ASSERT_FATAL(all->n < all->room);
    struct sample *s = &all->at[all->n++];
    ec_key_init(&s->key);
    ecdsa_signature_init(&s->sig);
    s->key.curve = curve;
    ec_point_set(&s->key.Q, Q);
    return s;
}

static struct sample *sample_copy(struct samples *all, const struct sample *from)
{
    struct sample *s = sample_new(all, from->key.curve, &from->key.Q);
    mpz_set(s->sig.r, from->sig.r);
    mpz_set(s->sig.s, from->sig.s);
    memcpy(s->digest, from->digest, sizeof s->digest);
    s->bytes = from->bytes;
    s->expected = from->expected;
    return s;
}

static void set_digest(struct sample *s, const mpz_t e)
{
    uint8_t bytes[EC_MAX_BYTES] = {0};
    size_t used = (mpz_sizeinbase(e, 2) + 7) / 8;
    s->bytes = 32;
    mpz_export(bytes, NULL, 1, 1, 1, 0, e);
    memset(s->digest, 0, sizeof s->digest);
    if (mpz_sgn(e))
        memcpy(s->digest + 32 - used, bytes, used);
}

// The signature that makes a verifier of P-256 compute u1 G + u2 Q; r is that point's, or `r` where it is not
// NULL.
static struct sample *craft(struct samples *all, const struct ec_point *Q, const mpz_t u1, const mpz_t u2,
                            mpz_srcptr r)
{
    struct ec_point R;
    mpz_t e;
    struct sample *s = sample_new(all, &ec_p256, Q);
    ec_point_init(&R);
    mpz_init(e);
    ec_multiply_two(&all->g, &R, u1, u2, Q);
    mpz_mod(s->sig.r, r ? r : R.x, all->g.n);
    s->expected = GL_OK;
    if (!r && R.infinity) {
        mpz_set_ui(s->sig.r, 1); // what r stands there does not matter: O is refused
        s->expected = GL_ERR_VERIFY;
    }
    mpz_invert(s->sig.s, u2, all->g.n);
    mpz_mul(s->sig.s, s->sig.s, s->sig.r);
    mpz_mod(s->sig.s, s->sig.s, all->g.n);
    mpz_mul(e, u1, s->sig.s);
    mpz_mod(e, e, all->g.n);
    set_digest(s, e);
    mpz_clear(e);
    ec_point_clear(&R);
    return s;
}

// Ordinary signatures with fresh keys, on any curve; digests of several lengths.
static struct sample *ordinary(struct samples *all, const struct ec_curve *curve)
{
    static const size_t lengths[] = {20, 32, 32, 48, 64};
    struct ec_key key;
    mpz_t d;
    struct ec_group g;
    ec_group_init(&g, curve);
    ec_key_init(&key);
    mpz_init(d);
    mpz_sub_ui(d, g.n, 1);
    mpz_urandomm(d, all->random, d);
    mpz_add_ui(d, d, 1);
    CU_ASSERT_EQUAL(ec_key_set_private(&key, curve, d), GL_OK);
    struct sample *s = sample_new(all, curve, &key.Q);
    s->bytes = lengths[all->n % 5];
    for (size_t i = 0; i < s->bytes; i++)
        s->digest[i] = (uint8_t)gmp_urandomb_ui(all->random, 8);
    CU_ASSERT_EQUAL(
        ecdsa_sign(&key, &(struct ecdsa_nonce){.nonce_hash = &hash_sha256}, &s->sig, s->digest, s->bytes),
        GL_OK);
    mpz_clear(d);
    ec_key_clear(&key);
    ec_group_clear(&g);
    return s;
}

// What must be refused, from one good signature; and its twin (r, n - s), which must not.
static void spoil(struct samples *all, const struct sample *good)
{
    mpz_srcptr n = all->g.n;
    for (int what = 0; what < 14; what++) {
        struct sample *s = sample_copy(all, good);
        mpz_ptr z = what % 2 ? s->sig.r : s->sig.s;
        s->expected = GL_ERR_VERIFY;
        if (what / 2 == 0)
            mpz_set_ui(z, 0);
        else if (what / 2 == 1)
            mpz_set(z, n);
        else if (what / 2 == 2)
            mpz_add(z, z, n);
        else if (what / 2 == 3)
            mpz_neg(z, z);
        else if (what / 2 == 4)
            mpz_combit(z, all->n % 250);
        else if (what / 2 == 5)
            mpz_ui_pow_ui(z, 2, 700);
        else if (what == 12)
            s->digest[all->n % 16] ^= 1;
        else
            s->key.Q.infinity = true;
    }
    struct sample *twin = sample_copy(all, good);
    mpz_sub(twin->sig.s, n, twin->sig.s);
    struct sample *other = sample_copy(all, good);
    mpz_sub(other->key.Q.y, all->g.p, other->key.Q.y);
    other->expected = GL_ERR_VERIFY;
    other = sample_copy(all, good);
    mpz_add_ui(other->key.Q.y, other->key.Q.y, 1); // off the curve: no such key is ever made
    other->expected = GL_ERR_VERIFY;
}

// Scalars at which windows begin, end and carry, and at which sums meet: u1 G = +-u2 Q for Q = G, -G, 2 G, G
// / 2.
static void meetings(struct samples *all)
{
    static const char *const scalars[] = {
        "0",
        "1",
        "2",
        "3",
        "f",
        "10",
        "11",
        "1f",
        "20",
        "1ff",
        "200",
        "201",
        "3ff",
        "400",
        "401",
        "7ff",
        "800",
        "801",
        "80000000000000000000000000000000",
        "8421084210842108421084210842108421084210842108421084210842108421",
        "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632550", // n - 1
        "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc63254f",
        "7fffffff800000007fffffffffffffffde737d56d38bcf4279dce5617e3192a8", // (n - 1) / 2
        "7fffffff800000007fffffffffffffffde737d56d38bcf4279dce5617e3192a9",
        "fffffffeffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    };
    enum { COUNT = sizeof scalars / sizeof *scalars };
    struct ec_point Q;
    mpz_t u1, u2, d;
    ec_point_init(&Q);
    mpz_inits(u1, u2, d, NULL);
    for (int key = 0; key < 4; key++) {
        mpz_set_str(d, scalars[key == 0 ? 1 : key == 1 ? 20 : key == 2 ? 2 : 23], 16);
        ec_multiply_base(&all->g, &Q, d);
        for (int i = 0; i < COUNT; i++) {
            for (int j = 1; j < COUNT; j += 1 + (i % 3)) {
                mpz_set_str(u1, scalars[i], 16);
                mpz_set_str(u2, scalars[j], 16);
                craft(all, &Q, u1, u2, NULL);
            }
            mpz_set_str(u2, scalars[i ? i : 1], 16);
            mpz_mul(u1, u2, d);
            mpz_mod(u1, u1, all->g.n);
            craft(all, &Q, u1, u2, NULL); // u1 G = u2 Q
            mpz_sub(u1, all->g.n, u1);
            craft(all, &Q, u1, u2, NULL); // u1 G = -u2 Q: O
        }
    }
    mpz_clears(u1, u2, d, NULL);
    ec_point_clear(&Q);
}

// R with a given x (the next that has a point), for which nobody knows the logarithm: Q = (R - u1 G) / u2.
static void craft_x(struct samples *all, const mpz_t from, const mpz_t r_of_x, enum gl_error expected)
{
    uint8_t bytes[33] = {2};
    struct ec_point R, A;
    mpz_t x, u1, u2;
    ec_point_init(&R);
    ec_point_init(&A);
    mpz_inits(u1, u2, NULL);
    mpz_init_set(x, from);
    do {
        mpz_add_ui(x, x, 1);
        memset(bytes + 1, 0, 32);
        size_t used = (mpz_sizeinbase(x, 2) + 7) / 8;
        mpz_export(bytes + 33 - used, NULL, 1, 1, 1, 0, x);
    } while (ec_point_decode(&all->g, &R, bytes, sizeof bytes) != GL_OK);
    mpz_urandomm(u1, all->random, all->g.n);
    mpz_urandomm(u2, all->random, all->g.n);
    mpz_sub(u1, all->g.n, u1);
    ec_multiply_base(&all->g, &A, u1);
    ec_add(&all->g, &A, &R, &A);
    mpz_sub(u1, all->g.n, u1);
    mpz_invert(u2, u2, all->g.n);
    ec_multiply(&all->g, &A, u2, &A);
    mpz_invert(u2, u2, all->g.n);
    mpz_add(x, x, r_of_x);
    craft(all, &A, u1, u2, x)->expected = expected;
    mpz_clears(x, u1, u2, NULL);
    ec_point_clear(&R);
    ec_point_clear(&A);
}

// x in [n, p - 1]: r = x - n. And r for which r + n is x + p: not valid, though it is x modulo p.
static void large_and_small_x(struct samples *all)
{
    mpz_t from, add;
    mpz_inits(from, add, NULL);
    for (int i = 0; i < 3; i++) {
        mpz_set(from, all->g.n);
        craft_x(all, from, add, GL_OK);
        mpz_sub_ui(from, all->g.p, 100 + (unsigned)i);
        craft_x(all, from, add, GL_OK);
        mpz_set_ui(from, 5 * (unsigned)i);
        craft_x(all, from, add, GL_OK);
        mpz_sub(add, all->g.p, all->g.n); // r = x + p - n, so r + n = x + p
        craft_x(all, from, add, GL_ERR_VERIFY);
        mpz_set_ui(add, 0);
    }
    mpz_clears(from, add, NULL);
}

static void check(const struct sample *const *chosen, size_t n)
{
    struct ecdsa_check checks[200];
    enum gl_error results[201];
    CU_ASSERT_FATAL(n <= 200);
    for (size_t i = 0; i < n; i++) {
        const struct sample *s = chosen[i];
        checks[i] = (struct ecdsa_check){&s->key, &s->sig, s->digest, s->bytes};
        results[i] = GL_ERR_CANCELLED;
    }
    results[n] = GL_ERR_CANCELLED;
    ecdsa_verify_many(checks, n, results);
    for (size_t i = 0; i < n; i++)
        CU_ASSERT_EQUAL(results[i], chosen[i]->expected);
    CU_ASSERT_EQUAL(results[n], GL_ERR_CANCELLED); // nothing past the end
}

static void everything(struct samples *all)
{
    samples_init(all);
    for (int i = 0; i < 24; i++)
        ordinary(all, &ec_p256);
    for (int i = 0; i < 3; i++)
        spoil(all, &all->at[i]);
    meetings(all);
    large_and_small_x(all);
}

// Every sample in every lane: the list is cut into batches of 64, each time beginning one further on.
static void every_sample_in_every_lane(void)
{
    struct samples all;
    const struct sample *chosen[ECDSA_MANY];
    everything(&all);
    size_t shifts = ec_engine_for(&ec_p256)->verify_many ? 16 : 1;
    for (size_t shift = 0; shift < shifts; shift++) {
        for (size_t at = 0; at < all.n; at += ECDSA_MANY) {
            for (size_t i = 0; i < ECDSA_MANY; i++)
                chosen[i] = &all.at[(at + shift + i) % all.n];
            check(chosen, ECDSA_MANY);
        }
    }
    samples_clear(&all);
}

// The judgements above are not only what the samples were made for, but also what ecdsa_verify() says.
static void judged_as_one_by_one(void)
{
    struct samples all;
    everything(&all);
    for (size_t i = 0; i < all.n; i++) {
        const struct sample *s = &all.at[i];
        CU_ASSERT_EQUAL(ecdsa_verify(&s->key, &s->sig, s->digest, s->bytes), s->expected);
    }
    samples_clear(&all);
}

static void batches_of_every_size(void)
{
    static const size_t sizes[] = {0, 1, 2, 3, 4, 7, 8, 9, 15, 16, 17, 23, 24, 25, 63, 64, 65, 130};
    struct samples all;
    const struct sample *chosen[130];
    samples_init(&all);
    for (int i = 0; i < 20; i++)
        ordinary(&all, &ec_p256);
    spoil(&all, &all.at[7]);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        for (size_t at = 0; at < sizes[i]; at++)
            chosen[at] = &all.at[gmp_urandomm_ui(all.random, all.n)];
        check(chosen, sizes[i]);
    }
    samples_clear(&all);
}

// Curves in any order: only those with lanes wait for each other, and no result lands in another's place.
static void curves_mixed(void)
{
    struct samples all;
    const struct sample *chosen[150];
    samples_init(&all);
    for (const struct ec_curve *const *curve = ec_curves; *curve; curve++) {
        for (int i = 0; *curve != &ec_classroom && i < 2; i++) {
            struct sample *s = sample_copy(&all, ordinary(&all, *curve));
            s->digest[3] ^= 4;
            s->expected = GL_ERR_VERIFY;
        }
    }
    for (int i = 0; i < 16; i++)
        ordinary(&all, &ec_p256);
    for (size_t i = 0; i < 150; i++)
        chosen[i] = &all.at[gmp_urandomm_ui(all.random, all.n)];
    check(chosen, 150);
    samples_clear(&all);
}

void suite_ecdsa_many(void)
{
    add_suite("ecdsa_many", (const struct test_case[]){
                                {"batches of every size", batches_of_every_size},
                                {"every sample in every lane", every_sample_in_every_lane},
                                {"judged as one by one", judged_as_one_by_one},
                                {"curves mixed", curves_mixed},
                                {0},
                            });
}
