// SPDX-License-Identifier: MIT
// Blocks on their side with AVX-512 and GFNI.
//
// A 64-bit lane of the 64 vectors is a square of 64 x 64 bits. Read it as 8 x 8 bytes, each with a square of
// 8 x 8 bits:
//
// 1. take eight blocks, and transpose their 8 x 8 bytes: a word now holds the same byte of eight blocks;
// 2. gf2p8affineqb multiplies bytes by a matrix over GF(2). With the data as the matrix and the unit vectors
//    as the bytes, each byte of the result is a column of the data: 8 x 8 bits transposed, eight times;
// 3. bring the bytes of eight such groups together: the byte transposition once more.
//
// Storing goes the same way back. To exchange bytes between two vectors takes two instructions: a shuffle
// whose mask keeps what is to stay.
#include "crypto/des/des_slice_gfni.h"

#if defined(__x86_64__) && defined(__GFNI__) && defined(__AVX512BW__)

// For the bytes of one 128-bit lane: each pair of neighbours of 1, 2 or 4 bytes exchanged
static inline __m512i neighbours(int unit)
{
    const __m128i by1 = _mm_setr_epi8(1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, 12, 15, 14);
    const __m128i by2 = _mm_setr_epi8(2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13);
    const __m128i by4 = _mm_setr_epi8(4, 5, 6, 7, 0, 1, 2, 3, 12, 13, 14, 15, 8, 9, 10, 11);
    return _mm512_broadcast_i32x4(unit == 1 ? by1 : unit == 2 ? by2 : by4);
}

// The upper ones of each pair of neighbours of a, against the lower ones of b
#define EXCHANGE(a, b, unit, lower)                                                                          \
    do {                                                                                                     \
        const __m512i swap = neighbours(unit);                                                               \
        __m512i kept = a;                                                                                    \
        a = _mm512_mask_shuffle_epi8(a, ~UINT64_C(lower), b, swap);                                          \
        b = _mm512_mask_shuffle_epi8(b, UINT64_C(lower), kept, swap);                                        \
    } while (0)

#define LOWER4 0x0f0f0f0f0f0f0f0f
#define LOWER2 0x3333333333333333
#define LOWER1 0x5555555555555555

// In each 64-bit lane, the 8 x 8 bytes of eight vectors
static inline __attribute__((always_inline)) void transpose_bytes(__m512i v[8])
{
    for (int i = 0; i < 4; i++)
        EXCHANGE(v[i], v[i + 4], 4, LOWER4);
    for (int i = 0; i < 8; i += 4) {
        EXCHANGE(v[i], v[i + 2], 2, LOWER2);
        EXCHANGE(v[i + 1], v[i + 3], 2, LOWER2);
    }
    for (int i = 0; i < 8; i += 2)
        EXCHANGE(v[i], v[i + 1], 1, LOWER1);
}

// In each 64-bit lane, its 8 x 8 bits; the instruction takes the rows from the last byte to the first.
static inline __m512i transpose_bits(__m512i x)
{
    return _mm512_gf2p8affine_epi64_epi8(_mm512_set1_epi64((long long)UINT64_C(0x8040201008040201)), x, 0);
}

void des_gfni_load(__m512i state[64], const uint8_t *in)
{
    __m512i v[8];
    for (int group = 0; group < 8; group++) {
        for (int i = 0; i < 8; i++)
            v[7 - i] = _mm512_loadu_si512(in + 64 * (8 * group + i));
        transpose_bytes(v);
        for (int i = 0; i < 8; i++)
            state[8 * i + group] = transpose_bits(v[i]);
    }
    for (__m512i *row = state; row < state + 64; row += 8) {
        for (int i = 0; i < 8; i++)
            v[i] = row[i];
        transpose_bytes(v);
        for (int i = 0; i < 8; i++)
            row[i] = v[i];
    }
}

void des_gfni_store(uint8_t *out, __m512i state[64])
{
    __m512i v[8];
    for (__m512i *row = state; row < state + 64; row += 8) {
        for (int i = 0; i < 8; i++)
            v[7 - i] = row[i ^ 1];
        transpose_bytes(v);
        for (int i = 0; i < 8; i++)
            row[i] = transpose_bits(v[i]);
    }
    for (int group = 0; group < 8; group++) {
        for (int i = 0; i < 8; i++)
            v[i] = state[8 * i + group];
        transpose_bytes(v);
        for (int i = 0; i < 8; i++)
            _mm512_storeu_si512(out + 64 * (8 * group + i), v[i]);
    }
}

#endif
