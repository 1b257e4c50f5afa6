// SPDX-License-Identifier: MIT
// Powers of public numbers modulo public ones: where primes are made and proved, and parameters checked.
#ifndef GLASSLOCK_DSA_POWER_H
#define GLASSLOCK_DSA_POWER_H

#include <gmp.h>

// out = base^exponent mod modulus, by the fastest means there are, whatever engine is in force. Any modulus
// >= 1, exponent and base >= 0. CT: no.
void dsa_power(mpz_t out, const mpz_t base, const mpz_t exponent, const mpz_t modulus);

#endif
