// SPDX-License-Identifier: MIT
// Fields and frames: what is written is read again, and nothing is read that is not there.
#include "crypto/common/bytes.h"
#include "net/wire/frame.h"
#include "tests/run.h"

#include <stdlib.h>

static void test_fields(void)
{
    struct wire_writer w = {0};
    wire_put_u8(&w, 0x12);
    wire_put_u16(&w, 0x3456);
    wire_put_u32(&w, 0x789abcde);
    wire_put_u64(&w, 0x0123456789abcdef);
    wire_put_text(&w, "Zürich");
    wire_put_field(&w, "\0\1", 2);
    CU_ASSERT_FALSE_FATAL(w.failed);
    CU_ASSERT_EQUAL(w.bytes, 1 + 2 + 4 + 8 + 2 + 7 + 2 + 2);

    struct wire_reader r = wire_read(w.data, w.bytes);
    char text[8];
    size_t bytes;
    CU_ASSERT_EQUAL(wire_u8(&r), 0x12);
    CU_ASSERT_EQUAL(wire_u16(&r), 0x3456);
    CU_ASSERT_EQUAL(wire_u32(&r), 0x789abcde);
    CU_ASSERT_EQUAL(wire_u64(&r), 0x0123456789abcdef);
    CU_ASSERT_TRUE(wire_text(&r, text, sizeof text));
    CU_ASSERT_STRING_EQUAL(text, "Zürich");
    CU_ASSERT_FALSE(wire_done(&r));
    const uint8_t *field = wire_field(&r, &bytes);
    CU_ASSERT_TRUE(field && bytes == 2 && field[1] == 1);
    CU_ASSERT_TRUE(wire_done(&r));
    CU_ASSERT_PTR_NULL(wire_raw(&r, 1));
    CU_ASSERT_FALSE(wire_done(&r));

    // Every cut of it fails, and reads nothing behind the cut (the sanitizers watch the heap's copy).
    for (size_t cut = 0; cut < w.bytes; cut++) {
        uint8_t *copy = malloc(cut ? cut : 1);
        memcpy(copy, w.data, cut);
        r = wire_read(copy, cut);
        wire_u8(&r), wire_u16(&r), wire_u32(&r), wire_u64(&r);
        wire_text(&r, text, sizeof text);
        wire_field(&r, &bytes);
        CU_ASSERT_FALSE(wire_done(&r));
        free(copy);
    }
    wire_free(&w);
}

static void test_sticky(void)
{
    struct wire_writer w = {0};
    wire_put_field(&w, NULL, 65536);
    CU_ASSERT_TRUE(w.failed);
    wire_put_u8(&w, 1);
    CU_ASSERT_EQUAL(w.bytes, 0);
    wire_empty(&w);
    CU_ASSERT_FALSE(w.failed);
    wire_put_raw(&w, "abcdef", 6);
    wire_drop(&w, 4);
    CU_ASSERT_TRUE(w.bytes == 2 && !memcmp(w.data, "ef", 2));
    wire_free(&w);

    CU_ASSERT_PTR_NOT_NULL(wire_put_space(&w, 0)); // nothing is no failure
    CU_ASSERT_FALSE(w.failed);
    wire_free(&w);

    struct wire_reader r = wire_read("\0\5hello", 7);
    char small[5];
    CU_ASSERT_FALSE(wire_text(&r, small, sizeof small)); // no room for its NUL
    CU_ASSERT_STRING_EQUAL(small, "");
}

static void test_utf8(void)
{
    static const char *const good[] = {"", "plain", "é", "€", "𝄞", "\xef\xbf\xbf", "\xf4\x8f\xbf\xbf"};
    static const char *const bad[] = {"\x80",
                                      "\xc0\xaf",
                                      "\xc1\xbf",
                                      "\xe0\x9f\xbf",
                                      "\xed\xa0\x80",
                                      "\xc3",
                                      "\xf4\x90\x80\x80",
                                      "\xf0\x8f\xbf\xbf",
                                      "\xff",
                                      "\xe2\x82",
                                      "\xc2\x85",
                                      "\x1b[2J",
                                      "a\nb",
                                      "tab\t",
                                      "\x7f"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        CU_ASSERT_TRUE(wire_text_valid(good[i], strlen(good[i]), false));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        CU_ASSERT_FALSE(wire_text_valid(bad[i], strlen(bad[i]), false));
    CU_ASSERT_TRUE(wire_text_valid("two\n\tlines", 10, true));
    CU_ASSERT_FALSE(wire_text_valid("a\0b", 3, true));
}

static void test_frames(void)
{
    struct wire_writer w = {0};
    frame_put(&w, 7, "abc", 3);
    frame_put(&w, 8, NULL, 0);
    struct frame frame;
    size_t used;
    for (size_t bytes = 0; bytes < 8; bytes++) {
        CU_ASSERT_EQUAL(frame_next(w.data, bytes, FRAME_MAX_BYTES, &frame, &used), FRAME_MORE);
        CU_ASSERT_EQUAL(used, bytes < 5 ? 5 : 8);
    }
    CU_ASSERT_EQUAL(frame_next(w.data, w.bytes, FRAME_MAX_BYTES, &frame, &used), FRAME_WHOLE);
    CU_ASSERT_TRUE(used == 8 && frame.type == 7 && frame.bytes == 3 && !memcmp(frame.payload, "abc", 3));
    CU_ASSERT_EQUAL(frame_next(w.data + 8, w.bytes - 8, FRAME_MAX_BYTES, &frame, &used), FRAME_WHOLE);
    CU_ASSERT_TRUE(used == 5 && frame.type == 8 && frame.bytes == 0);
    CU_ASSERT_EQUAL(frame_next(w.data, w.bytes, 3, &frame, &used), FRAME_BAD); // longer than is taken here
    CU_ASSERT_EQUAL(frame_next((const uint8_t[5]){0}, 5, FRAME_MAX_BYTES, &frame, &used), FRAME_BAD);
    CU_ASSERT_EQUAL(frame_next((const uint8_t *)"\0\1\0\1", 4, FRAME_MAX_BYTES, &frame, &used), FRAME_BAD);
    CU_ASSERT_EQUAL(frame_next((const uint8_t *)"\0\1\0\0", 4, FRAME_MAX_BYTES, &frame, &used), FRAME_MORE);
    CU_ASSERT_EQUAL(frame_next((const uint8_t *)"\xff\xff\xff\xff\0", 5, FRAME_MAX_BYTES, &frame, &used),
                    FRAME_BAD);
    wire_free(&w);

    static uint8_t payload[FRAME_MAX_BYTES];
    frame_put(&w, 1, payload, FRAME_MAX_PAYLOAD);
    CU_ASSERT_FALSE(w.failed);
    frame_put(&w, 1, payload, FRAME_MAX_BYTES);
    CU_ASSERT_TRUE(w.failed);
    wire_free(&w);
}

void suite_wire(void)
{
    static const struct test_case cases[] = {
        {"fields are read as they were written, and no cut of them", test_fields},
        {"a failure sticks, and nothing after it is done", test_sticky},
        {"UTF-8 is strict and has no control characters", test_utf8},
        {"frames: whole, cut, empty, too long", test_frames},
        {0},
    };
    add_suite("wire", cases);
}
