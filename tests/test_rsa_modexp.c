// SPDX-License-Identifier: MIT
// Every engine of modular exponentiation against the textbook's: all lengths of modulus, the edges of base
// and exponent, moduli whose limbs are all ones or almost zero, pairs of unequal size.
#include "tests/run.h"

#include "crypto/rsa/modexp.h"
#include "crypto/trace/check.h"

#define SEED 20240611ul

static mpz_t base, exponent, modulus, expected, got;
static gmp_randstate_t state;

static void set_up(void)
{
    mpz_inits(base, exponent, modulus, expected, got, NULL);
    gmp_randinit_mt(state);
    gmp_randseed_ui(state, SEED);
}

static void tear_down(void)
{
    mpz_clears(base, exponent, modulus, expected, got, NULL);
    gmp_randclear(state);
}

// GMP's own quick exponentiation is the judge of long ones; the textbook engine, of short ones.
static void expect(const struct modexp_job *job)
{
    if (mpz_sizeinbase(job->modulus, 2) <= 192)
        modexp_textbook.modexp(&(struct modexp_job){expected, job->base, job->exponent, job->modulus});
    else
        mpz_powm(expected, job->base, job->exponent, job->modulus);
}

// The job in `base`, `exponent` and `modulus`, through every engine but the textbook's.
static void all_agree(void)
{
    struct modexp_job job = {got, base, exponent, modulus};
    expect(&job);
    for (const struct gl_engine *const *e = modexp_family.engines; *e; e++) {
        const struct modexp_engine *engine = (const struct modexp_engine *)*e;
        if (engine == &modexp_textbook || !gl_engine_available(*e))
            continue;
        mpz_set_ui(got, 99);
        engine->modexp(&job);
        CU_ASSERT_EQUAL(mpz_cmp(got, expected), 0);
        mpz_set_ui(got, 99);
        if (engine->modexp_public)
            engine->modexp_public(&job);
        CU_ASSERT_TRUE(!engine->modexp_public || mpz_cmp(got, expected) == 0);
    }
}

// Long runs of ones and zeros, as mpz_rrandomb makes them, find lost carries better than even bits.
static void draw_modulus(unsigned bits, unsigned kind)
{
    if (kind % 2)
        mpz_rrandomb(modulus, state, bits);
    else
        mpz_urandomb(modulus, state, bits);
    mpz_setbit(modulus, bits - 1);
    mpz_setbit(modulus, 0);
    if (mpz_cmp_ui(modulus, 1) <= 0)
        mpz_set_ui(modulus, 3);
}

static void draw_base(unsigned kind)
{
    if (kind % 2)
        mpz_rrandomb(base, state, mpz_sizeinbase(modulus, 2));
    else
        mpz_urandomb(base, state, mpz_sizeinbase(modulus, 2));
    mpz_mod(base, base, modulus);
}

static void draw_exponent(unsigned bits)
{
    mpz_rrandomb(exponent, state, bits);
    if (mpz_sgn(exponent) == 0)
        mpz_set_ui(exponent, 1);
}

static void every_length_of_modulus(void)
{
    set_up();
    for (unsigned bits = 2; bits <= 1100; bits += bits < 240 ? 1 : 7) {
        draw_modulus(bits, bits / 7);
        draw_base(bits);
        draw_exponent(1 + bits % 140);
        all_agree();
    }
    tear_down();
}

// Around the lengths at which limbs, vectors and the engine's own limit end.
static void lengths_at_the_edges(void)
{
    set_up();
    static const unsigned lengths[] = {49,   50,   101,  102,  413,  414,  829,  830,  1024, 1245, 1246,
                                       1536, 1661, 1662, 2047, 2048, 2077, 2078, 2494, 2910, 3072, 3325,
                                       3326, 3742, 4096, 4156, 4157, 4158, 4160, 5000, 8192};
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++)
        for (unsigned kind = 0; kind < 4; kind++) {
            draw_modulus(lengths[i], kind);
            draw_base(kind / 2);
            draw_exponent(60 + 30 * kind);
            all_agree();
        }
    tear_down();
}

// Moduli of a single pattern: 2^bits - 1, 2^bits - small, 2^(bits - 1) + 1, and bases and exponents at their
// ends.
static void patterns(void)
{
    set_up();
    static const unsigned lengths[] = {2,   3,    51,   52,   53,   64,   104, 416,
                                       520, 1024, 1040, 1536, 2048, 2080, 4096};
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++)
        for (unsigned pattern = 0; pattern < 4; pattern++) {
            mpz_set_ui(modulus, 0);
            mpz_setbit(modulus, lengths[i] - (pattern == 3));
            if (pattern == 3)
                mpz_add_ui(modulus, modulus, 1);
            else
                mpz_sub_ui(modulus, modulus, pattern == 2 && lengths[i] > 6 ? 59 : 1);
            for (unsigned b = 0; b < 5; b++)
                for (unsigned e = 0; e < 5; e++) {
                    mpz_set_ui(base, b < 2 ? b : 2);
                    if (b > 2)
                        mpz_sub_ui(base, modulus, b - 2);
                    mpz_mod(base, base, modulus);
                    mpz_set_ui(exponent, e < 3 ? e + 1 : 65537);
                    if (e == 4) { // all ones
                        mpz_set_ui(exponent, 0);
                        mpz_setbit(exponent, 130);
                        mpz_sub_ui(exponent, exponent, 1);
                    }
                    all_agree();
                }
        }
    tear_down();
}

static void whole_exponents(void)
{
    set_up();
    static const unsigned lengths[] = {512, 768, 1023, 1024, 1025, 1536, 2048, 3072};
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++)
        for (unsigned kind = 0; kind < 4; kind++) {
            draw_modulus(lengths[i], kind);
            draw_base(kind);
            if (kind < 2)
                mpz_sub_ui(exponent, modulus, 1 + kind);
            else
                draw_exponent(lengths[i]);
            all_agree();
        }
    tear_down();
}

static void two_at_once(const unsigned bits[2], const unsigned exponent_bits[2], unsigned kind)
{
    mpz_t b[2], e[2], n[2], out[2];
    for (int i = 0; i < 2; i++) {
        mpz_inits(b[i], e[i], n[i], out[i], NULL);
        draw_modulus(bits[i], kind);
        draw_base(kind);
        draw_exponent(exponent_bits[i]);
        mpz_set(b[i], base);
        mpz_set(e[i], exponent);
        mpz_set(n[i], modulus);
    }
    for (const struct gl_engine *const *engine = modexp_family.engines; *engine; engine++) {
        if (!gl_engine_available(*engine) || (*engine == &modexp_textbook.engine && bits[0] > 192))
            continue;
        gl_engine_set(&modexp_family, *engine);
        modexp_two((const struct modexp_job[2]){{out[0], b[0], e[0], n[0]}, {out[1], b[1], e[1], n[1]}});
        for (int i = 0; i < 2; i++) {
            mpz_powm(expected, b[i], e[i], n[i]);
            CU_ASSERT_EQUAL(mpz_cmp(out[i], expected), 0);
        }
    }
    gl_engine_set(&modexp_family, NULL);
    for (int i = 0; i < 2; i++)
        mpz_clears(b[i], e[i], n[i], out[i], NULL);
}

static void pairs(void)
{
    set_up();
    static const unsigned cases[][4] = {
        {1024, 1024, 1024, 1024}, {512, 512, 512, 512},  {1536, 1536, 700, 700}, {2048, 2048, 300, 300},
        {2078, 2078, 90, 90},     {1024, 512, 500, 100}, {700, 1300, 64, 65},    {1030, 1020, 5, 1000},
        {40, 60, 30, 30},         {3, 1024, 100, 100},   {1024, 3000, 128, 192}, {4500, 1024, 70, 70},
        {520, 414, 1, 1},         {517, 518, 64, 320}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        for (unsigned kind = 0; kind < 4; kind++)
            two_at_once(cases[i], cases[i] + 2, kind);
    for (unsigned bits = 440; bits < 2080; bits += 23)
        two_at_once((const unsigned[2]){bits, bits - bits % 29}, (const unsigned[2]){70, 140}, bits);
    tear_down();
}

// A base beyond the modulus, a negative one, exponents of 0 and moduli of 1 in a pair, and out as an input.
static void any_numbers(void)
{
    set_up();
    mpz_t small, other;
    mpz_inits(small, other, NULL);
    draw_modulus(1024, 1);
    draw_exponent(300);
    mpz_rrandomb(base, state, 2048);
    mpz_powm(expected, base, exponent, modulus);
    modexp(got, base, exponent, modulus);
    CU_ASSERT_EQUAL(mpz_cmp(got, expected), 0);
    modexp_public(base, base, exponent, modulus);
    CU_ASSERT_EQUAL(mpz_cmp(base, expected), 0);
    mpz_neg(base, base);
    mpz_powm(expected, base, exponent, modulus);
    modexp(base, base, exponent, modulus);
    CU_ASSERT_EQUAL(mpz_cmp(base, expected), 0);
    mpz_set_ui(small, 1);
    modexp_two((const struct modexp_job[2]){{got, base, exponent, small}, {other, base, other, modulus}});
    CU_ASSERT_EQUAL(mpz_sgn(got), 0);
    CU_ASSERT_EQUAL(mpz_cmp_ui(other, 1), 0);
    mpz_set_ui(small, 10); // even
    mpz_set_ui(other, 3);
    mpz_set_ui(got, 4);
    modexp_public(got, other, got, small);
    CU_ASSERT_EQUAL(mpz_cmp_ui(got, 1), 0);
    mpz_powm(expected, base, exponent, modulus);
    modexp_two(
        (const struct modexp_job[2]){{exponent, base, exponent, modulus}, {other, other, other, small}});
    CU_ASSERT_EQUAL(mpz_cmp(exponent, expected), 0);
    CU_ASSERT_EQUAL(mpz_cmp_ui(other, 7), 0);
    mpz_clears(small, other, NULL);
    tear_down();
}

// x^0 = 1, and modulo 1 all is 0: no engine is asked, alone or in a pair.
static void trivial_powers(void)
{
    set_up();
    mpz_t other;
    mpz_init(other);
    static const unsigned cases[][3] = {{0, 7, 1},   {2, 7, 1},   {5, 0, 1},  {5, 0, 2},
                                        {5, 0, 101}, {0, 0, 101}, {0, 3, 101}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        unsigned result = cases[i][2] > 1 && cases[i][1] == 0;
        mpz_set_ui(base, cases[i][0]);
        mpz_set_ui(exponent, cases[i][1]);
        mpz_set_ui(modulus, cases[i][2]);
        modexp(got, base, exponent, modulus);
        CU_ASSERT_EQUAL(mpz_cmp_ui(got, result), 0);
        modexp_public(other, base, exponent, modulus);
        CU_ASSERT_EQUAL(mpz_cmp_ui(other, result), 0);
        mpz_set_ui(expected, 1000003); // beside one that is not: 5^3 mod 1000003
        for (int swap = 0; swap < 2; swap++) {
            mpz_t five, three;
            mpz_init_set_ui(five, 5);
            mpz_init_set_ui(three, 3);
            struct modexp_job jobs[2] = {{got, base, exponent, modulus}, {other, five, three, expected}};
            struct modexp_job swapped[2] = {jobs[1], jobs[0]};
            modexp_two(swap ? swapped : jobs);
            CU_ASSERT_EQUAL(mpz_cmp_ui(got, result), 0);
            CU_ASSERT_EQUAL(mpz_cmp_ui(other, 125), 0);
            mpz_clears(five, three, NULL);
        }
    }
    mpz_clear(other);
    tear_down();
}

// The textbook narrates it as well: the result is the constant 1.
static void narrated_power_of_zero(void)
{
    struct trace *t = trace_new("RSA");
    struct ti x, e, n, r;
    struct ti *all[] = {&x, &e, &n, &r};
    for (size_t i = 0; i < 4; i++)
        ti_init(all[i]);
    mpz_t z;
    mpz_init_set_ui(z, 65);
    ti_input(t, SAY("x", 0, NULL), &x, z, 7);
    mpz_set_ui(z, 0);
    ti_input(t, SAY("e", 0, NULL), &e, z, 1);
    mpz_set_ui(z, 3233);
    ti_input(t, SAY("n", 0, NULL), &n, z, 12);
    modexp_narrate(t, "x^e mod n", &r, &x, &e, &n);
    CU_ASSERT_EQUAL(mpz_cmp_ui(r.z, 1), 0);
    CU_ASSERT_EQUAL(r.bits, 12);
    CU_ASSERT_EQUAL(trace_find(t, 1, "square"), 0);
    CU_ASSERT_EQUAL(trace_check(t, NULL), GL_OK);
    for (size_t i = 0; i < 4; i++)
        ti_clear(all[i]);
    mpz_clear(z);
    trace_free(t);
}

void suite_rsa_modexp(void)
{
    add_suite("rsa_modexp", (const struct test_case[]){
                                {"every length of modulus", every_length_of_modulus},
                                {"lengths at the edges", lengths_at_the_edges},
                                {"patterns of modulus, base and exponent", patterns},
                                {"exponents as long as the modulus", whole_exponents},
                                {"two at once", pairs},
                                {"any base, any exponent, any modulus", any_numbers},
                                {"exponent 0 and modulus 1, alone and in pairs", trivial_powers},
                                {"a narrated power of 0", narrated_power_of_zero},
                                {0},
                            });
}
