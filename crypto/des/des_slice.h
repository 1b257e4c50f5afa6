// SPDX-License-Identifier: MIT
// Bitslice DES: ECB and CBC over the rounds of des_slice_rounds.h. Included once by each slice engine, which
// defines, besides what that header wants:
//
//   spread_key     void (key_mask mask[64], uint64_t key): mask[i] is all ones where bit i is set
//   load_blocks    void (V state[64], const uint8_t *in): state[i] takes bit i of each block, a block being
//                  read as a little-endian word
//   store_blocks   void (uint8_t *out, V state[64]): back, with each pair of vectors 2i, 2i + 1 exchanged
#include "crypto/common/bytes.h"
#include "crypto/des/des_slice_rounds.h"

enum { SLICE_BYTES = SLICE_LANES * DES_BLOCK_BYTES };

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
