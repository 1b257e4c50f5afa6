// SPDX-License-Identifier: MIT
// The search for DES keys: every engine finds what the cipher hid, and nothing where it is not.
#include "tests/draw.h"
#include "tests/run.h"

#include "crypto/des/des_keysearch.h"

#include <string.h>

static void encrypt(struct des_keysearch *s, uint64_t bits)
{
    struct cipher_ctx ctx;
    uint8_t key[DES_KEY_BYTES];
    des_key_from_bits(key, bits);
    CU_ASSERT_EQUAL(cipher_init(&ctx, &cipher_des, CIPHER_ECB, CIPHER_ENCRYPT, key, sizeof key, NULL), GL_OK);
    CU_ASSERT_EQUAL(cipher_blocks(&ctx, s->cipher, s->plain, DES_BLOCK_BYTES), GL_OK);
    cipher_wipe(&ctx);
}

static void keys_as_numbers(void)
{
    static const uint8_t key[DES_KEY_BYTES] = {0x13, 0x34, 0x57, 0x79, 0x9b, 0xbc, 0xdf, 0xf1};
    uint8_t back[DES_KEY_BYTES];
    des_key_from_bits(back, des_key_to_bits(key));
    CU_ASSERT_EQUAL(memcmp(back, key, sizeof key), 0);
    des_key_from_bits(back, 0);
    CU_ASSERT_EQUAL(back[0], 1);
    CU_ASSERT_EQUAL(des_key_to_bits((const uint8_t[8]){0xfe, 0xfe, 0xfe, 0xfe, 0xfe, 0xfe, 0xfe, 0xfe}),
                    (UINT64_C(1) << DES_KEY_BITS) - 1);
}

// Any number of unknown bits, from none to more than there are lanes; the unknown bits given wrong.
static void every_engine_finds(void)
{
    uint64_t state = 42;
    for (const struct des_keysearch_engine *const *at = des_keysearch_engines; *at; at++) {
        if (!gl_engine_available(&(*at)->engine))
            continue;
        for (unsigned unknown = 0; unknown <= 15; unknown++)
            for (int i = 0; i < 4; i++) {
                struct des_keysearch s = {.unknown = unknown};
                uint64_t bits = (test_draw(&state) >> 8) & ((UINT64_C(1) << DES_KEY_BITS) - 1), found = 0,
                         random = test_draw(&state) >> 8;
                memcpy(s.plain, &random, sizeof s.plain);
                encrypt(&s, bits);
                s.key = bits ^ ((test_draw(&state) >> 8) & ((UINT64_C(1) << unknown) - 1));
                CU_ASSERT_TRUE((*at)->search(&s, 0, des_keysearch_batches(&s, *at), &found));
                CU_ASSERT_EQUAL(found, bits);
                s.cipher[7] ^= 1;
                CU_ASSERT_FALSE((*at)->search(&s, 0, des_keysearch_batches(&s, *at), &found));
            }
    }
}

// Ranges are a partition: in exactly one of them the key is found, from whichever batch on.
static void ranges_are_a_partition(void)
{
    uint64_t state = 7;
    for (const struct des_keysearch_engine *const *at = des_keysearch_engines; *at; at++) {
        if (!gl_engine_available(&(*at)->engine))
            continue;
        struct des_keysearch s = {.unknown = 14};
        uint64_t bits = (test_draw(&state) >> 8) & ((UINT64_C(1) << DES_KEY_BITS) - 1), key = 0;
        uint64_t batches = des_keysearch_batches(&s, *at);
        encrypt(&s, bits);
        s.key = bits;
        unsigned found = 0;
        for (uint64_t first = 0; first < batches; first += 4)
            found += (*at)->search(&s, first, 4, &key);
        CU_ASSERT_EQUAL(found, 1);
        CU_ASSERT_TRUE((*at)->search(&s, batches - 3, batches, &key)); // around the end
        CU_ASSERT_EQUAL(key, bits);
    }
}

// A key bit above the unknown ones that is wrong is not found.
static void known_bits_are_kept(void)
{
    for (const struct des_keysearch_engine *const *at = des_keysearch_engines; *at; at++) {
        if (!gl_engine_available(&(*at)->engine))
            continue;
        for (unsigned bit = 10; bit < DES_KEY_BITS; bit++) {
            struct des_keysearch s = {.unknown = 10};
            uint64_t found = 0;
            encrypt(&s, 0x123456789abcd);
            s.key = 0x123456789abcd ^ UINT64_C(1) << bit;
            CU_ASSERT_FALSE((*at)->search(&s, 0, des_keysearch_batches(&s, *at), &found));
        }
    }
}

void suite_des_keysearch(void)
{
    static const struct test_case cases[] = {
        {"keys as numbers", keys_as_numbers},
        {"every engine finds", every_engine_finds},
        {"ranges are a partition", ranges_are_a_partition},
        {"known bits are kept", known_bits_are_kept},
        {0},
    };
    add_suite("des_keysearch", cases);
}
