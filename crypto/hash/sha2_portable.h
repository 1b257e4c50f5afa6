// SPDX-License-Identifier: MIT
// SHA-256 and SHA-512 in plain C, a template: the two differ in their words and rotations alone. Included
// once by the file of each portable engine, which defines before:
//
//   word             its type: uint32_t, uint64_t
//   WORD_BITS        32, 64
//   LOAD(p)          a word from bytes
//   K                its constants, one a round
//   ROUNDS           64, 80
//   SMALL_SIGMA0(x), SMALL_SIGMA1(x), LARGE_SIGMA0(x), LARGE_SIGMA1(x)
//                    FIPS 180-4's functions, from rotr(x, n)
//
// Where the speed comes from: the eight working variables never move. A round writes only d and h, and the
// next round is called with the names shifted by one place, so that after eight rounds everything is where it
// began. The message schedule lives in sixteen words that are overwritten as they are used up, not in one for
// each round.
#include "crypto/common/bytes.h"

static inline word rotr(word x, int n)
{
    return x >> n | x << (WORD_BITS - n);
}

static inline word next_word(word W[16], int t)
{
    word w15 = W[(t + 1) & 15], w2 = W[(t + 14) & 15];
    word sigma0 = SMALL_SIGMA0(w15);
    word sigma1 = SMALL_SIGMA1(w2);
    return W[t & 15] += sigma1 + W[(t + 9) & 15] + sigma0;
}

#define ROUND(a, b, c, d, e, f, g, h, k, w)                                                                  \
    do {                                                                                                     \
        word T1 = h + LARGE_SIGMA1(e) + (g ^ (e & (f ^ g))) + (k) + (w);                                     \
        d += T1;                                                                                             \
        h = T1 + LARGE_SIGMA0(a) + ((a & b) | (c & (a | b)));                                                \
    } while (0)

// Eight rounds from t on; WORD(i) gives W[t + i].
#define EIGHT_ROUNDS(t, WORD)                                                                                \
    ROUND(a, b, c, d, e, f, g, h, K[t], WORD(t));                                                            \
    ROUND(h, a, b, c, d, e, f, g, K[t + 1], WORD(t + 1));                                                    \
    ROUND(g, h, a, b, c, d, e, f, K[t + 2], WORD(t + 2));                                                    \
    ROUND(f, g, h, a, b, c, d, e, K[t + 3], WORD(t + 3));                                                    \
    ROUND(e, f, g, h, a, b, c, d, K[t + 4], WORD(t + 4));                                                    \
    ROUND(d, e, f, g, h, a, b, c, K[t + 5], WORD(t + 5));                                                    \
    ROUND(c, d, e, f, g, h, a, b, K[t + 6], WORD(t + 6));                                                    \
    ROUND(b, c, d, e, f, g, h, a, K[t + 7], WORD(t + 7))

#define GIVEN(t)    (W[t] = LOAD(data + sizeof(word) * (t)))
#define COMPUTED(t) next_word(W, t)

static void compress(void *state, const uint8_t *data, size_t n_blocks)
{
    word *H = state, W[16];
    for (; n_blocks; n_blocks--, data += sizeof W) {
        word a = H[0], b = H[1], c = H[2], d = H[3], e = H[4], f = H[5], g = H[6], h = H[7];
        EIGHT_ROUNDS(0, GIVEN);
        EIGHT_ROUNDS(8, GIVEN);
        for (int t = 16; t < ROUNDS; t += 8) {
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
