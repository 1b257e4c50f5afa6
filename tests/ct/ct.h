// SPDX-License-Identifier: MIT
// The constant-time check: what an operation is, and the words in which it is written.
//
// An operation is a function that makes secrets, runs something of the library on them between ct_begin() and
// ct_end(), and declares public what comes out. The same function serves both methods:
//
// - memcheck: the program runs under valgrind, and ct_secret() marks the secret's bytes as undefined.
// Memcheck
//   follows undefined bits through every computation and complains where a branch or an address depends on
//   one.
// - stepping: the program runs natively, one instruction at a time, once for each of CT_SECRETS secrets. The
//   sequences of instruction addresses and data addresses must be the same. This reaches the engines whose
//   instructions valgrind does not know.
#ifndef GLASSLOCK_TESTS_CT_CT_H
#define GLASSLOCK_TESTS_CT_CT_H

#include "crypto/common/engine.h"

#include <gmp.h>
#include <stddef.h>
#include <stdint.h>

// The secrets of the stepping method: two random ones, then all zeros and all ones, which take the paths that
// chance does not.
#define CT_SECRETS 4

// ---- for operations ----

// Fill with the secret of this run.
void ct_secret(void *out, size_t bytes);
// A secret with exactly `bits` bits: sizes of integers are public.
void ct_secret_bits(mpz_t out, unsigned bits);
// A secret in [1, n - 1] that has as many limbs as n.
void ct_secret_below(mpz_t out, const mpz_t n);
// The value that is there is secret from here on.
void ct_hide(const void *data, size_t bytes);
void ct_hide_integer(const mpz_t z);
// And from here on it is public.
void ct_public(const void *data, size_t bytes);
void ct_public_integer(const mpz_t z);
// Which secret this run has, from 0, for those that choose among prepared ones.
unsigned ct_which(void);
// Is a smaller input wanted? When stepping through what valgrind has already looked at, and for twins.
bool ct_short(void);
bool ct_stepping(void);
// What is checked lies between these two; there may be several such stretches.
void ct_begin(void);
void ct_end(void);

// A source of random bytes that are secret: a fresh stream in each run.
struct gl_random;
const struct gl_random *ct_random(void);

// ---- for the check ----

enum ct_kind {
    CT_CLAIMED, // must be clean
    CT_PLANTED, // leaks on purpose, and must be caught
};

struct ct_operation {
    const char *name;
    void (*run)(const struct gl_family *family, const struct gl_engine *engine);
    // Outside the families: the same with a leak in it. In a family run() serves, with twin_engine()
    // (twins.h).
    void (*twin)(const struct gl_family *family, const struct gl_engine *engine);
    enum ct_kind kind;
    unsigned secrets; // how many of them are stepped through; 0: all
    bool no_memcheck; // memcheck would not see it
    bool long_steps;  // stepped only where memcheck cannot run it
    bool no_step;     // public inputs change with the secret, so that the paths differ
};

// Each list ends with a NULL name.
extern const struct ct_operation ct_planted[], ct_common[], ct_cipher[], ct_hash[], ct_modexp[], ct_ec[],
    ct_net[];

#endif
