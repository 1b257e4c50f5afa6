// SPDX-License-Identifier: MIT
// Keys for the check, a different one for each secret and the same in every run of the program. They are made
// before anything is looked at, and copied into one place, so that all have the same addresses.
#ifndef GLASSLOCK_TESTS_CT_KEYS_H
#define GLASSLOCK_TESTS_CT_KEYS_H

#include "crypto/dsa/dsa.h"
#include "crypto/rsa/rsa.h"

// Make them: for every secret, or for the first only, which is all that memcheck needs.
void keys_prepare(bool all);

// A secret odd number of that many bits, whose lowest and highest limbs are the same in all runs: GMP inverts
// these two with the help of small tables, where a few bits of each show in the cache. They count as public.
void keys_modulus(mpz_t out, unsigned bits);
void keys_hide_modulus(const mpz_t z); // all but those limbs

// The key of this run, of a modulus of 512, 1024 or 2048 bits, with its private numbers hidden, but for the
// end limbs of the primes.
const struct rsa_private *keys_rsa(unsigned bits);
void keys_rsa_done(void); // public again

// 1024 bits with an order of 160.
const struct dsa_key *keys_dsa(void);
void keys_dsa_done(void);

#endif
