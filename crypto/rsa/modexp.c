// SPDX-License-Identifier: MIT
// The family "modexp": which engine serves, and the cases that no engine needs to know.
#include "crypto/rsa/modexp.h"

static _Atomic(const struct gl_engine *) chosen;
static const struct gl_engine *const engines[] = {&modexp_gmp.engine, &modexp_textbook.engine, NULL};
const struct gl_family modexp_family = {"modexp", engines, &chosen};

void modexp(mpz_t out, const mpz_t base, const mpz_t exponent, const mpz_t modulus)
{
    const struct modexp_engine *engine = (const struct modexp_engine *)gl_engine_chosen(&modexp_family);
    if (mpz_even_p(modulus)) // Montgomery's method cannot; no sound key has one
        engine = &modexp_textbook;
    mpz_t reduced;
    if (mpz_cmp_ui(modulus, 1) <= 0 || mpz_sgn(exponent) == 0) {
        mpz_set_ui(out, mpz_cmp_ui(modulus, 1) > 0);
        return;
    }
    mpz_init(reduced);
    mpz_mod(reduced, base, modulus);
    engine->modexp(out, reduced, exponent, modulus);
    ti_wipe_mpz(reduced);
}
