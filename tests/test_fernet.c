// SPDX-License-Identifier: MIT
// Fernet tokens: the specification's example, and refusals.
#include "tests/run.h"
#include "tests/trace_mutate.h"

#include "crypto/token/fernet.h"

#include <stdlib.h>
#include <string.h>

// github.com/fernet/spec, generate.json and verify.json: 1985-10-26T01:20:00-07:00.
#define SPEC_KEY  "cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4="
#define SPEC_TIME 499162800
#define SPEC_TOKEN                                                                                           \
    "gAAAAAAdwJ6wAAECAwQFBgcICQoLDA0ODy021cpGVWKZ_eEwCGM4BLLF_5CV9dOPmrhuVUPgJobwOz7JcbmrR64jVmpU4IwqDA=="

static void specification(void)
{
    uint8_t key[FERNET_KEY_BYTES], iv[16], out[sizeof SPEC_TOKEN];
    char token[sizeof SPEC_TOKEN], text[FERNET_KEY_CHARS + 1];
    size_t bytes = 0;
    for (uint8_t i = 0; i < 16; i++)
        iv[i] = i;
    CU_ASSERT_EQUAL_FATAL(fernet_key_decode(key, SPEC_KEY), GL_OK);
    fernet_key_encode(text, key);
    CU_ASSERT_STRING_EQUAL(text, SPEC_KEY);
    CU_ASSERT_EQUAL_FATAL(fernet_token_chars(5), sizeof SPEC_TOKEN - 1);
    CU_ASSERT_EQUAL(fernet_encrypt(key, SPEC_TIME, iv, token, (const uint8_t *)"hello", 5), GL_OK);
    CU_ASSERT_STRING_EQUAL(token, SPEC_TOKEN);
    CU_ASSERT_EQUAL(fernet_decrypt(key, SPEC_TIME + 1, 60, out, &bytes, SPEC_TOKEN), GL_OK);
    CU_ASSERT_EQUAL_FATAL(bytes, 5);
    CU_ASSERT_EQUAL(memcmp(out, "hello", 5), 0);
}

static void time_to_live(void)
{
    uint8_t key[FERNET_KEY_BYTES], out[sizeof SPEC_TOKEN];
    size_t bytes;
    CU_ASSERT_EQUAL_FATAL(fernet_key_decode(key, SPEC_KEY), GL_OK);
    CU_ASSERT_EQUAL(fernet_decrypt(key, SPEC_TIME + 60, 60, out, &bytes, SPEC_TOKEN), GL_OK);
    CU_ASSERT_EQUAL(fernet_decrypt(key, SPEC_TIME + 61, 60, out, &bytes, SPEC_TOKEN), GL_ERR_DECRYPT);
    CU_ASSERT_EQUAL(fernet_decrypt(key, SPEC_TIME - 60, 60, out, &bytes, SPEC_TOKEN), GL_OK);
    CU_ASSERT_EQUAL(fernet_decrypt(key, SPEC_TIME - 61, 60, out, &bytes, SPEC_TOKEN), GL_ERR_DECRYPT);
    CU_ASSERT_EQUAL(fernet_decrypt(key, 0, 0, out, &bytes, SPEC_TOKEN), GL_OK);
}

static void every_character_counts(void)
{
    uint8_t key[FERNET_KEY_BYTES], out[sizeof SPEC_TOKEN + 4];
    char token[sizeof SPEC_TOKEN + 4] = SPEC_TOKEN;
    size_t bytes, chars = strlen(token);
    CU_ASSERT_EQUAL_FATAL(fernet_key_decode(key, SPEC_KEY), GL_OK);
    for (size_t i = 0; i < chars; i++) {
        char kept = token[i];
        token[i] = kept == 'A' ? 'B' : 'A';
        CU_ASSERT_EQUAL(fernet_decrypt(key, SPEC_TIME, 0, out, &bytes, token), GL_ERR_DECRYPT);
        token[i] = '\0'; // cut here
        CU_ASSERT_EQUAL(fernet_decrypt(key, SPEC_TIME, 0, out, &bytes, token), GL_ERR_DECRYPT);
        token[i] = kept;
    }
    strcpy(token + chars, "AAAA");
    CU_ASSERT_EQUAL(fernet_decrypt(key, SPEC_TIME, 0, out, &bytes, token), GL_ERR_DECRYPT);
    key[0] ^= 1; // a full-length forgery is a token of another signing key
    CU_ASSERT_EQUAL(fernet_decrypt(key, SPEC_TIME, 0, out, &bytes, SPEC_TOKEN), GL_ERR_DECRYPT);
}

static void lengths(void)
{
    const uint8_t key[FERNET_KEY_BYTES] = {1, 2, 3}, iv[16] = {9};
    uint8_t message[70], out[400];
    char token[400];
    memset(message, 0x10, sizeof message); // looks like padding
    for (size_t n = 0; n <= sizeof message; n++) {
        size_t bytes = 999;
        CU_ASSERT_EQUAL(fernet_encrypt(key, 5, iv, token, message, n), GL_OK);
        CU_ASSERT_EQUAL(strlen(token), fernet_token_chars(n));
        CU_ASSERT_EQUAL(fernet_decrypt(key, 5, 0, out, &bytes, token), GL_OK);
        CU_ASSERT_EQUAL_FATAL(bytes, n);
        CU_ASSERT_EQUAL(memcmp(out, message, n), 0);
    }
}

static void bad_keys(void)
{
    uint8_t key[FERNET_KEY_BYTES];
    CU_ASSERT_NOT_EQUAL(fernet_key_decode(key, ""), GL_OK);
    CU_ASSERT_NOT_EQUAL(fernet_key_decode(key, "cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4"), GL_OK);
    CU_ASSERT_NOT_EQUAL(fernet_key_decode(key, SPEC_KEY "A"), GL_OK);
    CU_ASSERT_NOT_EQUAL(fernet_key_decode(key, "cw+0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4="), GL_OK);
    CU_ASSERT_NOT_EQUAL(fernet_key_decode(key, "cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4eAA"), GL_OK);
}

// The narration says what the engine does, and the checker notices any change of it.
static void narration(void)
{
    static const size_t lengths_of[] = {0, 5, 16, 40};
    uint8_t key[FERNET_KEY_BYTES], iv[16] = {7}, message[40] = "hello", out[200];
    CU_ASSERT_EQUAL_FATAL(fernet_key_decode(key, SPEC_KEY), GL_OK);
    for (size_t i = 0; i < sizeof lengths_of / sizeof *lengths_of; i++) {
        size_t n = lengths_of[i], bytes = 0;
        char token[200], plain[200];
        struct trace *t = trace_new("Fernet"), *u = trace_new("Fernet");
        CU_ASSERT_EQUAL(fernet_encrypt(key, 5, iv, plain, message, n), GL_OK);
        CU_ASSERT_EQUAL(fernet_trace_encrypt(t, key, 5, iv, token, message, n), GL_OK);
        CU_ASSERT_STRING_EQUAL(token, plain);
        assert_sound(t, 150);
        CU_ASSERT_EQUAL(fernet_trace_decrypt(u, key, 5, 60, out, &bytes, token), GL_OK);
        CU_ASSERT_EQUAL_FATAL(bytes, n);
        CU_ASSERT_EQUAL(memcmp(out, message, n), 0);
        assert_sound(u, 150);
        trace_free(t);
        trace_free(u);
    }
    struct trace *t = trace_new("Fernet");
    size_t bytes = 0;
    key[0] ^= 1;
    CU_ASSERT_EQUAL(fernet_trace_decrypt(t, key, 5, 0, out, &bytes, SPEC_TOKEN), GL_ERR_DECRYPT);
    CU_ASSERT_EQUAL(trace_count(t), 0);
    trace_free(t);
}

// Without a trace the same is computed; with one that has an impossible wish, nothing is.
static void narration_of_nothing(void)
{
    uint8_t key[FERNET_KEY_BYTES], iv[16] = {7}, out[200] = {0};
    char token[200] = "", plain[200];
    size_t bytes = 0;
    CU_ASSERT_EQUAL_FATAL(fernet_key_decode(key, SPEC_KEY), GL_OK);
    CU_ASSERT_EQUAL(fernet_encrypt(key, 5, iv, plain, (const uint8_t *)"hello", 5), GL_OK);
    CU_ASSERT_EQUAL(fernet_trace_encrypt(NULL, key, 5, iv, token, (const uint8_t *)"hello", 5), GL_OK);
    CU_ASSERT_STRING_EQUAL(token, plain);
    CU_ASSERT_EQUAL(fernet_trace_decrypt(NULL, key, 5, 0, out, &bytes, token), GL_OK);
    CU_ASSERT_TRUE(bytes == 5 && memcmp(out, "hello", 5) == 0);
    CU_ASSERT_EQUAL(fernet_trace_decrypt(NULL, key, 5, 0, out, &bytes, "gAAAAA=="), GL_ERR_DECRYPT);
    struct trace *t = trace_new("Fernet");
    trace_set_what_if(t, &(struct trace_what_if){.rounds = 11}); // AES-128 has ten
    token[0] = 0;
    CU_ASSERT_EQUAL(fernet_trace_encrypt(t, key, 5, iv, token, (const uint8_t *)"hello", 5), GL_ERR_RANGE);
    CU_ASSERT_EQUAL(token[0], 0);
    trace_free(t);
    t = trace_new("Fernet");
    CU_ASSERT_EQUAL(fernet_trace_encrypt(t, key, 5, iv, token, iv, (size_t)1 << 30), GL_ERR_TOO_LARGE);
    CU_ASSERT_EQUAL(trace_count(t), 0);
    trace_free(t);
}

void suite_fernet(void)
{
    static const struct test_case cases[] = {
        {"the specification's token", specification},
        {"time to live and clock skew", time_to_live},
        {"every character counts", every_character_counts},
        {"messages of 0 to 70 bytes", lengths},
        {"malformed keys", bad_keys},
        {"narration, both ways", narration},
        {"narration without a trace, and of what cannot be", narration_of_nothing},
        {0},
    };
    add_suite("fernet", cases);
}
