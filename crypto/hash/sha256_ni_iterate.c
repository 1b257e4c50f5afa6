// SPDX-License-Identifier: MIT
// SHA-256, engine `ni`: the inner loop of PBKDF2, which never leaves the registers.
//
// U_j = HMAC(P, U_(j-1)) is two blocks that both begin in a fixed state and both hold a digest and a fixed
// padding. So a digest becomes the next block's message where it is: as words, not as bytes.
#include "crypto/hash/x86.h"

#include "crypto/common/bytes.h"

#if defined(__SHA__) && defined(__AVX__)
#include "crypto/hash/sha256_ni_rounds.h"

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
    __m128i w2 = DIGEST_END_0, w3 = DIGEST_END_1;
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
#else
void sha256_ni_iterate(const void *inner, const void *outer, void *U, void *T, uint64_t times)
{
    (void)inner, (void)outer, (void)U, (void)T, (void)times;
}
#endif
