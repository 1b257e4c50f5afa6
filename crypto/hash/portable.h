// SPDX-License-Identifier: MIT
// The portable engines of the hash functions: plain C, quick, and constant-time.
#ifndef GLASSLOCK_HASH_PORTABLE_H
#define GLASSLOCK_HASH_PORTABLE_H

#include "crypto/hash/hash.h"

extern const struct hash_engine sha1_portable, sha256_portable, sha512_portable;

#endif
