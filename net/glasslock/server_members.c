// SPDX-License-Identifier: MIT
// MEMBERS and LEFT: what members are told about each other.
#include "net/glasslock/server_parts.h"

#include <stdlib.h>

#define MOST_LISTED_BYTES 60000 // of a list in one frame

struct listing {
    struct gls_state *server;
    struct wire_writer *list; // its items, in parts
    size_t part_bytes, parts, n;
    struct wire_writer done; // whole frames
    struct gls_room *room;
    bool stale;
};

static void end_part(struct listing *l, bool last)
{
    const struct store_room *facts = &l->room->facts;
    size_t mark = frame_begin(&l->done, GLF_MEMBERS);
    wire_put_raw(&l->done, facts->id, TALK_ROOM_BYTES);
    wire_put_u8(&l->done, facts->recipe);
    wire_put_raw(&l->done, facts->salt, sizeof facts->salt);
    wire_put_u32(&l->done, facts->epoch);
    wire_put_raw(&l->done, facts->roster, TALK_HASH_BYTES);
    wire_put_u8(&l->done, l->stale);
    wire_put_u8(&l->done, last);
    wire_put_u16(&l->done, (uint16_t)l->n);
    wire_put_raw(&l->done, l->list->data, l->list->bytes);
    frame_end(&l->done, mark);
    l->done.failed = l->done.failed || l->list->failed;
    wire_empty(l->list);
    l->n = 0;
}

static void list_member(void *context, const struct store_member *member)
{
    struct listing *l = context;
    uint8_t flags = gls_is_online(l->server, member->name) ? GLM_ONLINE : 0;
    flags |= member->state == STORE_INVITED ? GLM_PENDING : member->state == STORE_GONE ? GLM_GONE : 0;
    flags |= member->founder ? GLM_FOUNDER : 0;
    if (l->list->bytes + member->invitation_bytes + 128 > MOST_LISTED_BYTES)
        end_part(l, false);
    wire_put_text(l->list, member->name);
    wire_put_raw(l->list, member->card, TALK_HASH_BYTES);
    wire_put_field(l->list, member->invitation, member->invitation_bytes);
    wire_put_u8(l->list, flags);
    l->n++;
}

// All of a room's MEMBERS frames; failed where the store fails or there is no memory.
static struct wire_writer list_members(struct gls_state *s, struct gls_room *room)
{
    struct wire_writer list = {0};
    struct listing l = {.server = s, .list = &list, .room = room, .stale = !gls_room_fresh(s, room)};
    bool read = store_members(s->store, room->facts.id, list_member, &l) == STORE_OK;
    end_part(&l, true);
    l.done.failed = l.done.failed || !read;
    wire_free(&list);
    return l.done;
}

// Say whole frames to one: never more than a piece at once.
static void say_frames(struct conn *c, const struct wire_writer *frames)
{
    struct frame f;
    if (frames->failed)
        gls_give_up(c);
    for (size_t at = 0, used; !frames->failed && at < frames->bytes; at += used) {
        if (frame_next(frames->data + at, frames->bytes - at, FRAME_MAX_BYTES, &f, &used) != FRAME_WHOLE)
            return;
        conn_say(c, frames->data + at, used);
    }
}

void gls_members_to(struct conn *c, struct gls_room *room)
{
    struct wire_writer frames = list_members(gls_state(c), room);
    say_frames(c, &frames);
    wire_free(&frames);
}

struct noted {
    struct gls_names names;
    bool lost; // not all are in `names`
};

static void note_member(void *context, const struct store_member *member)
{
    struct noted *noted = context;
    if (member->state == STORE_ACTIVE && !gls_names_add(&noted->names, member->name))
        noted->lost = true;
}

struct nth {
    size_t left; // members before it
    char name[TALK_NAME_ROOM];
};

static void note_nth(void *context, const struct store_member *member)
{
    struct nth *nth = context;
    if (member->state == STORE_ACTIVE && !*nth->name && nth->left-- == 0)
        snprintf(nth->name, sizeof nth->name, "%s", member->name);
}

static void tell_one(struct gls_state *s, const char *name, const struct wire_writer *frames)
{
    struct conn *to = server_find(s->server, name);
    if (!to)
        return;
    say_frames(to, frames);
    conn_release(to);
}

// Without memory for a list of names: one after the other, each looked up anew.
static void tell_each(struct gls_state *s, struct gls_room *room, const struct wire_writer *frames)
{
    struct nth nth = {.name = "?"};
    for (size_t i = 0; *nth.name; i++) {
        nth = (struct nth){.left = i};
        if (store_members(s->store, room->facts.id, note_nth, &nth) != STORE_OK)
            return;
        if (*nth.name)
            tell_one(s, nth.name, frames);
    }
}

static void tell_frames(struct gls_state *s, struct gls_room *room, const struct wire_writer *frames)
{
    struct noted noted = {0};
    if (store_members(s->store, room->facts.id, note_member, &noted) == STORE_FAILED)
        noted.lost = true;
    for (size_t i = 0; !noted.lost && i < noted.names.n; i++)
        tell_one(s, noted.names.names[i], frames);
    if (noted.lost)
        tell_each(s, room, frames);
    free(noted.names.names);
}

void gls_members_to_all(struct gls_state *s, struct gls_room *room)
{
    struct wire_writer frames = list_members(s, room);
    tell_frames(s, room, &frames);
    wire_free(&frames);
}

void gls_left_to_all(struct gls_state *s, struct gls_room *room, const char *name)
{
    struct wire_writer w = {0};
    size_t mark = frame_begin(&w, GLF_LEFT);
    wire_put_raw(&w, room->facts.id, TALK_ROOM_BYTES);
    wire_put_text(&w, name);
    frame_end(&w, mark);
    if (!w.failed)
        tell_frames(s, room, &w);
    wire_free(&w);
}
