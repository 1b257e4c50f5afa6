// SPDX-License-Identifier: MIT
// SHA-1, engine `ni`: the SHA instructions of x86-64 (SHA-NI).
//
// How it works: sha1rnds4 makes four rounds on a, b, c, d; its last operand says which of the four functions
// f and constants K it is to use. What it takes for e, with W[t] added, comes from sha1nexte: e is the a of
// four rounds ago, rotated. sha1msg1, an xor and sha1msg2 make four words of the message schedule.
//
// Where its speed comes from: twenty instructions make the eighty rounds; they are a chain, and the schedule
// runs beside it. Broken as SHA-1 is for collisions, HMAC and old protocols still want it.
//
// Constant-time: there are no tables, and branches depend on lengths only.
#include "crypto/hash/x86.h"

#include "crypto/common/cpu.h"

#if defined(__SHA__) && defined(__AVX__)
#include <immintrin.h>

// Four rounds with the words w, and the next four words in their place: w0 becomes W[t+16..t+19], out of
// itself and the twelve words behind it. abcd was the state four rounds ago, when `before` is done with it.
#define FOUR_ROUNDS(f, w)                                                                                    \
    do {                                                                                                     \
        __m128i e_and_w = _mm_sha1nexte_epu32(before, w);                                                    \
        before = abcd;                                                                                       \
        abcd = _mm_sha1rnds4_epu32(abcd, e_and_w, f);                                                        \
    } while (0)

#define NEXT_WORDS(w0, w1, w2, w3) w0 = _mm_sha1msg2_epu32(_mm_xor_si128(_mm_sha1msg1_epu32(w0, w1), w2), w3)

// Sixteen rounds with computed words; the function may change at any multiple of four.
#define SIXTEEN_ROUNDS(f0, f1, f2, f3)                                                                       \
    NEXT_WORDS(w0, w1, w2, w3);                                                                              \
    FOUR_ROUNDS(f0, w0);                                                                                     \
    NEXT_WORDS(w1, w2, w3, w0);                                                                              \
    FOUR_ROUNDS(f1, w1);                                                                                     \
    NEXT_WORDS(w2, w3, w0, w1);                                                                              \
    FOUR_ROUNDS(f2, w2);                                                                                     \
    NEXT_WORDS(w3, w0, w1, w2);                                                                              \
    FOUR_ROUNDS(f3, w3)

// The first word goes to the highest lane.
static inline __m128i load_words(const uint8_t *data)
{
    const __m128i turn = _mm_set_epi64x(0x0001020304050607, 0x08090a0b0c0d0e0f);
    return _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)data), turn);
}

static void compress(void *state, const uint8_t *blocks, size_t n_blocks)
{
    uint32_t *H = state;
    __m128i abcd = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)H), 0x1b);
    __m128i e = _mm_set_epi32((int32_t)H[4], 0, 0, 0);
    for (; n_blocks; n_blocks--, blocks += 64) {
        __m128i w0 = load_words(blocks), w1 = load_words(blocks + 16), w2 = load_words(blocks + 32),
                w3 = load_words(blocks + 48);
        __m128i before = abcd, start = abcd;
        abcd = _mm_sha1rnds4_epu32(abcd, _mm_add_epi32(e, w0), 0); // the one e that is given, not the old a
        FOUR_ROUNDS(0, w1);
        FOUR_ROUNDS(0, w2);
        FOUR_ROUNDS(0, w3);
        SIXTEEN_ROUNDS(0, 1, 1, 1);
        SIXTEEN_ROUNDS(1, 1, 2, 2);
        SIXTEEN_ROUNDS(2, 2, 2, 3);
        SIXTEEN_ROUNDS(3, 3, 3, 3);
        e = _mm_sha1nexte_epu32(before, e);
        abcd = _mm_add_epi32(abcd, start);
    }
    _mm_storeu_si128((__m128i *)H, _mm_shuffle_epi32(abcd, 0x1b));
    H[4] = (uint32_t)_mm_extract_epi32(e, 3);
}

static bool available(void)
{
    return gl_cpu_has(GL_CPU_SHA) && gl_cpu_has(GL_CPU_AVX2);
}
#else
static void compress(void *state, const uint8_t *blocks, size_t n_blocks)
{
    (void)state, (void)blocks, (void)n_blocks;
}

static bool available(void)
{
    return false;
}
#endif

const struct hash_engine sha1_ni = {
    .engine = {.name = "ni", .technique = "SHA instructions", .available = available, .constant_time = true},
    .compress = compress,
};
