// SPDX-License-Identifier: MIT
// Throwing out candidates for primes: one division by the product of all primes up to SIEVE_BOUND, and a gcd.
#ifndef GLASSLOCK_DSA_SIEVE_H
#define GLASSLOCK_DSA_SIEVE_H

#include <gmp.h>
#include <stdbool.h>

#define SIEVE_BOUND 131072ul

struct sieve {
    mpz_t product;
};
void sieve_init(struct sieve *sieve);
void sieve_clear(struct sieve *sieve);

// Has w, which is larger than SIEVE_BOUND, a prime factor up to it? CT: not constant-time; w is public.
bool sieve_rejects(const struct sieve *sieve, const mpz_t w);

#endif
