// SPDX-License-Identifier: MIT
// SHA-512, portable engine: plain C for any CPU (sha2_portable.h). Constant-time: additions, rotations and
// logic on whole words only.
#include "crypto/hash/portable.h"

#include "crypto/hash/tables.h"

typedef uint64_t word;
#define WORD_BITS       64
#define LOAD(p)         gl_load64_be(p)
#define K               sha512_K
#define ROUNDS          80
#define SMALL_SIGMA0(x) (rotr(x, 1) ^ rotr(x, 8) ^ (x) >> 7)
#define SMALL_SIGMA1(x) (rotr(x, 19) ^ rotr(x, 61) ^ (x) >> 6)
#define LARGE_SIGMA0(x) (rotr(x, 28) ^ rotr(x, 34) ^ rotr(x, 39))
#define LARGE_SIGMA1(x) (rotr(x, 14) ^ rotr(x, 18) ^ rotr(x, 41))

#include "crypto/hash/sha2_portable.h"

const struct hash_engine sha512_portable = {
    .engine = {.name = "portable", .technique = "unrolled rounds, rolling schedule", .constant_time = true},
    .compress = compress,
};
