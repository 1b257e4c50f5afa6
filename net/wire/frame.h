// SPDX-License-Identifier: MIT
// Frames of the default protocol: a 4-byte big-endian length (of what follows it, 1 to FRAME_MAX_BYTES), a
// type byte, the payload. The same form serves on the socket and, inside a record of the secure channel, for
// what the record carries.
#ifndef GLASSLOCK_NET_WIRE_FRAME_H
#define GLASSLOCK_NET_WIRE_FRAME_H

#include "net/wire/bytes.h"

#define FRAME_HEADER_BYTES 5           // length and type
#define FRAME_MAX_BYTES    (64 * 1024) // type and payload
#define FRAME_MAX_PAYLOAD  (FRAME_MAX_BYTES - 1)

struct frame {
    uint8_t type;
    const uint8_t *payload; // into what was read
    size_t bytes;           // of payload
};

enum frame_status { FRAME_WHOLE, FRAME_MORE, FRAME_BAD };
// The first frame of data[0..bytes). WHOLE: *used bytes belong to it. MORE: *used is how many bytes are
// wanted in all (FRAME_HEADER_BYTES while the header is not there). BAD: a length of 0 or above `most` (at
// most FRAME_MAX_BYTES).
enum frame_status frame_next(const uint8_t *data, size_t bytes, size_t most, struct frame *frame,
                             size_t *used);

// Write the header, then the payload with wire_put_*, then close the frame. A payload that is too long makes
// the writer fail.
size_t frame_begin(struct wire_writer *w, uint8_t type);
void frame_end(struct wire_writer *w, size_t mark);
void frame_put(struct wire_writer *w, uint8_t type, const void *payload, size_t bytes);

#endif
