// SPDX-License-Identifier: MIT
// Every engine of AES against the textbook, on random keys and data: all key sizes, modes, directions,
// lengths around every width that an engine has, all alignments, in place, and in pieces.
#include "tests/run.h"

#include "crypto/aes/aes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_BLOCKS 70
#define MAX_BYTES  (MAX_BLOCKS * AES_BLOCK_BYTES)
#define GUARD      64 // bytes on both sides that no one may touch

static uint32_t seed;

static uint32_t any(uint32_t below)
{
    seed = seed * 1664525u + 1013904223u;
    return (uint32_t)(((uint64_t)seed * below) >> 32);
}

static void fill(uint8_t *data, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++)
        data[i] = (uint8_t)any(256);
}

// One way to use AES, with what the textbook makes of the first MAX_BLOCKS blocks.
struct setting {
    const struct cipher_alg *alg;
    enum cipher_mode mode;
    enum cipher_direction direction;
    uint8_t key[CIPHER_MAX_KEY_BYTES], iv[AES_BLOCK_BYTES], in[MAX_BYTES], expected[MAX_BYTES];
};

static struct setting s;
static const struct cipher_engine *engine;
static struct cipher_ctx ctx;

static void start(const struct cipher_engine *e)
{
    CU_ASSERT_EQUAL_FATAL(
        cipher_init_engine(&ctx, s.alg, e, s.mode, s.direction, s.key, s.alg->key_bytes, s.iv), GL_OK);
}

// The chaining value that must be left after n blocks.
static const uint8_t *chain_after(size_t n)
{
    const uint8_t *ciphertext = s.direction == CIPHER_ENCRYPT ? s.expected : s.in;
    return n ? ciphertext + (n - 1) * AES_BLOCK_BYTES : s.iv;
}

static void report(bool good, const char *what, size_t blocks)
{
    CU_ASSERT_TRUE(good);
    if (!good)
        printf("%s %s %s %s, %zu blocks: %s differs\n", engine->engine.name, s.alg->name,
               s.mode ? "CBC" : "ECB", s.direction ? "decrypt" : "encrypt", blocks, what);
}

static bool untouched(const uint8_t *guard)
{
    for (size_t i = 0; i < GUARD; i++)
        if (guard[i] != 0xa5)
            return false;
    return true;
}

// n blocks, with `in` and `out` so many bytes away from where they would be aligned.
static void one_call(size_t n, size_t in_offset, size_t out_offset)
{
    static _Alignas(64) uint8_t in[MAX_BYTES + 64], out[MAX_BYTES + 2 * GUARD + 64];
    const size_t bytes = n * AES_BLOCK_BYTES;
    memset(out, 0xa5, sizeof out);
    memcpy(in + in_offset, s.in, bytes);
    start(engine);
    CU_ASSERT_EQUAL(cipher_blocks(&ctx, out + GUARD + out_offset, in + in_offset, bytes), GL_OK);
    report(memcmp(out + GUARD + out_offset, s.expected, bytes) == 0, "output", n);
    report(untouched(out + out_offset) && untouched(out + GUARD + out_offset + bytes),
           "what is beside the output", n);
    if (s.mode == CIPHER_CBC)
        report(memcmp(ctx.iv, chain_after(n), AES_BLOCK_BYTES) == 0, "chaining value", n);
}

static void lengths(void)
{
    for (size_t n = 0; n <= MAX_BLOCKS; n++)
        one_call(n, any(64), any(64));
}

static void alignments(void)
{
    for (size_t offset = 0; offset < 64; offset++) {
        one_call(53, offset, 0);
        one_call(7, 0, offset);
        one_call(67, offset, (offset * 7 + 1) % 64);
    }
}

static void in_place(void)
{
    uint8_t data[MAX_BYTES];
    for (size_t n = 0; n <= MAX_BLOCKS; n++) {
        memcpy(data, s.in, sizeof data);
        start(engine);
        cipher_blocks(&ctx, data, data, n * AES_BLOCK_BYTES);
        report(memcmp(data, s.expected, n * AES_BLOCK_BYTES) == 0, "output in place", n);
        report(memcmp(data + n * AES_BLOCK_BYTES, s.in + n * AES_BLOCK_BYTES,
                      (MAX_BLOCKS - n) * AES_BLOCK_BYTES) == 0,
               "what is behind the output", n);
    }
}

static void pieces(void)
{
    for (uint32_t widest = 1; widest <= 40; widest++) {
        uint8_t out[MAX_BYTES];
        start(engine);
        for (size_t at = 0; at < MAX_BLOCKS;) {
            size_t n = any(widest + 1);
            n = n < MAX_BLOCKS - at ? n : MAX_BLOCKS - at;
            cipher_blocks(&ctx, out + at * AES_BLOCK_BYTES, s.in + at * AES_BLOCK_BYTES, n * AES_BLOCK_BYTES);
            at += n;
        }
        report(memcmp(out, s.expected, sizeof out) == 0, "output in pieces", widest);
    }
}

// In every setting, and on every engine that is not the textbook itself.
static void everywhere(void (*check)(void))
{
    static const struct cipher_alg *const algs[] = {&cipher_aes128, &cipher_aes192, &cipher_aes256};
    for (unsigned i = 0; i < 12; i++) {
        s = (struct setting){.alg = algs[i / 4],
                             .mode = i & 1 ? CIPHER_CBC : CIPHER_ECB,
                             .direction = i & 2 ? CIPHER_DECRYPT : CIPHER_ENCRYPT};
        fill(s.key, sizeof s.key);
        fill(s.iv, sizeof s.iv);
        fill(s.in, sizeof s.in);
        start(&aes_textbook);
        cipher_blocks(&ctx, s.expected, s.in, MAX_BYTES);
        for (const struct gl_engine *const *e = aes_family.engines; *e; e++) {
            engine = (const struct cipher_engine *)*e;
            if (gl_engine_available(*e) && engine != &aes_textbook)
                check();
        }
    }
}

static void every_length(void)
{
    seed = 1;
    everywhere(lengths);
}

static void every_alignment(void)
{
    seed = 2;
    everywhere(alignments);
}

static void the_same_buffer(void)
{
    seed = 3;
    everywhere(in_place);
}

static void any_pieces(void)
{
    seed = 4;
    everywhere(pieces);
}

static void first_block(void)
{
    one_call(1, 0, 0);
}

static void many_keys(void)
{
    seed = 5;
    for (int i = 0; i < 200; i++)
        everywhere(first_block);
}

static void wiped_contexts_hold_no_key(void)
{
    static const struct cipher_ctx none;
    seed = 6;
    for (const struct gl_engine *const *e = aes_family.engines; *e; e++) {
        if (!gl_engine_available(*e))
            continue;
        memset(&ctx, 0, sizeof ctx);
        fill(s.key, sizeof s.key);
        cipher_init_engine(&ctx, &cipher_aes256, (const struct cipher_engine *)*e, CIPHER_CBC, CIPHER_ENCRYPT,
                           s.key, 32, s.iv);
        CU_ASSERT_NOT_EQUAL(memcmp(ctx.schedule, none.schedule, sizeof none.schedule), 0);
        cipher_wipe(&ctx);
        CU_ASSERT_EQUAL(memcmp(ctx.schedule, none.schedule, sizeof none.schedule), 0);
        CU_ASSERT_EQUAL(memcmp(ctx.iv, none.iv, sizeof none.iv), 0);
        CU_ASSERT_PTR_NULL(ctx.engine);
    }
    cipher_wipe(&ctx); // once more does no harm
    CU_ASSERT_EQUAL(cipher_init(&ctx, &cipher_aes128, CIPHER_ECB, CIPHER_ENCRYPT, s.key, 15, NULL),
                    GL_ERR_LENGTH);
    cipher_wipe(&ctx); // nor after a refusal
}

// Which engine a CPU with so few features would take is seen by running this suite with GLASSLOCK_CPU;
// here: it is the first of the list that is available, and its own functions are what a context calls.
static void the_best_engine_runs(void)
{
    const struct gl_engine *const *best = aes_family.engines;
    while (!gl_engine_available(*best))
        best++;
    gl_engine_set(&aes_family, NULL);
    cipher_init(&ctx, &cipher_aes128, CIPHER_ECB, CIPHER_ENCRYPT, s.key, 16, NULL);
    if (getenv("GLASSLOCK_ENGINE") == NULL)
        CU_ASSERT_PTR_EQUAL(&ctx.engine->engine, *best);
    CU_ASSERT_PTR_NOT_NULL(gl_engine_constant_time(&aes_family));
}

void suite_aes_engines(void)
{
    add_suite("aes_engines", (const struct test_case[]){
                                 {"every length", every_length},
                                 {"every alignment", every_alignment},
                                 {"in place", the_same_buffer},
                                 {"in pieces", any_pieces},
                                 {"many keys", many_keys},
                                 {"wiped contexts hold no key", wiped_contexts_hold_no_key},
                                 {"the best engine runs", the_best_engine_runs},
                                 {0},
                             });
}
