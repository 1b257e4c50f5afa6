// SPDX-License-Identifier: MIT
// The receivers of rsa-small-exponent: up to three public keys with e = 3, and what was sent to each.
#ifndef GLASSLOCK_APP_ATTACK_RECEIVERS_H
#define GLASSLOCK_APP_ATTACK_RECEIVERS_H

#include "app/attack/attack.h"
#include "crypto/rsa/rsa.h"

#define SMALL_EXPONENT 3
#define RECEIVERS      3

struct receivers {
    struct rsa_private key[RECEIVERS]; // the attacker uses the public halves
    mpz_t c[RECEIVERS];
    size_t n; // of captured ones
};
void receivers_init(struct receivers *r);
void receivers_clear(struct receivers *r); // wipes

// The cube root of x, where x mod n1 n2 ... is what the first `count` ciphertexts say; false: it is none.
bool receivers_root(const struct receivers *r, size_t count, mpz_t m);

// A number as bytes, NUL-terminated; "" where there is too little room.
void receivers_text(const mpz_t m, char *text, size_t room);
void receivers_number(struct story *s, const char *key, const char *label, const mpz_t z);

// The attack on the user's own: lists, with commas, of public key files and of numbers in hex.
int receivers_captured(struct attack_run *run, struct receivers *r, const char *keys,
                       const char *ciphertexts);

#endif
