// SPDX-License-Identifier: MIT
// SHA-256, engine `ni`: the SHA instructions of x86-64 (SHA-NI).
//
// How it works: sha256rnds2 makes two rounds on the whole state, sha256msg1 and sha256msg2 make four words of
// the message schedule. The state lies in two registers, a b e f and c d g h, because two rounds turn the
// first half into the second as it is: only the new a, b, e, f have to be computed.
//
// Where its speed comes from: a block is a chain of 32 sha256rnds2, each of which waits for the one before;
// nobody gets below 32 times their latency (4 cycles where this was measured: 128, and this code takes 130).
// So the art is to keep everything else off that chain:
//   - the schedule's own chain is as short as the rounds' (see NEXT_WORDS), which counts where a message is
//     not known beforehand: in PBKDF2 it is the digest of the round before;
//   - finish goes from the message to the digest without a state in memory, a copied block or a call in
//     between: at 64 bytes that is a fifth of the time, for the CPU begins the next message as it ends this;
//   - finish_hmac hands the inner digest to the outer hash in registers, as words;
//   - iterate (sha256_ni_iterate.c) has one instruction between one block and the next.
//
// Constant-time: there are no tables, and branches depend on lengths only.
#include "crypto/hash/x86.h"

#include "crypto/common/bytes.h"
#include "crypto/common/cpu.h"

#if defined(__SHA__) && defined(__AVX__)
#include "crypto/hash/sha256_ni_rounds.h"

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

// The state after the message's end and the padding.
ALWAYS_INLINE struct halves absorb_end(struct halves s, uint64_t before, const uint8_t *data, size_t bytes)
{
    size_t rest = bytes % 64;
    uint64_t bits = (before + bytes) << 3;
    s = absorb_blocks(s, data, bytes / 64);
    if (rest)
        data += bytes - rest;
    __m128i w0 = padded(data, rest, 0), w1 = padded(data, rest, 1), w2 = padded(data, rest, 2),
            w3 = padded(data, rest, 3);
    if (rest >= 56) {
        s = absorb(s, w0, w1, w2, w3);
        w0 = w1 = w2 = w3 = _mm_setzero_si128();
    }
    w3 = _mm_or_si128(w3, _mm_set_epi32((int32_t)(uint32_t)bits, (int32_t)(uint32_t)(bits >> 32), 0, 0));
    return absorb(s, w0, w1, w2, w3);
}

void sha256_ni_finish(const void *state, uint64_t before, const uint8_t *data, size_t bytes, uint8_t *digest)
{
    __m128i abcd, efgh;
    words_of(absorb_end(load_state(state), before, data, bytes), &abcd, &efgh);
    store_words(digest, swap_bytes(abcd), swap_bytes(efgh));
}

void sha256_ni_finish_hmac(const void *state, uint64_t before, const uint8_t *data, size_t bytes,
                           const void *outer, uint8_t *mac)
{
    __m128i abcd, efgh;
    words_of(absorb_end(load_state(state), before, data, bytes), &abcd, &efgh);
    words_of(absorb(load_state(outer), abcd, efgh, DIGEST_END_0, DIGEST_END_1), &abcd, &efgh);
    store_words(mac, swap_bytes(abcd), swap_bytes(efgh));
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

void sha256_ni_finish_hmac(const void *state, uint64_t before, const uint8_t *data, size_t bytes,
                           const void *outer, uint8_t *mac)
{
    (void)state, (void)before, (void)data, (void)bytes, (void)outer, (void)mac;
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
    .finish_hmac = sha256_ni_finish_hmac,
    .iterate = sha256_ni_iterate,
};
