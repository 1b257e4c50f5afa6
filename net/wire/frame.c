// SPDX-License-Identifier: MIT
#include "net/wire/frame.h"

#include "crypto/common/bytes.h"

enum frame_status frame_next(const uint8_t *data, size_t bytes, size_t most, struct frame *frame,
                             size_t *used)
{
    if (bytes < FRAME_HEADER_BYTES) {
        *used = FRAME_HEADER_BYTES;
        // A length that is too long is refused as soon as it is there, before anybody waits for the rest.
        return bytes >= 4 && gl_load32_be(data) - 1 >= most ? FRAME_BAD : FRAME_MORE;
    }
    uint32_t length = gl_load32_be(data);
    if (!length || length > most)
        return FRAME_BAD;
    *used = 4 + (size_t)length;
    if (bytes < *used)
        return FRAME_MORE;
    *frame = (struct frame){data[4], data + FRAME_HEADER_BYTES, length - 1};
    return FRAME_WHOLE;
}

size_t frame_begin(struct wire_writer *w, uint8_t type)
{
    size_t mark = w->bytes;
    wire_put_u32(w, 0);
    wire_put_u8(w, type);
    return mark;
}

void frame_end(struct wire_writer *w, size_t mark)
{
    if (w->failed)
        return;
    size_t length = w->bytes - mark - 4;
    if (length > FRAME_MAX_BYTES) {
        w->failed = true;
        return;
    }
    gl_store32_be(w->data + mark, (uint32_t)length);
}

void frame_put(struct wire_writer *w, uint8_t type, const void *payload, size_t bytes)
{
    size_t mark = frame_begin(w, type);
    wire_put_raw(w, payload, bytes);
    frame_end(w, mark);
}
