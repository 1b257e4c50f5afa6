// SPDX-License-Identifier: MIT
// What holds for every block cipher, mode and direction.
#include "tests/draw.h"
#include "tests/run.h"
#include "tests/trace_mutate.h"

#include "crypto/cipher/cipher.h"

#include <string.h>

static const enum cipher_mode modes[] = {CIPHER_ECB, CIPHER_CBC};

static uint8_t key[32], iv[16], message[200];

// Run `check` for every cipher and both modes.
static void for_all(void (*check)(const struct cipher_alg *alg, enum cipher_mode mode))
{
    test_fill(key, sizeof key, 1);
    test_fill(iv, sizeof iv, 2);
    test_fill(message, sizeof message, 3);
    for (const struct cipher_alg *const *alg = cipher_algs; *alg; alg++)
        for (int m = 0; m < 2; m++)
            check(*alg, modes[m]);
}

static void seal_and_open(const struct cipher_alg *alg, enum cipher_mode mode)
{
    for (size_t bytes = 0; bytes <= 49; bytes++) {
        uint8_t sealed[80], back[80];
        size_t padded = pkcs7_padded_bytes(bytes, alg->block_bytes), n = 0;
        CU_ASSERT_EQUAL(cipher_seal(alg, mode, key, alg->key_bytes, iv, sealed, message, bytes), GL_OK);
        CU_ASSERT_EQUAL(cipher_open(alg, mode, key, alg->key_bytes, iv, back, &n, sealed, padded), GL_OK);
        CU_ASSERT_EQUAL(n, bytes);
        CU_ASSERT_EQUAL(memcmp(back, message, bytes), 0);
    }
}

static void decryption_undoes_encryption(void)
{
    for_all(seal_and_open);
}

static size_t run_stream(const struct cipher_alg *alg, enum cipher_mode mode, enum cipher_direction direction,
                         uint8_t *out, const uint8_t *in, size_t bytes, size_t cut, size_t step)
{
    struct cipher_stream s;
    size_t total = 0, n = 0;
    CU_ASSERT_EQUAL(cipher_stream_init(&s, alg, mode, direction, key, alg->key_bytes, iv), GL_OK);
    cipher_stream_update(&s, out, &n, in, cut);
    total += n;
    for (size_t at = cut; at < bytes; at += step) {
        cipher_stream_update(&s, out + total, &n, in + at, bytes - at < step ? bytes - at : step);
        total += n;
    }
    CU_ASSERT_EQUAL(cipher_stream_final(&s, out + total, &n), GL_OK);
    return total + n;
}

static void stream_splits(const struct cipher_alg *alg, enum cipher_mode mode)
{
    for (size_t bytes = 0; bytes <= 48; bytes += bytes < 34 ? 1 : 7) {
        uint8_t whole[80], pieces[112], back[112];
        size_t padded = pkcs7_padded_bytes(bytes, alg->block_bytes);
        cipher_seal(alg, mode, key, alg->key_bytes, iv, whole, message, bytes);
        for (size_t cut = 0; cut <= bytes; cut++) {
            for (size_t step = 1; step <= 33; step += 8) {
                size_t n = run_stream(alg, mode, CIPHER_ENCRYPT, pieces, message, bytes, cut, step);
                CU_ASSERT_EQUAL(n, padded);
                CU_ASSERT_EQUAL(memcmp(pieces, whole, padded), 0);
                n = run_stream(alg, mode, CIPHER_DECRYPT, back, whole, padded, cut, step);
                CU_ASSERT_EQUAL(n, bytes);
                CU_ASSERT_EQUAL(memcmp(back, message, bytes), 0);
            }
        }
    }
}

static void chunked_equals_one_shot(void)
{
    for_all(stream_splits);
}

static void in_place(const struct cipher_alg *alg, enum cipher_mode mode)
{
    for (int d = 0; d < 2; d++) {
        struct cipher_ctx ctx;
        enum cipher_direction direction = d ? CIPHER_DECRYPT : CIPHER_ENCRYPT;
        uint8_t apart[96], same[96];
        memcpy(same, message, 96);
        cipher_init(&ctx, alg, mode, direction, key, alg->key_bytes, iv);
        CU_ASSERT_EQUAL(cipher_blocks(&ctx, apart, message, 96), GL_OK);
        if (mode == CIPHER_CBC)
            cipher_set_iv(&ctx, iv);
        CU_ASSERT_EQUAL(cipher_blocks(&ctx, same, same, 48), GL_OK);
        CU_ASSERT_EQUAL(cipher_blocks(&ctx, same + 48, same + 48, 48), GL_OK); // CBC chains on
        CU_ASSERT_EQUAL(memcmp(apart, same, 96), 0);
    }
}

static void in_place_equals_out_of_place(void)
{
    for_all(in_place);
}

static void traced(const struct cipher_alg *alg, enum cipher_mode mode)
{
    for (int d = 0; d < 2; d++) {
        for (size_t blocks = 1; blocks <= 3; blocks++) {
            struct cipher_ctx ctx;
            enum cipher_direction direction = d ? CIPHER_DECRYPT : CIPHER_ENCRYPT;
            uint8_t plain[48], shown[48];
            size_t bytes = blocks * alg->block_bytes;
            trace_ref ref = 0;
            struct trace *t = trace_new(alg->title);
            cipher_init(&ctx, alg, mode, direction, key, alg->key_bytes, iv);
            cipher_blocks(&ctx, plain, message, bytes);
            CU_ASSERT_EQUAL(cipher_trace(t, alg, mode, direction, key, alg->key_bytes, iv, message, bytes, 0,
                                         shown, &ref),
                            GL_OK);
            CU_ASSERT_EQUAL(memcmp(plain, shown, bytes), 0);
            CU_ASSERT_EQUAL_FATAL(trace_get(t, ref)->bits, bytes * 8);
            CU_ASSERT_EQUAL(memcmp(plain, trace_get(t, ref)->value, bytes), 0);
            assert_sound(t, blocks == 1 ? 100 : 10);
            trace_free(t);
        }
    }
}

static void the_trace_ends_in_the_output(void)
{
    for_all(traced);
}

static void wrong_padding(const struct cipher_alg *alg, enum cipher_mode mode)
{
    (void)mode;
    size_t block = alg->block_bytes;
    for (unsigned padding = 0; padding < 256; padding++) {
        uint8_t data[32];
        size_t bytes = 2 * block;
        memset(data, (int)padding, sizeof data);
        bool right = padding >= 1 && padding <= block;
        CU_ASSERT_EQUAL(pkcs7_unpad(data, &bytes, block), right ? GL_OK : GL_ERR_DECRYPT);
        CU_ASSERT_EQUAL(bytes, right ? 2 * block - padding : 2 * block);
        for (unsigned place = 2; right && place <= padding; place++) { // one byte of the padding is wrong
            bytes = 2 * block;
            data[2 * block - place] ^= 0x40;
            CU_ASSERT_EQUAL(pkcs7_unpad(data, &bytes, block), GL_ERR_DECRYPT);
            data[2 * block - place] ^= 0x40;
        }
    }
}

static void every_wrong_padding_is_refused(void)
{
    for_all(wrong_padding);
}

static void wrong_lengths(const struct cipher_alg *alg, enum cipher_mode mode)
{
    struct cipher_ctx ctx;
    uint8_t out[64];
    size_t n = 0;
    for (size_t bytes = 0; bytes <= 40; bytes++) {
        bool fits = bytes == alg->key_bytes || (alg == &cipher_des3 && bytes == 16);
        uint8_t any[40] = {0};
        CU_ASSERT_EQUAL(cipher_init(&ctx, alg, mode, CIPHER_ENCRYPT, any, bytes, iv),
                        fits ? GL_OK : GL_ERR_LENGTH);
    }
    CU_ASSERT_EQUAL(cipher_init(&ctx, alg, CIPHER_CBC, CIPHER_ENCRYPT, key, alg->key_bytes, NULL),
                    GL_ERR_ARGUMENT);
    cipher_init(&ctx, alg, mode, CIPHER_ENCRYPT, key, alg->key_bytes, iv);
    CU_ASSERT_EQUAL(cipher_blocks(&ctx, out, message, alg->block_bytes + 1), GL_ERR_LENGTH);
    CU_ASSERT_EQUAL(cipher_open(alg, mode, key, alg->key_bytes, iv, out, &n, message, alg->block_bytes + 1),
                    GL_ERR_DECRYPT);
    CU_ASSERT_EQUAL(cipher_open(alg, mode, key, alg->key_bytes, iv, out, &n, message, 0), GL_ERR_DECRYPT);
    struct cipher_stream s;
    cipher_stream_init(&s, alg, mode, CIPHER_DECRYPT, key, alg->key_bytes, iv);
    cipher_stream_update(&s, out, &n, message, alg->block_bytes - 1);
    CU_ASSERT_EQUAL(cipher_stream_final(&s, out, &n), GL_ERR_DECRYPT);
}

static void wrong_lengths_are_refused(void)
{
    for_all(wrong_lengths);
}

static void engines_are_forced(void)
{
    const char *where = NULL;
    CU_ASSERT_EQUAL(gl_engine_force("des=textbook,aes=textbook", &where), GL_OK);
    struct cipher_ctx ctx;
    cipher_init(&ctx, &cipher_aes128, CIPHER_ECB, CIPHER_ENCRYPT, key, 16, NULL);
    CU_ASSERT_STRING_EQUAL(ctx.engine->engine.name, "textbook");
    CU_ASSERT_EQUAL(gl_engine_force("des=textbook,aes=quantum", &where), GL_ERR_ARGUMENT);
    CU_ASSERT_STRING_EQUAL(where, "aes=quantum");
    gl_engine_set(cipher_aes128.family, NULL);
    gl_engine_set(cipher_des.family, NULL);
}

void suite_cipher(void)
{
    add_suite("cipher", (const struct test_case[]){
                            {"decryption undoes encryption", decryption_undoes_encryption},
                            {"chunked equals one-shot, at every split", chunked_equals_one_shot},
                            {"in place equals out of place", in_place_equals_out_of_place},
                            {"the trace is sound and ends in the output", the_trace_ends_in_the_output},
                            {"every wrong padding is refused", every_wrong_padding_is_refused},
                            {"wrong lengths are refused", wrong_lengths_are_refused},
                            {"engines are forced by name", engines_are_forced},
                            {0},
                        });
}
