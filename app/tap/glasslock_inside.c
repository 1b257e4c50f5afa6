// SPDX-License-Identifier: MIT
// What a man in the middle reads inside the channel: what the server would read.
#include "app/tap/protocol.h"

#include "net/glasslock/frames.h"
#include "net/wire/frame.h"

#include <string.h>

#define NAME_ROOM 256

static void put_text(struct wire_reader *r, const char *what, FILE *out)
{
    char text[NAME_ROOM];
    if (wire_text(r, text, sizeof text))
        fprintf(out, "%s'%s'", what, text);
}

static void put_account(struct wire_reader *r, bool password, FILE *out)
{
    char text[NAME_ROOM];
    (void)wire_u32(r);
    put_text(r, ": name ", out);
    if (password && wire_text(r, text, sizeof text))
        fprintf(out, ", a password of %zu bytes, which can be read here", strlen(text));
}

static void put_message(struct wire_reader *r, const char *start, FILE *out)
{
    size_t bytes;
    fputs(start, out);
    if (wire_field(r, &bytes))
        fprintf(out, "a message of %zu bytes, sealed and signed from member to member", bytes);
}

static void put_details(uint8_t type, struct wire_reader *r, FILE *out)
{
    switch (type) {
    case GLF_REGISTER:
    case GLF_LOGIN:
    case GLF_GUEST:
        put_account(r, type != GLF_GUEST, out);
        break;
    case GLF_SAY:
        wire_raw(r, 4 + 16);
        fprintf(out, ": epoch %u, ", wire_u32(r));
        put_message(r, "", out);
        break;
    case GLF_MESSAGE:
        wire_raw(r, 16 + 8 + 8);
        put_text(r, ": from ", out);
        put_message(r, ", ", out);
        break;
    case GLF_ERROR:
        wire_raw(r, 4 + 2);
        put_text(r, ": ", out);
        break;
    case GLF_CARD:
    case GLF_NOTICE:
    case GLF_GOODBYE:
    case GLF_FRIEND_IS:
    case GLF_READY:
        put_text(r, ": ", out);
        break;
    default:
        break;
    }
}

void tap_glasslock_inside(const struct tap_unit *inside, FILE *out)
{
    uint8_t type = inside->data[4];
    struct wire_reader r = wire_read(inside->data + FRAME_HEADER_BYTES, inside->bytes - FRAME_HEADER_BYTES);
    const char *name = glasslock_frame_name(type);
    if (!name) {
        fprintf(out, "a frame of type 0x%02x", type);
        return;
    }
    fputs(name, out);
    put_details(type, &r, out);
}
