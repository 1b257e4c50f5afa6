// SPDX-License-Identifier: MIT
// The engines of the hash functions for x86-64 CPUs with special instructions. On another machine they are
// there, and unavailable.
#ifndef GLASSLOCK_HASH_X86_H
#define GLASSLOCK_HASH_X86_H

#include "crypto/hash/hash.h"

extern const struct hash_engine sha1_ni, sha256_ni, sha256_x16, sha512_bmi2;

// The single streams, for the engines that add lanes to them.
void sha256_ni_compress(void *state, const uint8_t *blocks, size_t n_blocks);
void sha256_ni_finish(const void *state, uint64_t before, const uint8_t *data, size_t bytes, uint8_t *digest);
void sha256_ni_finish_hmac(const void *state, uint64_t before, const uint8_t *data, size_t bytes,
                           const void *outer, uint8_t *mac);
void sha256_ni_iterate(const void *inner, const void *outer, void *U, void *T, uint64_t times);

#endif
