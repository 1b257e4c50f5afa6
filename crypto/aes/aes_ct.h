// SPDX-License-Identifier: MIT
// What the files of the engine "ct" share: bit planes, the schedule, and the cipher on planes.
//
// A state of eight blocks is eight words q[0..8), one for each bit of a byte: q[j] has bit j of all 128
// bytes. Within a word, byte 4 row + column has the eight blocks of the state's place (row, column), one
// bit each:
//
//     q[j] = | row 0: col 0 1 2 3 | row 1: col 0 1 2 3 | row 2: col 0 1 2 3 | row 3: col 0 1 2 3 |
//
// so that a row is 32 bits wide: a step to the next row is a shuffle of 32-bit elements, a step to the
// next column a rotation within each of them. `word` is the vector type of gcc and clang: 128-bit
// registers where the CPU has them, pairs of 64-bit words elsewhere.
#ifndef GLASSLOCK_AES_AES_CT_H
#define GLASSLOCK_AES_AES_CT_H

#include "crypto/aes/aes.h"

#define INLINE static inline __attribute__((always_inline))

typedef uint64_t word __attribute__((vector_size(16)));
typedef uint8_t word_bytes __attribute__((vector_size(16)));
typedef uint32_t word_rows __attribute__((vector_size(16)));

#define AES_CT_WIDTH 8                            // blocks in a state
#define AES_CT_ONES  UINT64_C(0x0101010101010101) // block 0's bit of every byte

struct aes_ct_schedule {
    unsigned Nr;
    word key[AES_MAX_ROUNDS + 1][8];
};

_Static_assert(sizeof(struct aes_ct_schedule) <= CIPHER_MAX_SCHEDULE_BYTES, "the schedule fits a context");

// aes_ct_key.c
void aes_ct_expand(void *schedule, const uint8_t *key, size_t key_bytes, enum cipher_direction direction);

// aes_ct_rounds.c: n states (1 or 2) of eight blocks, in planes; state g with the keys of s[g], all of
// one size. CT: yes.
void aes_ct_encrypt(const struct aes_ct_schedule *const *s, word (*q)[8], unsigned n);
void aes_ct_decrypt(const struct aes_ct_schedule *const *s, word (*q)[8], unsigned n);

// From columns (as FIPS 197 fills the state) to rows, or back. The halves of a word are interleaved
// twice: each time the four bits of a byte's place, column then row, turn by one.
INLINE word aes_ct_rows(word x)
{
    for (int i = 0; i < 2; i++) {
        const word_bytes low = (word_bytes)x, high = (word_bytes)__builtin_shufflevector(x, x, 1, 0);
        x = (word)__builtin_shufflevector(low, high, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
    }
    return x;
}

// One block x, as block 0 of the planes; and back. The other seven blocks are zero, or ignored.
INLINE void aes_ct_slice_one(word q[8], word x)
{
    x = aes_ct_rows(x);
#pragma GCC unroll 8
    for (int j = 0; j < 8; j++)
        q[j] = x >> j & AES_CT_ONES;
}

INLINE word aes_ct_unslice_one(const word q[8])
{
    word x = {0, 0};
#pragma GCC unroll 8
    for (int j = 0; j < 8; j++)
        x |= (q[j] & AES_CT_ONES) << j;
    return aes_ct_rows(x);
}

#endif
