// SPDX-License-Identifier: MIT
// The family "modexp": which engine serves, and the cases that no engine needs to know.
#include "crypto/rsa/modexp.h"

#include "crypto/rsa/limbs.h"

static _Atomic(const struct gl_engine *) chosen;
static const struct gl_engine *const engines[] = {&modexp_ifma.engine, &modexp_gmp.engine,
                                                  &modexp_textbook.engine, NULL};
const struct gl_family modexp_family = {"modexp", engines, &chosen};

// The engine in force; Montgomery's method cannot take an even modulus, which no sound key has.
static const struct modexp_engine *engine_for(const mpz_t modulus)
{
    return mpz_odd_p(modulus) ? (const struct modexp_engine *)gl_engine_chosen(&modexp_family)
                              : &modexp_textbook;
}

// x^0 = 1, and modulo 1 all is 0.
static bool is_trivial(const struct modexp_job *job)
{
    return mpz_cmp_ui(job->modulus, 1) <= 0 || mpz_sgn(job->exponent) == 0;
}

static void set_trivial(const struct modexp_job *job)
{
    mpz_set_ui(job->out, mpz_cmp_ui(job->modulus, 1) > 0);
}

// A negative base is no secret's.
static void reduce(mpz_t out, const struct modexp_job *job)
{
    mpz_init(out);
    if (mpz_sgn(job->base) < 0)
        mpz_mod(out, job->base, job->modulus);
    else
        limbs_mod(out, job->base, job->modulus);
}

static void run(void (*power)(const struct modexp_job *), struct modexp_job job)
{
    mpz_t reduced;
    reduce(reduced, &job);
    job.base = reduced;
    power(&job);
    ti_wipe_mpz(reduced);
}

void modexp(mpz_t out, const mpz_t base, const mpz_t exponent, const mpz_t modulus)
{
    struct modexp_job job = {out, base, exponent, modulus};
    if (is_trivial(&job))
        set_trivial(&job);
    else
        run(engine_for(modulus)->modexp, job);
}

void modexp_public(mpz_t out, const mpz_t base, const mpz_t exponent, const mpz_t modulus)
{
    struct modexp_job job = {out, base, exponent, modulus};
    const struct modexp_engine *engine = engine_for(modulus);
    if (is_trivial(&job))
        set_trivial(&job);
    else
        run(engine->modexp_public ? engine->modexp_public : engine->modexp, job);
}

void modexp_two(const struct modexp_job jobs[2])
{
    const struct modexp_engine *engine = engine_for(jobs[0].modulus);
    if (!engine->modexp_two || engine != engine_for(jobs[1].modulus) || is_trivial(&jobs[0]) ||
        is_trivial(&jobs[1])) {
        for (int i = 0; i < 2; i++)
            modexp(jobs[i].out, jobs[i].base, jobs[i].exponent, jobs[i].modulus);
        return;
    }
    mpz_t reduced[2];
    struct modexp_job both[2] = {jobs[0], jobs[1]};
    for (int i = 0; i < 2; i++) {
        reduce(reduced[i], &jobs[i]);
        both[i].base = reduced[i];
    }
    engine->modexp_two(both);
    ti_wipe_mpz(reduced[0]);
    ti_wipe_mpz(reduced[1]);
}
