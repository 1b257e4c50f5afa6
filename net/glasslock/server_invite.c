// SPDX-License-Identifier: MIT
// INVITE: into a conversation, with an invitation that its sender has signed.
#include "net/glasslock/server_parts.h"

#define INVITATION_BYTES 1024 // the longest taken

// The card of somebody, checked when it came in; decoded again. false: unknown, or no memory.
static bool read_card(struct gls_state *s, const char *name, struct talk_card *card)
{
    struct wire_writer data = {0};
    bool good = store_card(s->store, name, &data) == STORE_OK && !data.failed &&
                !talk_card_read(card, data.data, data.bytes);
    wire_free(&data);
    return good;
}

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

bool gls_known(struct gls_state *s, const char *name, struct store_person *person)
{
    if (store_person_find(s->store, name, person) != STORE_OK)
        return false;
    return !person->guest || gls_is_online(s, name);
}

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
    if (!gls_known(s, name, &person))
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
