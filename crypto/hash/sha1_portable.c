// SPDX-License-Identifier: MIT
// SHA-1, portable engine: plain C for any CPU. As sha2_portable.h: the working variables never move, the
// names do, and sixteen words of schedule are overwritten as they are used up. Constant-time: additions,
// rotations and logic on whole words only.
#include "crypto/hash/portable.h"

#include "crypto/common/bytes.h"
#include "crypto/hash/tables.h"

static inline uint32_t rotl(uint32_t x, int n)
{
    return x << n | x >> (32 - n);
}

static inline uint32_t next_word(uint32_t W[16], int t)
{
    return W[t & 15] = rotl(W[(t + 13) & 15] ^ W[(t + 8) & 15] ^ W[(t + 2) & 15] ^ W[t & 15], 1);
}

#define CH(x, y, z)     ((z) ^ ((x) & ((y) ^ (z))))
#define PARITY(x, y, z) ((x) ^ (y) ^ (z))
#define MAJ(x, y, z)    (((x) & (y)) | ((z) & ((x) | (y))))

#define ROUND(F, k, w, a, b, c, d, e)                                                                        \
    do {                                                                                                     \
        e += rotl(a, 5) + F(b, c, d) + (k) + (w);                                                            \
        b = rotl(b, 30);                                                                                     \
    } while (0)

#define FIVE_ROUNDS(F, k, t, WORD)                                                                           \
    ROUND(F, k, WORD(t), a, b, c, d, e);                                                                     \
    ROUND(F, k, WORD(t + 1), e, a, b, c, d);                                                                 \
    ROUND(F, k, WORD(t + 2), d, e, a, b, c);                                                                 \
    ROUND(F, k, WORD(t + 3), c, d, e, a, b);                                                                 \
    ROUND(F, k, WORD(t + 4), b, c, d, e, a)

#define GIVEN(t)    (W[t] = gl_load32_be(data + 4 * (t)))
#define COMPUTED(t) next_word(W, t)
#define EITHER(t)   ((t) < 16 ? GIVEN((t)&15) : COMPUTED(t))

static void compress(void *state, const uint8_t *data, size_t n_blocks)
{
    uint32_t *H = state, W[16];
    for (; n_blocks; n_blocks--, data += 64) {
        uint32_t a = H[0], b = H[1], c = H[2], d = H[3], e = H[4];
        FIVE_ROUNDS(CH, sha1_K[0], 0, GIVEN);
        FIVE_ROUNDS(CH, sha1_K[0], 5, GIVEN);
        FIVE_ROUNDS(CH, sha1_K[0], 10, GIVEN);
        FIVE_ROUNDS(CH, sha1_K[0], 15, EITHER);
        for (int t = 20; t < 40; t += 5) {
            FIVE_ROUNDS(PARITY, sha1_K[1], t, COMPUTED);
        }
        for (int t = 40; t < 60; t += 5) {
            FIVE_ROUNDS(MAJ, sha1_K[2], t, COMPUTED);
        }
        for (int t = 60; t < 80; t += 5) {
            FIVE_ROUNDS(PARITY, sha1_K[3], t, COMPUTED);
        }
        H[0] += a;
        H[1] += b;
        H[2] += c;
        H[3] += d;
        H[4] += e;
    }
    gl_wipe(W, sizeof W);
}

const struct hash_engine sha1_portable = {
    .engine = {.name = "portable", .technique = "unrolled rounds, rolling schedule", .constant_time = true},
    .compress = compress,
};
