// SPDX-License-Identifier: MIT
// Modular exponentiation by GMP's mpz_powm_sec: Montgomery's method with a fixed window, no branch and no
// address that depends on the operands' values. Constant-time for a given size of base, exponent and modulus.
#include "crypto/rsa/modexp.h"

static void powm_sec(mpz_t out, const mpz_t base, const mpz_t exponent, const mpz_t modulus)
{
    mpz_powm_sec(out, base, exponent, modulus);
}

const struct modexp_engine modexp_gmp = {
    .engine = {.name = "gmp", .technique = "GMP's mpz_powm_sec, fixed windows", .constant_time = true},
    .modexp = powm_sec,
};
