// SPDX-License-Identifier: MIT
// SHA-512, engine `bmi2`: rounds in scalar registers with BMI2's rorx, the message schedule in AVX2
// registers.
//
// How it works: the two halves of SHA-512 hardly know each other. The schedule makes W[t] out of words of the
// same message; the rounds only read it. So the schedule goes to the vector units, four words at a time,
// sixteen words ahead of the rounds, and leaves W + K in memory; the rounds take it from there with an add.
// The CPU, which executes out of order, runs both side by side, and the schedule costs next to nothing.
//
// Where its speed comes from: a round is a chain from e to the next e and one from a to the next a, and both
// are as short here as they can be, four steps: the three rotations (rorx leaves its source alone, so that
// nothing is copied), two xors, one addition. Everything else is added before: d + h + W + K and Ch on the
// one side, Maj's b & c, which is as good as known, and a & (b ^ c) on the other. (Maj is a sum, not an xor:
// its two parts have no bit in common.) The compiler is told to keep that order (crypto/flags.mk).
//
// The schedule has a chain of its own: W[t] needs sigma1(W[t-2]). Hence sigma1 works on pairs, and the rest
// on fours.
//
// How far it goes: 25 instructions and chains of four steps let a round of 4.2 cycles be hoped for; 5.4 were
// measured (and 5.5 to 5.6 by the libraries beside which this runs), with or without the schedule beside it.
// The schedule in AVX-512 (one rotation an instruction), other forms of Ch and Maj, other orders of the
// additions and rounds in assembler, 5.1 at best, came to nearly the same: three units that rotate and six
// that add are busy.
//
// Constant-time: additions, rotations and logic on whole words only.
#include "crypto/hash/x86.h"

#include "crypto/common/bytes.h"
#include "crypto/common/cpu.h"
#include "crypto/hash/tables.h"

#if defined(__AVX2__) && defined(__BMI2__)
#include <immintrin.h>

#define ALWAYS_INLINE static inline __attribute__((always_inline))

ALWAYS_INLINE uint64_t rotr(uint64_t x, int n)
{
    return x >> n | x << (64 - n);
}

// d and h as FIPS 180-4 has them.
#define ROUND(a, b, c, d, e, f, g, h, wk)                                                                    \
    do {                                                                                                     \
        uint64_t Sigma0 = rotr(a, 28) ^ rotr(a, 34) ^ rotr(a, 39), a_and_xor = a & (b ^ c);                  \
        uint64_t Sigma1 = rotr(e, 14) ^ rotr(e, 18) ^ rotr(e, 41), Ch = g ^ (e & (f ^ g));                   \
        h += (wk);                                                                                           \
        d = ((d + h) + Ch) + Sigma1;                                                                         \
        h = ((((h + (b & c)) + Ch) + a_and_xor) + Sigma1) + Sigma0;                                          \
    } while (0)

ALWAYS_INLINE __m256i load_words(const uint8_t *data)
{
    const __m256i swap =
        _mm256_set_epi64x(0x08090a0b0c0d0e0f, 0x0001020304050607, 0x08090a0b0c0d0e0f, 0x0001020304050607);
    return _mm256_shuffle_epi8(_mm256_loadu_si256((const __m256i *)data), swap);
}

// W + K of four rounds, for the rounds to read.
ALWAYS_INLINE void store_sums(uint64_t *WK, int t, __m256i w)
{
    __m256i K = _mm256_loadu_si256((const __m256i *)(sha512_K + t));
    _mm256_store_si256((__m256i *)(WK + t), _mm256_add_epi64(w, K));
}

ALWAYS_INLINE __m256i sigma0(__m256i x)
{
    __m256i rotr1 = _mm256_xor_si256(_mm256_srli_epi64(x, 1), _mm256_slli_epi64(x, 63));
    __m256i rotr8 = _mm256_xor_si256(_mm256_srli_epi64(x, 8), _mm256_slli_epi64(x, 56));
    return _mm256_xor_si256(_mm256_xor_si256(rotr1, rotr8), _mm256_srli_epi64(x, 7));
}

ALWAYS_INLINE __m128i sigma1(__m128i x)
{
    __m128i rotr19 = _mm_xor_si128(_mm_srli_epi64(x, 19), _mm_slli_epi64(x, 45));
    __m128i rotr61 = _mm_xor_si128(_mm_srli_epi64(x, 61), _mm_slli_epi64(x, 3));
    return _mm_xor_si128(_mm_xor_si128(rotr19, rotr61), _mm_srli_epi64(x, 6));
}

// The four words that begin one later: low[1..3], high[0].
ALWAYS_INLINE __m256i one_later(__m256i low, __m256i high)
{
    return _mm256_alignr_epi8(_mm256_permute2x128_si256(low, high, 0x21), low, 8);
}

// W[t..t+3] out of the sixteen words before: w0 = W[t-16..t-13], ..., w3 = W[t-4..t-1]; last = W[t-2..t-1].
#define NEXT_WORDS(w0, w1, w2, w3, t)                                                                        \
    do {                                                                                                     \
        w0 = _mm256_add_epi64(_mm256_add_epi64(w0, one_later(w2, w3)), sigma0(one_later(w0, w1)));           \
        __m128i first = _mm_add_epi64(_mm256_castsi256_si128(w0), sigma1(last));                             \
        last = _mm_add_epi64(_mm256_extracti128_si256(w0, 1), sigma1(first));                                \
        w0 = _mm256_inserti128_si256(_mm256_castsi128_si256(first), last, 1);                                \
        store_sums(WK, t, w0);                                                                               \
    } while (0)

#define FOUR_ROUNDS(a, b, c, d, e, f, g, h, t)                                                               \
    ROUND(a, b, c, d, e, f, g, h, WK[t]);                                                                    \
    ROUND(h, a, b, c, d, e, f, g, WK[t + 1]);                                                                \
    ROUND(g, h, a, b, c, d, e, f, WK[t + 2]);                                                                \
    ROUND(f, g, h, a, b, c, d, e, WK[t + 3])

ALWAYS_INLINE void absorb(uint64_t H[8], const uint8_t *block, uint64_t WK[80])
{
    uint64_t a = H[0], b = H[1], c = H[2], d = H[3], e = H[4], f = H[5], g = H[6], h = H[7];
    __m256i w0 = load_words(block), w1 = load_words(block + 32), w2 = load_words(block + 64),
            w3 = load_words(block + 96);
    __m128i last = _mm256_extracti128_si256(w3, 1);
    store_sums(WK, 0, w0);
    store_sums(WK, 4, w1);
    store_sums(WK, 8, w2);
    store_sums(WK, 12, w3);
    for (int t = 0; t < 64; t += 16) {
        NEXT_WORDS(w0, w1, w2, w3, t + 16);
        FOUR_ROUNDS(a, b, c, d, e, f, g, h, t);
        NEXT_WORDS(w1, w2, w3, w0, t + 20);
        FOUR_ROUNDS(e, f, g, h, a, b, c, d, t + 4);
        NEXT_WORDS(w2, w3, w0, w1, t + 24);
        FOUR_ROUNDS(a, b, c, d, e, f, g, h, t + 8);
        NEXT_WORDS(w3, w0, w1, w2, t + 28);
        FOUR_ROUNDS(e, f, g, h, a, b, c, d, t + 12);
    }
    FOUR_ROUNDS(a, b, c, d, e, f, g, h, 64);
    FOUR_ROUNDS(e, f, g, h, a, b, c, d, 68);
    FOUR_ROUNDS(a, b, c, d, e, f, g, h, 72);
    FOUR_ROUNDS(e, f, g, h, a, b, c, d, 76);
    H[0] += a;
    H[1] += b;
    H[2] += c;
    H[3] += d;
    H[4] += e;
    H[5] += f;
    H[6] += g;
    H[7] += h;
}

static void compress(void *state, const uint8_t *blocks, size_t n_blocks)
{
    _Alignas(32) uint64_t WK[80];
    for (; n_blocks; n_blocks--, blocks += 128)
        absorb(state, blocks, WK);
    gl_wipe(WK, sizeof WK);
}

static void finish(const void *state, uint64_t before, const uint8_t *data, size_t bytes, uint8_t *digest)
{
    _Alignas(32) uint8_t last[256] = {0};
    uint64_t H[8], total = before + bytes;
    size_t rest = bytes % 128, padded = rest < 112 ? 128 : 256;
    memcpy(H, state, sizeof H);
    if (bytes > rest)
        compress(H, data, bytes / 128);
    if (rest)
        memcpy(last, data + (bytes - rest), rest);
    last[rest] = 0x80;
    gl_store64_be(last + padded - 16, total >> 61);
    gl_store64_be(last + padded - 8, total << 3);
    compress(H, last, padded / 128);
    for (size_t i = 0; i < 8; i++)
        gl_store64_be(digest + 8 * i, H[i]);
    gl_wipe(last, padded);
    gl_wipe(H, sizeof H);
}

static bool available(void)
{
    return gl_cpu_has(GL_CPU_BMI2) && gl_cpu_has(GL_CPU_AVX2);
}
#else
static void compress(void *state, const uint8_t *blocks, size_t n_blocks)
{
    (void)state, (void)blocks, (void)n_blocks;
}

static void finish(const void *state, uint64_t before, const uint8_t *data, size_t bytes, uint8_t *digest)
{
    (void)state, (void)before, (void)data, (void)bytes, (void)digest;
}

static bool available(void)
{
    return false;
}
#endif

const struct hash_engine sha512_bmi2 = {
    .engine = {.name = "bmi2",
               .technique = "rorx rounds, message schedule in AVX2 beside them",
               .available = available,
               .constant_time = true},
    .compress = compress,
    .finish = finish,
};
