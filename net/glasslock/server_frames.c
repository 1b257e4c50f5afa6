// SPDX-License-Identifier: MIT
// Inner frames: which handler reads which, and how answers are gathered.
#include "net/glasslock/server_parts.h"

#include "crypto/common/bytes.h"

#include <stdarg.h>

#define GATHER_BYTES (32 * 1024)

// ---- answers ----

bool gls_read(struct gls_out *out, enum store_result result)
{
    out->w.failed = out->w.failed || result == STORE_FAILED;
    return result == STORE_OK;
}

bool gls_give_up(struct conn *c)
{
    conn_end(c, "the server has no memory for an answer, or cannot read its store");
    return true;
}

static bool say_first(struct gls_out *out, size_t bytes)
{
    if (out->w.failed)
        gls_give_up(out->conn);
    bool said = !out->w.failed && (!bytes || conn_say(out->conn, out->w.data, bytes));
    if (bytes >= out->w.bytes)
        wire_empty(&out->w);
    else
        wire_drop(&out->w, bytes);
    return said && (!out->drain || conn_drain(out->conn));
}

void gls_end(struct gls_out *out, size_t mark)
{
    frame_end(&out->w, mark);
    if (!out->w.failed && out->w.bytes > CHANNEL_MAX_PLAIN && mark)
        say_first(out, mark);
    if (!out->w.failed && out->w.bytes > GATHER_BYTES)
        say_first(out, out->w.bytes);
}

bool gls_say(struct gls_out *out)
{
    bool said = say_first(out, out->w.bytes);
    wire_free(&out->w);
    return said;
}

void gls_ok(struct conn *c, uint32_t id, uint64_t number)
{
    struct gls_out out = {.conn = c};
    size_t mark = frame_begin(&out.w, GLF_OK);
    wire_put_u32(&out.w, id);
    wire_put_u64(&out.w, number);
    gls_end(&out, mark);
    gls_say(&out);
}

bool gls_error(struct conn *c, uint32_t id, enum glasslock_error code, const char *format, ...)
{
    char text[NET_ERROR_CHARS];
    struct gls_out out = {.conn = c};
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    size_t mark = frame_begin(&out.w, GLF_ERROR);
    wire_put_u32(&out.w, id);
    wire_put_u16(&out.w, (uint16_t)code);
    wire_put_text(&out.w, text);
    gls_end(&out, mark);
    gls_say(&out);
    return true;
}

bool gls_store_error(struct conn *c, uint32_t id)
{
    server_log(conn_server(c), "the database refuses a change that %s asked for: is the disk full?",
               conn_name(c));
    return gls_error(c, id, GLE_INTERNAL, "the server could not store it; nothing was changed");
}

void gls_text(struct conn *c, uint8_t type, const char *text)
{
    struct gls_out out = {.conn = c};
    size_t mark = frame_begin(&out.w, type);
    wire_put_text(&out.w, text);
    gls_end(&out, mark);
    gls_say(&out);
}

// ---- frames ----

static bool ping(struct conn *c, struct wire_reader *r)
{
    const uint8_t *token = wire_raw(r, 8);
    struct gls_out out = {.conn = c};
    if (!wire_done(r))
        return false;
    frame_put(&out.w, GLF_PONG, token, 8);
    gls_say(&out);
    return true;
}

static bool pong(struct conn *c, struct wire_reader *r)
{
    (void)c;
    wire_raw(r, 8);
    return wire_done(r);
}

static bool bye(struct conn *c, struct wire_reader *r)
{
    gls_session(c)->leaving = true;
    return wire_done(r);
}

enum when { BEFORE = 1, AFTER = 2, EVER = 3 }; // WELCOME
static const struct inner {
    gls_handler *handler; // NULL: the server says it, or there is no such frame
    enum when when;
} inner_frames[256] = {
    [GLF_REGISTER] = {gls_register, BEFORE},
    [GLF_LOGIN] = {gls_login, BEFORE},
    [GLF_GUEST] = {gls_guest, BEFORE},
    [GLF_PUBLISH] = {gls_publish, AFTER},
    [GLF_WHO] = {gls_who, AFTER},
    [GLF_CARDS] = {gls_cards, AFTER},
    [GLF_OPEN] = {gls_open, AFTER},
    [GLF_INVITE] = {gls_invite, AFTER},
    [GLF_ACCEPT] = {gls_accept, AFTER},
    [GLF_DECLINE] = {gls_decline, AFTER},
    [GLF_LEAVE] = {gls_leave, AFTER},
    [GLF_EPOCH] = {gls_epoch, AFTER},
    [GLF_SAY] = {gls_say_text, AFTER},
    [GLF_RECEIPT] = {gls_receipt, AFTER},
    [GLF_SYNC] = {gls_sync, AFTER},
    [GLF_FRIEND] = {gls_friend, AFTER},
    [GLF_FRIENDS] = {gls_friends, AFTER},
    [GLF_WAIT] = {gls_wait, AFTER},
    [GLF_RECIPE] = {gls_recipe, AFTER},
    [GLF_PING] = {ping, EVER},
    [GLF_PONG] = {pong, EVER},
    [GLF_BYE] = {bye, EVER},
};

const char *gls_frame_name(uint8_t type)
{
    const char *name = glasslock_frame_name(type);
    return name ? name : "unknown frame";
}

bool gls_frame(struct conn *c, const struct frame *f)
{
    const struct inner *inner = &inner_frames[f->type];
    struct wire_reader r = wire_read(f->payload, f->bytes);
    if (!inner->handler || !(inner->when & (gls_session(c)->in ? AFTER : BEFORE)))
        return false;
    return inner->handler(c, &r);
}
