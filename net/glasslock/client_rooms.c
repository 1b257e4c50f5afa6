// SPDX-License-Identifier: MIT
// Conversations: the list, and what the server tells of them.
#include "net/glasslock/client_parts.h"

#include "crypto/common/bytes.h"

#include <stdio.h>
#include <stdlib.h>

static const uint8_t lobby_id[TALK_ROOM_BYTES];

struct gc_room *gc_room(struct gc *g, const uint8_t *id)
{
    for (size_t i = 0; i < g->n_rooms; i++)
        if (memcmp(g->rooms[i]->id, id, TALK_ROOM_BYTES) == 0)
            return g->rooms[i];
    return NULL;
}

struct gc_room *gc_room_titled(struct gc *g, const char *title)
{
    if (!title)
        title = client_current_room(g->c);
    for (size_t i = 0; i < g->n_rooms && title; i++)
        if (strcmp(g->rooms[i]->title, title) == 0)
            return g->rooms[i];
    return NULL;
}

bool gc_pair_dead(struct gc *g, struct gc_room *r)
{
    const struct gc_member *other = r->pair ? gc_member(r, r->by) : NULL;
    return r->pair && r->synced && g->in && (!other || other->flags & GLM_GONE);
}

struct gc_room *gc_pair_with(struct gc *g, const char *name)
{
    for (size_t i = 0; i < g->n_rooms; i++) {
        struct gc_room *r = g->rooms[i];
        if (r->pair && strcmp(r->by, name) == 0 && !gc_pair_dead(g, r))
            return r;
    }
    return NULL;
}

// Two conversations may have one title; to the user they have two.
static void own_title(struct gc *g, struct gc_room *r, const char *title)
{
    snprintf(r->title, sizeof r->title, "%.64s", *title ? title : "room");
    for (unsigned n = 2; gc_room_titled(g, r->title) && n < 10000; n++)
        snprintf(r->title, sizeof r->title, "%.64s-%u", *title ? title : "room", n);
}

struct gc_room *gc_room_make(struct gc *g, const uint8_t *id, const char *title)
{
    struct gc_room *r = g->n_rooms < GC_MOST_ROOMS ? calloc(1, sizeof *r) : NULL;
    if (!r && g->n_rooms < GC_MOST_ROOMS)
        client_no_memory(g->c);
    if (!r)
        return NULL;
    memcpy(r->id, id, sizeof r->id);
    r->lobby = gl_equal_ct(id, lobby_id, sizeof lobby_id);
    r->late = true;
    if (r->lobby)
        r->agreed = TALK_STRONG;
    own_title(g, r, title);
    snprintf(r->by, sizeof r->by, "%.32s", title); // of a pair: who the other one is
    g->rooms[g->n_rooms++] = r;
    return r;
}

void gc_room_free(struct gc_room *r)
{
    gc_members_free(r->members, r->n_members);
    gc_members_free(r->coming, r->n_coming);
    gc_held_free(r);
    wire_free(&r->invitation);
    gl_wipe_free(r, sizeof *r);
}

void gc_room_drop(struct gc *g, struct gc_room *r)
{
    for (size_t i = 0; i < g->n_rooms; i++)
        if (g->rooms[i] == r) {
            memmove(g->rooms + i, g->rooms + i + 1, (g->n_rooms - i - 1) * sizeof(struct gc_room *));
            g->n_rooms--;
            break;
        }
    for (size_t i = g->n_unsent; i--;) {
        struct gc_unsent *u = g->unsent[i];
        if (*u->to || memcmp(u->room, r->id, TALK_ROOM_BYTES) != 0)
            continue;
        gc_drop_unsent(g, u);
        gc_unsent_free(u);
        memmove(g->unsent + i, g->unsent + i + 1, (g->n_unsent - i - 1) * sizeof(struct gc_unsent *));
        g->n_unsent--;
    }
    if (g->store)
        client_store_drop(g->store, STORED_ROOM, r->id, sizeof r->id);
    client_room_gone(g->c, r->title);
    client_emit(g->c, &(struct client_event){.kind = EVENT_ROOM});
    gc_room_free(r);
}

void gc_pair_over(struct gc *g, struct gc_room *r)
{
    gc_unsent_to(g, r, r->by);
    gc_room_drop(g, r);
}

void gc_show_room(struct gc *g, const struct gc_room *r)
{
    client_room_set(g->c, &(struct client_room){.title = r->title,
                                                .recipe = talk_recipe_name(r->recipe),
                                                .pair = r->pair,
                                                .lobby = r->lobby,
                                                .invited = r->invited,
                                                .members = (unsigned)gc_count(r)});
    client_emit(g->c, &(struct client_event){.kind = EVENT_ROOM, .room = r->title});
}

// ---- what the server tells ----

static void invited_to_group(struct gc *g, struct gc_room *r, const char *by)
{
    r->invited = true;
    gc_show_room(g, r);
    client_emit(g->c,
                &(struct client_event){.kind = EVENT_INVITED, .who = by, .room = r->title, .text = r->title});
    if (r->recipe != TALK_STRONG && talk_recipe_name(r->recipe))
        gc_tell(g, EVENT_INFO, r, "%s uses %s: %s", r->title, talk_recipe_name(r->recipe),
                talk_recipe_summary(r->recipe));
}

bool gc_on_invited(struct gc *g, struct wire_reader *r)
{
    char title[GC_TITLE_ROOM], by[TALK_NAME_ROOM];
    size_t bytes, card_bytes;
    const uint8_t *id = wire_raw(r, TALK_ROOM_BYTES);
    uint8_t recipe = wire_u8(r), flags = wire_u8(r);
    wire_text(r, title, 65);
    wire_text(r, by, sizeof by);
    const uint8_t *invitation = wire_field(r, &bytes), *card = wire_field(r, &card_bytes);
    if (!wire_done(r))
        return false;
    if (talk_name_problem(by))
        return true;
    gc_pin(g, by, card, card_bytes, false);
    struct gc_room *room = gc_room(g, id), *ours = flags & GLR_PAIR ? gc_pair_with(g, by) : NULL;
    if (ours && ours != room && !ours->member)
        gc_room_drop(g, ours); // we were opening one ourselves, and they were quicker
    if (!room)
        room = gc_room_make(g, id, flags & GLR_PAIR ? by : title);
    if (!room || room->member || room->lobby)
        return true;
    snprintf(room->by, sizeof room->by, "%s", by);
    room->recipe = recipe;
    room->pair = flags & GLR_PAIR;
    wire_empty(&room->invitation);
    wire_put_raw(&room->invitation, invitation, bytes);
    if (room->invitation.failed) { // without it, it would not bear a signature; it comes again
        client_no_memory(g->c);
        return false;
    }
    if (!room->pair) {
        invited_to_group(g, room, by);
        return true;
    }
    room->member = true; // a pair needs no acceptance
    room->late = false;
    gc_show_room(g, room);
    gc_sync(g, room);
    return true;
}

bool gc_on_left(struct gc *g, struct wire_reader *r)
{
    char name[TALK_NAME_ROOM];
    const uint8_t *id = wire_raw(r, TALK_ROOM_BYTES);
    wire_text(r, name, sizeof name);
    if (!wire_done(r))
        return false;
    struct gc_room *room = gc_room(g, id);
    if (room && room->pair && strcmp(name, client_name(g->c)) == 0) {
        gc_pair_over(g, room); // the other one, who had left it, opens another
    } else if (room && strcmp(name, client_name(g->c)) != 0) {
        struct gc_member *m = gc_member(room, name);
        if (m && m->flags & GLM_PENDING)
            client_emit(g->c, &(struct client_event){.kind = EVENT_NOTICE,
                                                     .who = name,
                                                     .room = room->title,
                                                     .text = "an invitation was declined"});
        else
            client_emit(g->c, &(struct client_event){.kind = EVENT_LEAVE, .who = name, .room = room->title});
        if (m)
            m->flags |= GLM_GONE;
        room->stale = true;
        gc_show_room(g, room);
    }
    return true;
}
