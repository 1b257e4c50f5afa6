// SPDX-License-Identifier: MIT
// The arithmetic below the fast engines of curves against GMP: P-256's field at its edges, and inverses.
#include "tests/run.h"

#include "crypto/common/cpu.h"
#include "crypto/ec/ec.h"
#include "crypto/ec/invert.h"
#include "crypto/ec/mont.h"
#include "crypto/ec/p256.h"

#include <string.h>

static void from_mpz(uint64_t *out, unsigned limbs, const mpz_t z)
{
    for (unsigned i = 0; i < limbs; i++)
        out[i] = mpz_getlimbn(z, i);
}

static bool equals(const uint64_t *a, unsigned limbs, const mpz_t z)
{
    bool equal = true;
    for (unsigned i = 0; i < limbs; i++)
        equal &= a[i] == mpz_getlimbn(z, i);
    return equal && mpz_size(z) <= limbs;
}

// The i-th number below m: 0, 1, 2, ..., m - 1, m - 2, ..., around powers of two, with long runs, random.
static void number(mpz_t z, unsigned i, const mpz_t m, gmp_randstate_t random)
{
    const unsigned long bits = mpz_sizeinbase(m, 2);
    mpz_set_ui(z, i);
    if (i >= 8 && i < 16) {
        mpz_sub_ui(z, m, i - 7);
    } else if (i >= 16 && i < 80) {
        mpz_set_ui(z, 0);
        mpz_setbit(z, (i - 16) / 2 * (bits - 1) / 31);
        mpz_sub_ui(z, z, i % 2);
    } else if (i >= 80) {
        if (i % 2)
            mpz_rrandomb(z, random, bits);
        else
            mpz_urandomm(z, random, m);
        mpz_mod(z, z, m);
    }
}

struct operands {
    mpz_t a, b, expected, R_inverse, half;
};

static void check_pair(const struct p256_field *field, const struct ec_group *g, struct operands *o)
{
    struct p256_int a, b, r;
    from_mpz(a.v, 4, o->a);
    from_mpz(b.v, 4, o->b);
    mpz_mul(o->expected, o->a, o->b);
    mpz_mul(o->expected, o->expected, o->R_inverse);
    mpz_mod(o->expected, o->expected, g->p);
    field->mul(&r, &a, &b);
    CU_ASSERT_TRUE(equals(r.v, 4, o->expected));
    r = b;
    field->mul(&r, &a, &r); // in place
    CU_ASSERT_TRUE(equals(r.v, 4, o->expected));
    mpz_add(o->expected, o->a, o->b);
    mpz_mod(o->expected, o->expected, g->p);
    field->add(&r, &a, &b);
    CU_ASSERT_TRUE(equals(r.v, 4, o->expected));
    mpz_sub(o->expected, o->a, o->b);
    mpz_mod(o->expected, o->expected, g->p);
    field->sub(&r, &a, &b);
    CU_ASSERT_TRUE(equals(r.v, 4, o->expected));
}

static void check_one(const struct p256_field *field, const struct ec_group *g, struct operands *o)
{
    struct p256_int a;
    from_mpz(a.v, 4, o->a);
    mpz_mul(o->expected, o->a, o->half);
    mpz_mod(o->expected, o->expected, g->p);
    field->halve(&a, &a);
    CU_ASSERT_TRUE(equals(a.v, 4, o->expected));
    from_mpz(a.v, 4, o->a);
    mpz_mul(o->expected, o->a, o->a);
    mpz_mul(o->expected, o->expected, o->R_inverse);
    mpz_mod(o->expected, o->expected, g->p);
    field->sqr(&a, &a);
    CU_ASSERT_TRUE(equals(a.v, 4, o->expected));
}

static void check_field(const struct p256_field *field)
{
    enum { NUMBERS = 140 };
    const struct ec_group *g = ec_group(&ec_p256);
    struct operands o;
    gmp_randstate_t random;
    gmp_randinit_default(random);
    mpz_inits(o.a, o.b, o.expected, o.R_inverse, o.half, NULL);
    mpz_setbit(o.R_inverse, 256);
    mpz_invert(o.R_inverse, o.R_inverse, g->p);
    mpz_set_ui(o.half, 2);
    mpz_invert(o.half, o.half, g->p);
    for (unsigned i = 0; i < NUMBERS; i++) {
        number(o.a, i, g->p, random);
        check_one(field, g, &o);
        for (unsigned j = 0; j < NUMBERS; j++) {
            number(o.b, j, g->p, random);
            check_pair(field, g, &o);
        }
    }
    for (int i = 0; i < 20000; i++) { // long runs find carries that random numbers miss
        mpz_rrandomb(o.a, random, 256);
        mpz_rrandomb(o.b, random, 256);
        mpz_mod(o.a, o.a, g->p);
        mpz_mod(o.b, o.b, g->p);
        check_pair(field, g, &o);
        check_one(field, g, &o);
    }
    mpz_clears(o.a, o.b, o.expected, o.R_inverse, o.half, NULL);
    gmp_randclear(random);
}

static void portable_field(void)
{
    if (p256_field_portable.mul)
        check_field(&p256_field_portable);
}

static void mulx_field(void)
{
    if (gl_engine_find(&ec_family, "p256-mulx"))
        check_field(&p256_field_mulx);
}

static void check_inverse(const struct invert_modulus *modulus, const mpz_t x, const mpz_t m)
{
    uint64_t in[INVERT_MAX_LIMBS], out[INVERT_MAX_LIMBS];
    mpz_t expected;
    mpz_init(expected);
    if (mpz_sgn(x))
        mpz_invert(expected, x, m);
    from_mpz(in, modulus->limbs, x);
    invert(out, in, modulus);
    CU_ASSERT_TRUE(equals(out, modulus->limbs, expected));
    invert_public(in, in, modulus); // in place
    CU_ASSERT_TRUE(equals(in, modulus->limbs, expected));
    mpz_clear(expected);
}

static void inverses(void)
{
    gmp_randstate_t random;
    mpz_t x;
    gmp_randinit_default(random);
    mpz_init(x);
    for (const struct ec_curve *const *curve = ec_curves; *curve; curve++) {
        const struct ec_group *g = ec_group(*curve);
        for (int which = 0; which < 2; which++) {
            mpz_srcptr m = which ? g->n : g->p;
            uint64_t limbs[INVERT_MAX_LIMBS];
            struct invert_modulus modulus;
            from_mpz(limbs, (unsigned)mpz_size(m), m);
            invert_modulus_init(&modulus, limbs, (unsigned)mpz_size(m), (unsigned)mpz_sizeinbase(m, 2));
            for (unsigned i = 0; i < 1000; i++) {
                number(x, i, m, random);
                mpz_mod(x, x, m);
                check_inverse(&modulus, x, m);
            }
        }
    }
    mpz_clear(x);
    gmp_randclear(random);
}

// Two at once: x modulo p and y modulo n of the same curve, for every curve whose two have as many bits.
static void pairs_of_inverses(void)
{
    gmp_randstate_t random;
    mpz_t x[2], expected;
    gmp_randinit_default(random);
    mpz_inits(x[0], x[1], expected, NULL);
    for (const struct ec_curve *const *curve = ec_curves; *curve; curve++) {
        const struct ec_group *g = ec_group(*curve);
        mpz_srcptr m[2] = {g->p, g->n};
        unsigned bits = (unsigned)mpz_sizeinbase(g->p, 2), limbs = (unsigned)mpz_size(g->p);
        struct invert_modulus moduli[2];
        uint64_t in[2][INVERT_MAX_LIMBS], out[2][INVERT_MAX_LIMBS];
        if (mpz_sizeinbase(g->n, 2) != bits)
            continue;
        for (int k = 0; k < 2; k++) {
            from_mpz(in[k], limbs, m[k]);
            invert_modulus_init(&moduli[k], in[k], limbs, bits);
        }
        for (unsigned i = 0; i < 200; i++) {
            for (int k = 0; k < 2; k++) {
                number(x[k], i + 7 * (unsigned)k, m[k], random);
                mpz_mod(x[k], x[k], m[k]);
                from_mpz(in[k], limbs, x[k]);
            }
            invert_two((uint64_t *const[2]){out[0], out[1]}, (const uint64_t *const[2]){in[0], in[1]},
                       (const struct invert_modulus *const[2]){&moduli[0], &moduli[1]});
            for (int k = 0; k < 2; k++) {
                mpz_set_ui(expected, 0);
                if (mpz_sgn(x[k]))
                    mpz_invert(expected, x[k], m[k]);
                CU_ASSERT_TRUE(equals(out[k], limbs, expected));
            }
        }
    }
    mpz_clears(x[0], x[1], expected, NULL);
    gmp_randclear(random);
}

static void inverses_of_p256(void)
{
    const struct ec_group *g = ec_group(&ec_p256);
    gmp_randstate_t random;
    mpz_t x, expected;
    gmp_randinit_default(random);
    mpz_inits(x, expected, NULL);
    for (unsigned i = 1; i < 500; i++) {
        struct p256_int a, r;
        number(x, i, g->n, random);
        from_mpz(a.v, 4, x);
        mpz_set_ui(expected, 0);
        if (mpz_sgn(x))
            mpz_invert(expected, x, g->p);
        p256_invert_p(&r, &a);
        CU_ASSERT_TRUE(equals(r.v, 4, expected));
        p256_invert_p_public(&r, &a);
        CU_ASSERT_TRUE(equals(r.v, 4, expected));
        if (mpz_sgn(x))
            mpz_invert(expected, x, g->n);
        p256_invert_n(&r, &a);
        CU_ASSERT_TRUE(equals(r.v, 4, expected));
        p256_invert_n_public(&r, &a);
        CU_ASSERT_TRUE(equals(r.v, 4, expected));
    }
    mpz_clears(x, expected, NULL);
    gmp_randclear(random);
}

static void check_mont(const struct mont_modulus *m, mpz_srcptr z, struct operands *o)
{
    struct mont_int a, b, r;
    from_mpz(a.v, m->limbs, o->a);
    from_mpz(b.v, m->limbs, o->b);
    mpz_mul(o->expected, o->a, o->b);
    mpz_mul(o->expected, o->expected, o->R_inverse);
    mpz_mod(o->expected, o->expected, z);
    mont_mul(m, &r, &a, &b);
    CU_ASSERT_TRUE(equals(r.v, m->limbs, o->expected));
    mpz_add(o->expected, o->a, o->b);
    mpz_mod(o->expected, o->expected, z);
    mont_add(m, &r, &a, &b);
    CU_ASSERT_TRUE(equals(r.v, m->limbs, o->expected));
    mpz_sub(o->expected, o->a, o->b);
    mpz_mod(o->expected, o->expected, z);
    mont_sub(m, &b, &a, &b); // in place
    CU_ASSERT_TRUE(equals(b.v, m->limbs, o->expected));
    mpz_mul(o->expected, o->a, o->half);
    mpz_mod(o->expected, o->expected, z);
    mont_halve(m, &r, &a);
    CU_ASSERT_TRUE(equals(r.v, m->limbs, o->expected));
    mpz_mul(o->expected, o->a, o->a);
    mpz_mul(o->expected, o->expected, o->R_inverse);
    mpz_mod(o->expected, o->expected, z);
    mont_sqr(m, &a, &a);
    CU_ASSERT_TRUE(equals(a.v, m->limbs, o->expected));
}

static void mont_fields(void)
{
    struct operands o;
    gmp_randstate_t random;
    gmp_randinit_default(random);
    mpz_inits(o.a, o.b, o.expected, o.R_inverse, o.half, NULL);
    for (const struct ec_curve *const *curve = ec_curves; *curve != &ec_classroom; curve++) {
        const struct mont_curve *c = mont_curve(*curve);
        const struct ec_group *g = ec_group(*curve);
        for (int which = 0; which < 2; which++) {
            mpz_srcptr z = which ? g->n : g->p;
            const struct mont_modulus *m = which ? &c->n : &c->p;
            mpz_set_ui(o.R_inverse, 0);
            mpz_setbit(o.R_inverse, 64ul * m->limbs);
            mpz_invert(o.R_inverse, o.R_inverse, z);
            mpz_set_ui(o.half, 2);
            mpz_invert(o.half, o.half, z);
            for (unsigned i = 0; i < 100 * 100; i++) {
                number(o.a, i / 100, z, random);
                number(o.b, i % 100, z, random);
                check_mont(m, z, &o);
            }
        }
    }
    mpz_clears(o.a, o.b, o.expected, o.R_inverse, o.half, NULL);
    gmp_randclear(random);
}

void suite_ec_field(void)
{
    add_suite("ec_field", (const struct test_case[]){
                              {"P-256's field in plain C", portable_field},
                              {"P-256's field with mulx", mulx_field},
                              {"every p and n in Montgomery form", mont_fields},
                              {"inverses modulo every p and n", inverses},
                              {"inverses, two at once", pairs_of_inverses},
                              {"inverses of P-256", inverses_of_p256},
                              {0},
                          });
}
