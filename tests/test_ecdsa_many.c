// SPDX-License-Identifier: MIT
// Many verifications at once: every result must be what ecdsa_verify() says, in every lane and for every size
// of batch.
#include "tests/run.h"

#include "crypto/ec/ecdsa.h"
#include "crypto/ec/p256_ifma.h"

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

// Q = d G, and u1 and u2 so that the lowest digit of u2 is the given one (odd, -15 to 15), and u1 G + u2 Q is
// twice that digit's multiple of Q: what an eight-lane ladder adds last is the sum that it has.
static struct sample *last_addition_doubles(struct samples *all, const mpz_t d, int digit)
{
    struct ec_point Q;
    mpz_t u1, u2;
    ec_point_init(&Q);
    mpz_init(u1);
    mpz_init_set_ui(u2, 32 * 5551212 + 16);
    ec_multiply_base(&all->g, &Q, d);
    mpz_set_si(u1, digit);
    mpz_add(u2, u2, u1);
    mpz_mul_si(u1, u1, 2);
    mpz_sub(u1, u1, u2);
    mpz_mul(u1, u1, d);
    mpz_mod(u1, u1, all->g.n);
    struct sample *s = craft(all, &Q, u1, u2, NULL);
    mpz_clears(u1, u2, NULL);
    ec_point_clear(&Q);
    return s;
}

// Scalars at which windows begin, end and carry, and at which sums meet: u1 G = +-u2 Q for Q = G, -G, 2 G and
// the half of G.
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
        for (int digit = -15; digit <= 15; digit += 2)
            last_addition_doubles(all, d, digit);
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

// ---- the lanes' arithmetic against GMP ----

static void lane_get(mpz_t z, uint64_t lanes[LIMBS][LANES], int lane)
{
    mpz_set_ui(z, 0);
    for (int i = LIMBS - 1; i >= 0; i--) {
        CU_ASSERT(lanes[i][lane] >> 52 == 0);
        mpz_mul_2exp(z, z, 52);
        mpz_add_ui(z, z, lanes[i][lane]);
    }
}

static void lane_set(uint64_t lanes[LIMBS][LANES], int lane, const mpz_t z)
{
    mpz_t rest;
    mpz_init_set(rest, z);
    for (int i = 0; i < LIMBS; i++) {
        lanes[i][lane] = mpz_get_ui(rest) & ((UINT64_C(1) << 52) - 1);
        mpz_fdiv_q_2exp(rest, rest, 52);
    }
    mpz_clear(rest);
}

// Forty numbers below 2^257: at the edges of m, of the limbs and of the whole, and random ones.
#define EDGES 40
static void edge(mpz_t z, int which, const mpz_t m, gmp_randstate_t random)
{
    const unsigned long i = (unsigned long)which;
    mpz_set_ui(z, 0);
    if (which < 2) {
        mpz_set_ui(z, i);
    } else if (which < 6) {
        mpz_add_ui(z, m, i - 2); // m, m + 1, ...
    } else if (which < 10) {
        mpz_sub_ui(z, m, i - 5); // m - 1, ...
    } else if (which < 12) {
        mpz_mul_ui(z, m, 2);
        mpz_sub_ui(z, z, i - 10); // 2 m, 2 m - 1
    } else if (which < 14) {
        mpz_setbit(z, 256 + i - 12); // 2^256 - 1, 2^257 - 1
        mpz_sub_ui(z, z, 1);
    } else if (which < 19) {
        mpz_setbit(z, 52 * (i - 14)); // one limb is 1
    } else if (which < 24) {
        mpz_setbit(z, i == 23 ? 49 : 52); // one limb is full
        mpz_sub_ui(z, z, 1);
        mpz_mul_2exp(z, z, 52 * (i - 19));
    } else if (which < 32) {
        mpz_rrandomb(z, random, 257); // long runs of ones and zeros
    } else {
        mpz_urandomb(z, random, 257);
    }
}

// What the operation must give, modulo the modulus.
static void expect(mpz_t z, enum p256_ifma_operation operation, const mpz_t a, const mpz_t b, const mpz_t m)
{
    mpz_t factor;
    mpz_init_set_ui(factor, 1);
    mpz_mul_2exp(factor, factor, 260);
    if (operation == P256_IFMA_COMBINE) {
        mpz_mul_ui(z, a, 4);
        mpz_submul_ui(z, b, 8);
    } else if (operation == P256_IFMA_INVERT || operation == P256_IFMA_INVERT_N) {
        mpz_invert(z, a, m);
        mpz_mul(z, z, factor);
        mpz_mul(z, z, factor);
    } else if (operation == P256_IFMA_REDUCE || operation == P256_IFMA_REDUCE_N) {
        mpz_set(z, a);
    } else {
        mpz_mul(z, a, operation == P256_IFMA_SQUARE ? a : b);
        mpz_invert(factor, factor, m);
        mpz_mul(z, z, factor);
    }
    mpz_mod(z, z, m);
    mpz_clear(factor);
}

static void check_lanes(enum p256_ifma_operation operation, uint64_t a[LIMBS][LANES],
                        uint64_t b[LIMBS][LANES], const mpz_t m)
{
    uint64_t out[LIMBS][LANES];
    mpz_t x, y, right, got;
    mpz_inits(x, y, right, got, NULL);
    CU_ASSERT_TRUE(p256_ifma_lanes(operation, out, a, b));
    for (int lane = 0; lane < LANES; lane++) {
        lane_get(x, a, lane);
        lane_get(y, b, lane);
        lane_get(got, out, lane);
        expect(right, operation, x, y, m);
        CU_ASSERT_TRUE(mpz_congruent_p(got, right, m));
        CU_ASSERT_TRUE(mpz_sizeinbase(got, 2) <= 258);
        if (operation >= P256_IFMA_REDUCE)
            CU_ASSERT_EQUAL(mpz_cmp(got, right), 0);
    }
    mpz_clears(x, y, right, got, NULL);
}

// Every edge with every edge, in changing lanes, through every operation.
static void lanes_calculate_as_gmp(void)
{
    uint64_t a[LIMBS][LANES] = {{0}}, b[LIMBS][LANES] = {{0}};
    struct samples all;
    mpz_t z;
    if (!gl_engine_find(&ec_family, "p256-ifma"))
        return; // no such CPU: there are no lanes
    samples_init(&all);
    mpz_init(z);
    for (int operation = 0; operation <= P256_IFMA_INVERT_N; operation++) {
        const bool inverts = operation == P256_IFMA_INVERT || operation == P256_IFMA_INVERT_N;
        mpz_srcptr m =
            operation == P256_IFMA_MULTIPLY_N || operation >= P256_IFMA_REDUCE_N ? all.g.n : all.g.p;
        for (int i = 0; i < EDGES; i++) {
            for (int j = 0; j < EDGES; j += LANES) {
                for (int lane = 0; lane < LANES; lane++) {
                    edge(z, inverts ? (i + j + lane) % EDGES : i, m, all.random);
                    if (inverts && mpz_divisible_p(z, m))
                        mpz_set_ui(z, 2);
                    lane_set(a, lane, z);
                    edge(z, j + lane, m, all.random);
                    lane_set(b, lane, z);
                }
                check_lanes((enum p256_ifma_operation)operation, a, b, m);
            }
        }
    }
    mpz_clear(z);
    samples_clear(&all);
}

// Which engine ran: one whose verification of single signatures counts how often it is asked.
static int asked;
static const struct ec_engine *single;

static bool counting_verify(const struct ec_group *g, const mpz_t r, const mpz_t s, const mpz_t e,
                            const struct ec_point *Q)
{
    asked++;
    return single->verify(g, r, s, e, Q);
}

static void lanes_judge_all_but_the_exceptions(void)
{
    const struct gl_engine *before = gl_engine_chosen(&ec_family);
    const struct gl_engine *ifma = gl_engine_find(&ec_family, "p256-ifma");
    struct samples all;
    const struct sample *chosen[ECDSA_MANY];
    mpz_t u;
    if (!ifma)
        return;
    single = (const struct ec_engine *)ifma;
    struct ec_engine counting = *single;
    counting.verify = counting_verify;
    samples_init(&all);
    for (int i = 0; i < ECDSA_MANY; i++)
        ordinary(&all, &ec_p256)->digest[5] ^= (uint8_t)(i % 2);
    for (int i = 0; i < ECDSA_MANY; i++) {
        chosen[i] = &all.at[i];
        all.at[i].expected = i % 2 ? GL_ERR_VERIFY : GL_OK;
    }
    gl_engine_set(&ec_family, &counting.engine);
    asked = 0;
    check(chosen, ECDSA_MANY);
    CU_ASSERT_EQUAL(asked, 0);
    all.at[60].key.Q.infinity = true; // refused by ecdsa_verify(), before any engine is asked
    all.at[60].expected = GL_ERR_VERIFY;
    mpz_init_set_ui(u, 2026);
    chosen[61] = last_addition_doubles(&all, u, -3);
    check(chosen, ECDSA_MANY);
    CU_ASSERT_EQUAL(asked, 1);
    gl_engine_set(&ec_family, before);
    mpz_clear(u);
    samples_clear(&all);
}

// Only that engine has lanes, and only for its curve.
static void forcing_another_engine_forces_the_lanes_off(void)
{
    const struct gl_engine *before = gl_engine_chosen(&ec_family);
    for (const struct gl_engine *const *engine = ec_family.engines; *engine; engine++) {
        const bool lanes = strcmp((*engine)->name, "p256-ifma") == 0;
        if (gl_engine_available(*engine)) {
            gl_engine_set(&ec_family, *engine);
            CU_ASSERT_EQUAL(ec_engine_for(&ec_p256)->verify_many != NULL, lanes);
            CU_ASSERT_PTR_NULL(ec_engine_for(&ec_p384)->verify_many);
        }
    }
    gl_engine_set(&ec_family, before);
}

void suite_ecdsa_many(void)
{
    add_suite("ecdsa_many", (const struct test_case[]){
                                {"batches of every size", batches_of_every_size},
                                {"every sample in every lane", every_sample_in_every_lane},
                                {"judged as one by one", judged_as_one_by_one},
                                {"curves mixed", curves_mixed},
                                {"the lanes calculate as GMP does", lanes_calculate_as_gmp},
                                {"lanes judge all but the exceptions", lanes_judge_all_but_the_exceptions},
                                {"forcing another engine forces the lanes off",
                                 forcing_another_engine_forces_the_lanes_off},
                                {0},
                            });
}
