// SPDX-License-Identifier: MIT
// The textbook engines of the hash functions, and their narrated block functions (see struct hash_alg).
#ifndef GLASSLOCK_HASH_TEXTBOOK_H
#define GLASSLOCK_HASH_TEXTBOOK_H

#include "crypto/hash/hash.h"
#include "crypto/trace/tw.h"

extern const struct hash_engine md5_textbook, sha1_textbook, sha256_textbook, sha512_textbook;

// H: the state's words (4, 5 or 8), M: the sixteen words of a block; H is replaced.
void md5_narrate_block(struct trace *t, struct tw *H, const struct tw *M);
void sha1_narrate_block(struct trace *t, struct tw *H, const struct tw *M);
void sha256_narrate_block(struct trace *t, struct tw *H, const struct tw *M);
void sha512_narrate_block(struct trace *t, struct tw *H, const struct tw *M);

#endif
