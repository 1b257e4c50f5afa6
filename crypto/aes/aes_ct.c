// SPDX-License-Identifier: MIT
#include "crypto/aes/aes.h"

#include "crypto/aes/aes_lanes.h"
#include "crypto/aes/ct_sbox.h"
#include "crypto/common/bytes.h"

#define WIDTH 8 // blocks in a bit plane

typedef uint8_t bytes16 __attribute__((vector_size(16)));
typedef uint32_t rows4 __attribute__((vector_size(16)));

struct ct_schedule {
    unsigned Nr;
    word key[AES_MAX_ROUNDS + 1][8];
};

_Static_assert(sizeof(struct ct_schedule) <= CIPHER_MAX_SCHEDULE_BYTES, "the schedule fits a context");

// ---- in and out of bit planes ----

// 4 by 4 bytes, columns (as FIPS 197 fills the state) to rows and back: an interleave of the vector's halves
// turns the four bits of a byte's place by one, and two of them exchange row and column.
INLINE word transpose_state(word x)
{
    for (int i = 0; i < 2; i++) {
        const bytes16 b = (bytes16)x;
        x = (word)__builtin_shufflevector(b, b, 0, 8, 1, 9, 2, 10, 3, 11, 4, 12, 5, 13, 6, 14, 7, 15);
    }
    return x;
}

INLINE word load(const uint8_t *in)
{
    word x;
    memcpy(&x, in, sizeof x);
    return x;
}

INLINE void store(uint8_t *out, word x)
{
    memcpy(out, &x, sizeof x);
}

// Exchange the bits of `a` under mask << n with those of `b` under mask.
INLINE void swap_bits(word *a, word *b, uint64_t mask, int n)
{
    const word t = ((*a >> n) ^ *b) & mask;
    *b ^= t;
    *a ^= t << n;
}

// Bit j of word i becomes bit i of word j, in each byte.
INLINE void transpose_bits(word q[8])
{
#pragma GCC unroll 4
    for (int i = 0; i < 8; i += 2)
        swap_bits(&q[i], &q[i + 1], 0x5555555555555555, 1);
#pragma GCC unroll 4
    for (int i = 0; i < 8; i += i % 4 ? 3 : 1)
        swap_bits(&q[i], &q[i + 2], 0x3333333333333333, 2);
#pragma GCC unroll 4
    for (int i = 0; i < 4; i++)
        swap_bits(&q[i], &q[i + 4], 0x0f0f0f0f0f0f0f0f, 4);
}

INLINE void slice(word q[8])
{
#pragma GCC unroll 8
    for (int i = 0; i < 8; i++)
        q[i] = transpose_state(q[i]);
    transpose_bits(q);
}

INLINE void unslice(word q[8])
{
    transpose_bits(q);
#pragma GCC unroll 8
    for (int i = 0; i < 8; i++)
        q[i] = transpose_state(q[i]);
}

INLINE void slice_one(word q[8], word x)
{
    x = transpose_state(x);
#pragma GCC unroll 8
    for (int j = 0; j < 8; j++)
        q[j] = x >> j & 0x0101010101010101;
}

INLINE word unslice_one(const word q[8])
{
    word x = {0, 0};
#pragma GCC unroll 8
    for (int j = 0; j < 8; j++)
        x |= (q[j] & 0x0101010101010101) << j;
    return transpose_state(x);
}

// ---- the rounds ----

INLINE word rotate_columns(word x, unsigned k)
{
    if (k % 4 == 0)
        return x;
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    k = 4 - k % 4;
#endif
    const rows4 r = (rows4)x;
    return (word)(r >> 8 * (k % 4) | r << (32 - 8 * (k % 4)));
}

INLINE word next_row(word x, unsigned k)
{
    const rows4 r = (rows4)x;
    return rotate_columns((word)__builtin_shufflevector(r, r, 1, 2, 3, 0), k);
}

INLINE word next_row_but_one(word x, unsigned k)
{
    const rows4 r = (rows4)x;
    return rotate_columns((word)__builtin_shufflevector(r, r, 2, 3, 0, 1), 2 * k);
}

INLINE void xtime(word q[8])
{
    const word carry = q[7];
    q[7] = q[6];
    q[6] = q[5];
    q[5] = q[4];
    q[4] = q[3] ^ carry;
    q[3] = q[2] ^ carry;
    q[2] = q[1];
    q[1] = q[0] ^ carry;
    q[0] = carry;
}

INLINE void mix_columns(word q[8], const unsigned k)
{
    word twice[8];
    word rest[8];
#pragma GCC unroll 8
    for (int j = 0; j < 8; j++) {
        const word next = next_row(q[j], k);
        twice[j] = q[j] ^ next;
        rest[j] = next ^ next_row_but_one(twice[j], k);
    }
    xtime(twice);
#pragma GCC unroll 8
    for (int j = 0; j < 8; j++)
        q[j] = twice[j] ^ rest[j];
}

INLINE void prepare_inverse_mix(word q[8], const unsigned k)
{
    word u[8];
#pragma GCC unroll 8
    for (int j = 0; j < 8; j++)
        u[j] = q[j] ^ next_row_but_one(q[j], k);
    xtime(u);
    xtime(u);
#pragma GCC unroll 8
    for (int j = 0; j < 8; j++)
        q[j] ^= u[j];
}

INLINE void inverse_mix_columns(word q[8], const unsigned k)
{
    prepare_inverse_mix(q, k);
    mix_columns(q, k);
}

INLINE void add_round_key(word q[8], const word key[8])
{
#pragma GCC unroll 8
    for (int j = 0; j < 8; j++)
        q[j] ^= key[j];
}

INLINE void realign(word q[8], unsigned Nr)
{
    const rows4 odd = {0, 0xffffffff, 0, 0xffffffff};
    if (Nr % 4 == 0)
        return;
#pragma GCC unroll 8
    for (int j = 0; j < 8; j++)
        q[j] ^= (q[j] ^ rotate_columns(q[j], 2)) & (word)odd;
}

#define FOR_EACH_ALIGNMENT(mix, q, round)                                                                    \
    switch ((round) % 4) {                                                                                   \
    case 0:                                                                                                  \
        mix(q, 0);                                                                                           \
        break;                                                                                               \
    case 1:                                                                                                  \
        mix(q, 1);                                                                                           \
        break;                                                                                               \
    case 2:                                                                                                  \
        mix(q, 2);                                                                                           \
        break;                                                                                               \
    default:                                                                                                 \
        mix(q, 3);                                                                                           \
    }

static void encrypt(const struct ct_schedule *s, word state[8])
{
    word q[8];
    memcpy(q, state, sizeof q);
    add_round_key(q, s->key[0]);
    for (unsigned round = 1;; round++) {
        sub_bytes(q);
        if (round == s->Nr)
            break;
        FOR_EACH_ALIGNMENT(mix_columns, q, round)
        add_round_key(q, s->key[round]);
    }
    add_round_key(q, s->key[s->Nr]);
    realign(q, s->Nr);
    memcpy(state, q, sizeof q);
}

static void decrypt(const struct ct_schedule *s, word state[8])
{
    word q[8];
    memcpy(q, state, sizeof q);
    realign(q, s->Nr);
    add_round_key(q, s->key[s->Nr]);
    for (unsigned round = s->Nr - 1;; round--) {
        inverse_sub_bytes(q);
        add_round_key(q, s->key[round]);
        if (round == 0)
            break;
        FOR_EACH_ALIGNMENT(inverse_mix_columns, q, round)
    }
    memcpy(state, q, sizeof q);
}

// ---- the key schedule ----

static uint32_t sub_word(uint32_t w)
{
    word q[8], x = {w, 0};
#pragma GCC unroll 8
    for (int j = 0; j < 8; j++)
        q[j] = x >> j & 0x01010101;
    sub_bytes(q);
    x ^= x;
#pragma GCC unroll 8
    for (int j = 0; j < 8; j++)
        x |= (q[j] & 0x01010101) << j;
    return (uint32_t)x[0] ^ 0x63636363;
}

static void expand_words(uint32_t *w, const uint8_t *key, unsigned Nk, unsigned Nr)
{
    uint32_t Rcon = 1;
    for (unsigned i = 0; i < Nk; i++)
        w[i] = gl_load32_le(key + 4 * i);
    for (unsigned i = Nk; i < 4 * (Nr + 1); i++) {
        uint32_t temp = w[i - 1];
        if (i % Nk == 0) {
            temp = sub_word(temp >> 8 | temp << 24) ^ Rcon;
            Rcon = (Rcon << 1) ^ (Rcon >> 7) * 0x11b;
        } else if (Nk > 6 && i % Nk == 4) {
            temp = sub_word(temp);
        }
        w[i] = w[i - Nk] ^ temp;
    }
}

static void slice_key(word key[8], const uint32_t *w, unsigned round)
{
    uint8_t k[AES_BLOCK_BYTES];
    for (unsigned column = 0; column < 4; column++)
        for (unsigned row = 0; row < 4; row++)
            k[4 * ((column + round * row) % 4) + row] =
                (uint8_t)((w[column] >> 8 * row & 0xff) ^ (round ? 0x63 : 0));
    slice_one(key, load(k));
    for (int j = 0; j < 8; j++)
        key[j] = (key[j] << 8) - key[j];
    gl_wipe(k, sizeof k);
}

static void expand(void *schedule, const uint8_t *key, size_t key_bytes, enum cipher_direction direction)
{
    struct ct_schedule *s = schedule;
    uint32_t w[4 * (AES_MAX_ROUNDS + 1)];
    (void)direction; // the inverse cipher takes the same round keys backwards
    s->Nr = (unsigned)key_bytes / 4 + 6;
    expand_words(w, key, (unsigned)key_bytes / 4, s->Nr);
    for (unsigned round = 0; round <= s->Nr; round++)
        slice_key(s->key[round], w + 4 * round, round);
    gl_wipe(w, sizeof w);
}

// ---- the modes ----

static void ecb(const void *schedule, enum cipher_direction direction, uint8_t *out, const uint8_t *in,
                size_t n_blocks)
{
    while (n_blocks) {
        const size_t n = n_blocks < WIDTH ? n_blocks : WIDTH;
        word q[WIDTH] = {{0}};
        for (size_t i = 0; i < n; i++)
            q[i] = load(in + i * AES_BLOCK_BYTES);
        slice(q);
        if (direction == CIPHER_ENCRYPT)
            encrypt(schedule, q);
        else
            decrypt(schedule, q);
        unslice(q);
        for (size_t i = 0; i < n; i++)
            store(out + i * AES_BLOCK_BYTES, q[i]);
        n_blocks -= n;
        in += n * AES_BLOCK_BYTES;
        out += n * AES_BLOCK_BYTES;
    }
}

static void cbc_decrypt(const void *schedule, uint8_t *iv, uint8_t *out, const uint8_t *in, size_t n_blocks)
{
    word previous = load(iv);
    while (n_blocks) {
        const size_t n = n_blocks < WIDTH ? n_blocks : WIDTH;
        word q[WIDTH] = {{0}}, c[WIDTH];
        for (size_t i = 0; i < n; i++)
            c[i] = q[i] = load(in + i * AES_BLOCK_BYTES);
        slice(q);
        decrypt(schedule, q);
        unslice(q);
        for (size_t i = 0; i < n; i++) {
            store(out + i * AES_BLOCK_BYTES, q[i] ^ previous);
            previous = c[i];
        }
        n_blocks -= n;
        in += n * AES_BLOCK_BYTES;
        out += n * AES_BLOCK_BYTES;
    }
    store(iv, previous);
}

static void cbc_encrypt(const void *schedule, uint8_t *iv, uint8_t *out, const uint8_t *in, size_t n_blocks)
{
    word c = load(iv), q[8];
    for (; n_blocks; n_blocks--, in += AES_BLOCK_BYTES, out += AES_BLOCK_BYTES) {
        slice_one(q, c ^ load(in));
        encrypt(schedule, q);
        c = unslice_one(q);
        store(out, c);
    }
    store(iv, c);
}

static void cbc(const void *schedule, enum cipher_direction direction, uint8_t *iv, uint8_t *out,
                const uint8_t *in, size_t n_blocks)
{
    if (direction == CIPHER_ENCRYPT)
        cbc_encrypt(schedule, iv, out, in, n_blocks);
    else
        cbc_decrypt(schedule, iv, out, in, n_blocks);
}

// Lane i has bit i of each byte of the key's planes.
static void gather(struct ct_schedule *mixed, const struct aes_lane *lanes, size_t n)
{
    const struct ct_schedule *first = (const struct ct_schedule *)lanes[0].ctx->schedule;
    mixed->Nr = first->Nr;
    for (unsigned round = 0; round <= mixed->Nr; round++) {
        for (int j = 0; j < 8; j++) {
            word key = {0};
            for (size_t i = 0; i < n; i++) {
                const struct ct_schedule *s = (const struct ct_schedule *)lanes[i].ctx->schedule;
                key |= s->key[round][j] & UINT64_C(0x0101010101010101) << i;
            }
            mixed->key[round][j] = key;
        }
    }
}

static void run(void *state, const struct aes_lane *lanes, size_t n, size_t steps)
{
    struct ct_schedule *mixed = state;
    word chain[WIDTH], q[WIDTH] = {{0}};
    gather(mixed, lanes, n);
    for (size_t i = 0; i < n; i++)
        chain[i] = load(lanes[i].ctx->iv);
    for (size_t at = 0; at < steps * AES_BLOCK_BYTES; at += AES_BLOCK_BYTES) {
        for (size_t i = 0; i < n; i++)
            q[i] = chain[i] ^ load(lanes[i].in + at);
        slice(q);
        encrypt(mixed, q);
        unslice(q);
        for (size_t i = 0; i < n; i++) {
            chain[i] = q[i];
            store(lanes[i].out + at, q[i]);
        }
    }
    for (size_t i = 0; i < n; i++)
        store(lanes[i].ctx->iv, chain[i]);
}

static void cbc_encrypt_many(const struct cipher_job *jobs, size_t n)
{
    struct ct_schedule mixed;
    aes_lanes_encrypt(jobs, n, WIDTH, run, &mixed);
    gl_wipe(&mixed, sizeof mixed);
}

const struct cipher_engine aes_ct = {
    .engine = {.name = "ct", .technique = "bitsliced, eight blocks a vector", .constant_time = true},
    .schedule_bytes = sizeof(struct ct_schedule),
    .expand = expand,
    .ecb = ecb,
    .cbc = cbc,
    .cbc_encrypt_many = cbc_encrypt_many,
};
