// SPDX-License-Identifier: MIT
// SHA-256, engine `x16`: sixteen messages at once in AVX-512 registers; a single message goes to the SHA
// instructions, with the code of the engine `ni`.
//
// How it works: a 512-bit register holds the same word of sixteen hashes. Eight registers are the sixteen
// states, sixteen are the message schedules, and the rounds read as in FIPS 180-4, with every word sixteen
// words wide. The messages come in the other order, sixteen words of one message side by side; transpose()
// turns the square around.
//
// Where its speed comes from: one message is a chain of dependent steps, and a CPU that can do four things at
// a time waits most of it. Sixteen messages are sixteen chains, and never wait. Then only the number of
// instructions counts, and AVX-512 has the right ones: a rotation is one (vprord), and so is any logical
// function of three words (vpternlogd: Ch, Maj, and the xor of the three rotations in a Sigma). A round of
// all sixteen is 29 instructions. The additions are ordered so that what comes last, Sigma1(e), is added
// last, once for e and once for a: a round begins when the one before has computed e, not a.
//
// Constant-time: there are no tables, and branches depend on lengths only.
#include "crypto/hash/x86.h"

#include "crypto/common/bytes.h"
#include "crypto/common/cpu.h"
#include "crypto/hash/tables.h"

#define LANES 16

#if defined(__AVX512F__) && defined(__AVX512BW__)
#include <immintrin.h>

#define ALWAYS_INLINE static inline __attribute__((always_inline))

// The truth tables of Ch, Maj and a xor b xor c, as vpternlogd takes them: bit 4a + 2b + c is the result.
#define CH   0xca
#define MAJ  0xe8
#define XOR3 0x96

#define ADD(x, y)              _mm512_add_epi32(x, y)
#define ROTR(x, n)             _mm512_ror_epi32(x, n)
#define SIGMA(x, r1, r2, last) _mm512_ternarylogic_epi32(ROTR(x, r1), ROTR(x, r2), last, XOR3)

// The first stage joins pairs of 32-bit words, the second pairs of 64 bits: then each 128-bit lane holds one
// word of four messages. Two stages of shuffles between lanes bring together the four that belong to one
// word.
ALWAYS_INLINE void transpose(__m512i W[16])
{
    __m512i x[16];
    for (int i = 0; i < 16; i += 2) {
        x[i] = _mm512_unpacklo_epi32(W[i], W[i + 1]);
        x[i + 1] = _mm512_unpackhi_epi32(W[i], W[i + 1]);
    }
    for (int i = 0; i < 16; i += 4) {
        W[i] = _mm512_unpacklo_epi64(x[i], x[i + 2]);
        W[i + 1] = _mm512_unpackhi_epi64(x[i], x[i + 2]);
        W[i + 2] = _mm512_unpacklo_epi64(x[i + 1], x[i + 3]);
        W[i + 3] = _mm512_unpackhi_epi64(x[i + 1], x[i + 3]);
    }
    for (int i = 0; i < 4; i++) {
        __m512i low01 = _mm512_shuffle_i32x4(W[i], W[i + 4], 0x44),
                high01 = _mm512_shuffle_i32x4(W[i], W[i + 4], 0xee);
        __m512i low23 = _mm512_shuffle_i32x4(W[i + 8], W[i + 12], 0x44),
                high23 = _mm512_shuffle_i32x4(W[i + 8], W[i + 12], 0xee);
        x[i] = _mm512_shuffle_i32x4(low01, low23, 0x88);
        x[i + 4] = _mm512_shuffle_i32x4(low01, low23, 0xdd);
        x[i + 8] = _mm512_shuffle_i32x4(high01, high23, 0x88);
        x[i + 12] = _mm512_shuffle_i32x4(high01, high23, 0xdd);
    }
    for (int i = 0; i < 16; i++)
        W[i] = x[i];
}

// d and h as FIPS 180-4 has them. What is known first is added first: e waits for Sigma1(e) and one addition.
#define ROUND(a, b, c, d, e, f, g, h, t, w)                                                                  \
    do {                                                                                                     \
        __m512i sum = ADD(h, ADD(w, _mm512_set1_epi32((int32_t)sha256_K[t])));                               \
        __m512i Sigma1 = SIGMA(e, 6, 11, ROTR(e, 25)), Ch = _mm512_ternarylogic_epi32(e, f, g, CH);          \
        d = ADD(ADD(ADD(d, sum), Ch), Sigma1);                                                               \
        __m512i Sigma0 = SIGMA(a, 2, 13, ROTR(a, 22)), Maj = _mm512_ternarylogic_epi32(a, b, c, MAJ);        \
        h = ADD(ADD(ADD(ADD(sum, Ch), Sigma1), Maj), Sigma0);                                                \
    } while (0)

// The sixteen words of the schedule in two halves that take turns: `now` holds W[t..t+7], eight words that
// the rounds use, and `then` the eight behind (or, a turn later, before) them. The halves stay in memory,
// where an instruction finds its second operand as quickly as in a register, and the registers are left to
// the rounds.
#define GIVEN(i) now[i]
#define NEXT_WORD(i)                                                                                         \
    next_word(&now[i], (i) < 7 ? now[((i) + 1) & 7] : then[0], (i) < 7 ? then[((i) + 1) & 7] : now[0],       \
              (i) < 2 ? then[((i) + 6) & 7] : now[((i)-2) & 7])

// W[t] = sigma1(W[t-2]) + W[t-7] + sigma0(W[t-15]) + W[t-16]
ALWAYS_INLINE __m512i next_word(__m512i *w16, __m512i w15, __m512i w7, __m512i w2)
{
    __m512i sigma0 = SIGMA(w15, 7, 18, _mm512_srli_epi32(w15, 3));
    __m512i sigma1 = SIGMA(w2, 17, 19, _mm512_srli_epi32(w2, 10));
    return *w16 = ADD(ADD(ADD(*w16, w7), sigma0), sigma1);
}

#define EIGHT_ROUNDS(WORD)                                                                                   \
    ROUND(a, b, c, d, e, f, g, h, t, WORD(0));                                                               \
    ROUND(h, a, b, c, d, e, f, g, t + 1, WORD(1));                                                           \
    ROUND(g, h, a, b, c, d, e, f, t + 2, WORD(2));                                                           \
    ROUND(f, g, h, a, b, c, d, e, t + 3, WORD(3));                                                           \
    ROUND(e, f, g, h, a, b, c, d, t + 4, WORD(4));                                                           \
    ROUND(d, e, f, g, h, a, b, c, t + 5, WORD(5));                                                           \
    ROUND(c, d, e, f, g, h, a, b, t + 6, WORD(6));                                                           \
    ROUND(b, c, d, e, f, g, h, a, t + 7, WORD(7))

// H becomes the state after the block W, which is used up.
ALWAYS_INLINE void absorb(__m512i H[8], __m512i W[16])
{
    __m512i a = H[0], b = H[1], c = H[2], d = H[3], e = H[4], f = H[5], g = H[6], h = H[7];
    __m512i *now = W, *then = W + 8;
    for (int t = 0; t < 64; t += 8) {
        if (t < 16) {
            EIGHT_ROUNDS(GIVEN);
        } else {
            EIGHT_ROUNDS(NEXT_WORD);
        }
        __m512i *swapped = now;
        now = then;
        then = swapped;
    }
    H[0] = ADD(H[0], a);
    H[1] = ADD(H[1], b);
    H[2] = ADD(H[2], c);
    H[3] = ADD(H[3], d);
    H[4] = ADD(H[4], e);
    H[5] = ADD(H[5], f);
    H[6] = ADD(H[6], g);
    H[7] = ADD(H[7], h);
}

ALWAYS_INLINE void load(__m512i *to, const void *words, size_t n)
{
    for (size_t i = 0; i < n; i++)
        to[i] = _mm512_loadu_si512((const __m512i *)words + i);
}

ALWAYS_INLINE void store(void *words, const __m512i *from, size_t n)
{
    for (size_t i = 0; i < n; i++)
        _mm512_storeu_si512((__m512i *)words + i, from[i]);
}

static void compress(void *states, const uint8_t *const *blocks, size_t n_blocks)
{
    const __m512i swap = _mm512_broadcast_i32x4(_mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203));
    __m512i H[8], W[16];
    load(H, states, 8);
    for (size_t block = 0; block < n_blocks; block++) {
        for (int j = 0; j < LANES; j++)
            W[j] = _mm512_shuffle_epi8(_mm512_loadu_si512(blocks[j] + 64 * block), swap);
        transpose(W);
        absorb(H, W);
    }
    store(states, H, 8);
    gl_wipe(W, sizeof W);
}

// The block that holds a digest behind a keyed block: eight words, the bit 1, and a length of 96 bytes.
ALWAYS_INLINE void absorb_digest(__m512i H[8], const __m512i digest[8], __m512i W[16])
{
    for (int i = 0; i < 8; i++)
        W[i] = digest[i];
    W[8] = _mm512_set1_epi32(INT32_MIN);
    for (int i = 9; i < 15; i++)
        W[i] = _mm512_setzero_si512();
    W[15] = _mm512_set1_epi32((64 + 32) * 8);
    absorb(H, W);
}

static void iterate(const void *inner, const void *outer, void *U, void *T, uint64_t times)
{
    __m512i u[8], t[8], H[8], W[16];
    load(u, U, 8);
    for (; times; times--) {
        load(H, inner, 8);
        absorb_digest(H, u, W);
        load(u, outer, 8);
        absorb_digest(u, H, W);
        load(t, T, 8);
        for (int i = 0; i < 8; i++)
            t[i] = _mm512_xor_si512(t[i], u[i]);
        store(T, t, 8);
    }
    store(U, u, 8);
    gl_wipe(W, sizeof W);
}

static bool available(void)
{
    return gl_cpu_has(GL_CPU_AVX512) && sha256_ni.engine.available();
}
#else
static void compress(void *states, const uint8_t *const *blocks, size_t n_blocks)
{
    (void)states, (void)blocks, (void)n_blocks;
}

static void iterate(const void *inner, const void *outer, void *U, void *T, uint64_t times)
{
    (void)inner, (void)outer, (void)U, (void)T, (void)times;
}

static bool available(void)
{
    return false;
}
#endif

static const struct hash_lanes lanes = {
    .width = LANES,
    .worth = 5, // a block of all lanes takes as long as four of the SHA instructions
    .compress = compress,
    .iterate = iterate,
};

const struct hash_engine sha256_x16 = {
    .engine = {.name = "x16",
               .technique = "sixteen messages at once in AVX-512; a single one with the SHA instructions",
               .available = available,
               .constant_time = true},
    .compress = sha256_ni_compress,
    .finish = sha256_ni_finish,
    .finish_hmac = sha256_ni_finish_hmac,
    .iterate = sha256_ni_iterate,
    .lanes = &lanes,
};
