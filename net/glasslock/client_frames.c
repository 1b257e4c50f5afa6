// SPDX-License-Identifier: MIT
// The frames inside the records: which there are, and who takes them; writing one.
#include "net/glasslock/client_parts.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void gc_tell(struct gc *g, enum client_event_kind kind, const struct gc_room *room, const char *format, ...)
{
    va_list arguments;
    char *text = NULL;
    va_start(arguments, format);
    if (vasprintf(&text, format, arguments) < 0)
        text = NULL;
    va_end(arguments);
    client_emit(g->c, &(struct client_event){.kind = kind,
                                             .room = room ? room->title : NULL,
                                             .text = text ? text : "no memory for a message"});
    free(text);
}

static bool on_notice(struct gc *g, struct wire_reader *r)
{
    char text[1024];
    wire_text(r, text, sizeof text);
    if (wire_done(r))
        client_tell(g->c, EVENT_NOTICE, "%s", text);
    return wire_done(r);
}

static bool on_goodbye(struct gc *g, struct wire_reader *r)
{
    char text[1024];
    wire_text(r, text, sizeof text);
    if (wire_done(r))
        client_tell(g->c, EVENT_NOTICE, "the server says goodbye: %s", text);
    return wire_done(r);
}

static bool on_ping(struct gc *g, struct wire_reader *r)
{
    const uint8_t *echo = wire_raw(r, 8);
    if (!wire_done(r))
        return false;
    wire_put_raw(gc_begin(g, GLF_PONG), echo, 8);
    return gc_end(g);
}

static bool on_pong(struct gc *g, struct wire_reader *r)
{
    (void)g;
    wire_raw(r, 8);
    return wire_done(r);
}

static const struct {
    uint8_t type;
    const char *name;
    bool (*take)(struct gc *g, struct wire_reader *r); // NULL: ours to send
} frames[] = {
    {GLF_REGISTER, "REGISTER (name, password, card)", NULL},
    {GLF_LOGIN, "LOGIN (name, password)", NULL},
    {GLF_GUEST, "GUEST (name, card)", NULL},
    {GLF_PUBLISH, "PUBLISH (our new card)", NULL},
    {GLF_WHO, "WHO", NULL},
    {GLF_CARDS, "CARDS (whose public keys we want)", NULL},
    {GLF_OPEN, "OPEN (a new conversation)", NULL},
    {GLF_INVITE, "INVITE (signed by us)", NULL},
    {GLF_ACCEPT, "ACCEPT (signed by us)", NULL},
    {GLF_DECLINE, "DECLINE", NULL},
    {GLF_LEAVE, "LEAVE", NULL},
    {GLF_EPOCH, "EPOCH (a new key, wrapped for each member)", NULL},
    {GLF_SAY, "SAY (a message, sealed and signed end to end)", NULL},
    {GLF_RECEIPT, "RECEIPT (received or read, with a MAC)", NULL},
    {GLF_SYNC, "SYNC (what have we missed?)", NULL},
    {GLF_FRIEND, "FRIEND", NULL},
    {GLF_FRIENDS, "FRIENDS", NULL},
    {GLF_WAIT, "WAIT (until a friend is ready)", NULL},
    {GLF_RECIPE, "RECIPE (another one for a conversation)", NULL},
    {GLF_PING, "PING", on_ping},
    {GLF_PONG, "PONG", on_pong},
    {GLF_BYE, "BYE", NULL},
    {GLF_OK, "OK", gc_on_ok},
    {GLF_ERROR, "ERROR", gc_on_error},
    {GLF_WELCOME, "WELCOME (our card and rooms)", gc_on_welcome},
    {GLF_PRESENCE, "PRESENCE (who comes and goes)", gc_on_presence},
    {GLF_CARD, "CARD (somebody's public keys)", gc_on_card},
    {GLF_INVITED, "INVITED", gc_on_invited},
    {GLF_MEMBERS, "MEMBERS (of a conversation)", gc_on_members},
    {GLF_KEY, "KEY (an epoch's, wrapped for us)", gc_on_key},
    {GLF_MESSAGE, "MESSAGE (sealed and signed end to end)", gc_on_message},
    {GLF_RECEIVED, "RECEIVED (a receipt)", gc_on_received},
    {GLF_FRIEND_IS, "FRIEND_IS", gc_on_friend},
    {GLF_READY, "READY", gc_on_ready},
    {GLF_NOTICE, "NOTICE", on_notice},
    {GLF_GOODBYE, "GOODBYE", on_goodbye},
    {GLF_LEFT, "LEFT", gc_on_left},
    {GLF_MAKE_KEY, "MAKE_KEY", gc_on_make_key},
};
#define FRAMES (sizeof frames / sizeof frames[0])

const char *gc_frame_name(uint8_t type)
{
    for (size_t i = 0; i < FRAMES; i++)
        if (frames[i].type == type)
            return frames[i].name;
    return "unknown";
}

bool gc_take_frame(struct gc *g, const struct frame *f)
{
    for (size_t i = 0; i < FRAMES; i++) {
        if (frames[i].type != f->type || !frames[i].take)
            continue;
        struct wire_reader r = wire_read(f->payload, f->bytes);
        if (frames[i].take(g, &r))
            return true;
        if (!wire_done(&r) && !client_lacks_memory(g->c))
            break;
        return false; // it was well-formed, and told why
    }
    client_tell(g->c, EVENT_WARNING,
                "the server sends what is not in the protocol (%s): the connection is closed",
                gc_frame_name(f->type));
    return false;
}

void gc_show_record(struct gc *g, bool outwards, const void *data, size_t bytes, uint8_t type, size_t inner)
{
    char text[160];
    if (!client_wire(g->c))
        return;
    snprintf(text, sizeof text, "a record; inside it, %zu bytes: %s", inner, gc_frame_name(type));
    client_show_wire(g->c, outwards, data, bytes, text);
}

struct wire_writer *gc_begin(struct gc *g, uint8_t type)
{
    wire_empty(&g->frame);
    g->mark = frame_begin(&g->frame, type);
    return &g->frame;
}

bool gc_end(struct gc *g)
{
    struct wire_writer record = {0};
    frame_end(&g->frame, g->mark);
    enum gl_error error = g->frame.bytes > CHANNEL_MAX_PLAIN ? GL_ERR_TOO_LARGE
                          : g->frame.failed                  ? GL_ERR_MEMORY
                                                             : GL_OK;
    if (!error && g->channel.open)
        error = channel_seal(&g->channel, NULL, g->frame.data, g->frame.bytes, &record);
    if (error == GL_ERR_MEMORY)
        client_no_memory(g->c);
    else if (error)
        client_tell(g->c, EVENT_ERROR, "it cannot be sent: %s", gl_error_string(error));
    else if (record.bytes) {
        client_send(g->c, record.data, record.bytes);
        gc_show_record(g, true, record.data, record.bytes, g->frame.data[4], g->frame.bytes);
    }
    wire_free(&record);
    wire_empty(&g->frame);
    return !error;
}
