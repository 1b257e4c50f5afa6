// SPDX-License-Identifier: MIT
// Accepting, declining, leaving, another recipe.
#include "net/glasslock/server_parts.h"

// ---- ACCEPT, DECLINE, LEAVE ----

bool gls_accept(struct conn *c, struct wire_reader *r)
{
    struct gls_state *s = gls_state(c);
    struct gls_session *me = gls_session(c);
    size_t bytes;
    uint32_t id = wire_u32(r);
    const uint8_t *room_id = wire_raw(r, TALK_ROOM_BYTES), *acceptance = wire_field(r, &bytes);
    if (!wire_done(r))
        return false;
    struct gls_room *room = gls_is_lobby(room_id) ? NULL : gls_room_get(s, room_id);
    if (!room)
        return gls_no_room(c, id);
    if (!gls_signs(c, room_id, acceptance, bytes, me->card)) {
        gls_room_put(s, room);
        return gls_error(c, id, GLE_CARD, "the acceptance is not signed with your card");
    }
    pthread_mutex_lock(&room->lock);
    enum store_result result = store_member_accept(s->store, room_id, me->name);
    if (result == STORE_OK) {
        room->roster_known = false;
        gls_journal(s, "%s came into '%s'", me->name, room->facts.title);
        gls_ok(c, id, 0);
        gls_members_to_all(s, room);
    }
    pthread_mutex_unlock(&room->lock);
    gls_room_put(s, room);
    if (result == STORE_NONE)
        return gls_entry(c, room_id) ? gls_error(c, id, GLE_ALREADY, "you are a member already")
                                     : gls_no_room(c, id);
    return result == STORE_OK || gls_store_error(c, id);
}

enum store_result gls_take_out(struct gls_state *s, struct gls_room *room, const char *name)
{
    bool empty = false;
    enum store_result result = store_member_leave(s->store, room->facts.id, name, &empty);
    if (result == STORE_OK) {
        room->roster_known = false;
        room->gone = room->gone || empty;
        gls_journal(s, "%s left '%s'", name, room->facts.title);
        if (!empty) {
            gls_left_to_all(s, room, name);
            gls_members_to_all(s, room);
        }
    }
    return result;
}

static void see_state(void *context, const struct store_member *member)
{
    *(enum store_state *)context = member->state;
}

// Both: out of the room, in which one is a member (LEAVE) or only invited (DECLINE).
static bool go(struct conn *c, struct wire_reader *r, bool member)
{
    struct gls_state *s = gls_state(c);
    struct gls_session *me = gls_session(c);
    enum store_state state = 0;
    uint32_t id = wire_u32(r);
    const uint8_t *room_id = wire_raw(r, TALK_ROOM_BYTES);
    if (!wire_done(r))
        return false;
    struct gls_room *room = gls_is_lobby(room_id) ? NULL : gls_room_get(s, room_id);
    if (room && store_member(s->store, room_id, me->name, see_state, &state) == STORE_FAILED)
        gls_give_up(c);
    if (state != (member ? STORE_ACTIVE : STORE_INVITED)) {
        if (room)
            gls_room_put(s, room);
        return gls_no_room(c, id);
    }
    struct gls_entry *entry = member ? gls_entry(c, room_id) : NULL;
    if (member && !entry) {
        gls_room_put(s, room);
        return gls_give_up(c);
    }
    if (entry)
        gls_entry_drop(c, entry);
    pthread_mutex_lock(&room->lock);
    enum store_result result = gls_take_out(s, room, me->name);
    pthread_mutex_unlock(&room->lock);
    gls_room_put(s, room);
    if (result != STORE_OK)
        return gls_store_error(c, id);
    gls_ok(c, id, 0);
    return true;
}

bool gls_decline(struct conn *c, struct wire_reader *r)
{
    return go(c, r, false);
}

bool gls_leave(struct conn *c, struct wire_reader *r)
{
    return go(c, r, true);
}

// ---- RECIPE ----

bool gls_recipe(struct conn *c, struct wire_reader *r)
{
    struct gls_state *s = gls_state(c);
    const char *name = gls_session(c)->name;
    uint32_t id = wire_u32(r);
    const uint8_t *room_id = wire_raw(r, TALK_ROOM_BYTES);
    uint8_t recipe = wire_u8(r);
    if (!wire_done(r))
        return false;
    struct gls_entry *entry = gls_entry(c, room_id);
    if (!entry)
        return gls_no_room(c, id);
    struct gls_room *room = entry->room;
    if (!talk_recipe_name((enum talk_recipe)recipe))
        return gls_error(c, id, GLE_RECIPE, "no such recipe");
    if (gls_is_lobby(room_id) || (!room->facts.pair && strcmp(room->facts.founder, name) != 0))
        return gls_error(c, id, GLE_RECIPE, "only the founder of a group chooses its recipe");
    pthread_mutex_lock(&room->lock);
    const bool same = room->facts.recipe == recipe; // of a pair, both may say it
    enum store_result result = same ? STORE_OK : store_room_recipe(s->store, room_id, recipe);
    if (result == STORE_OK) {
        room->facts.recipe = recipe;
        gls_ok(c, id, 0);
        if (!same)
            gls_members_to_all(s, room);
    }
    pthread_mutex_unlock(&room->lock);
    return result == STORE_OK || (result == STORE_NONE ? gls_no_room(c, id) : gls_store_error(c, id));
}

// ---- a guest's end ----

void gls_guest_leaves(struct conn *c)
{
    struct gls_state *s = gls_state(c);
    const char *name = gls_session(c)->name;
    struct wire_writer rooms = {0};
    struct store_room facts;
    store_rooms_of(s->store, name, STORE_INVITED, gls_collect_room, &rooms);
    store_rooms_of(s->store, name, STORE_ACTIVE, gls_collect_room, &rooms);
    for (size_t i = 0; gls_room_at(&rooms, i, &facts); i++) {
        struct gls_room *room = gls_is_lobby(facts.id) ? NULL : gls_room_get(s, facts.id);
        if (!room)
            continue;
        pthread_mutex_lock(&room->lock);
        gls_take_out(s, room, name);
        pthread_mutex_unlock(&room->lock);
        gls_room_put(s, room);
    }
    wire_free(&rooms);
    pthread_mutex_lock(&s->lobby->lock);
    store_guest_drop(s->store, name);
    s->lobby->roster_known = false;
    pthread_mutex_unlock(&s->lobby->lock);
}
