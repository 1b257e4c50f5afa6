// SPDX-License-Identifier: MIT
// Every engine of every hash against the textbook: whole, in pieces, at every alignment, inside HMAC; and the
// ways through an engine that callers do not see: compress alone, finish, finish_hmac, iterate and the lanes.
#include "tests/draw.h"
#include "tests/run.h"

#include "crypto/hash/hash.h"
#include "crypto/hash/hmac.h"
#include "crypto/hash/pbkdf2.h"

#include <string.h>

#define MAX_BYTES 2000

static uint8_t data[MAX_BYTES + 64];

static uint32_t draw(void)
{
    static uint64_t state = 0x2545f4914f6cdd1d;
    return (uint32_t)(test_draw(&state) >> 32);
}

static const struct hash_engine *textbook(const struct hash_alg *alg)
{
    return (const struct hash_engine *)gl_engine_find(alg->family, "textbook");
}

static void digest_with(const struct hash_alg *alg, const struct hash_engine *engine, const uint8_t *message,
                        size_t bytes, uint8_t *digest)
{
    struct hash_ctx ctx;
    hash_init_engine(&ctx, alg, engine);
    hash_update(&ctx, message, bytes);
    hash_final(&ctx, digest);
}

static void with_every_engine(void (*test)(const struct hash_alg *alg, const struct hash_engine *engine))
{
    for (size_t i = 0; i < sizeof data; i++)
        data[i] = (uint8_t)draw();
    for (const struct hash_alg *const *alg = hash_algs; *alg; alg++) {
        for (const struct gl_engine *const *engine = (*alg)->family->engines; *engine; engine++) {
            if (!gl_engine_available(*engine))
                continue;
            gl_engine_set((*alg)->family, *engine);
            test(*alg, (const struct hash_engine *)*engine);
        }
        gl_engine_set((*alg)->family, NULL);
    }
}

static void one_length(const struct hash_alg *alg, const struct hash_engine *engine, size_t bytes)
{
    uint8_t expected[HASH_MAX_DIGEST_BYTES], digest[HASH_MAX_DIGEST_BYTES + 1];
    const uint8_t *message = data + bytes % 64;
    digest_with(alg, textbook(alg), message, bytes, expected);
    digest[alg->digest_bytes] = 0xee;
    digest_with(alg, engine, message, bytes, digest);
    CU_ASSERT_EQUAL(memcmp(digest, expected, alg->digest_bytes), 0);
    hash_digest(alg, bytes ? message : NULL, bytes, digest);
    CU_ASSERT_EQUAL(memcmp(digest, expected, alg->digest_bytes), 0);
    CU_ASSERT_EQUAL(digest[alg->digest_bytes], 0xee);
}

static void lengths(const struct hash_alg *alg, const struct hash_engine *engine)
{
    for (size_t bytes = 0; bytes <= 300; bytes++)
        one_length(alg, engine, bytes);
    for (int i = 0; i < 50; i++)
        one_length(alg, engine, draw() % MAX_BYTES);
}

static void alignments(const struct hash_alg *alg, const struct hash_engine *engine)
{
    uint8_t expected[HASH_MAX_DIGEST_BYTES], digest[HASH_MAX_DIGEST_BYTES + 64], copy[MAX_BYTES + 64];
    for (size_t offset = 0; offset < 64; offset++) {
        memcpy(copy + offset, data, 333);
        digest_with(alg, textbook(alg), data, 333, expected);
        hash_digest(alg, copy + offset, 333, digest + offset);
        CU_ASSERT_EQUAL(memcmp(digest + offset, expected, alg->digest_bytes), 0);
        digest_with(alg, engine, copy + offset, 333, copy + offset); // over the message itself
        CU_ASSERT_EQUAL(memcmp(copy + offset, expected, alg->digest_bytes), 0);
    }
}

static void pieces(const struct hash_alg *alg, const struct hash_engine *engine)
{
    uint8_t expected[HASH_MAX_DIGEST_BYTES], digest[HASH_MAX_DIGEST_BYTES];
    for (int i = 0; i < 60; i++) {
        size_t bytes = draw() % MAX_BYTES, done = 0;
        struct hash_ctx ctx;
        hash_init_engine(&ctx, alg, engine);
        while (done < bytes) {
            size_t piece = draw() % (draw() % 2 ? 20 : 300);
            piece = piece < bytes - done ? piece : bytes - done;
            hash_update(&ctx, data + done, piece);
            done += piece;
        }
        hash_final(&ctx, digest);
        digest_with(alg, textbook(alg), data, bytes, expected);
        CU_ASSERT_EQUAL(memcmp(digest, expected, alg->digest_bytes), 0);
    }
}

// One context, many messages: in one call, in pieces, and in one call while a message is under way.
static void hmac_messages(const struct hash_alg *alg, const struct hash_engine *engine)
{
    uint8_t expected[HASH_MAX_DIGEST_BYTES], mac[HASH_MAX_DIGEST_BYTES + 1];
    struct hmac_ctx slow, ctx;
    hmac_init_engine(&slow, alg, textbook(alg), "a key", 5);
    hmac_init_engine(&ctx, alg, engine, "a key", 5);
    mac[alg->digest_bytes] = 0xee;
    for (size_t bytes = 0; bytes <= 300; bytes++) {
        const uint8_t *message = data + bytes % 7;
        hmac_restart(&slow);
        hmac_update(&slow, message, bytes);
        hmac_final(&slow, expected);
        hmac_message(&ctx, message, bytes, mac);
        CU_ASSERT_EQUAL(memcmp(mac, expected, alg->digest_bytes), 0);
        hmac_restart(&ctx);
        hmac_update(&ctx, message, bytes / 3);
        hmac_message(&ctx, data, 77, mac);
        hmac_update(&ctx, message + bytes / 3, bytes - bytes / 3);
        hmac_final(&ctx, mac);
        CU_ASSERT_EQUAL(memcmp(mac, expected, alg->digest_bytes), 0);
        CU_ASSERT_EQUAL(mac[alg->digest_bytes], 0xee);
    }
    hmac_wipe(&slow);
    hmac_wipe(&ctx);
}

static void passwords(const struct hash_alg *alg, const struct hash_engine *engine)
{
    uint8_t expected[500], out[501];
    for (uint64_t iterations = 1; iterations < 6; iterations++) {
        size_t bytes = 1 + draw() % 500, password = draw() % 200, salt = draw() % 200;
        gl_engine_set(alg->family, &textbook(alg)->engine);
        CU_ASSERT_EQUAL(pbkdf2(alg, data, password, data + 300, salt, iterations, expected, bytes), GL_OK);
        gl_engine_set(alg->family, &engine->engine);
        out[bytes] = 0xee;
        CU_ASSERT_EQUAL(pbkdf2(alg, data, password, data + 300, salt, iterations, out, bytes), GL_OK);
        CU_ASSERT_EQUAL(memcmp(out, expected, bytes), 0);
        CU_ASSERT_EQUAL(out[bytes], 0xee);
    }
}

// Word i of lane j at [i * width + j], every lane another state and another message.
static void lanes(const struct hash_alg *alg, const struct hash_engine *engine)
{
    static _Alignas(64) uint8_t states[HASH_MAX_LANES * HASH_MAX_STATE_BYTES];
    const uint8_t *blocks[HASH_MAX_LANES];
    uint8_t expected[HASH_MAX_STATE_BYTES];
    if (!engine->lanes)
        return;
    size_t width = engine->lanes->width, word = alg->word_bytes;
    CU_ASSERT(width <= HASH_MAX_LANES && engine->lanes->worth > 1);
    for (size_t i = 0; i < width * alg->state_bytes; i++)
        states[i] = (uint8_t)i;
    for (size_t j = 0; j < width; j++)
        blocks[j] = data + 67 * j;
    engine->lanes->compress(states, blocks, 3);
    for (size_t j = 0; j < width; j++) {
        _Alignas(64) uint8_t state[HASH_MAX_STATE_BYTES];
        for (size_t i = 0; i < alg->state_bytes; i++)
            state[i] = (uint8_t)((i / word * width + j) * word + i % word);
        for (size_t i = 0; i < alg->state_bytes; i++)
            expected[i] = states[(i / word * width + j) * word + i % word];
        textbook(alg)->compress(state, blocks[j], 3);
        CU_ASSERT_EQUAL(memcmp(state, expected, alg->state_bytes), 0);
    }
}

static void all_lengths(void)
{
    with_every_engine(lengths);
}

static void all_alignments(void)
{
    with_every_engine(alignments);
}

static void in_pieces(void)
{
    with_every_engine(pieces);
}

static void inside_hmac(void)
{
    with_every_engine(hmac_messages);
}

static void inside_pbkdf2(void)
{
    with_every_engine(passwords);
}

static void in_lanes(void)
{
    with_every_engine(lanes);
}

void suite_hash_engines(void)
{
    add_suite("hash_engines", (const struct test_case[]){
                                  {"every length to 300, and random ones", all_lengths},
                                  {"every alignment, and over the message", all_alignments},
                                  {"in random pieces", in_pieces},
                                  {"HMAC: one key, many messages", inside_hmac},
                                  {"PBKDF2, several blocks", inside_pbkdf2},
                                  {"lanes do not mix", in_lanes},
                                  {0},
                              });
}
