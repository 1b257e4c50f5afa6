// SPDX-License-Identifier: MIT
// OPEN: a conversation that begins, of two or of a group.
#include "net/glasslock/server_parts.h"

static void see_states(void *context, const struct store_member *member)
{
    *(size_t *)context += member->state == STORE_ACTIVE;
}

// Has the other one just opened it? Then its invitation is on the way.
static bool is_opening(const struct gls_room *room, const char *other)
{
    return room->opened_ms && server_now_ms() - room->opened_ms < GLS_OPENING_MS &&
           strcmp(room->facts.founder, other) == 0;
}

// With room->lock, so that no INVITE comes in between: are both of them in this pair or about to be? One that
// only one of them is still in makes place, and who is still in hears that it has left.
static bool stands(struct conn *c, struct gls_room *room, const char *other)
{
    struct gls_state *s = gls_state(c);
    const char *name = gls_session(c)->name;
    size_t in = 0;
    if (store_members(s->store, room->facts.id, see_states, &in) == STORE_FAILED) {
        gls_give_up(c);
        return true;
    }
    if (in >= 2 || is_opening(room, other))
        return true;
    gls_left_to_all(s, room, name);
    gls_left_to_all(s, room, other);
    gls_take_out(s, room, name);
    gls_take_out(s, room, other);
    return false;
}

static bool have_pair(struct conn *c, const char *other)
{
    struct gls_state *s = gls_state(c);
    uint8_t id[TALK_ROOM_BYTES];
    enum store_result found = store_pair_find(s->store, gls_session(c)->name, other, id);
    if (found == STORE_NONE)
        return false;
    struct gls_room *room = found == STORE_OK ? gls_room_get(s, id) : NULL;
    if (!room) {
        gls_give_up(c);
        return true;
    }
    pthread_mutex_lock(&room->lock);
    bool have = stands(c, room, other);
    pthread_mutex_unlock(&room->lock);
    gls_room_put(s, room);
    return have;
}

static bool may_open(struct conn *c, uint32_t id, const struct store_room *room)
{
    struct gls_state *s = gls_state(c);
    const char *name = gls_session(c)->name;
    uint64_t members, rooms;
    struct store_person person;
    if (store_count(s->store, room->id, name, &members, &rooms) != STORE_OK)
        return !gls_store_error(c, id);
    if (rooms >= server_config(s->server)->limits.rooms)
        return !gls_error(c, id, GLE_LIMIT, "you are in %u conversations: leave one first", (unsigned)rooms);
    if (!room->pair)
        return true;
    if (strcmp(room->title, name) == 0 || !gls_known(s, room->title, &person))
        return !gls_error(c, id, GLE_UNKNOWN, "no user %s to talk with", room->title);
    if (have_pair(c, room->title))
        return !gls_error(c, id, GLE_ALREADY, "there is a conversation with %s already", room->title);
    return true;
}

// With opening_lock. Answered in every case.
static bool open_room(struct conn *c, uint32_t id, const struct store_room *room, const uint8_t *invitation,
                      size_t bytes)
{
    struct gls_state *s = gls_state(c);
    if (!may_open(c, id, room))
        return true;
    enum store_result result = store_room_add(s->store, room, invitation, bytes);
    if (result == STORE_TAKEN)
        return gls_error(c, id, GLE_ALREADY, "there is a conversation of this id: draw another salt");
    if (result != STORE_OK)
        return gls_store_error(c, id);
    struct gls_entry *entry = gls_entry(c, room->id);
    if (entry) {
        gls_hear(c, entry);
        pthread_mutex_lock(&entry->room->lock);
        entry->room->opened_ms = room->pair ? server_now_ms() : 0;
        pthread_mutex_unlock(&entry->room->lock);
    }
    gls_journal(s, "%s opened a %s '%s', recipe %s", gls_session(c)->name, room->pair ? "pair" : "group",
                room->title, talk_recipe_name((enum talk_recipe)room->recipe));
    gls_ok(c, id, 0);
    return true;
}

bool gls_open(struct conn *c, struct wire_reader *r)
{
    struct gls_state *s = gls_state(c);
    struct gls_session *me = gls_session(c);
    struct store_room room = {0};
    uint8_t expected[TALK_ROOM_BYTES];
    size_t bytes;
    uint32_t id = wire_u32(r);
    const uint8_t *room_id = wire_raw(r, TALK_ROOM_BYTES), *salt = wire_raw(r, sizeof room.salt);
    room.recipe = wire_u8(r);
    uint8_t pair = wire_u8(r);
    wire_text(r, room.title, sizeof room.title);
    const uint8_t *invitation = wire_field(r, &bytes);
    if (!wire_done(r) || pair > 1 || !room.title[0])
        return false;
    room.pair = pair;
    memcpy(room.id, room_id, sizeof room.id);
    memcpy(room.salt, salt, sizeof room.salt);
    memcpy(room.founder, me->name, sizeof room.founder);
    if (!talk_recipe_name((enum talk_recipe)room.recipe))
        return gls_error(c, id, GLE_RECIPE, "no such recipe");
    talk_room_id(expected, (enum talk_recipe)room.recipe, me->card, room.salt);
    if (memcmp(expected, room.id, sizeof expected) != 0 ||
        !gls_signs(c, room.id, invitation, bytes, me->card))
        return gls_error(c, id, GLE_CARD, "the room's id or its first invitation is not yours");
    pthread_mutex_lock(&s->opening_lock);
    bool good = open_room(c, id, &room, invitation, bytes);
    pthread_mutex_unlock(&s->opening_lock);
    return good;
}
