// SPDX-License-Identifier: MIT
// Every engine of DES against the textbook engine: all modes, directions and key sizes, lengths around every
// batch size.
#include "tests/draw.h"
#include "tests/run.h"

#include "crypto/cipher/cipher.h"
#include "crypto/des/des_mixed.h"

#include <stdlib.h>
#include <string.h>

enum { MAX_BLOCKS = 1100, MAX_BYTES = MAX_BLOCKS * DES_BLOCK_BYTES };

static uint8_t message[MAX_BYTES], expected[MAX_BYTES], got[MAX_BYTES + 64];
static uint8_t key[24], iv[DES_BLOCK_BYTES];

// One way to use DES
struct use {
    const struct cipher_alg *alg;
    size_t key_bytes;
    enum cipher_mode mode;
    enum cipher_direction direction;
};

static void init(struct cipher_ctx *ctx, const struct cipher_engine *engine, const struct use *use)
{
    CU_ASSERT_EQUAL_FATAL(
        cipher_init_engine(ctx, use->alg, engine, use->mode, use->direction, key, use->key_bytes, iv), GL_OK);
}

// Run `check` on every engine but the textbook, for every use; `expected` is the textbook's answer.
static void for_all(size_t blocks, void (*check)(const struct cipher_engine *engine, const struct use *use))
{
    static const size_t key_bytes[] = {8, 16, 24};
    test_fill(key, sizeof key, 11);
    test_fill(iv, sizeof iv, 12);
    test_fill(message, sizeof message, 13);
    for (int u = 0; u < 12; u++) {
        struct use use = {u % 3 ? &cipher_des3 : &cipher_des, key_bytes[u % 3],
                          u / 3 % 2 ? CIPHER_CBC : CIPHER_ECB, u / 6 ? CIPHER_DECRYPT : CIPHER_ENCRYPT};
        struct cipher_ctx ctx;
        init(&ctx, &des_textbook, &use);
        CU_ASSERT_EQUAL(cipher_blocks(&ctx, expected, message, blocks * DES_BLOCK_BYTES), GL_OK);
        for (const struct gl_engine *const *e = des_family.engines; *e; e++)
            if (*e != &des_textbook.engine && gl_engine_available(*e))
                check((const struct cipher_engine *)*e, &use);
        cipher_wipe(&ctx);
    }
}

// All short lengths, those next to a multiple of a batch, and some between
static size_t next_length(size_t blocks)
{
    size_t in_batch = (blocks + 1) % 64;
    return blocks < 70 || in_batch <= 1 || in_batch == 63 ? blocks + 1 : blocks + (blocks % 7) + 1;
}

static void length_by_length(const struct cipher_engine *engine, const struct use *use)
{
    struct cipher_ctx ctx;
    init(&ctx, engine, use);
    bool slow =
        use->mode == CIPHER_CBC && use->direction == CIPHER_ENCRYPT; // some engines take a batch a block
    for (size_t blocks = 0; blocks <= MAX_BLOCKS; blocks = slow ? blocks * 3 + 1 : next_length(blocks)) {
        size_t bytes = blocks * DES_BLOCK_BYTES;
        memset(got, 0xa5, sizeof got);
        cipher_set_iv(&ctx, iv);
        CU_ASSERT_EQUAL(cipher_blocks(&ctx, got, message, bytes), GL_OK);
        CU_ASSERT_EQUAL(memcmp(got, expected, bytes), 0);
        CU_ASSERT_EQUAL(got[bytes], 0xa5); // nothing is written behind the end
    }
    cipher_wipe(&ctx);
}

static void every_length(void)
{
    for_all(MAX_BLOCKS, length_by_length);
}

// In place at every alignment, in pieces of growing length: the chain goes on from call to call.
static void pieces_in_place(const struct cipher_engine *engine, const struct use *use)
{
    size_t total = use->mode == CIPHER_CBC && use->direction == CIPHER_ENCRYPT ? 300 : MAX_BLOCKS;
    for (size_t shift = 0; shift < 64; shift += shift < 8 ? 1 : 13) {
        struct cipher_ctx ctx;
        uint8_t *data = got + shift;
        size_t done = 0;
        init(&ctx, engine, use);
        memcpy(data, message, total * DES_BLOCK_BYTES);
        for (size_t piece = shift; done < total; piece += piece / 2 + 1) {
            size_t blocks = piece < total - done ? piece : total - done;
            uint8_t *at = data + done * DES_BLOCK_BYTES;
            CU_ASSERT_EQUAL(cipher_blocks(&ctx, at, at, blocks * DES_BLOCK_BYTES), GL_OK);
            done += blocks;
        }
        CU_ASSERT_EQUAL(memcmp(data, expected, total * DES_BLOCK_BYTES), 0);
        cipher_wipe(&ctx);
    }
}

static void in_place_and_chunked(void)
{
    for_all(MAX_BLOCKS, pieces_in_place);
}

// The parity bits of the key change nothing.
static void parity(const struct cipher_engine *engine, const struct use *use)
{
    struct cipher_ctx ctx;
    for (size_t i = 0; i < sizeof key; i++)
        key[i] ^= 1;
    init(&ctx, engine, use);
    CU_ASSERT_EQUAL(cipher_blocks(&ctx, got, message, 40), GL_OK);
    CU_ASSERT_EQUAL(memcmp(got, expected, 40), 0);
    cipher_wipe(&ctx);
}

static void parity_is_ignored(void)
{
    for_all(5, parity);
}

// Many keys: each key bit reaches its rounds.
static void many_keys(void)
{
    for (const struct gl_engine *const *e = des_family.engines; *e; e++) {
        if (!gl_engine_available(*e))
            continue;
        for (unsigned i = 0; i < 200; i++) {
            struct use use = {i % 2 ? &cipher_des3 : &cipher_des, i % 2 ? 24 : 8, CIPHER_ECB,
                              i / 2 % 2 ? CIPHER_DECRYPT : CIPHER_ENCRYPT};
            struct cipher_ctx ctx;
            test_fill(key, sizeof key, 1000 + i);
            init(&ctx, &des_textbook, &use);
            cipher_blocks(&ctx, expected, message, 24);
            init(&ctx, (const struct cipher_engine *)*e, &use);
            cipher_blocks(&ctx, got, message, 24);
            CU_ASSERT_EQUAL(memcmp(got, expected, 24), 0);
        }
    }
}

void suite_des_engines(void)
{
    add_suite("des_engines", (const struct test_case[]){
                                 {"every engine agrees with the textbook at every length", every_length},
                                 {"in place, at every alignment, in pieces", in_place_and_chunked},
                                 {"parity bits are ignored", parity_is_ignored},
                                 {"two hundred keys", many_keys},
                                 {0},
                             });
}
