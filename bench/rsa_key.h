// SPDX-License-Identifier: MIT
// The RSA keys to benchmark with, and what each operation needs that cannot be made while it is timed: a
// ciphertext, a signature, a forgery.
#ifndef GLASSLOCK_BENCH_RSA_KEY_H
#define GLASSLOCK_BENCH_RSA_KEY_H

#include "bench/peers/peer.h"
#include "crypto/rsa/rsa.h"

struct rsa_primes {
    unsigned bits; // 0 at the end of the table
    const char *p, *q;
};
extern const struct rsa_primes rsa_primes[];

#define RSA_KEY_BYTES     512 // of the largest modulus
#define RSA_MESSAGE_BYTES 32  // a session key
#define RSA_DIGEST_BYTES  32  // SHA-256

extern const struct rsa_oaep bench_oaep; // SHA-256 for label and mask, no label
extern const struct rsa_pss bench_pss;   // SHA-256, salt of 32 bytes

struct rsa_material {
    struct rsa_private key;
    struct task_rsa numbers; // for the peers: points into the arrays below
    uint8_t n[RSA_KEY_BYTES], d[RSA_KEY_BYTES], e[3];
    uint8_t p[RSA_KEY_BYTES / 2], q[RSA_KEY_BYTES / 2], dp[RSA_KEY_BYTES / 2], dq[RSA_KEY_BYTES / 2],
        qinv[RSA_KEY_BYTES / 2];
    uint8_t message[RSA_MESSAGE_BYTES], digest[RSA_DIGEST_BYTES], forged[RSA_DIGEST_BYTES];
    uint8_t ciphertext[RSA_KEY_BYTES], signature[RSA_KEY_BYTES];
    // The bare arithmetic: block^e and block^d mod n, for those who have nothing else.
    uint8_t block[RSA_KEY_BYTES], block_e[RSA_KEY_BYTES], block_d[RSA_KEY_BYTES];
};

// Made at the first call for each size and kept; NULL: it could not be made.
const struct rsa_material *rsa_material(unsigned bits);

#endif
