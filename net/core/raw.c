// SPDX-License-Identifier: MIT
#include "net/core/raw.h"

#include "net/core/server.h"
#include "net/wire/frame.h"

#include <string.h>

#define READ_BYTES 2048 // at once; what is longer is read in parts

struct session {
    struct wire_writer in; // read and not yet handled
    bool in_room;
};

static bool start(struct server *s, void **state, char *error, size_t room)
{
    *state = room_new(s);
    if (!*state)
        snprintf(error, room, "out of memory");
    return *state;
}

static void stop(struct server *s)
{
    room_release(server_state(s));
}

static bool say_text(struct conn *c, enum raw_frame type, const char *text)
{
    struct wire_writer w = {0};
    frame_put(&w, (uint8_t)type, text, strlen(text));
    bool said = !w.failed && conn_say(c, w.data, w.bytes);
    wire_free(&w);
    return said;
}

static bool claim(struct conn *c, const struct frame *f)
{
    struct session *me = conn_state(c);
    char name[NET_NAME_BYTES + 1] = {0};
    if (me->in_room || !f->bytes || f->bytes > NET_NAME_BYTES ||
        !wire_text_valid((const char *)f->payload, f->bytes, false))
        return false;
    memcpy(name, f->payload, f->bytes);
    if (!server_claim(conn_server(c), c, name))
        return say_text(c, RAW_ERROR, "the name is taken");
    conn_joined(c);
    me->in_room = room_join(server_state(conn_server(c)), c);
    return me->in_room && say_text(c, RAW_NAME, name);
}

static bool handle(struct conn *c, const struct frame *f)
{
    const struct session *me = conn_state(c);
    switch (f->type) {
    case RAW_NAME:
        return claim(c, f);
    case RAW_SAY:
        return me->in_room && room_say(server_state(conn_server(c)),
                                       &(struct room_saying){.data = f->payload - FRAME_HEADER_BYTES,
                                                             .bytes = f->bytes + FRAME_HEADER_BYTES,
                                                             .author = c});
    case RAW_PONG:
        return true;
    default:
        return false;
    }
}

// Every whole frame that is there; *wanted: how much more the next one takes.
static bool handle_all(struct conn *c, struct wire_writer *in, size_t *wanted)
{
    size_t at = 0, used = 0, most = server_config(conn_server(c))->limits.frame_bytes;
    struct frame f;
    enum frame_status status;
    bool good = true;
    while ((status = frame_next(in->data + at, in->bytes - at, most, &f, &used)) == FRAME_WHOLE && good) {
        good = handle(c, &f);
        at += used;
    }
    wire_drop(in, at);
    *wanted = status == FRAME_MORE ? used - in->bytes : 0;
    return good && status != FRAME_BAD;
}

static void serve(struct conn *c)
{
    struct session *me = conn_state(c);
    for (size_t wanted = FRAME_HEADER_BYTES;;) {
        size_t room = wanted > READ_BYTES ? wanted : READ_BYTES, before = me->in.bytes;
        uint8_t *space = wire_put_space(&me->in, room);
        size_t n = space ? conn_read(c, space, room) : 0;
        if (!n)
            return;
        me->in.bytes = before + n;
        if (!handle_all(c, &me->in, &wanted)) {
            say_text(c, RAW_ERROR, "a malformed frame, or one out of its turn");
            conn_end(c, "a malformed frame");
            return;
        }
    }
}

static void ended(struct conn *c)
{
    struct session *me = conn_state(c);
    room_leave(server_state(conn_server(c)), c);
    wire_free(&me->in);
}

static void notice(struct conn *c, const char *text)
{
    say_text(c, RAW_NOTICE, text);
}

static void ping(struct conn *c)
{
    say_text(c, RAW_PING, "");
}

static const struct protocol_promise promises[] = {
    {"Nobody reads along", false, "Everything goes in the plain.", NULL},
    {"A name belongs to its user", false, "The first who asks for a name has it; there are no accounts.",
     NULL},
    {0},
};

const struct server_protocol raw_protocol = {
    .name = "raw",
    .summary = "frames without cryptography: for benchmarks and tests only",
    .port = 7079,
    .promises = promises,
    .session_bytes = sizeof(struct session),
    .start = start,
    .stop = stop,
    .serve = serve,
    .ended = ended,
    .notice = notice,
    .ping = ping,
};
