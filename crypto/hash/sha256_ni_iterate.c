// SPDX-License-Identifier: MIT
// SHA-256, engine `ni`: the inner loop of PBKDF2, which never leaves the registers.
//
// U_j = HMAC(P, U_(j-1)) is two blocks that both begin in a fixed state and both hold a digest and a fixed
// padding. So a digest becomes the next block's message where it is: as words, not as bytes.
#include "crypto/hash/x86.h"

#include "crypto/common/bytes.h"

#if defined(__SHA__) && defined(__AVX__)
#include "crypto/hash/sha256_ni_rounds.h"

// The way from a block that began at one keyed state to the next block, which begins at the other. The first
// block's words a, b, e, f are the next one's W[0], W[1], W[4], W[5], and c, d, g, h its W[2], W[3], W[6],
// W[7].
struct link {
    struct halves start;    // the second state, with what rounds 0 and 1 add to W[0] and W[1]
    __m128i w0145, w2367;   // the first state, which the block's end adds
    __m128i wk0145, wk2367; // and K with it
};

// The round 0 adds W[0], K[0] and h, the round 1 adds W[1], K[1] and what was g. So a sum that is known
// before, of K and of the state that a block's end adds, can be hidden in h and g, and W[0] and W[1] go into
// the rounds as they come out of the last ones. g takes part in the Ch of round 0, too, but e and f are fixed
// there: h makes up for it.
static struct link make_link(const uint32_t *first, const uint32_t *second)
{
    uint32_t e = second[4], f = second[5], g = second[6] + sha256_K[1] + first[1];
    uint32_t Ch = (e & f) ^ (~e & second[6]), Ch_hidden = (e & f) ^ (~e & g);
    uint32_t h = second[7] + sha256_K[0] + first[0] + Ch - Ch_hidden;
    struct halves made_by = load_state(first);
    __m128i low = load_K(0), high = load_K(4);
    struct link link = {
        .start.abef = load_state(second).abef,
        .start.cdgh = _mm_set_epi32((int32_t)second[2], (int32_t)second[3], (int32_t)g, (int32_t)h),
        .w0145 = _mm_shuffle_epi32(made_by.abef, 0x1b),
        .w2367 = _mm_shuffle_epi32(made_by.cdgh, 0x1b),
    };
    link.wk0145 = _mm_add_epi32(link.w0145, _mm_unpacklo_epi64(low, high));
    link.wk2367 = _mm_add_epi32(link.w2367, _mm_unpackhi_epi64(low, high));
    return link;
}

// Absorb a digest and its padding. It comes as it left the rounds, before their start was added, and so does
// what is returned. One instruction lies between the last rounds of a block and the first of the next;
// everything else runs beside them.
ALWAYS_INLINE struct halves absorb_digest(struct halves raw, const struct link *link)
{
    struct halves s = link->start;
    __m128i abef = _mm_shuffle_epi32(raw.abef, 0x1b), cdgh = _mm_shuffle_epi32(raw.cdgh, 0x1b);
    __m128i wk0145 = _mm_add_epi32(abef, link->wk0145), wk2367 = _mm_add_epi32(cdgh, link->wk2367);
    __m128i w0145 = _mm_add_epi32(abef, link->w0145), w2367 = _mm_add_epi32(cdgh, link->w2367);
    __m128i w0 = _mm_unpacklo_epi64(w0145, w2367), w1 = _mm_unpackhi_epi64(w0145, w2367);
    __m128i w2 = DIGEST_END_0, w3 = DIGEST_END_1;
    TWO_ROUNDS(abef);
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
    struct link into_inner = make_link(outer, inner), into_outer = make_link(inner, outer);
    struct halves end = load_state(outer), u = load_state(U), t = load_state(T), raw;
    __m128i abcd, efgh;
    raw = (struct halves){_mm_sub_epi32(u.abef, end.abef), _mm_sub_epi32(u.cdgh, end.cdgh)};
    for (; times; times--) {
        raw = absorb_digest(raw, &into_inner);
        raw = absorb_digest(raw, &into_outer);
        u.abef = _mm_add_epi32(raw.abef, end.abef);
        u.cdgh = _mm_add_epi32(raw.cdgh, end.cdgh);
        t.abef = _mm_xor_si128(t.abef, u.abef);
        t.cdgh = _mm_xor_si128(t.cdgh, u.cdgh);
    }
    words_of(u, &abcd, &efgh);
    store_words(U, abcd, efgh);
    words_of(t, &abcd, &efgh);
    store_words(T, abcd, efgh);
    gl_wipe(&into_inner, sizeof into_inner);
    gl_wipe(&into_outer, sizeof into_outer);
}
#else
void sha256_ni_iterate(const void *inner, const void *outer, void *U, void *T, uint64_t times)
{
    (void)inner, (void)outer, (void)U, (void)T, (void)times;
}
#endif
