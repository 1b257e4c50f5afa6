// SPDX-License-Identifier: MIT
// The DES traces that chatlock's users ask for: every block of a text, as the first report prints it.
#include "app/chat/run.h"

#include "app/trace/trace_args.h"
#include "app/trace/trace_call.h"
#include "app/views/view.h"
#include "crypto/common/hex.h"
#include "net/old/chatlock_wire.h"

#include <string.h>

#define MOST_BLOCKS 4 // of a long text the first ones are enough to see

static void trace_block(FILE *out, const struct trace_algorithm *des, const uint8_t *block)
{
    char key[2 * CHATLOCK_KEY_BYTES + 1], in[2 * CHATLOCK_BLOCK_BYTES + 1];
    gl_hex_encode(key, chatlock_key, CHATLOCK_KEY_BYTES);
    gl_hex_encode(in, block, CHATLOCK_BLOCK_BYTES);
    struct trace_args args = {.value = {[OPT_KEY] = key, [OPT_IN] = in}};
    struct trace *t = trace_new("des");
    if (t && des->run(&args, t, "des") == GL_OK)
        view_report(out, t);
    args_clear(&args);
    trace_free(t);
}

// A character is a byte there, U+00FF the last; all others were sent as '?'.
static size_t latin1(uint8_t *out, size_t room, const char *text)
{
    size_t n = 0;
    for (; *text && n < room; text++) {
        unsigned char c = (unsigned char)*text;
        if ((c & 0xc0) == 0x80)
            continue; // the rest of a character
        unsigned low = (unsigned char)text[1] & 0x3fu;
        if (c >= 0x80)
            c = c == 0xc2 || c == 0xc3 ? (unsigned char)((c & 3u) << 6 | low) : '?';
        out[n++] = c;
    }
    return n;
}

void chat_des_trace(FILE *out, const char *text)
{
    const struct trace_algorithm *des = trace_call_find("des");
    uint8_t bytes[MOST_BLOCKS * CHATLOCK_BLOCK_BYTES + 1] = {0};
    size_t n = latin1(bytes, sizeof bytes, text);
    bool more = n == sizeof bytes;
    size_t blocks = (n + CHATLOCK_BLOCK_BYTES - 1) / CHATLOCK_BLOCK_BYTES;
    for (size_t i = 0; des && i < blocks && i < MOST_BLOCKS; i++) {
        fprintf(out, "DES, block %zu:\n", i + 1);
        trace_block(out, des, bytes + i * CHATLOCK_BLOCK_BYTES);
    }
    if (more)
        fputs("(the blocks after these are left out)\n", out);
}
