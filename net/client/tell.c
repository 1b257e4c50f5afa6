// SPDX-License-Identifier: MIT
// What the engine and its protocols tell the owner, and what protocols ask of the engine.
#include "net/client/engine.h"

#include "crypto/common/no_memory.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

// ---- telling ----

void client_emit(struct chat_client *c, const struct client_event *event)
{
    if (event->kind == EVENT_MESSAGE && event->room && !event->own && !event->flag) {
        struct client_room *room = engine_room(c, event->room);
        if (room)
            room->unread++;
    }
    c->sink(c->context, event);
}

void client_tell(struct chat_client *c, enum client_event_kind kind, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *text = NULL;
    if (vasprintf(&text, format, arguments) < 0)
        text = NULL;
    va_end(arguments);
    client_emit(c, &(struct client_event){.kind = kind, .text = text ? text : "no memory for a message"});
    free(text);
}

void client_not_done(struct chat_client *c)
{
    client_tell(c, EVENT_ERROR, GL_NO_MEMORY "; nothing was done, try again");
}

void client_show_wire(struct chat_client *c, bool outwards, const void *data, size_t bytes,
                      const char *meaning)
{
    if (c->wire)
        client_emit(c,
                    &(struct client_event){
                        .kind = EVENT_WIRE, .flag = outwards, .data = data, .bytes = bytes, .text = meaning});
}

// ---- what protocols ask ----

void *client_state_of(struct chat_client *c)
{
    return c->state;
}

const struct client_config *client_config(const struct chat_client *c)
{
    return &c->config;
}

enum client_state client_state(const struct chat_client *c)
{
    return c->shown;
}

const char *client_name(const struct chat_client *c)
{
    return c->name;
}

void client_set_name(struct chat_client *c, const char *name)
{
    snprintf(c->name, sizeof c->name, "%s", name);
}

void client_give_up(struct chat_client *c)
{
    c->stopped = true;
}

void client_no_memory(struct chat_client *c)
{
    c->no_memory = true;
}

bool client_lacks_memory(const struct chat_client *c)
{
    return c->no_memory;
}

bool client_wire(const struct chat_client *c)
{
    return c->wire;
}

bool client_wire_set(struct chat_client *c, bool on)
{
    bool changed = c->wire != on;
    c->wire = on;
    return changed;
}
