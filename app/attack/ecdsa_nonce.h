// SPDX-License-Identifier: MIT
// Two signatures that share a nonce: the arithmetic and the telling of ecdsa-nonce-reuse.
#ifndef GLASSLOCK_APP_ATTACK_ECDSA_NONCE_H
#define GLASSLOCK_APP_ATTACK_ECDSA_NONCE_H

#include "app/attack/attack.h"
#include "crypto/ec/ecdsa.h"

#define DIGEST_BYTES   32 // SHA-256
#define CLASSROOM_MAX  200
#define MAX_FILE_BYTES ((size_t)16 << 20)

struct nonce_pair {
    const struct ec_group *g; // NULL: nothing to clear
    struct ec_key key;        // the attacker looks at Q only
    struct ecdsa_signature sig[2];
    uint8_t digest[2][HASH_MAX_DIGEST_BYTES];
    mpz_t e[2]; // the digests as integers
};
void nonce_pair_init(struct nonce_pair *p, const struct ec_curve *curve);
void nonce_pair_clear(struct nonce_pair *p); // a zeroed one, too
void nonce_pair_set(struct nonce_pair *p, int i, const struct ecdsa_signature *sig, const uint8_t *digest);

// k and d from the two; false: no such d belongs to Q.
bool nonce_pair_solve(const struct nonce_pair *p, mpz_t k, mpz_t d);

int nonce_pair_attack(struct attack_run *run, struct nonce_pair *p, uint64_t signatures);
int nonce_pair_defend(struct attack_run *run, const struct ec_curve *curve);

#endif
