// SPDX-License-Identifier: MIT
// DES, table engine: as fast as look-ups go. Made for CBC encryption, where a block cannot begin before the
// one before it is done, so that only the time from a look-up's address to its result counts.
//
// - S, P and E in one table. Between two rounds, R goes through E, meets the key, is cut into six-bit
//   groups, and each group goes through its S-box, all of them through P. If a half is kept in expanded form
//   (des_keys.h: eight groups in the eight bytes of a word), E(P(S_i(group))) can be looked up as one such
//   word: eight tables of 64 words, 4 KiB, and a round is eight look-ups and eight xors. Xor works on
//   expanded halves as well as on plain ones, for E only copies bits.
//
// - The key off the critical path. Round i looks up X_i = E(R_{i-1}) xor K_i. As R_i = R_{i-2} xor f,
//
//       X_{i+1} = X_{i-1} xor (K_{i-1} xor K_{i+1}) xor f(X_i)
//
//   The bracket is made with the schedule, and added to a half that has been waiting for a round.
//
// - IP and IP^-1 cancel. In CBC the next plaintext meets the ciphertext after IP as well as before it:
//   IP(P xor C) = IP(P) xor (R16 || L16). IP(P) is computed ahead, IP^-1 for the output behind, both in the
//   gaps that the look-ups leave. Between the passes of triple DES there is no IP at all.
//
// - The next block's first round needs only X_16, so it runs beside this block's last one.
//
// - Where blocks do not depend on each other (ECB, CBC decryption) two at a time fill each other's gaps.
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

#define ROUND(a, b, k) a = f((a) ^ (k), b)
#define EIGHT_ROUNDS(a, b, k)                                                                                \
    ROUND(a, b, (k)[0]);                                                                                     \
    ROUND(b, a, (k)[1]);                                                                                     \
    ROUND(a, b, (k)[2]);                                                                                     \
    ROUND(b, a, (k)[3]);                                                                                     \
    ROUND(a, b, (k)[4]);                                                                                     \
    ROUND(b, a, (k)[5]);                                                                                     \
    ROUND(a, b, (k)[6]);                                                                                     \
    ROUND(b, a, (k)[7])

// What R carries out of a pass and must lose, and what it must carry into the next: K_16 of the one, K_1 of
// the other
static inline uint64_t between(const struct des_schedule *s, unsigned pass)
{
    return s->round[pass * DES_ROUNDS - 1] ^ s->round[pass * DES_ROUNDS];
}

// The passes from `pass` on: in, X_0 and X_1 of the pass; out, X_17 and X_16 of the last one
static inline struct halves passes_from(unsigned pass, const struct des_schedule *s, struct halves h)
{
    for (; pass < s->passes; pass++) {
        uint64_t a = h.L, b = h.R ^ between(s, pass);
        const uint64_t *k = s->folded + pass * DES_ROUNDS;
        EIGHT_ROUNDS(a, b, k);
        EIGHT_ROUNDS(a, b, k + 8);
        h = (struct halves){b, a}; // exchanged, as the next pass wants them
    }
    return h;
}

static inline uint64_t first_key(const struct des_schedule *s)
{
    return s->round[0];
}

static inline uint64_t last_key(const struct des_schedule *s)
{
    return s->round[s->passes * DES_ROUNDS - 1];
}

// Two blocks that do not depend on each other, round by round: one's look-ups fill the other's waiting.
static void two_blocks(const struct des_schedule *s, uint8_t *out, const uint8_t *in)
{
    struct halves h = IP(in), g = IP(in + DES_BLOCK_BYTES);
    uint64_t key = first_key(s);
    for (unsigned pass = 0; pass < s->passes; pass++) {
        uint64_t a = h.L, b = h.R ^ key, c = g.L, d = g.R ^ key;
        for (unsigned i = pass * DES_ROUNDS; i < (pass + 1) * DES_ROUNDS; i += 2) {
            ROUND(a, b, s->folded[i]);
            ROUND(c, d, s->folded[i]);
            ROUND(b, a, s->folded[i + 1]);
            ROUND(d, c, s->folded[i + 1]);
        }
        h = (struct halves){b, a};
        g = (struct halves){d, c};
        key = pass + 1 < s->passes ? between(s, pass + 1) : last_key(s);
    }
    inverse_IP(out, (struct halves){h.L, h.R ^ key});
    inverse_IP(out + DES_BLOCK_BYTES, (struct halves){g.L, g.R ^ key});
}

void des_table_ecb(const void *schedule, enum cipher_direction direction, uint8_t *out, const uint8_t *in,
                   size_t n_blocks)
{
    (void)direction; // the schedule runs in it
    uint8_t pair[2 * DES_BLOCK_BYTES] = {0};
    for (; n_blocks >= 2; n_blocks -= 2, in += sizeof pair, out += sizeof pair)
        two_blocks(schedule, out, in);
    if (n_blocks) {
        memcpy(pair, in, DES_BLOCK_BYTES);
        two_blocks(schedule, pair, pair);
        memcpy(out, pair, DES_BLOCK_BYTES);
        gl_wipe(pair, sizeof pair);
    }
}

// While the rounds wait for their look-ups, there is time to store the block before and to take the next one
// through IP; in the middle of the rounds, where the processor sees that nothing waits for them. The block
// before the first is the IV, to which storing does nothing.
static void cbc_encrypt(const struct des_schedule *s, uint8_t *iv, uint8_t *out, const uint8_t *in,
                        size_t n_blocks)
{
    const uint64_t first = first_key(s), last = last_key(s);
    struct halves h = IP(iv), p = IP(n_blocks ? in : iv);
    uint8_t *before = iv;
    h.R ^= last; // as if a block had just been encrypted
    for (; n_blocks; n_blocks--) {
        uint64_t a = h.L ^ p.L, b = h.R ^ (p.R ^ first ^ last);
        EIGHT_ROUNDS(a, b, s->folded);
        inverse_IP(before, (struct halves){h.L, h.R ^ last});
        in += n_blocks > 1 ? DES_BLOCK_BYTES : 0;
        p = IP(in);
        before = out;
        out += DES_BLOCK_BYTES;
        EIGHT_ROUNDS(a, b, s->folded + 8);
        h = passes_from(1, s, (struct halves){b, a});
    }
    h.R ^= last;
    inverse_IP(before, h);
    inverse_IP(iv, h);
}

static void cbc_decrypt(const struct des_schedule *s, uint8_t *iv, uint8_t *out, const uint8_t *in,
                        size_t n_blocks)
{
    uint8_t pair[2 * DES_BLOCK_BYTES];
    uint64_t before = gl_load64_le(iv);
    for (size_t n; n_blocks; n_blocks -= n, in += n * DES_BLOCK_BYTES, out += n * DES_BLOCK_BYTES) {
        n = n_blocks > 1 ? 2 : 1;
        des_table_ecb(s, CIPHER_DECRYPT, pair, in, n);
        for (size_t i = 0; i < n * DES_BLOCK_BYTES; i += DES_BLOCK_BYTES) {
            uint64_t c = gl_load64_le(in + i); // out may be in
            gl_store64_le(out + i, gl_load64_le(pair + i) ^ before);
            before = c;
        }
    }
    gl_store64_le(iv, before);
    gl_wipe(pair, sizeof pair);
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
