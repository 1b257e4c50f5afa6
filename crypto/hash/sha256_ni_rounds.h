// SPDX-License-Identifier: MIT
// SHA-256's compression with the SHA instructions, as functions that are built into their callers:
// sha256_ni.c and sha256_ni_iterate.c, which are compiled for them. (No other file may include this one.)
#ifndef GLASSLOCK_HASH_SHA256_NI_ROUNDS_H
#define GLASSLOCK_HASH_SHA256_NI_ROUNDS_H

#include "crypto/hash/tables.h"

#include <immintrin.h>

// A call would carry the state through memory, between one block and the next.
#define ALWAYS_INLINE static inline __attribute__((always_inline))

// The state as the instructions want it: two words of each half, the highest lane first.
struct halves {
    __m128i abef, cdgh;
};

ALWAYS_INLINE struct halves load_state(const uint32_t H[8])
{
    __m128i badc = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)H), 0xb1);
    __m128i efgh = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)(H + 4)), 0x1b);
    return (struct halves){_mm_alignr_epi8(badc, efgh, 8), _mm_blend_epi16(efgh, badc, 0xf0)};
}

// Back to a, b, c, d and e, f, g, h in ascending lanes.
ALWAYS_INLINE void words_of(struct halves s, __m128i *abcd, __m128i *efgh)
{
    __m128i abef = _mm_shuffle_epi32(s.abef, 0x1b), cdgh = _mm_shuffle_epi32(s.cdgh, 0x1b);
    *abcd = _mm_unpacklo_epi64(abef, cdgh);
    *efgh = _mm_unpackhi_epi64(abef, cdgh);
}

ALWAYS_INLINE __m128i load_K(int t)
{
    return _mm_loadu_si128((const __m128i *)(sha256_K + t));
}

// sha256rnds2 makes two rounds; the pair of W + K is in its third operand's lower half. What it returns are
// the new a, b, e, f; the old ones are the new c, d, g, h.
#define TWO_ROUNDS(wk)                                                                                       \
    do {                                                                                                     \
        __m128i next = _mm_sha256rnds2_epu32(s.cdgh, s.abef, wk);                                            \
        s.cdgh = s.abef;                                                                                     \
        s.abef = next;                                                                                       \
    } while (0)

#define FOUR_ROUNDS(t, w)                                                                                    \
    do {                                                                                                     \
        __m128i wk = _mm_add_epi32(w, load_K(t));                                                            \
        TWO_ROUNDS(wk);                                                                                      \
        TWO_ROUNDS(_mm_shuffle_epi32(wk, 0x0e));                                                             \
    } while (0)

// W[t..t+3] out of the sixteen words before: w0 = W[t-16..t-13], ..., w3 = W[t-4..t-1].
// sha256msg1 gives W[t-16] + sigma0(W[t-15]), then W[t-7] is added, and sha256msg2 adds sigma1(W[t-2]). The
// fourth W[t-7] is the youngest word of all, w3's first; it is added last, beside the chain from w3 to the
// next w3.
#define NEXT_WORDS(w0, w1, w2, w3)                                                                           \
    do {                                                                                                     \
        __m128i sum = _mm_add_epi32(_mm_sha256msg1_epu32(w0, w1), _mm_srli_si128(w2, 4));                    \
        w0 = _mm_add_epi32(_mm_sha256msg2_epu32(sum, w3), _mm_slli_si128(w3, 12));                           \
    } while (0)

#define SIXTEEN_ROUNDS(t)                                                                                    \
    NEXT_WORDS(w0, w1, w2, w3);                                                                              \
    FOUR_ROUNDS(t, w0);                                                                                      \
    NEXT_WORDS(w1, w2, w3, w0);                                                                              \
    FOUR_ROUNDS(t + 4, w1);                                                                                  \
    NEXT_WORDS(w2, w3, w0, w1);                                                                              \
    FOUR_ROUNDS(t + 8, w2);                                                                                  \
    NEXT_WORDS(w3, w0, w1, w2);                                                                              \
    FOUR_ROUNDS(t + 12, w3)

// One block, given as words.
ALWAYS_INLINE struct halves absorb(struct halves from, __m128i w0, __m128i w1, __m128i w2, __m128i w3)
{
    struct halves s = from;
    FOUR_ROUNDS(0, w0);
    FOUR_ROUNDS(4, w1);
    FOUR_ROUNDS(8, w2);
    FOUR_ROUNDS(12, w3);
    SIXTEEN_ROUNDS(16);
    SIXTEEN_ROUNDS(32);
    SIXTEEN_ROUNDS(48);
    return (struct halves){_mm_add_epi32(s.abef, from.abef), _mm_add_epi32(s.cdgh, from.cdgh)};
}

ALWAYS_INLINE void store_words(void *H, __m128i abcd, __m128i efgh)
{
    _mm_storeu_si128((__m128i *)H, abcd);
    _mm_storeu_si128((__m128i *)H + 1, efgh);
}

// The padding of a digest behind a keyed block: the bit 1, and a length of 96 bytes.
#define DIGEST_END_0 _mm_set_epi32(0, 0, 0, INT32_MIN)
#define DIGEST_END_1 _mm_set_epi32((64 + 32) * 8, 0, 0, 0)

#endif
