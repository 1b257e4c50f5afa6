// SPDX-License-Identifier: MIT
// SHA-256, portable engine: plain C for any CPU (sha2_portable.h). Constant-time: additions, rotations and
// logic on whole words only.
#include "crypto/hash/portable.h"

#include "crypto/hash/tables.h"

typedef uint32_t word;
#define WORD_BITS       32
#define LOAD(p)         gl_load32_be(p)
#define K               sha256_K
#define ROUNDS          64
#define SMALL_SIGMA0(x) (rotr(x, 7) ^ rotr(x, 18) ^ (x) >> 3)
#define SMALL_SIGMA1(x) (rotr(x, 17) ^ rotr(x, 19) ^ (x) >> 10)
#define LARGE_SIGMA0(x) (rotr(x, 2) ^ rotr(x, 13) ^ rotr(x, 22))
#define LARGE_SIGMA1(x) (rotr(x, 6) ^ rotr(x, 11) ^ rotr(x, 25))

#include "crypto/hash/sha2_portable.h"

const struct hash_engine sha256_portable = {
    .engine = {.name = "portable", .technique = "unrolled rounds, rolling schedule", .constant_time = true},
    .compress = compress,
};
