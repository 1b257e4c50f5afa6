// SPDX-License-Identifier: MIT
// The rooms that we are in or invited to: the lobby first, then in the order in which they came.
#include "net/client/engine.h"

#include <stdlib.h>
#include <strings.h>

struct client_room *engine_room(const struct chat_client *c, const char *title)
{
    for (size_t i = 0; i < c->n_rooms; i++)
        if (title ? strcmp(c->rooms[i].title, title) == 0 : c->rooms[i].current)
            return &c->rooms[i];
    return NULL;
}

const struct client_room *engine_room_like(const struct chat_client *c, const char *title)
{
    const struct client_room *room = engine_room(c, title);
    for (size_t i = 0; !room && i < c->n_rooms; i++)
        if (strcasecmp(c->rooms[i].title, title) == 0)
            room = &c->rooms[i];
    return room;
}

static bool grow(struct chat_client *c)
{
    if (c->n_rooms < c->rooms_room)
        return true;
    size_t room = c->rooms_room ? 2 * c->rooms_room : 8;
    if (room > ENGINE_MOST_ROOMS)
        return false;
    struct client_room *rooms = realloc(c->rooms, room * sizeof *rooms);
    if (!rooms)
        return false;
    c->rooms = rooms;
    c->rooms_room = room;
    return true;
}

void client_room_set(struct chat_client *c, const struct client_room *room)
{
    struct client_room *r = engine_room(c, room->title);
    if (r) {
        struct client_room now = *room;
        now.title = r->title;
        now.current = r->current;
        now.unread = r->unread;
        *r = now;
        return;
    }
    char *title = grow(c) ? strdup(room->title) : NULL;
    if (!title) {
        client_no_memory(c); // a room that is not in the list cannot be entered
        return;
    }
    size_t at = room->lobby ? 0 : c->n_rooms;
    memmove(c->rooms + at + 1, c->rooms + at, (c->n_rooms - at) * sizeof *c->rooms);
    c->rooms[at] = *room;
    c->rooms[at].title = title;
    c->rooms[at].unread = 0;
    c->rooms[at].current = c->n_rooms == 0; // the first to come is where one begins
    c->n_rooms++;
}

void client_room_gone(struct chat_client *c, const char *title)
{
    struct client_room *r = engine_room(c, title);
    if (!title || !r)
        return;
    bool current = r->current;
    free((char *)r->title);
    c->n_rooms--;
    memmove(r, r + 1, (size_t)(c->rooms + c->n_rooms - r) * sizeof *r);
    if (current && c->n_rooms)
        client_room_enter(c, c->rooms[0].title);
}

void client_room_enter(struct chat_client *c, const char *title)
{
    struct client_room *entered = engine_room(c, title);
    if (!title || !entered)
        return;
    for (size_t i = 0; i < c->n_rooms; i++)
        c->rooms[i].current = &c->rooms[i] == entered;
    char *name = strdup(title); // the list may move while the protocol is told
    if (!name) {
        client_no_memory(c);
        return;
    }
    client_emit(c, &(struct client_event){.kind = EVENT_ROOM, .room = name});
    if (c->protocol->entered)
        c->protocol->entered(c, name);
    free(name);
}

void engine_rooms_free(struct chat_client *c)
{
    for (size_t i = 0; i < c->n_rooms; i++)
        free((char *)c->rooms[i].title);
    free(c->rooms);
    c->rooms = NULL;
    c->n_rooms = c->rooms_room = 0;
}

size_t client_rooms(const struct chat_client *c, const struct client_room **rooms)
{
    *rooms = c->rooms;
    return c->n_rooms;
}

const char *client_current_room(const struct chat_client *c)
{
    const struct client_room *room = engine_room(c, NULL);
    return room ? room->title : NULL;
}

void client_seen(struct chat_client *c, const char *title)
{
    struct client_room *room = engine_room(c, title);
    if (room)
        room->unread = 0;
    if (c->protocol->seen)
        c->protocol->seen(c, room ? room->title : title);
    engine_settle(c);
}
