// SPDX-License-Identifier: MIT
// Many messages at once: hash_digest_many() and pbkdf2_many() give what one call after the other gives, with
// every engine of every hash.
#include "tests/draw.h"
#include "tests/run.h"

#include "crypto/hash/hash.h"
#include "crypto/hash/pbkdf2.h"

#include <string.h>

#define MAX_MESSAGES 70
#define MAX_BYTES    1200

static const size_t counts[] = {0, 1, 2, 7, 8, 9, 15, 16, 17, 32, 33, MAX_MESSAGES};
#define COUNTS (sizeof counts / sizeof counts[0])

static uint32_t draw(void)
{
    static uint64_t state = 0x9e3779b97f4a7c15;
    return (uint32_t)(test_draw(&state) >> 32);
}

static uint8_t data[MAX_MESSAGES][MAX_BYTES];

static void fill(void)
{
    for (size_t i = 0; i < MAX_MESSAGES; i++)
        for (size_t j = 0; j < MAX_BYTES; j++)
            data[i][j] = (uint8_t)draw();
}

// Run `test` with each available engine of each hash in force.
static void with_every_engine(void (*test)(const struct hash_alg *alg))
{
    for (const struct hash_alg *const *alg = hash_algs; *alg; alg++) {
        for (const struct gl_engine *const *engine = (*alg)->family->engines; *engine; engine++) {
            if (!gl_engine_available(*engine))
                continue;
            gl_engine_set((*alg)->family, *engine);
            test(*alg);
        }
        gl_engine_set((*alg)->family, NULL);
    }
}

static void textbook_digest(const struct hash_alg *alg, const void *message, size_t bytes, uint8_t *digest)
{
    struct hash_ctx ctx;
    hash_init_engine(&ctx, alg, (const struct hash_engine *)gl_engine_find(alg->family, "textbook"));
    hash_update(&ctx, message, bytes);
    hash_final(&ctx, digest);
}

// n messages of the given lengths, at every alignment.
static void check_messages(const struct hash_alg *alg, size_t n, const size_t *bytes)
{
    uint8_t digests[MAX_MESSAGES][HASH_MAX_DIGEST_BYTES + 1], expected[HASH_MAX_DIGEST_BYTES];
    struct hash_message messages[MAX_MESSAGES] = {0};
    memset(digests, 0xee, sizeof digests);
    for (size_t i = 0; i < n; i++)
        messages[i] = (struct hash_message){data[i] + i % 67, bytes[i], digests[i]};
    hash_digest_many(alg, messages, n);
    for (size_t i = 0; i < MAX_MESSAGES; i++) {
        if (i < n) {
            textbook_digest(alg, messages[i].data, bytes[i], expected);
            CU_ASSERT_EQUAL(memcmp(digests[i], expected, alg->digest_bytes), 0);
        }
        CU_ASSERT_EQUAL(digests[i][i < n ? alg->digest_bytes : 0], 0xee); // and nothing beyond
    }
}

static void lengths_alike(const struct hash_alg *alg)
{
    static const size_t lengths[] = {0, 1, 55, 56, 64, 111, 112, 119, 120, 128, 256};
    size_t bytes[MAX_MESSAGES];
    for (size_t c = 0; c < COUNTS; c++) {
        for (size_t i = 0; i < MAX_MESSAGES; i++)
            bytes[i] = lengths[c % (sizeof lengths / sizeof lengths[0])];
        check_messages(alg, counts[c], bytes);
    }
}

static void lengths_mixed(const struct hash_alg *alg)
{
    size_t bytes[MAX_MESSAGES];
    for (size_t c = 0; c < COUNTS; c++) {
        for (size_t i = 0; i < MAX_MESSAGES; i++)
            bytes[i] = draw() % (draw() % 4 ? 200 : MAX_BYTES - 67);
        check_messages(alg, counts[c], bytes);
    }
}

// One long message among short ones: the short ones are done long before it.
static void one_is_long(const struct hash_alg *alg)
{
    size_t bytes[MAX_MESSAGES];
    for (size_t at = 0; at < 34; at += 11) {
        for (size_t i = 0; i < MAX_MESSAGES; i++)
            bytes[i] = i == at ? MAX_BYTES - 67 : i % 3;
        check_messages(alg, 34, bytes);
    }
}

static void messages_alike(void)
{
    fill();
    with_every_engine(lengths_alike);
}

static void messages_mixed(void)
{
    fill();
    with_every_engine(lengths_mixed);
    with_every_engine(one_is_long);
}

static void a_digest_over_its_own_message(void)
{
    uint8_t text[20][64], expected[20][32];
    struct hash_message messages[20];
    for (size_t i = 0; i < 20; i++) {
        memset(text[i], (int)i, 64);
        hash_digest(&hash_sha256, text[i], 64, expected[i]);
        messages[i] = (struct hash_message){text[i], 64, text[i] + 16};
    }
    hash_digest_many(&hash_sha256, messages, 20);
    for (size_t i = 0; i < 20; i++)
        CU_ASSERT_EQUAL(memcmp(text[i] + 16, expected[i], 32), 0);
}

static void check_passwords(const struct hash_alg *alg, size_t n, uint64_t iterations, size_t out_bytes)
{
    static uint8_t out[MAX_MESSAGES][200], expected[200];
    struct pbkdf2_job jobs[MAX_MESSAGES] = {0};
    memset(out, 0xee, sizeof out);
    for (size_t i = 0; i < n; i++)
        jobs[i] = (struct pbkdf2_job){data[i], draw() % 150, data[i] + 200, draw() % 150, out[i]};
    CU_ASSERT_EQUAL(pbkdf2_many(alg, jobs, n, iterations, out_bytes), GL_OK);
    const struct gl_engine *engine = gl_engine_chosen(alg->family);
    gl_engine_set(alg->family, gl_engine_find(alg->family, "textbook"));
    for (size_t i = 0; i < n; i++) {
        pbkdf2(alg, jobs[i].password, jobs[i].password_bytes, jobs[i].salt, jobs[i].salt_bytes, iterations,
               expected, out_bytes);
        CU_ASSERT_EQUAL(memcmp(out[i], expected, out_bytes), 0);
        CU_ASSERT_EQUAL(out[i][out_bytes], 0xee);
    }
    gl_engine_set(alg->family, engine);
}

static void passwords_of(const struct hash_alg *alg)
{
    for (size_t c = 0; c < COUNTS; c++)
        check_passwords(alg, counts[c] > 33 ? 33 : counts[c], 1 + c % 4,
                        c % 3 ? 1 + 13 * c : alg->digest_bytes);
}

static void passwords(void)
{
    fill();
    with_every_engine(passwords_of);
}

static void pbkdf2_many_refuses(void)
{
    uint8_t out[32] = {0x55};
    struct pbkdf2_job job = {"password", 8, "salt", 4, out};
    CU_ASSERT_EQUAL(pbkdf2_many(&hash_sha256, &job, 1, 0, 32), GL_ERR_RANGE);
    CU_ASSERT_EQUAL(pbkdf2_many(&hash_sha256, &job, 1, 1, 0), GL_ERR_LENGTH);
    CU_ASSERT_EQUAL(pbkdf2_many(&hash_sha256, &job, 1, 1, (size_t)UINT32_MAX * 32 + 1), GL_ERR_LENGTH);
    CU_ASSERT_EQUAL(pbkdf2_many(&hash_sha256, NULL, 0, 0, 32), GL_ERR_RANGE);
    CU_ASSERT_EQUAL(pbkdf2_many(&hash_sha256, NULL, 0, 1, 32), GL_OK);
    CU_ASSERT_EQUAL(out[0], 0x55);
}

void suite_hash_many(void)
{
    add_suite("hash_many", (const struct test_case[]){
                               {"many messages of one length", messages_alike},
                               {"many messages of mixed lengths", messages_mixed},
                               {"a digest over its own message", a_digest_over_its_own_message},
                               {"PBKDF2: many passwords", passwords},
                               {"PBKDF2: many refuses as one does", pbkdf2_many_refuses},
                               {0},
                           });
}
