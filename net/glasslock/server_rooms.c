// SPDX-License-Identifier: MIT
// Conversations in memory: the table of those that somebody online is in, a connection's own entries, and
// what members are told about each other.
#include "net/glasslock/server_parts.h"

#include "crypto/common/bytes.h"

#include <stdlib.h>

bool gls_is_lobby(const uint8_t *id)
{
    static const uint8_t lobby[TALK_ROOM_BYTES];
    return memcmp(id, lobby, TALK_ROOM_BYTES) == 0;
}

void gls_collect_room(void *context, const struct store_room *room)
{
    wire_put_raw(context, room, sizeof *room);
}

bool gls_room_at(const struct wire_writer *rooms, size_t i, struct store_room *room)
{
    if (rooms->failed || (i + 1) * sizeof *room > rooms->bytes)
        return false;
    memcpy(room, rooms->data + i * sizeof *room, sizeof *room);
    return true;
}

// ---- the table ----

static struct gls_room **slot_of(struct gls_state *s, const uint8_t *id)
{
    return &s->rooms[gl_load32_be(id) % GLS_ROOM_SLOTS]; // ids are hashes
}

static void free_room(struct gls_room *room)
{
    if (room->core)
        room_release(room->core);
    pthread_mutex_destroy(&room->lock);
    free(room);
}

static struct gls_room *load_room(struct gls_state *s, const uint8_t *id)
{
    struct gls_room *room = calloc(1, sizeof *room);
    if (!room)
        return NULL;
    pthread_mutex_init(&room->lock, NULL);
    room->users = 1;
    if (store_room_find(s->store, id, &room->facts) == STORE_OK)
        room->core = room_new(s->server);
    if (room->core)
        return room;
    free_room(room);
    return NULL;
}

struct gls_room *gls_room_get(struct gls_state *s, const uint8_t *id)
{
    pthread_mutex_lock(&s->rooms_lock);
    struct gls_room **slot = slot_of(s, id), *room = *slot;
    while (room && memcmp(room->facts.id, id, TALK_ROOM_BYTES) != 0) // the id never changes
        room = room->next;
    if (room) {
        room->users++;
    } else {
        room = load_room(s, id);
        if (room) {
            room->next = *slot;
            *slot = room;
        }
    }
    pthread_mutex_unlock(&s->rooms_lock);
    return room;
}

struct gls_room *gls_room_hold(struct gls_state *s, struct gls_room *room)
{
    pthread_mutex_lock(&s->rooms_lock);
    room->users++;
    pthread_mutex_unlock(&s->rooms_lock);
    return room;
}

void gls_room_put(struct gls_state *s, struct gls_room *room)
{
    pthread_mutex_lock(&s->rooms_lock);
    bool last = --room->users == 0;
    if (last) {
        struct gls_room **at = slot_of(s, room->facts.id);
        while (*at != room)
            at = &(*at)->next;
        *at = room->next;
    }
    pthread_mutex_unlock(&s->rooms_lock);
    if (last)
        free_room(room);
}

// ---- a connection's entries ----

static void see_active(void *context, const struct store_member *member)
{
    *(bool *)context = member->state == STORE_ACTIVE;
}

struct gls_entry *gls_entry(struct conn *c, const uint8_t *id)
{
    struct gls_state *s = gls_state(c);
    struct gls_session *me = gls_session(c);
    for (size_t i = 0; i < me->rooms_n; i++)
        if (memcmp(me->rooms[i].room->facts.id, id, TALK_ROOM_BYTES) == 0)
            return &me->rooms[i];
    bool active = false;
    if (store_member(s->store, id, me->name, see_active, &active) == STORE_FAILED)
        gls_give_up(c);
    if (!active)
        return NULL;
    struct gls_entry *grown = realloc(me->rooms, (me->rooms_n + 1) * sizeof *grown);
    struct gls_room *room = grown ? gls_room_get(s, id) : NULL;
    if (grown)
        me->rooms = grown;
    if (!room) {
        gls_give_up(c);
        return NULL;
    }
    grown[me->rooms_n] = (struct gls_entry){.room = room};
    return &grown[me->rooms_n++];
}

void gls_hear(struct conn *c, struct gls_entry *entry)
{
    if (!entry->hears)
        entry->hears = room_join(entry->room->core, c);
    if (!entry->hears)
        gls_give_up(c);
}

static void let_go(struct conn *c, struct gls_entry *entry)
{
    if (entry->hears)
        room_leave(entry->room->core, c);
    gls_room_put(gls_state(c), entry->room);
}

void gls_entry_drop(struct conn *c, struct gls_entry *entry)
{
    struct gls_session *me = gls_session(c);
    let_go(c, entry);
    *entry = me->rooms[--me->rooms_n];
}

void gls_entries_drop(struct conn *c)
{
    struct gls_session *me = gls_session(c);
    for (size_t i = 0; i < me->rooms_n; i++)
        let_go(c, &me->rooms[i]);
    me->rooms_n = 0;
}

const char *gls_room_title(const struct store_room *room, const char *name)
{
    return room->pair && strcmp(room->title, name) == 0 ? room->founder : room->title;
}

uint8_t gls_room_flags(const struct store_room *room)
{
    return (uint8_t)((room->pair ? GLR_PAIR : 0) | (gls_is_lobby(room->id) ? GLR_LOBBY : 0));
}

bool gls_no_room(struct conn *c, uint32_t id)
{
    return gls_error(c, id, GLE_ROOM, "no such conversation, or you are not a member of it");
}

// ---- members ----

struct gathered {
    struct gls_member *members;
    size_t n, room;
    bool failed;
};

static void gather(void *context, const struct store_member *member)
{
    struct gathered *g = context;
    if (member->state != STORE_ACTIVE || g->failed)
        return;
    if (g->n == g->room) {
        size_t room = g->room ? 2 * g->room : 8;
        struct gls_member *grown = realloc(g->members, room * sizeof *grown);
        g->failed = !grown;
        if (!grown)
            return;
        g->members = grown;
        g->room = room;
    }
    struct gls_member *m = &g->members[g->n++];
    snprintf(m->name, sizeof m->name, "%s", member->name);
    memcpy(m->card, member->card, TALK_HASH_BYTES);
}

struct gls_member *gls_members(struct gls_state *s, const uint8_t *room, size_t *n)
{
    struct gathered g = {0};
    if (store_members(s->store, room, gather, &g) != STORE_OK || g.failed) {
        free(g.members);
        return NULL;
    }
    *n = g.n;
    return g.members ? g.members : calloc(1, sizeof *g.members);
}

bool gls_know_roster(struct gls_state *s, struct gls_room *room)
{
    size_t n;
    if (room->roster_known)
        return true;
    struct gls_member *members = gls_members(s, room->facts.id, &n);
    uint8_t *cards = members ? malloc((n ? n : 1) * TALK_HASH_BYTES) : NULL;
    for (size_t i = 0; cards && i < n; i++)
        memcpy(cards + i * TALK_HASH_BYTES, members[i].card, TALK_HASH_BYTES);
    room->roster_known = cards && !talk_roster_hash(room->roster, cards, n);
    free(members);
    free(cards);
    return room->roster_known;
}

bool gls_room_fresh(struct gls_state *s, struct gls_room *room)
{
    return gls_know_roster(s, room) && room->facts.epoch && room->facts.epoch_recipe == room->facts.recipe &&
           memcmp(room->roster, room->facts.roster, TALK_HASH_BYTES) == 0;
}
