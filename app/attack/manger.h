// SPDX-License-Identifier: MIT
// Manger's search (A chosen ciphertext attack on RSA-OAEP, CRYPTO 2001). The names f1, f2, f3 and the three
// steps are the paper's.
//
// An OAEP message is a number m below B = 2^(8 (k - 1)): its first byte is 00. For any f the attacker sends
// f^e c mod n, which decrypts to f m mod n, and learns whether that is below B.
#ifndef GLASSLOCK_APP_ATTACK_MANGER_H
#define GLASSLOCK_APP_ATTACK_MANGER_H

#include "app/attack/attack.h"
#include "app/attack/oracle.h"
#include "crypto/rsa/rsa.h"

#define MANGER_MAX_BITS  2048
#define MANGER_MAX_BYTES (MANGER_MAX_BITS / 8)
#define MANGER_TOO_LARGE 'L' // the oracle's answer for f m mod n >= B; any other means below

struct manger {
    struct attack_run *run;
    struct oracle oracle; // of the caller, who starts and stops it
    const struct rsa_public *key;
    mpz_t c, B, f;           // f: what m is multiplied with next
    uint64_t most, steps[3]; // queries: at most; by each step
    bool broken;             // the oracle is gone, or `most` is reached
};
void manger_init(struct manger *s, struct attack_run *run, const struct rsa_public *key);
void manger_clear(struct manger *s);

// The padded message, unless it came to be `broken`.
void manger_search(struct manger *s, mpz_t m);

// The text inside a padded message: what OAEP hides is only masked, and both masks come from the number.
// false: it is none. SHA-256 for both hashes.
bool manger_unmask(const struct rsa_public *key, const mpz_t m, char text[MANGER_MAX_BYTES]);

// How many queries to expect, on average over m.
double manger_estimate(const struct manger *s);

#endif
