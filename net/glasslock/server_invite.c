// SPDX-License-Identifier: MIT
// Opening a conversation, and inviting into it.
#include "net/glasslock/server_parts.h"

#define INVITATION_BYTES 1024 // the longest taken

// ---- cards and invitations ----

// The card of somebody, checked when it came in; decoded again. false: unknown, or no memory.
static bool read_card(struct gls_state *s, const char *name, struct talk_card *card)
{
    struct wire_writer data = {0};
    bool good = store_card(s->store, name, &data) == STORE_OK && !data.failed &&
                !talk_card_read(card, data.data, data.bytes);
    wire_free(&data);
    return good;
}

// Does this user's own card sign that the owner of the other one may come in?
bool gls_signs(struct conn *c, const uint8_t *room, const uint8_t *invitation, size_t bytes,
               const uint8_t guest[TALK_HASH_BYTES])
{
    struct talk_card card;
    talk_card_init(&card);
    bool good = bytes <= INVITATION_BYTES && read_card(gls_state(c), gls_session(c)->name, &card) &&
                !talk_invite_check(invitation, bytes, room, &card, guest);
    talk_card_clear(&card);
    return good;
}

static bool known(struct gls_state *s, const char *name, struct store_person *person)
{
    if (store_person_find(s->store, name, person) != STORE_OK)
        return false;
    struct conn *online = person->guest ? server_find(s->server, name) : NULL;
    if (online)
        conn_release(online);
    return !person->guest || online; // a guest is known while it is there
}

// ---- OPEN ----

static void see_states(void *context, const struct store_member *member)
{
    *(size_t *)context += member->state == STORE_ACTIVE;
}

// Has the other one just opened it? Then its invitation is on the way.
static bool is_opening(struct gls_room *room, const char *other)
{
    pthread_mutex_lock(&room->lock);
    bool opening = room->opened_ms && server_now_ms() - room->opened_ms < GLS_OPENING_MS &&
                   strcmp(room->facts.founder, other) == 0;
    pthread_mutex_unlock(&room->lock);
    return opening;
}

// Is there a pair of the two, with both of them in it or about to be? One that only one of them is still in
// makes place, and who is still in hears that it has left.
static bool have_pair(struct conn *c, const char *other)
{
    struct gls_state *s = gls_state(c);
    const char *name = gls_session(c)->name;
    uint8_t id[TALK_ROOM_BYTES];
    size_t in = 0;
    enum store_result found = store_pair_find(s->store, name, other, id);
    if (found == STORE_NONE)
        return false;
    struct gls_room *room = found == STORE_OK ? gls_room_get(s, id) : NULL;
    bool failed = !room || store_members(s->store, id, see_states, &in) == STORE_FAILED;
    if (failed)
        gls_give_up(c);
    bool have = failed || in >= 2 || is_opening(room, other);
    if (!have) {
        pthread_mutex_lock(&room->lock);
        gls_left_to_all(s, room, name);
        gls_left_to_all(s, room, other);
        pthread_mutex_unlock(&room->lock);
        gls_take_out(s, room, name);
        gls_take_out(s, room, other);
    }
    if (room)
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
    if (strcmp(room->title, name) == 0 || !known(s, room->title, &person))
        return !gls_error(c, id, GLE_UNKNOWN, "no user %s to talk with", room->title);
    if (have_pair(c, room->title))
        return !gls_error(c, id, GLE_ALREADY, "there is a conversation with %s already", room->title);
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
    if (!may_open(c, id, &room))
        return true;
    enum store_result result = store_room_add(s->store, &room, invitation, bytes);
    if (result == STORE_TAKEN)
        return gls_error(c, id, GLE_ALREADY, "there is a conversation of this id: draw another salt");
    if (result != STORE_OK)
        return gls_store_error(c, id);
    struct gls_entry *entry = gls_entry(c, room.id);
    if (entry) {
        gls_hear(c, entry);
        pthread_mutex_lock(&entry->room->lock);
        entry->room->opened_ms = pair ? server_now_ms() : 0;
        pthread_mutex_unlock(&entry->room->lock);
    }
    gls_journal(s, "%s opened a %s '%s', recipe %s", me->name, pair ? "pair" : "group", room.title,
                talk_recipe_name((enum talk_recipe)room.recipe));
    gls_ok(c, id, 0);
    return true;
}

// ---- INVITE ----

void gls_put_invited(struct wire_writer *w, struct gls_state *s, const struct store_room *room, uint8_t flags,
                     const char *to, const char *by, const uint8_t *invitation, size_t bytes)
{
    struct wire_writer card = {0};
    bool failed = store_card(s->store, by, &card) == STORE_FAILED || card.failed;
    size_t mark = frame_begin(w, GLF_INVITED);
    wire_put_raw(w, room->id, TALK_ROOM_BYTES);
    wire_put_u8(w, room->recipe);
    wire_put_u8(w, (uint8_t)(gls_room_flags(room) | flags));
    wire_put_text(w, gls_room_title(room, to));
    wire_put_text(w, by);
    wire_put_field(w, invitation, bytes);
    wire_put_field(w, card.data, card.bytes);
    frame_end(w, mark);
    w->failed = w->failed || failed;
    wire_free(&card);
}

struct standing {
    enum store_state state;                                // 0: none
    uint8_t card[TALK_HASH_BYTES], names[TALK_HASH_BYTES]; // the card that the invitation names
};

static void see_standing(void *context, const struct store_member *member)
{
    struct standing *there = context;
    uint8_t inviter[TALK_HASH_BYTES];
    there->state = member->state;
    memcpy(there->card, member->card, TALK_HASH_BYTES);
    if (talk_invite_names(member->invitation, member->invitation_bytes, inviter, there->names))
        memset(there->names, 0, sizeof there->names);
}

// With room->lock. false: answered.
static bool may_invite(struct conn *c, uint32_t id, struct gls_room *room, const char *name,
                       const struct standing *there)
{
    struct gls_state *s = gls_state(c);
    const struct server_limits *limits = &server_config(s->server)->limits;
    const struct store_room *facts = &room->facts;
    uint64_t members, rooms;
    if (facts->pair && strcmp(gls_room_title(facts, gls_session(c)->name), name) != 0)
        return !gls_error(c, id, GLE_ROOM, "this conversation is of two: open a group to invite %s", name);
    if (there->state == STORE_INVITED ||
        (there->state == STORE_ACTIVE && memcmp(there->card, there->names, TALK_HASH_BYTES) == 0))
        return !gls_error(c, id, GLE_ALREADY, "%s is %s already", name,
                          there->state == STORE_INVITED ? "invited" : "a member");
    if (there->state == STORE_ACTIVE)
        return true; // a member with a new card is vouched for again
    if (store_count(s->store, facts->id, name, &members, &rooms) != STORE_OK)
        return !gls_store_error(c, id);
    if (members >= limits->room_members || rooms >= limits->rooms)
        return !gls_error(c, id, GLE_LIMIT, "%s",
                          members >= limits->room_members ? "this conversation is full"
                                                          : "the other one is in too many conversations");
    return true;
}

// With room->lock.
static void tell_invited(struct conn *c, struct gls_room *room, const char *name, enum store_state state,
                         const uint8_t *invitation, size_t bytes)
{
    struct gls_state *s = gls_state(c);
    struct conn *to = server_find(s->server, name);
    if (to) {
        struct gls_out out = {.conn = to};
        gls_put_invited(&out.w, s, &room->facts, state == STORE_INVITED ? GLR_INVITED : 0, name,
                        gls_session(c)->name, invitation, bytes);
        gls_say(&out);
        conn_release(to);
    }
    if (state == STORE_ACTIVE)
        gls_members_to_all(s, room);
}

static bool invite(struct conn *c, uint32_t id, struct gls_room *room, const char *name,
                   const uint8_t *invitation, size_t bytes)
{
    struct gls_state *s = gls_state(c);
    const char *by = gls_session(c)->name;
    struct standing there = {0};
    if (store_member(s->store, room->facts.id, name, see_standing, &there) == STORE_FAILED)
        return gls_give_up(c); // a member must not pass for a stranger
    if (!may_invite(c, id, room, name, &there))
        return true;
    enum store_state state = room->facts.pair || there.state == STORE_ACTIVE ? STORE_ACTIVE : STORE_INVITED;
    enum store_result result =
        there.state == STORE_ACTIVE
            ? store_member_invitation(s->store, room->facts.id, name, by, invitation, bytes)
            : store_member_put(s->store, room->facts.id, name, by, state, invitation, bytes);
    if (result != STORE_OK)
        return gls_store_error(c, id);
    if (state == STORE_ACTIVE)
        room->roster_known = false;
    room->opened_ms = 0;
    gls_journal(s, "%s invited %s to '%s'", by, name, room->facts.title);
    gls_ok(c, id, 0);
    tell_invited(c, room, name, state, invitation, bytes);
    return true;
}

bool gls_invite(struct conn *c, struct wire_reader *r)
{
    struct gls_state *s = gls_state(c);
    char name[TALK_NAME_ROOM];
    struct store_person person;
    size_t bytes;
    uint32_t id = wire_u32(r);
    const uint8_t *room_id = wire_raw(r, TALK_ROOM_BYTES);
    wire_text(r, name, sizeof name);
    const uint8_t *invitation = wire_field(r, &bytes);
    if (!wire_done(r))
        return false;
    struct gls_entry *entry = gls_is_lobby(room_id) ? NULL : gls_entry(c, room_id);
    if (!entry)
        return gls_no_room(c, id);
    if (!known(s, name, &person))
        return gls_error(c, id, GLE_UNKNOWN, "no user %s to invite", name);
    if (!gls_signs(c, room_id, invitation, bytes, person.card))
        return gls_error(c, id, GLE_CARD, "the invitation is not yours, or names another card than %s's",
                         name);
    pthread_mutex_lock(&entry->room->lock);
    if (entry->room->gone)
        gls_no_room(c, id);
    else
        invite(c, id, entry->room, name, invitation, bytes);
    pthread_mutex_unlock(&entry->room->lock);
    return true;
}
