// SPDX-License-Identifier: MIT
// KeyExpansion (FIPS 197, 5.2) with AES instructions, for the engines "ni" and "vaes".
//
// Most of the standard's words are w[i] = w[i-1] xor w[i-Nk]: four of them at once are four running sums
// of the old words, each plus the same new word. The running sums are two shifts and XORs (prefix_xor),
// and depend on old keys only. The new word needs SubWord. AESKEYGENASSIST is made for it, but AESENCLAST
// is quicker on many CPUs: with the word in all four columns ShiftRows changes nothing, SubBytes is
// SubWord four times, and the key that it adds is Rcon. RotWord is in the byte shuffle that spreads the
// word.
//
// Decryption takes the keys backwards, and through InvMixColumns (AESIMC), for the rounds of the
// equivalent inverse cipher (5.3.5) have the steps of the cipher's rounds in the same order. CT: only the
// key's length decides anything.
#include "crypto/aes/aes.h"

#if defined(__AES__) && defined(__SSE4_1__)
#include "crypto/aes/aes_x86.h"

// Which bytes of a key fill a column: its last word, or the second (of AES-192's half keys), as is or
// rotated.
#define LAST           0x0f0e0d0c
#define LAST_ROTATED   0x0c0f0e0d
#define SECOND_ROTATED 0x04070605

// The word of `from` at `places`, SubWord of it xor Rcon, in all four columns.
INLINE __m128i sub_word(__m128i from, int places, int Rcon)
{
    const __m128i word = _mm_shuffle_epi8(from, _mm_set1_epi32(places));
    return _mm_aesenclast_si128(word, _mm_set1_epi32(Rcon));
}

// w[0], w[0] + w[1], w[0] + w[1] + w[2], ...
INLINE __m128i prefix_xor(__m128i w)
{
    w = _mm_xor_si128(w, _mm_slli_si128(w, 4));
    return _mm_xor_si128(w, _mm_slli_si128(w, 8));
}

static void expand_128(uint8_t (*w)[AES_BLOCK_BYTES], const uint8_t *key)
{
    static const int Rcon[10] = {1, 2, 4, 8, 16, 32, 64, 128, 0x1b, 0x36};
    __m128i k = aes_load(key);
    aes_store(w[0], k);
    for (int i = 0; i < 10; i++) {
        k = _mm_xor_si128(prefix_xor(k), sub_word(k, LAST_ROTATED, Rcon[i]));
        aes_store(w[i + 1], k);
    }
}

// Eight steps of six words each: a whole key and a half, stored one after the other.
static void expand_192(uint8_t (*w)[AES_BLOCK_BYTES], const uint8_t *key)
{
    uint8_t *p = w[0];
    __m128i whole = aes_load(key), half = _mm_loadl_epi64((const __m128i *)(key + 16));
    for (int Rcon = 1;; Rcon *= 2, p += 24) {
        aes_store(p, whole);
        _mm_storel_epi64((__m128i *)(p + 16), half);
        if (Rcon > 128)
            return;
        whole = _mm_xor_si128(prefix_xor(whole), sub_word(half, SECOND_ROTATED, Rcon));
        half = _mm_xor_si128(half, _mm_slli_si128(half, 4));
        half = _mm_xor_si128(half, _mm_shuffle_epi32(whole, 0xff));
    }
}

// Keys with even and odd numbers take turns; the odd ones have neither RotWord nor Rcon.
static void expand_256(uint8_t (*w)[AES_BLOCK_BYTES], const uint8_t *key)
{
    __m128i even = aes_load(key), odd = aes_load(key + 16);
    aes_store(w[0], even);
    aes_store(w[1], odd);
    for (int i = 2, Rcon = 1;; i += 2, Rcon *= 2) {
        even = _mm_xor_si128(prefix_xor(even), sub_word(odd, LAST_ROTATED, Rcon));
        aes_store(w[i], even);
        if (i == 14)
            return;
        odd = _mm_xor_si128(prefix_xor(odd), sub_word(even, LAST, 0));
        aes_store(w[i + 1], odd);
    }
}

// Nr is even, so the key in the middle stays there.
static void invert(uint8_t (*w)[AES_BLOCK_BYTES], unsigned Nr)
{
    const __m128i first = aes_load(w[0]), last = aes_load(w[Nr]);
    for (unsigned i = 1; i <= Nr / 2; i++) {
        const __m128i a = aes_load(w[i]), b = aes_load(w[Nr - i]);
        aes_store(w[i], _mm_aesimc_si128(b));
        aes_store(w[Nr - i], _mm_aesimc_si128(a));
    }
    aes_store(w[0], last);
    aes_store(w[Nr], first);
}

void aes_x86_expand(void *schedule, const uint8_t *key, size_t key_bytes, enum cipher_direction direction)
{
    struct aes_x86_schedule *s = schedule;
    s->Nr = (unsigned)key_bytes / 4 + 6;
    if (s->Nr == 10)
        expand_128(s->round_key, key);
    else if (s->Nr == 12)
        expand_192(s->round_key, key);
    else
        expand_256(s->round_key, key);
    if (direction == CIPHER_DECRYPT)
        invert(s->round_key, s->Nr);
}

#endif
