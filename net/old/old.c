// SPDX-License-Identifier: MIT
#include "net/old/old.h"

#include "crypto/common/bytes.h"

#include <stdlib.h>

#define FIRST_ROOM 512 // one recv of the originals

static bool widen(struct old_buffer *in, size_t most)
{
    size_t room = in->room ? 2 * in->room : FIRST_ROOM;
    char *data = realloc(in->data, room < most ? room : most);
    if (!data)
        return false;
    in->data = data;
    in->room = room < most ? room : most;
    return true;
}

bool old_fill(struct conn *c, struct old_buffer *in, size_t most)
{
    if (in->over)
        return false;
    if (in->bytes == most) {
        conn_end(c, "a message that is too long");
        return false;
    }
    if (in->bytes == in->room && !widen(in, most)) {
        conn_end(c, "no memory");
        return false;
    }
    size_t n = conn_read(c, in->data + in->bytes, in->room - in->bytes);
    in->bytes += n;
    return n > 0;
}

void old_drop(struct old_buffer *in, size_t bytes)
{
    memmove(in->data, in->data + bytes, in->bytes - bytes);
    in->bytes -= bytes;
}

void old_free(struct old_buffer *in)
{
    gl_wipe_free(in->data, in->bytes);
    *in = (struct old_buffer){0};
}
