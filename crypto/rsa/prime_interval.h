// SPDX-License-Identifier: MIT
// A sieve over an interval of large odd numbers: what a small prime divides is crossed out, all multiples of
// a prime for one division. Of a thousand odd numbers, a hundred remain to be tested.
//
// CT: not constant-time. Remainders of secret numbers go through divisions, and tell where to write; most
// belong to candidates that are thrown away. Everything is wiped.
#ifndef GLASSLOCK_RSA_PRIME_INTERVAL_H
#define GLASSLOCK_RSA_PRIME_INTERVAL_H

#include <gmp.h>
#include <stdint.h>

#define PRIME_INTERVAL_ODDS   8192  // odd numbers in an interval
#define PRIME_INTERVAL_BOUND  65536 // the primes below divide
#define PRIME_INTERVAL_PRIMES 6541  // odd ones below the bound

struct prime_interval {
    uint16_t primes[PRIME_INTERVAL_PRIMES];
    uint8_t composite[PRIME_INTERVAL_ODDS]; // the i-th is start + 2 i
};

void prime_interval_init(struct prime_interval *interval);

// Cross out: start is odd and above the bound.
void prime_interval_sieve(struct prime_interval *interval, const mpz_t start);

// The first number from the i-th on that is not crossed out; PRIME_INTERVAL_ODDS where there is none.
unsigned prime_interval_next(const struct prime_interval *interval, unsigned i);

void prime_interval_wipe(struct prime_interval *interval);

#endif
