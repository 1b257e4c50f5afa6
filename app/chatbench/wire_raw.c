// SPDX-License-Identifier: MIT
// The protocol raw: a message is its number, and zeros up to the length asked for.
#include "app/chatbench/load.h"

#include "crypto/common/bytes.h"
#include "net/core/raw.h"

#include <stdio.h>
#include <unistd.h>

static bool begin(struct load_client *c)
{
    char name[24];
    struct wire_writer w = {0};
    int length = snprintf(name, sizeof name, "b%ld-%u", (long)getpid(), c->index);
    frame_put(&w, RAW_NAME, name, (size_t)length);
    bool sent = !w.failed && load_send(c, w.data, w.bytes);
    wire_free(&w);
    return sent;
}

static bool handle(struct load_client *c, const struct frame *f)
{
    switch (f->type) {
    case RAW_NAME:
        load_joined(c);
        return true;
    case RAW_SAY:
        if (f->bytes < 4)
            return load_fail(c->load, "a message of %zu bytes came", f->bytes);
        return load_heard(c, gl_load32_be(f->payload));
    case RAW_PING: {
        static const uint8_t pong[] = {0, 0, 0, 1, RAW_PONG};
        return load_send(c, pong, sizeof pong);
    }
    default:
        return load_fail(c->load, "the server says: %.*s", (int)f->bytes, (const char *)f->payload);
    }
}

static bool input(struct load_client *c, uint8_t *data, size_t bytes, size_t *used)
{
    struct frame f;
    size_t n;
    enum frame_status status;
    *used = 0;
    while ((status = frame_next(data + *used, bytes - *used, FRAME_MAX_BYTES, &f, &n)) == FRAME_WHOLE) {
        if (!handle(c, &f))
            return false;
        *used += n;
    }
    return status != FRAME_BAD || load_fail(c->load, "a malformed frame came");
}

static bool say(struct load_client *c, uint32_t number, size_t bytes)
{
    static const uint8_t zeros[65536];
    uint8_t frame[FRAME_HEADER_BYTES + 65536];
    gl_store32_be(frame, (uint32_t)bytes + 1);
    frame[4] = RAW_SAY;
    gl_store32_be(frame + FRAME_HEADER_BYTES, number);
    memcpy(frame + FRAME_HEADER_BYTES + 4, zeros, bytes - 4);
    return load_send(c, frame, FRAME_HEADER_BYTES + bytes);
}

const struct chatbench_wire chatbench_raw = {
    .name = "raw", .protocol = &raw_protocol, .begin = begin, .input = input, .say = say};
