// SPDX-License-Identifier: MIT
// HMAC, HKDF and PBKDF2: golden values, narration, refusals. The RFCs' own vectors run in the suite
// "vectors".
#include "tests/golden.h"
#include "tests/run.h"
#include "tests/trace_mutate.h"

#include "crypto/hash/hkdf.h"
#include "crypto/hash/hmac.h"
#include "crypto/hash/pbkdf2.h"

#include <stdlib.h>
#include <string.h>

struct record { // one of the golden file's three
    uint8_t *key, *message;
    size_t key_bytes, message_bytes;
};

// Read "msg", record the trace, and leave the cursor at its start.
static struct trace *trace_record(struct golden *g, struct record *r)
{
    uint8_t mac[HASH_MAX_DIGEST_BYTES];
    struct trace *t = trace_new("HMAC");
    r->message = golden_bytes(golden_after(g, "msg "), &r->message_bytes);
    CU_ASSERT_EQUAL(
        hmac_trace(t, &hash_sha256, r->key, r->key_bytes, 0, r->message, r->message_bytes, 0, mac, NULL),
        GL_OK);
    g->trace = t;
    g->at = 1;
    return t;
}

static void golden_hmac(void)
{
    static const char *const labels[][2] = {
        {"K0 ", "K0"},   {"K0^ipad ", "K0 xor ipad"}, {"inner ", "digest"}, {"K0^opad ", "K0 xor opad"},
        {"mac ", "MAC"},
    };
    struct golden g;
    struct record r = {0};
    struct trace *t = NULL;
    golden_open(&g, "hmac-sha256-nist-ex.txt", NULL);
    while (golden_next(&g)) {
        if (strncmp(g.text, "key ", 4) == 0) {
            free(r.key);
            r.key = golden_bytes(golden_after(&g, "key "), &r.key_bytes);
        } else if (strncmp(g.text, "msg ", 4) == 0) {
            trace_free(t);
            free(r.message);
            t = trace_record(&g, &r);
        }
        for (size_t i = 0; i < sizeof labels / sizeof labels[0]; i++)
            if (strncmp(g.text, labels[i][0], strlen(labels[i][0])) == 0)
                golden_expect(&g, labels[i][1], g.text + strlen(labels[i][0]));
    }
    CU_ASSERT_EQUAL(g.values, 15);
    golden_close(&g);
    trace_free(t);
    free(r.key);
    free(r.message);
}

static void hmac_keys_around_the_block(void)
{
    uint8_t key[200], plain[64], chunked[64], traced[64];
    memset(key, 0xa7, sizeof key);
    for (const struct hash_alg *const *alg = hash_algs; *alg; alg++) {
        size_t block = (*alg)->block_bytes;
        for (size_t bytes = block - 1; bytes <= block + 1; bytes++) {
            struct hmac_ctx ctx;
            struct trace *t = trace_new("HMAC");
            hmac_digest(*alg, key, bytes, "message", 7, plain);
            hmac_init(&ctx, *alg, key, bytes);
            hmac_update(&ctx, "other", 5);
            hmac_restart(&ctx);
            hmac_update(&ctx, "mess", 4);
            hmac_update(&ctx, "age", 3);
            hmac_final(&ctx, chunked);
            hmac_wipe(&ctx);
            CU_ASSERT_EQUAL(
                hmac_trace(t, *alg, key, bytes, 0, (const uint8_t *)"message", 7, 0, traced, NULL), GL_OK);
            CU_ASSERT_EQUAL(memcmp(plain, chunked, (*alg)->digest_bytes), 0);
            CU_ASSERT_EQUAL(memcmp(plain, traced, (*alg)->digest_bytes), 0);
            assert_sound(t, 6);
            trace_free(t);
        }
    }
}

static void hmac_verify_refuses(void)
{
    uint8_t mac[32], longer[33] = {0};
    hmac_digest(&hash_sha256, "key", 3, "data", 4, mac);
    memcpy(longer, mac, 32);
    CU_ASSERT_EQUAL(hmac_verify(&hash_sha256, "key", 3, "data", 4, mac, 32), GL_OK);
    CU_ASSERT_EQUAL(hmac_verify(&hash_sha256, "key", 3, "data", 4, mac, 16),
                    GL_OK); // a truncated tag, as asked for
    CU_ASSERT_EQUAL(hmac_verify(&hash_sha256, "key", 3, "data", 4, mac, 0), GL_ERR_LENGTH);
    CU_ASSERT_EQUAL(hmac_verify(&hash_sha256, "key", 3, "data", 4, longer, 33), GL_ERR_LENGTH);
    CU_ASSERT_EQUAL(hmac_verify(&hash_sha256, "kez", 3, "data", 4, mac, 32), GL_ERR_VERIFY);
    CU_ASSERT_EQUAL(hmac_verify(&hash_sha256, "key", 3, "data!", 5, mac, 32), GL_ERR_VERIFY);
    for (int bit = 0; bit < 256; bit++) {
        mac[bit / 8] ^= (uint8_t)(1 << bit % 8);
        CU_ASSERT_EQUAL(hmac_verify(&hash_sha256, "key", 3, "data", 4, mac, 32), GL_ERR_VERIFY);
        mac[bit / 8] ^= (uint8_t)(1 << bit % 8);
    }
}

static void hkdf_lengths_and_narration(void)
{
    static uint8_t out[255 * 32 + 1], shorter[100];
    uint8_t traced[100];
    const uint8_t *text = (const uint8_t *)"input key material";
    CU_ASSERT_EQUAL(hkdf(&hash_sha256, "salt", 4, text, 18, "info", 4, out, 255 * 32), GL_OK);
    CU_ASSERT_EQUAL(hkdf(&hash_sha256, "salt", 4, text, 18, "info", 4, shorter, 100), GL_OK);
    CU_ASSERT_EQUAL(memcmp(out, shorter, 100), 0); // a shorter output is a prefix
    struct trace *t = trace_new("HKDF");
    CU_ASSERT_EQUAL(hkdf_trace(t, &hash_sha256, (const uint8_t *)"salt", 4, text, 18, (const uint8_t *)"info",
                               4, traced, 100),
                    GL_OK);
    CU_ASSERT_EQUAL(memcmp(traced, shorter, 100), 0);
    assert_sound(t, 20);
    trace_free(t);
    memset(out, 1, sizeof out);
    CU_ASSERT_EQUAL(hkdf(&hash_sha256, "salt", 4, text, 18, "info", 4, out, sizeof out), GL_ERR_LENGTH);
    CU_ASSERT_EQUAL(out[0], 0);
}

static void pbkdf2_limits_and_narration(void)
{
    uint8_t plain[70], traced[70];
    const uint8_t *password = (const uint8_t *)"password", *salt = (const uint8_t *)"NaCl";
    CU_ASSERT_EQUAL(pbkdf2(&hash_sha256, password, 8, salt, 4, 3, plain, sizeof plain), GL_OK);
    struct trace *t = trace_new("PBKDF2");
    CU_ASSERT_EQUAL(pbkdf2_trace(t, &hash_sha256, password, 8, salt, 4, 3, traced, sizeof traced), GL_OK);
    CU_ASSERT_EQUAL(memcmp(plain, traced, sizeof plain), 0);
    assert_sound(t, 20);
    CU_ASSERT_EQUAL(pbkdf2_trace(t, &hash_sha256, password, 8, salt, 4, 65, traced, sizeof traced),
                    GL_ERR_TOO_LARGE);
    trace_free(t);
    CU_ASSERT_EQUAL(pbkdf2(&hash_sha256, password, 8, salt, 4, 0, plain, sizeof plain), GL_ERR_RANGE);
    CU_ASSERT_EQUAL(pbkdf2(&hash_sha256, password, 8, salt, 4, 1, plain, 0), GL_ERR_LENGTH);
}

void suite_kdf(void)
{
    add_suite("kdf", (const struct test_case[]){
                         {"HMAC: golden traces, every value", golden_hmac},
                         {"HMAC: keys around the block size", hmac_keys_around_the_block},
                         {"HMAC: verification refuses", hmac_verify_refuses},
                         {"HKDF: lengths and narration", hkdf_lengths_and_narration},
                         {"PBKDF2: limits and narration", pbkdf2_limits_and_narration},
                         {0},
                     });
}
