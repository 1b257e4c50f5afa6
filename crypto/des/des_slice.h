// SPDX-License-Identifier: MIT
// Bitslice DES: the round structure that all slice engines share. Included once by each, which says how wide
// its words are.
//
// Turn the blocks on their side. A vector of n bits holds the same bit of n blocks: 64 vectors hold n whole
// blocks, one in each bit lane. Then
//
// - IP, E, P and IP^-1 cost nothing: they only say which vector is meant;
// - xor with a key bit is xor with a vector of all zeros or all ones;
// - an S-box is a circuit of some fifty gates (sbox_gates.h), or half as many tables (sbox_lut.h), each of
//   them one instruction for n blocks.
//
// So a round is some five hundred instructions, whether for 64 blocks or for 512. Nothing is looked up and
// nothing branches: constant-time by construction. But a batch costs the same whether one block or n are in
// it: short messages are slow, and so is CBC encryption, whose blocks come one after the other.
//
// The includer defines, before this header:
//
//   V              the vector type, and SLICE_LANES, its bits
//   XOR(a, b)      and what the circuits need besides; it has included one of the sbox headers, with
//                  COMPLEMENTS: which outputs these complement (see slice_keys)
//   key_mask       a key bit in memory: as short a type as KEY(const key_mask *) can make a V of at no cost
//   spread_key     void (key_mask mask[64], uint64_t key): mask[i] is all ones where bit i is set
//   load_blocks    void (V state[64], const uint8_t *in): state[i] takes bit i of each block, a block being
//                  read as a little-endian word
//   store_blocks   void (uint8_t *out, V state[64]): back, with each pair of vectors 2i, 2i + 1 exchanged
#include "crypto/common/bytes.h"
#include "crypto/des/des_keys.h"

enum { SLICE_BYTES = SLICE_LANES * DES_BLOCK_BYTES };

// Where bit n of a half (1 to 32, as the standard counts) is after IP: L from `state`, R from `state + 1`. IP
// takes L from the even columns of the block's bits, R from the odd ones, both from the last byte to the
// first.
#define AT(n) (8 * (7 - ((n)-1) % 8) + 6 - 2 * (((n)-1) / 8))

// Input j of S-box i: bit n of R, and the key's bit in its place (des_keys.h)
#define IN(n, i, j) XOR(R[AT(n)], KEY(&key[8 * (8 - (i)) + 6 - (j)]))

// E on the left, P on the right
#define BOX(i, a, b, c, d, e, f, p, q, r, s)                                                                 \
    sbox##i(IN(a, i, 1), IN(b, i, 2), IN(c, i, 3), IN(d, i, 4), IN(e, i, 5), IN(f, i, 6), &L[AT(p)],         \
            &L[AT(q)], &L[AT(r)], &L[AT(s)])
#define BOX1 BOX(1, 32, 1, 2, 3, 4, 5, 9, 17, 23, 31)
#define BOX2 BOX(2, 4, 5, 6, 7, 8, 9, 13, 28, 2, 18)
#define BOX3 BOX(3, 8, 9, 10, 11, 12, 13, 24, 16, 30, 6)
#define BOX4 BOX(4, 12, 13, 14, 15, 16, 17, 26, 20, 10, 1)
#define BOX5 BOX(5, 16, 17, 18, 19, 20, 21, 8, 14, 25, 3)
#define BOX6 BOX(6, 20, 21, 22, 23, 24, 25, 4, 29, 11, 19)
#define BOX7 BOX(7, 24, 25, 26, 27, 28, 29, 32, 12, 22, 7)
#define BOX8 BOX(8, 28, 29, 30, 31, 32, 1, 5, 27, 15, 21)

// L xor f(R, K). Each box feeds six boxes of the next round; S3 and S8 need nothing of S8, S5 and S7 nothing
// of S7. With these two orders a round begins with two boxes that need not wait for the last one of the round
// before: 6 % in AVX-512.
static inline void slice_odd_round(V *restrict L, const V *restrict R, const key_mask *key)
{
    BOX5, BOX7, BOX1, BOX2, BOX3, BOX4, BOX6, BOX8;
}

static inline void slice_even_round(V *restrict L, const V *restrict R, const key_mask *key)
{
    BOX3, BOX8, BOX1, BOX2, BOX4, BOX5, BOX6, BOX7;
}

// All rounds of a batch. A pass leaves L and R exchanged, as the next one wants them and store_blocks()
// expects.
static void slice_rounds(V state[64], const key_mask *key, unsigned passes)
{
    V *L = state, *R = state + 1;
    for (unsigned pass = 0; pass < passes; pass++) {
        for (unsigned i = 0; i < DES_ROUNDS; i += 2, key += 128) {
            slice_odd_round(L, R, key);
            slice_even_round(R, L, key + 64);
        }
        V *exchanged = L;
        L = R;
        R = exchanged;
    }
}

// What a call works on; wiped at its end
struct slice_work {
    V state[64];
    key_mask keys[3 * DES_ROUNDS * 64];
    _Alignas(64) uint8_t blocks[SLICE_BYTES];
};

// The key masks. If f comes out with the bits c complemented, so do R1 and R2, and R3 and R4 are right again:
// R_i = R_{i-2} xor f xor c. So in rounds 2, 3, 6, 7, ... the keys complement these bits once more, and
// sixteen rounds end right.
static void slice_keys(struct slice_work *w, const struct des_schedule *s)
{
    for (unsigned i = 0; i < s->passes * DES_ROUNDS; i++)
        spread_key(w->keys + 64 * i, s->round[i] ^ ((i + 1) & 2 ? COMPLEMENTS : 0));
}

static void slice_wipe(struct slice_work *w, unsigned passes)
{
    gl_wipe(w->state, sizeof w->state);
    gl_wipe(w->keys, passes * DES_ROUNDS * 64 * sizeof w->keys[0]);
}

static void slice_batch(struct slice_work *w, unsigned passes, uint8_t *out, const uint8_t *in)
{
    load_blocks(w->state, in);
    slice_rounds(w->state, w->keys, passes);
    store_blocks(out, w->state);
}

static void slice_ecb(const void *schedule, enum cipher_direction direction, uint8_t *out, const uint8_t *in,
                      size_t n_blocks)
{
    (void)direction; // the schedule runs in it
    const struct des_schedule *s = schedule;
    size_t bytes = n_blocks * DES_BLOCK_BYTES;
    struct slice_work w;
    slice_keys(&w, s);
    for (; bytes >= SLICE_BYTES; bytes -= SLICE_BYTES, in += SLICE_BYTES, out += SLICE_BYTES)
        slice_batch(&w, s->passes, out, in);
    if (bytes) {
        memset(w.blocks, 0, sizeof w.blocks);
        memcpy(w.blocks, in, bytes);
        slice_batch(&w, s->passes, w.blocks, w.blocks);
        memcpy(out, w.blocks, bytes);
        gl_wipe(w.blocks, sizeof w.blocks);
    }
    slice_wipe(&w, s->passes);
}

static void slice_cbc_encrypt(struct slice_work *w, unsigned passes, uint8_t *iv, uint8_t *out,
                              const uint8_t *in, size_t n_blocks)
{
    memset(w->blocks, 0, sizeof w->blocks);
    memcpy(w->blocks, iv, DES_BLOCK_BYTES);
    for (; n_blocks; n_blocks--, in += DES_BLOCK_BYTES, out += DES_BLOCK_BYTES) {
        gl_store64_le(w->blocks, gl_load64_le(w->blocks) ^ gl_load64_le(in));
        slice_batch(w, passes, w->blocks, w->blocks);
        memcpy(out, w->blocks, DES_BLOCK_BYTES);
    }
    memcpy(iv, w->blocks, DES_BLOCK_BYTES);
}

// out = blocks xor the ciphertext one block earlier; from the end to the beginning, for out may be in
static void slice_chain(uint8_t *out, const uint8_t *blocks, const uint8_t *in, uint8_t *iv, size_t bytes)
{
    uint8_t next[DES_BLOCK_BYTES];
    size_t at = bytes;
    memcpy(next, in + bytes - DES_BLOCK_BYTES, DES_BLOCK_BYTES);
    for (; at >= sizeof(V) + DES_BLOCK_BYTES; at -= sizeof(V)) {
        V x, y;
        memcpy(&x, blocks + at - sizeof(V), sizeof(V));
        memcpy(&y, in + at - sizeof(V) - DES_BLOCK_BYTES, sizeof(V));
        x = XOR(x, y);
        memcpy(out + at - sizeof(V), &x, sizeof(V));
    }
    for (; at; at -= DES_BLOCK_BYTES) {
        const uint8_t *before = at > DES_BLOCK_BYTES ? in + at - 2 * DES_BLOCK_BYTES : iv;
        gl_store64_le(out + at - DES_BLOCK_BYTES,
                      gl_load64_le(blocks + at - DES_BLOCK_BYTES) ^ gl_load64_le(before));
    }
    memcpy(iv, next, DES_BLOCK_BYTES);
}

static void slice_cbc_decrypt(struct slice_work *w, unsigned passes, uint8_t *iv, uint8_t *out,
                              const uint8_t *in, size_t n_blocks)
{
    size_t bytes = n_blocks * DES_BLOCK_BYTES;
    for (; bytes >= SLICE_BYTES; bytes -= SLICE_BYTES, in += SLICE_BYTES, out += SLICE_BYTES) {
        slice_batch(w, passes, w->blocks, in);
        slice_chain(out, w->blocks, in, iv, SLICE_BYTES);
    }
    if (bytes) {
        memset(w->blocks, 0, sizeof w->blocks);
        memcpy(w->blocks, in, bytes);
        slice_batch(w, passes, w->blocks, w->blocks);
        slice_chain(out, w->blocks, in, iv, bytes);
    }
}

static void slice_cbc(const void *schedule, enum cipher_direction direction, uint8_t *iv, uint8_t *out,
                      const uint8_t *in, size_t n_blocks)
{
    const struct des_schedule *s = schedule;
    struct slice_work w;
    slice_keys(&w, s);
    (direction == CIPHER_ENCRYPT ? slice_cbc_encrypt : slice_cbc_decrypt)(&w, s->passes, iv, out, in,
                                                                          n_blocks);
    gl_wipe(w.blocks, sizeof w.blocks);
    slice_wipe(&w, s->passes);
}
