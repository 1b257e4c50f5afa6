// SPDX-License-Identifier: MIT
// SHA-512, portable engine: plain C for any CPU.
//
// Where its speed comes from: the eight working variables never move. A round writes only d and h, and the
// next round is called with the names shifted by one place, so that after eight rounds everything is where it
// began. The message schedule lives in sixteen words that are overwritten as they are used up, not in eighty.
// Constant-time: additions, rotations and logic on whole words only.
#include "crypto/hash/portable.h"

#include "crypto/common/bytes.h"
#include "crypto/hash/tables.h"

static inline uint64_t rotr(uint64_t x, int n)
{
    return x >> n | x << (64 - n);
}

static inline uint64_t next_word(uint64_t W[16], int t)
{
    uint64_t w15 = W[(t + 1) & 15], w2 = W[(t + 14) & 15];
    uint64_t sigma0 = rotr(w15, 1) ^ rotr(w15, 8) ^ w15 >> 7;
    uint64_t sigma1 = rotr(w2, 19) ^ rotr(w2, 61) ^ w2 >> 6;
    return W[t & 15] += sigma1 + W[(t + 9) & 15] + sigma0;
}

#define ROUND(a, b, c, d, e, f, g, h, k, w)                                                                  \
    do {                                                                                                     \
        uint64_t T1 = h + (rotr(e, 14) ^ rotr(e, 18) ^ rotr(e, 41)) + (g ^ (e & (f ^ g))) + (k) + (w);       \
        d += T1;                                                                                             \
        h = T1 + (rotr(a, 28) ^ rotr(a, 34) ^ rotr(a, 39)) + ((a & b) | (c & (a | b)));                      \
    } while (0)

// Eight rounds from t on; WORD(i) gives W[t + i].
#define EIGHT_ROUNDS(t, WORD)                                                                                \
    ROUND(a, b, c, d, e, f, g, h, sha512_K[t], WORD(t));                                                     \
    ROUND(h, a, b, c, d, e, f, g, sha512_K[t + 1], WORD(t + 1));                                             \
    ROUND(g, h, a, b, c, d, e, f, sha512_K[t + 2], WORD(t + 2));                                             \
    ROUND(f, g, h, a, b, c, d, e, sha512_K[t + 3], WORD(t + 3));                                             \
    ROUND(e, f, g, h, a, b, c, d, sha512_K[t + 4], WORD(t + 4));                                             \
    ROUND(d, e, f, g, h, a, b, c, sha512_K[t + 5], WORD(t + 5));                                             \
    ROUND(c, d, e, f, g, h, a, b, sha512_K[t + 6], WORD(t + 6));                                             \
    ROUND(b, c, d, e, f, g, h, a, sha512_K[t + 7], WORD(t + 7))

#define GIVEN(t)    (W[t] = gl_load64_be(data + 8 * (t)))
#define COMPUTED(t) next_word(W, t)

static void compress(void *state, const uint8_t *data, size_t n_blocks)
{
    uint64_t *H = state, W[16];
    for (; n_blocks; n_blocks--, data += 128) {
        uint64_t a = H[0], b = H[1], c = H[2], d = H[3], e = H[4], f = H[5], g = H[6], h = H[7];
        EIGHT_ROUNDS(0, GIVEN);
        EIGHT_ROUNDS(8, GIVEN);
        for (int t = 16; t < 80; t += 8) {
            EIGHT_ROUNDS(t, COMPUTED);
        }
        H[0] += a;
        H[1] += b;
        H[2] += c;
        H[3] += d;
        H[4] += e;
        H[5] += f;
        H[6] += g;
        H[7] += h;
    }
    gl_wipe(W, sizeof W);
}

const struct hash_engine sha512_portable = {
    .engine = {.name = "portable", .technique = "unrolled rounds, rolling schedule", .constant_time = true},
    .compress = compress,
};
