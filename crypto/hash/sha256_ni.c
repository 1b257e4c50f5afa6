// SPDX-License-Identifier: MIT
// SHA-256, engine `ni`: the SHA instructions of x86-64 (SHA-NI).
//
// How it works: sha256rnds2 makes two rounds on the whole state, sha256msg1 and sha256msg2 make four words of
// the message schedule. The state lies in two registers, a b e f and c d g h, because two rounds turn the
// first half into the second as it is: only the new a, b, e, f have to be computed.
//
// Where its speed comes from: a block is a chain of 32 sha256rnds2, each of which waits for the one before;
// nobody gets below 32 times their latency (4 cycles on the author's CPU: 128, and this code takes 130). So
// the art is to keep everything else off that chain:
//   - the schedule's own chain is as short as the rounds' (see NEXT_WORDS), which counts where a message is
//   not
//     known beforehand: in PBKDF2 it is the digest of the round before;
//   - finish() goes from the message to the digest without a state in memory, a copied block or a call in
//   between:
//     at 64 bytes that is a fifth of the time, because the CPU begins the next message while it ends this
//     one;
//   - iterate(), for PBKDF2, never leaves the registers, and has two instructions between one block and the
//   next.
//
// Constant-time: there are no tables, and branches depend on lengths only.
#include "crypto/hash/x86.h"

#include "crypto/common/bytes.h"
#include "crypto/common/cpu.h"
#include "crypto/hash/tables.h"

#if defined(__SHA__) && defined(__AVX__)
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

// The bytes of each word the other way round.
ALWAYS_INLINE __m128i swap_bytes(__m128i x)
{
    return _mm_shuffle_epi8(x, _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203));
}

ALWAYS_INLINE __m128i load_words(const uint8_t *data)
{
    return swap_bytes(_mm_loadu_si128((const __m128i *)data));
}

ALWAYS_INLINE struct halves absorb_blocks(struct halves s, const uint8_t *blocks, size_t n_blocks)
{
    for (; n_blocks; n_blocks--, blocks += 64)
        s = absorb(s, load_words(blocks), load_words(blocks + 16), load_words(blocks + 32),
                   load_words(blocks + 48));
    return s;
}

ALWAYS_INLINE void store_words(void *H, __m128i abcd, __m128i efgh)
{
    _mm_storeu_si128((__m128i *)H, abcd);
    _mm_storeu_si128((__m128i *)H + 1, efgh);
}

void sha256_ni_compress(void *state, const uint8_t *blocks, size_t n_blocks)
{
    __m128i abcd, efgh;
    words_of(absorb_blocks(load_state(state), blocks, n_blocks), &abcd, &efgh);
    store_words(state, abcd, efgh);
}

// Vector i of the last block: message, the bit 1 behind it, or zeros; `rest` bytes of the message are left.
ALWAYS_INLINE __m128i padded(const uint8_t *data, size_t rest, size_t i)
{
    if (rest >= 16 * i + 16)
        return load_words(data + 16 * i);
    if (rest == 16 * i)
        return _mm_set_epi32(0, 0, 0, INT32_MIN);
    if (rest < 16 * i)
        return _mm_setzero_si128();
    uint8_t part[16] = {0};
    memcpy(part, data + 16 * i, rest % 16);
    part[rest % 16] = 0x80;
    __m128i words = load_words(part);
    gl_wipe(part, sizeof part);
    return words;
}

void sha256_ni_finish(const void *state, uint64_t before, const uint8_t *data, size_t bytes, uint8_t *digest)
{
    struct halves s = absorb_blocks(load_state(state), data, bytes / 64);
    size_t rest = bytes % 64;
    if (rest)
        data += bytes - rest;
    uint64_t bits = (before + bytes) << 3;
    __m128i w0 = padded(data, rest, 0), w1 = padded(data, rest, 1), w2 = padded(data, rest, 2),
            w3 = padded(data, rest, 3);
    if (rest >= 56) {
        s = absorb(s, w0, w1, w2, w3);
        w0 = w1 = w2 = w3 = _mm_setzero_si128();
    }
    w3 = _mm_or_si128(w3, _mm_set_epi32((int32_t)(uint32_t)bits, (int32_t)(uint32_t)(bits >> 32), 0, 0));
    s = absorb(s, w0, w1, w2, w3);
    __m128i abcd, efgh;
    words_of(s, &abcd, &efgh);
    store_words(digest, swap_bytes(abcd), swap_bytes(efgh));
}

// A keyed state of HMAC, and what turns a state that began there into the message words of the next block: a,
// b, e, f are W[0], W[1], W[4], W[5] and c, d, g, h are W[2], W[3], W[6], W[7].
struct keyed {
    struct halves state;
    __m128i w0145, w2367;   // the state in that order
    __m128i wk0145, wk2367; // and with K added
};

static struct keyed prepare(const void *H)
{
    struct keyed k = {.state = load_state(H)};
    __m128i low = load_K(0), high = load_K(4);
    k.w0145 = _mm_shuffle_epi32(k.state.abef, 0x1b);
    k.w2367 = _mm_shuffle_epi32(k.state.cdgh, 0x1b);
    k.wk0145 = _mm_add_epi32(k.w0145, _mm_unpacklo_epi64(low, high));
    k.wk2367 = _mm_add_epi32(k.w2367, _mm_unpackhi_epi64(low, high));
    return k;
}

// Absorb a digest and its padding into `to`. It comes as it left the rounds that began at `from`, before
// their start was added: that addition and K's are one here, so that two instructions lie between the last
// rounds of a block and the first of the next, and everything else runs beside them.
ALWAYS_INLINE struct halves absorb_digest(struct halves raw, const struct keyed *from, const struct keyed *to)
{
    struct halves s = to->state;
    __m128i abef = _mm_shuffle_epi32(raw.abef, 0x1b), cdgh = _mm_shuffle_epi32(raw.cdgh, 0x1b);
    __m128i wk0145 = _mm_add_epi32(abef, from->wk0145), wk2367 = _mm_add_epi32(cdgh, from->wk2367);
    __m128i w0145 = _mm_add_epi32(abef, from->w0145), w2367 = _mm_add_epi32(cdgh, from->w2367);
    __m128i w0 = _mm_unpacklo_epi64(w0145, w2367), w1 = _mm_unpackhi_epi64(w0145, w2367);
    __m128i w2 = _mm_set_epi32(0, 0, 0, INT32_MIN), w3 = _mm_set_epi32((64 + 32) * 8, 0, 0, 0);
    TWO_ROUNDS(wk0145);
    TWO_ROUNDS(wk2367);
    TWO_ROUNDS(_mm_shuffle_epi32(wk0145, 0x0e));
    TWO_ROUNDS(_mm_shuffle_epi32(wk2367, 0x0e));
    FOUR_ROUNDS(8, w2);
    FOUR_ROUNDS(12, w3);
    SIXTEEN_ROUNDS(16);
    SIXTEEN_ROUNDS(32);
    SIXTEEN_ROUNDS(48);
    return s;
}

void sha256_ni_iterate(const void *inner, const void *outer, void *U, void *T, uint64_t times)
{
    struct keyed in = prepare(inner), out = prepare(outer);
    struct halves u = load_state(U), t = load_state(T), raw;
    __m128i abcd, efgh;
    raw = (struct halves){_mm_sub_epi32(u.abef, out.state.abef), _mm_sub_epi32(u.cdgh, out.state.cdgh)};
    for (; times; times--) {
        raw = absorb_digest(raw, &out, &in);
        raw = absorb_digest(raw, &in, &out);
        u.abef = _mm_add_epi32(raw.abef, out.state.abef);
        u.cdgh = _mm_add_epi32(raw.cdgh, out.state.cdgh);
        t.abef = _mm_xor_si128(t.abef, u.abef);
        t.cdgh = _mm_xor_si128(t.cdgh, u.cdgh);
    }
    words_of(u, &abcd, &efgh);
    store_words(U, abcd, efgh);
    words_of(t, &abcd, &efgh);
    store_words(T, abcd, efgh);
    gl_wipe(&in, sizeof in);
    gl_wipe(&out, sizeof out);
}

// AVX adds nothing but three-operand forms, which save copies of registers.
static bool available(void)
{
    return gl_cpu_has(GL_CPU_SHA) && gl_cpu_has(GL_CPU_AVX2);
}
#else
void sha256_ni_compress(void *state, const uint8_t *blocks, size_t n_blocks)
{
    (void)state, (void)blocks, (void)n_blocks;
}

void sha256_ni_finish(const void *state, uint64_t before, const uint8_t *data, size_t bytes, uint8_t *digest)
{
    (void)state, (void)before, (void)data, (void)bytes, (void)digest;
}

void sha256_ni_iterate(const void *inner, const void *outer, void *U, void *T, uint64_t times)
{
    (void)inner, (void)outer, (void)U, (void)T, (void)times;
}

static bool available(void)
{
    return false;
}
#endif

const struct hash_engine sha256_ni = {
    .engine = {.name = "ni", .technique = "SHA instructions", .available = available, .constant_time = true},
    .compress = sha256_ni_compress,
    .finish = sha256_ni_finish,
    .iterate = sha256_ni_iterate,
};
