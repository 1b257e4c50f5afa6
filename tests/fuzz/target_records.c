// SPDX-License-Identifier: MIT
// Records of the channel: anything in the place of one, and a good one with bytes changed. Neither opens, and
// after the refusal nothing does; a good one does open.
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

static struct fuzz_pair pair;

static void any(const uint8_t *data, size_t size)
{
    struct channel ch = pair.server;
    uint8_t *copy = fuzz_copy(data, size), *content;
    size_t bytes;
    FUZZ_REQUIRE(channel_open(&ch, copy, size, &content, &bytes) == GL_ERR_DECRYPT && ch.in.over);
    free(copy);
}

static void changed(struct fuzz_in in)
{
    struct channel from = pair.client, to = pair.server;
    struct wire_writer w = {0};
    uint64_t state;
    struct gl_random random = fuzz_random(&state, 9);
    size_t at = fuzz_u16(&in), bytes, content_bytes = in.left < 300 ? in.left : 300;
    uint8_t mask = fuzz_u8(&in), *content;
    if (!content_bytes)
        return;
    uint8_t *text = fuzz_copy(in.at, in.left);
    content_bytes = in.left < content_bytes ? in.left : content_bytes;
    if (content_bytes && !channel_seal(&from, &random, text, content_bytes, &w)) {
        at = at % (w.bytes - FRAME_HEADER_BYTES) + FRAME_HEADER_BYTES;
        w.data[at] ^= mask;
        enum gl_error error =
            channel_open(&to, w.data + FRAME_HEADER_BYTES, w.bytes - FRAME_HEADER_BYTES, &content, &bytes);
        FUZZ_REQUIRE(error == (mask ? GL_ERR_DECRYPT : GL_OK));
        FUZZ_REQUIRE(error || (bytes == content_bytes && !memcmp(content, text, bytes)));
    }
    wire_free(&w);
    free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (!pair.client.open)
        fuzz_pair_open(&pair);
    any(data, size);
    changed(fuzz_in(data, size));
    return 0;
}
