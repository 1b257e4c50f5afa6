// SPDX-License-Identifier: MIT
// DES, table engine: one block at a time, as fast as a chain of look-ups allows. Made for CBC encryption,
// where a block cannot begin before the one before it is done, so that only latency counts.
//
// - S, P and E in one table. Between two rounds, R goes through E, meets the key, is cut into six-bit groups,
// and each group
//   goes through its S-box and P. If a half is kept in expanded form (des_keys.h: eight groups in the eight
//   bytes of a word), then E(P(S_i(group))) can be looked up as one such word: eight tables of 64 words, 4
//   KiB, and a round is eight look-ups and eight xors. XOR works on expanded halves as well as on plain ones,
//   for E only copies bits.
// - The key off the critical path. X_i = E(R_{i-1}) xor K_i is what round i looks up. From the standard's R_i
// = R_{i-2} xor f:
//       X_{i+1} = X_{i-1} xor (K_{i-1} xor K_{i+1}) xor f(X_i)
//   The bracket is computed with the schedule, and is added to a half that has been waiting since the round
//   before.
// - IP and IP^-1 cancel. Inside CBC the next plaintext meets the ciphertext after IP: IP(P xor C) = IP(P) xor
// (R16 || L16).
//   IP(P) is computed ahead, IP^-1 for the output behind; neither is waited for. The same holds between
//   triple DES's passes.
// - The next block's first round needs only X_16, and so runs beside this block's last round.
//
// Not constant-time: which line of a table is touched depends on key and data, and a neighbour on the same
// machine can see that in the cache's timing. For the classroom and the benchmark; the slice engines look
// nothing up.
#include "crypto/des/des_table.h"

#include "crypto/common/bytes.h"
#include "crypto/des/tables.h"

#include <pthread.h>

// Made from the standard's tables at first use: 512 words that nobody could check by eye.
static uint64_t SPE[8][64];
static pthread_once_t once = PTHREAD_ONCE_INIT;

#define EACH_BYTE(b) (UINT64_C(0x0101010101010101) * (b))

static uint64_t rotate_right(uint64_t x, unsigned by)
{
    return x >> by | x << (64 - by);
}

// E. n: a half as eight nibbles, each in its byte. Each group is its nibble, with the last bit of the nibble
// before and the first bit of the nibble after it.
static inline uint64_t expand_nibbles(uint64_t n)
{
    return n << 1 | rotate_right(n & EACH_BYTE(0x01), 3) | rotate_right(n & EACH_BYTE(0x08), 59);
}

static void make_tables(void)
{
    const uint8_t *P = des_P.cells;
    for (unsigned box = 0; box < 8; box++)
        for (unsigned v = 0; v < 64; v++) {
            const uint8_t *S = des_S[box].cells;
            unsigned row = (v >> 4 & 2) | (v & 1), column = v >> 1 & 15;
            uint32_t before = (uint32_t)S[16 * row + column] << (28 - 4 * box);
            uint64_t nibbles = 0;
            for (unsigned i = 0; i < 32; i++) // bit i+1 of f is bit P[i] of the S-boxes' output
                nibbles |= (uint64_t)(before >> (32 - P[i]) & 1) << (8 * (7 - i / 4) + 3 - i % 4);
            SPE[box][v] = expand_nibbles(nibbles);
        }
}

// The two halves in expanded form
struct halves {
    uint64_t L, R;
};

// The 8 x 8 bits of a word, a byte a row, transposed
static inline uint64_t transpose(uint64_t x)
{
    uint64_t t = (x ^ x >> 7) & UINT64_C(0x00aa00aa00aa00aa);
    x ^= t ^ t << 7;
    t = (x ^ x >> 14) & UINT64_C(0x0000cccc0000cccc);
    x ^= t ^ t << 14;
    t = (x ^ x >> 28) & UINT64_C(0x00000000f0f0f0f0);
    return x ^ t ^ t << 28;
}

// One byte of each 16 bits as two nibbles, each in its byte; and back
static inline uint64_t to_nibbles(uint64_t x)
{
    x &= UINT64_C(0x00ff00ff00ff00ff);
    return (x | x << 4) & EACH_BYTE(0x0f);
}

static inline uint64_t from_group(uint64_t x)
{
    x = x >> 1 & EACH_BYTE(0x0f);
    return (x | x >> 4) & UINT64_C(0x00ff00ff00ff00ff);
}

// IP reads the block's last byte first, and turns columns into rows: the even columns into L, the odd ones
// into R.
static inline struct halves IP(const uint8_t *block) {
    uint64_t rows = transpose(gl_load64_le(block));
    return (struct halves){expand_nibbles(to_nibbles(rows)), expand_nibbles(to_nibbles(rows >> 8))};
}

// IP^-1, after which the expansion's copies are dropped
static inline void
inverse_IP(uint8_t *block, struct halves h)
{
    gl_store64_le(block, transpose(from_group(h.L) | from_group(h.R) << 8));
}

// f in expanded form. The sum is a tree, so that after the last look-up only three xors remain.
static inline uint64_t f(uint64_t half, uint64_t x)
{
    uint64_t a = SPE[7][x & 0xff] ^ half, b = SPE[6][x >> 8 & 0xff];
    uint64_t c = SPE[5][x >> 16 & 0xff], d = SPE[4][x >> 24 & 0xff];
    uint64_t e = SPE[3][x >> 32 & 0xff], g = SPE[2][x >> 40 & 0xff];
    uint64_t h = SPE[1][x >> 48 & 0xff], i = SPE[0][x >> 56];
    return ((a ^ b) ^ (c ^ d)) ^ ((e ^ g) ^ (h ^ i));
}

#define TWO_ROUNDS(k, i)                                                                                     \
    a = f(a ^ (k)[i], b);                                                                                    \
    b = f(b ^ (k)[(i) + 1], a);

// Sixteen rounds: in, X_0 and X_1 of the pass; out, X_17 and X_16: already exchanged, as the next pass wants
// them
static inline struct halves sixteen_rounds(const uint64_t *folded, uint64_t a, uint64_t b)
{
    TWO_ROUNDS(folded, 0)
    TWO_ROUNDS(folded, 2)
    TWO_ROUNDS(folded, 4)
    TWO_ROUNDS(folded, 6)
    TWO_ROUNDS(folded, 8)
    TWO_ROUNDS(folded, 10)
    TWO_ROUNDS(folded, 12)
    TWO_ROUNDS(folded, 14)
    return (struct halves){b, a};
}

// What R carries between passes and must lose, and what it must carry into the first round: K_16 of the pass
// before, K_1
static inline struct halves passes(const struct des_schedule *s, struct halves h)
{
    h = sixteen_rounds(s->folded, h.L, h.R);
    for (unsigned pass = 1; pass < s->passes; pass++) {
        const uint64_t *k = s->round + pass * DES_ROUNDS;
        h = sixteen_rounds(s->folded + pass * DES_ROUNDS, h.L, h.R ^ (k[-1] ^ k[0]));
    }
    return h;
}

void des_table_ecb(const void *schedule, enum cipher_direction direction, uint8_t *out, const uint8_t *in,
                   size_t n_blocks)
{
    (void)direction; // the schedule runs in it
    const struct des_schedule *s = schedule;
    uint64_t first = s->round[0], last = s->round[s->passes * DES_ROUNDS - 1];
    for (size_t i = 0; i < n_blocks; i++) {
        struct halves h = IP(in + i * DES_BLOCK_BYTES);
        h.R ^= first;
        h = passes(s, h);
        h.R ^= last;
        inverse_IP(out + i * DES_BLOCK_BYTES, h);
    }
}

static void cbc_encrypt(const struct des_schedule *s, uint8_t *iv, uint8_t *out, const uint8_t *in,
                        size_t n_blocks)
{
    uint64_t first = s->round[0], last = s->round[s->passes * DES_ROUNDS - 1];
    struct halves h = IP(iv);
    h.R ^= last; // as if a block had just been encrypted
    for (size_t i = 0; i < n_blocks; i++) {
        struct halves p = IP(in + i * DES_BLOCK_BYTES);
        h = passes(s, (struct halves){h.L ^ p.L, h.R ^ (p.R ^ first ^ last)});
        inverse_IP(out + i * DES_BLOCK_BYTES, (struct halves){h.L, h.R ^ last});
    }
    inverse_IP(iv, (struct halves){h.L, h.R ^ last});
}

static void cbc_decrypt(const struct des_schedule *s, uint8_t *iv, uint8_t *out, const uint8_t *in,
                        size_t n_blocks)
{
    uint64_t before = gl_load64_le(iv);
    for (size_t i = 0; i < n_blocks; i++) {
        uint8_t *o = out + i * DES_BLOCK_BYTES;
        uint64_t c = gl_load64_le(in + i * DES_BLOCK_BYTES); // out may be in
        des_table_ecb(s, CIPHER_DECRYPT, o, in + i * DES_BLOCK_BYTES, 1);
        gl_store64_le(o, gl_load64_le(o) ^ before);
        before = c;
    }
    gl_store64_le(iv, before);
}

void des_table_cbc(const void *schedule, enum cipher_direction direction, uint8_t *iv, uint8_t *out,
                   const uint8_t *in, size_t n_blocks)
{
    (direction == CIPHER_ENCRYPT ? cbc_encrypt : cbc_decrypt)(schedule, iv, out, in, n_blocks);
}

void des_table_expand(void *schedule, const uint8_t *key, size_t key_bytes, enum cipher_direction direction)
{
    pthread_once(&once, make_tables);
    des_keys_expand(schedule, key, key_bytes, direction);
}

const struct cipher_engine des_table = {
    .engine = {.name = "table", .technique = "S, P and E in eight tables of 64 words; no IP inside CBC"},
    .schedule_bytes = sizeof(struct des_schedule),
    .expand = des_table_expand,
    .ecb = des_table_ecb,
    .cbc = des_table_cbc,
};
