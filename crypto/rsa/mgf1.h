// SPDX-License-Identifier: MIT
// MGF1, the mask generation function (RFC 8017, B.2.1).
#ifndef GLASSLOCK_RSA_MGF1_H
#define GLASSLOCK_RSA_MGF1_H

#include "crypto/hash/hash.h"

// data ^= MGF1(seed), `bytes` bytes. Seed and data do not overlap.
void mgf1_xor(const struct hash_alg *hash, const uint8_t *seed, size_t seed_bytes, uint8_t *data,
              size_t bytes);

#endif
