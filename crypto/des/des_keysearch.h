// SPDX-License-Identifier: MIT
// The search for a DES key: one block, and as many keys at once as the registers have bits.
//
// The slice engines (des_slice_rounds.h) give all lanes one key and each its own block. Here it is the other
// way round: all lanes have the same block, and each its own key. A key is a number of 56 bits: the eight
// bytes without their parity bits. The lowest `unknown` bits are searched; the first few of these differ from
// lane to lane, and the others are counted in Gray code, so that from one batch to the next a single key bit
// changes, and with it a vector in some fourteen of the sixteen round keys.
//
// For class and for tests of the engines: nothing here keeps a secret. Safe from several threads, each with a
// range of its own.
#ifndef GLASSLOCK_DES_KEYSEARCH_H
#define GLASSLOCK_DES_KEYSEARCH_H

#include "crypto/des/des.h"

#define DES_KEY_BITS 56

struct des_keysearch {
    uint8_t plain[DES_BLOCK_BYTES], cipher[DES_BLOCK_BYTES];
    uint64_t key;     // the known bits; the others do not matter
    unsigned unknown; // 0 to 56
};

struct des_keysearch_engine {
    struct gl_engine engine;
    unsigned lane_bits; // 2^lane_bits keys make a batch
    // Try `n` batches from number `first` on. Batches beyond the space are tried again from its start. True:
    // *key encrypts plain to cipher.
    bool (*search)(const struct des_keysearch *s, uint64_t first, uint64_t n, uint64_t *key);
};
extern const struct des_keysearch_engine des_keysearch_avx512, des_keysearch_avx2, des_keysearch_64;
extern const struct des_keysearch_engine *const des_keysearch_engines[]; // best first, NULL at the end
const struct des_keysearch_engine *des_keysearch_best(void);             // of those that this CPU can run

// How many batches the space has; at least 1.
uint64_t des_keysearch_batches(const struct des_keysearch *s, const struct des_keysearch_engine *engine);

// A key as a number and back; the parity bits come out odd.
uint64_t des_key_to_bits(const uint8_t key[DES_KEY_BYTES]);
void des_key_from_bits(uint8_t key[DES_KEY_BYTES], uint64_t bits);

// Where key bit j (0: the lowest) goes: bit i of uses[j][round] is set where the round key in expanded form
// (des_keys.h) has it as its bit i.
void des_keysearch_uses(uint64_t uses[DES_KEY_BITS][DES_ROUNDS]);

#endif
