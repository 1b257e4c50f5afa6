// SPDX-License-Identifier: MIT
#include "crypto/dsa/power.h"

#include "crypto/rsa/rsa.h"

// The engine's contract: an odd modulus, a reduced base, an exponent above 0.
static bool suits(const mpz_t base, const mpz_t exponent, const mpz_t modulus)
{
    return mpz_odd_p(modulus) && mpz_cmp_ui(modulus, 1) > 0 && mpz_sgn(exponent) > 0 && mpz_sgn(base) >= 0 &&
           mpz_cmp(base, modulus) < 0;
}

void dsa_power(mpz_t out, const mpz_t base, const mpz_t exponent, const mpz_t modulus)
{
    const struct gl_engine *ifma = gl_engine_find(&modexp_family, "ifma");
    if (ifma && suits(base, exponent, modulus))
        ((const struct modexp_engine *)ifma)->modexp(&(struct modexp_job){out, base, exponent, modulus});
    else
        mpz_powm(out, base, exponent, modulus);
}
