// SPDX-License-Identifier: MIT
// Which hash a case of the text files is about, and an HMAC checked through the engine under test.
#ifndef GLASSLOCK_VECTORS_RUN_HASH_H
#define GLASSLOCK_VECTORS_RUN_HASH_H

#include "vectors/run.h"

const struct hash_alg *hash_of_bytes(unsigned long bytes); // SHA-1 and SHA-2 without SHA-512/t; NULL: none
const struct hash_alg *hash_of_case(const struct vector_case *c);
const struct hash_alg *hash_of_hmac(const struct vector_case *c);
const struct hash_alg *hash_of_hkdf(const struct vector_case *c);

// Make the MAC (truncated to what is expected) and verify it.
void hmac_check(struct run *r, const struct hash_alg *alg, struct blob key, struct blob message,
                const char *name, struct blob expected);

#endif
