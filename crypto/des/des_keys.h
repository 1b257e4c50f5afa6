// SPDX-License-Identifier: MIT
// Round keys for the fast engines of DES, all of which share one schedule.
//
// Expanded form: 48 bits, such as a round key or E(R), stand in eight bytes of a word, six bits in each, the
// byte for S1 at the top; within a byte the standard's first bit is the highest of the six.
#ifndef GLASSLOCK_DES_KEYS_H
#define GLASSLOCK_DES_KEYS_H

#include "crypto/des/des.h"

// The keys in the order in which the rounds use them: for the direction of the context, and for triple DES
// three passes of sixteen rounds, the middle one in the other direction.
struct des_schedule {
    unsigned passes;                 // 1: DES; 3: triple DES
    uint64_t round[3 * DES_ROUNDS];  // the round keys, in expanded form
    uint64_t folded[3 * DES_ROUNDS]; // K_{i-1} xor K_{i+1}: what the table engine adds (des_table.c)
};

_Static_assert(sizeof(struct des_schedule) <= CIPHER_MAX_SCHEDULE_BYTES, "the schedule fits a context");

// As cipher_engine.expand. CT: shifts and masks only; the addresses do not depend on the key.
void des_keys_expand(void *schedule, const uint8_t *key, size_t key_bytes, enum cipher_direction direction);

#endif
