// SPDX-License-Identifier: MIT
// Fields, texts and frames of net/wire: any reading of any bytes, and what was written is read back.
#include "net/wire/frame.h"
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

static void read_field(struct wire_reader *r, uint8_t what)
{
    char text[40];
    size_t bytes;
    switch (what % 7) {
    case 0:
        wire_u8(r);
        break;
    case 1:
        wire_u16(r);
        break;
    case 2:
        wire_u32(r);
        break;
    case 3:
        wire_u64(r);
        break;
    case 4:
        wire_raw(r, what);
        break;
    case 5:
        wire_field(r, &bytes);
        break;
    default:
        if (wire_text(r, text, sizeof text))
            FUZZ_REQUIRE(strlen(text) < sizeof text && wire_text_valid(text, strlen(text), false));
    }
}

static void write_and_read(const uint8_t *data, size_t size)
{
    struct wire_writer w = {0};
    struct frame f;
    size_t used, mark = frame_begin(&w, 0x42);
    wire_put_field(&w, data, size);
    frame_end(&w, mark);
    FUZZ_REQUIRE(!w.failed);
    FUZZ_REQUIRE(frame_next(w.data, w.bytes, FRAME_MAX_BYTES, &f, &used) == FRAME_WHOLE && used == w.bytes);
    struct wire_reader r = wire_read(f.payload, f.bytes);
    const uint8_t *field = wire_field(&r, &used);
    FUZZ_REQUIRE(wire_done(&r) && used == size && (!size || !memcmp(field, data, size)));
    wire_free(&w);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_in in = fuzz_in(data, size);
    uint8_t kinds[16];
    fuzz_fill(&in, kinds, sizeof kinds);
    uint8_t *copy = fuzz_copy(in.at, in.left);
    struct wire_reader r = wire_read(copy, in.left);
    for (size_t i = 0; !r.failed && i < sizeof kinds; i++)
        read_field(&r, kinds[i]);
    FUZZ_REQUIRE(!wire_done(&r) || !r.left);
    for (size_t at = 0, used; at < in.left; at += used) {
        struct frame f;
        if (frame_next(copy + at, in.left - at, FRAME_MAX_BYTES, &f, &used) != FRAME_WHOLE)
            break;
        FUZZ_REQUIRE(used && used <= in.left - at && f.bytes == used - FRAME_HEADER_BYTES);
    }
    (void)wire_text_valid((const char *)copy, in.left, kinds[0] & 1);
    write_and_read(copy, in.left < 0xffff ? in.left : 0xffff);
    free(copy);
    return 0;
}
