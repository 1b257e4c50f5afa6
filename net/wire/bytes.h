// SPDX-License-Identifier: MIT
// Binary fields: a buffer that grows while it is written, and a reader that never leaves what it was given.
//
// Numbers are big-endian. A field is a u16 length, then that many bytes; a text is a field of UTF-8 without
// control characters. Both ends are sticky: after a failure every call does nothing, so that a frame is
// written or read straight down the page and checked once at its end.
#ifndef GLASSLOCK_NET_WIRE_BYTES_H
#define GLASSLOCK_NET_WIRE_BYTES_H

#include "net/wire/utf8.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Start from {0}. Memory comes from malloc, and is wiped whenever it moves or is freed.
struct wire_writer {
    uint8_t *data;
    size_t bytes; // written
    size_t room;
    bool failed; // no memory, or a field too long for its length; what is there is not to be used
};
void wire_put_u8(struct wire_writer *w, uint8_t x);
void wire_put_u16(struct wire_writer *w, uint16_t x);
void wire_put_u32(struct wire_writer *w, uint32_t x);
void wire_put_u64(struct wire_writer *w, uint64_t x);
void wire_put_raw(struct wire_writer *w, const void *data, size_t bytes);
void wire_put_field(struct wire_writer *w, const void *data, size_t bytes); // at most 65535
void wire_put_text(struct wire_writer *w, const char *text);
// Room for `bytes` more, which the caller fills; NULL after a failure. Valid until the next call.
uint8_t *wire_put_space(struct wire_writer *w, size_t bytes);
void wire_drop(struct wire_writer *w, size_t bytes); // the first `bytes` bytes; the rest moves to the front
void wire_empty(struct wire_writer *w);              // wipes what was written, keeps the memory
void wire_free(struct wire_writer *w);               // wipes; w is {0} again

struct wire_reader {
    const uint8_t *at;
    size_t left;
    bool failed;
};
static inline struct wire_reader wire_read(const void *data, size_t bytes)
{
    return (struct wire_reader){.at = data, .left = bytes};
}
// 0, NULL or false after a failure.
uint8_t wire_u8(struct wire_reader *r);
uint16_t wire_u16(struct wire_reader *r);
uint32_t wire_u32(struct wire_reader *r);
uint64_t wire_u64(struct wire_reader *r);
const uint8_t *wire_raw(struct wire_reader *r, size_t bytes); // points into what is read
const uint8_t *wire_field(struct wire_reader *r, size_t *bytes);
// A text into out (room chars with the NUL). Fails where it is too long for `room`, no UTF-8, or holds a
// control character (below 0x20 or 0x7f to 0x9f), line feed and tab included.
bool wire_text(struct wire_reader *r, char *out, size_t room);
bool wire_done(const struct wire_reader *r); // everything was read, nothing failed

#endif
