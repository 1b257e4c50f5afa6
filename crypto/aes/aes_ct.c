// SPDX-License-Identifier: MIT
// AES, engine "ct": bitsliced and constant-time in portable C, for any CPU.
//
// The textbook looks its S-box up in memory, and how long that takes depends on what is in the cache: an
// attacker who can time it learns key bits (Bernstein 2005, Osvik, Shamir and Tromer 2006). Here nothing
// is looked up and nothing is decided. The cipher is a circuit of AND, OR and XOR gates, and the CPU
// computes a gate for many wires at once: bit j of all bytes of eight blocks is one 128-bit word, a "bit
// plane" (Biham 1997; for AES Koenighofer 2008, Kaesper and Schwabe 2009).
//
// The way through the files: aes_ct.h says where a bit stands in a plane. This file turns blocks into
// planes and back, which is the transpose of a matrix of bits, in three rounds of exchanges.
// aes_ct_sbox.h is the S-box as a circuit; aes_ct_rounds.c has the other steps, and does not do
// ShiftRows; aes_ct_key.c makes the keys.
//
// Eight blocks cost as much as one, and two times eight side by side less than one after the other. So
// ECB and CBC decryption are quick; CBC encryption, a chain, has one block in the place of eight; many
// messages are sixteen chains: there each block has a key of its own, and the planes of the keys are
// mixed bit by bit.
#include "crypto/aes/aes_ct.h"

#include "crypto/aes/aes_lanes.h"
#include "crypto/common/bytes.h"

#define WIDTH (2 * AES_CT_WIDTH) // two states of eight blocks at once

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
INLINE void exchange(word *a, word *b, uint64_t mask, int n)
{
    const word t = (*a >> n ^ *b) & mask;
    *b ^= t;
    *a ^= t << n;
}

// Bit j of word i becomes bit i of word j, in every byte: halves, quarters and eighths of the 8 by 8
// matrix change places across its diagonal. Done twice it is undone.
INLINE void transpose(word q[8])
{
#pragma GCC unroll 4
    for (int i = 0; i < 4; i++)
        exchange(&q[i], &q[i + 4], 0x0f0f0f0f0f0f0f0f, 4);
#pragma GCC unroll 4
    for (int i = 0; i < 4; i++)
        exchange(&q[i + i / 2 * 2], &q[i + i / 2 * 2 + 2], 0x3333333333333333, 2);
#pragma GCC unroll 4
    for (int i = 0; i < 4; i++)
        exchange(&q[2 * i], &q[2 * i + 1], 0x5555555555555555, 1);
}

// From blocks to planes, or back: the transpose is its own inverse.
static void turn(word q[8])
{
#pragma GCC unroll 8
    for (int i = 0; i < 8; i++)
        q[i] = aes_ct_rows(q[i]);
    transpose(q);
}

static void turn_back(word q[8])
{
    transpose(q);
#pragma GCC unroll 8
    for (int i = 0; i < 8; i++)
        q[i] = aes_ct_rows(q[i]);
}

// n blocks, up to 16, through planes.
static void crypt(const struct aes_ct_schedule *const s[2], enum cipher_direction direction, word q[WIDTH],
                  size_t n)
{
    const unsigned states = n > AES_CT_WIDTH ? 2 : 1;
    word(*state)[8] = (word(*)[8])q;
    for (unsigned i = 0; i < states; i++)
        turn(state[i]);
    if (direction == CIPHER_ENCRYPT)
        aes_ct_encrypt(s, state, states);
    else
        aes_ct_decrypt(s, state, states);
    for (unsigned i = 0; i < states; i++)
        turn_back(state[i]);
}

static void ecb(const void *schedule, enum cipher_direction direction, uint8_t *out, const uint8_t *in,
                size_t n_blocks)
{
    const struct aes_ct_schedule *const s[2] = {schedule, schedule};
    word q[WIDTH] = {{0}};
    for (size_t n; n_blocks; n_blocks -= n) {
        n = n_blocks < WIDTH ? n_blocks : WIDTH;
        for (size_t i = 0; i < n; i++, in += AES_BLOCK_BYTES)
            q[i] = load(in);
        crypt(s, direction, q, n);
        for (size_t i = 0; i < n; i++, out += AES_BLOCK_BYTES)
            store(out, q[i]);
    }
}

static void cbc_decrypt(const void *schedule, uint8_t *iv, uint8_t *out, const uint8_t *in, size_t n_blocks)
{
    const struct aes_ct_schedule *const s[2] = {schedule, schedule};
    word previous = load(iv), c[WIDTH], q[WIDTH] = {{0}};
    for (size_t n; n_blocks; n_blocks -= n) {
        n = n_blocks < WIDTH ? n_blocks : WIDTH;
        for (size_t i = 0; i < n; i++, in += AES_BLOCK_BYTES)
            c[i] = q[i] = load(in);
        crypt(s, CIPHER_DECRYPT, q, n);
        for (size_t i = 0; i < n; i++, out += AES_BLOCK_BYTES) {
            store(out, q[i] ^ previous);
            previous = c[i];
        }
    }
    store(iv, previous);
}

static void cbc_encrypt(const void *schedule, uint8_t *iv, uint8_t *out, const uint8_t *in, size_t n_blocks)
{
    const struct aes_ct_schedule *const s[1] = {schedule};
    word c = load(iv), q[1][8];
    for (; n_blocks; n_blocks--, in += AES_BLOCK_BYTES, out += AES_BLOCK_BYTES) {
        aes_ct_slice_one(q[0], c ^ load(in));
        aes_ct_encrypt(s, q, 1);
        c = aes_ct_unslice_one(q[0]);
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

// ---- sixteen messages side by side ----

// The lanes' keys, lane i's in bit i of every byte of the planes.
static void mix_keys(struct aes_ct_schedule *mixed, const struct aes_lane *lanes, size_t n)
{
    memset(mixed->key, 0, sizeof mixed->key);
    for (size_t i = 0; i < n; i++) {
        const struct aes_ct_schedule *s = (const struct aes_ct_schedule *)lanes[i].ctx->schedule;
        mixed->Nr = s->Nr;
        for (unsigned round = 0; round <= s->Nr; round++)
            for (int j = 0; j < 8; j++)
                mixed->key[round][j] |= s->key[round][j] & AES_CT_ONES << i;
    }
}

static void run(void *state, const struct aes_lane *lanes, size_t n, size_t steps)
{
    struct aes_ct_schedule *mixed = state;
    const struct aes_ct_schedule *const s[2] = {&mixed[0], &mixed[1]};
    word chain[WIDTH] = {{0}};
    mix_keys(&mixed[0], lanes, n < AES_CT_WIDTH ? n : AES_CT_WIDTH);
    if (n > AES_CT_WIDTH)
        mix_keys(&mixed[1], lanes + AES_CT_WIDTH, n - AES_CT_WIDTH);
    for (size_t i = 0; i < n; i++)
        chain[i] = load(lanes[i].ctx->iv);
    for (size_t at = 0; at < steps * AES_BLOCK_BYTES; at += AES_BLOCK_BYTES) {
        for (size_t i = 0; i < n; i++)
            chain[i] ^= load(lanes[i].in + at);
        crypt(s, CIPHER_ENCRYPT, chain, n);
        for (size_t i = 0; i < n; i++)
            store(lanes[i].out + at, chain[i]);
    }
    for (size_t i = 0; i < n; i++)
        store(lanes[i].ctx->iv, chain[i]);
}

static void cbc_encrypt_many(const struct cipher_job *jobs, size_t n)
{
    struct aes_ct_schedule mixed[2];
    aes_lanes_encrypt(jobs, n, WIDTH, run, mixed);
    gl_wipe(mixed, sizeof mixed);
}

const struct cipher_engine aes_ct = {
    .engine = {.name = "ct",
               .technique = "bitsliced, sixteen blocks at once, no tables",
               .constant_time = true},
    .schedule_bytes = sizeof(struct aes_ct_schedule),
    .expand = aes_ct_expand,
    .ecb = ecb,
    .cbc = cbc,
    .cbc_encrypt_many = cbc_encrypt_many,
};
