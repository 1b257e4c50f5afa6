// SPDX-License-Identifier: MIT
// Probable primes: trial division, then Miller-Rabin (FIPS 186-4, C.3.1), through the engine of the family
// "modexp". CT: the candidates of key generation are secret, and go through modexp(); trial division is GMP's
// and may leak which small prime ruled a candidate out: a candidate that is then thrown away.
#ifndef GLASSLOCK_RSA_PRIME_H
#define GLASSLOCK_RSA_PRIME_H

#include "crypto/common/random.h"

#include <gmp.h>
#include <stdbool.h>

#define PRIME_SMALL_COUNT 303 // the primes below 2000

// The i-th prime, from 2; i < PRIME_SMALL_COUNT.
unsigned long prime_small(unsigned i);

// Has w a prime factor below 2000 (other than itself)?
bool prime_has_small_factor(const mpz_t w);

// Miller-Rabin with `rounds` random bases. *prime is the verdict; GL_ERR_RANDOM, GL_ERR_CANCELLED as
// random.h.
enum gl_error prime_miller_rabin(const mpz_t w, unsigned rounds, const struct gl_random *random, bool *prime);

// One such round on each of two numbers, both odd and > 3; twice as quick as one after the other where the
// engine takes two at once.
enum gl_error prime_miller_rabin_two(const mpz_t v, const mpz_t w, const struct gl_random *random,
                                     bool prime[2]);

// Rounds for an error of at most 2^-100 on random candidates of that many bits (FIPS 186-4, tables C.2 and
// C.3).
unsigned prime_rounds(size_t bits);

// Trial division, then Miller-Rabin with prime_rounds().
enum gl_error prime_test(const mpz_t w, const struct gl_random *random, bool *prime);

// out uniform in [0, bound - 1], by rejection. CT: how many numbers were refused shows, and no more.
enum gl_error random_below(mpz_t out, const mpz_t bound, const struct gl_random *random);

// out uniform in [1, n - 1]: 1 more than a number below n - 1 (FIPS 186-4, B.1.2, B.4.2, B.5.2). n > 1.
enum gl_error random_positive(mpz_t out, const mpz_t n, const struct gl_random *random);

// out uniform in [0, 2^bits - 1].
enum gl_error random_bits(mpz_t out, size_t bits, const struct gl_random *random);

#endif
