// SPDX-License-Identifier: MIT
// The end of a message: the padding rule of FIPS 180-4, 5.1 (and of MD5), and the digest out of the last
// state. Inside crypto/hash only: hash.c, hash_many.c, hmac.c and pbkdf2.c end their messages here.
#ifndef GLASSLOCK_HASH_FINISH_H
#define GLASSLOCK_HASH_FINISH_H

#include "crypto/hash/hash.h"

// Write the last block or two of a message of `total` bytes: what is left of it (`bytes`, less than a block),
// the bit 1, zeros, the length. Returns how many blocks.
size_t hash_pad(const struct hash_alg *alg, const uint8_t *rest, size_t bytes, uint64_t total,
                uint8_t blocks[2 * HASH_MAX_BLOCK_BYTES]);

// The digest out of the last state: its words as bytes, in the hash's byte order, digest_bytes of them. Word
// i of the state is at state[i * stride].
void hash_store_digest(const struct hash_alg *alg, const void *state, size_t stride, uint8_t *digest);

// From `state`, which has absorbed `before` bytes (whole blocks) and is left as it is: absorb `bytes` more
// and the padding, and write the digest, digest_bytes of it, which may overlap `data`. With the engine's own
// finish where it has one.
void hash_finish(const struct hash_alg *alg, const struct hash_engine *engine, const void *state,
                 uint64_t before, const uint8_t *data, size_t bytes, uint8_t *digest);

#endif
