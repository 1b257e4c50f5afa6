// SPDX-License-Identifier: MIT
// Who is in a room, and who may have its keys: the founder is who the room's id says, and everybody else
// needs an invitation, signed by somebody who may. What the server says besides is only told to the user.
#include "net/glasslock/client_parts.h"

#include <stdio.h>
#include <stdlib.h>

bool gc_is_in(const struct gc_member *m)
{
    return !(m->flags & (GLM_PENDING | GLM_GONE));
}

size_t gc_count(const struct gc_room *r)
{
    size_t n = 0;
    for (size_t i = 0; i < r->n_members; i++)
        n += gc_is_in(&r->members[i]);
    return n;
}

struct gc_member *gc_member(struct gc_room *r, const char *name)
{
    for (size_t i = 0; i < r->n_members; i++)
        if (strcmp(r->members[i].name, name) == 0)
            return &r->members[i];
    return NULL;
}

enum gl_error gc_roster(const struct gc_room *r, uint8_t roster[TALK_HASH_BYTES])
{
    uint8_t *hashes = malloc((r->n_members + 1) * TALK_HASH_BYTES);
    size_t n = 0;
    if (!hashes)
        return GL_ERR_MEMORY;
    for (size_t i = 0; i < r->n_members; i++)
        if (gc_is_in(&r->members[i]))
            memcpy(hashes + TALK_HASH_BYTES * n++, r->members[i].hash, TALK_HASH_BYTES);
    enum gl_error error = talk_roster_hash(roster, hashes, n);
    free(hashes);
    return error;
}

void gc_members_free(struct gc_member *members, size_t n)
{
    for (size_t i = 0; i < n; i++)
        free(members[i].invitation);
    free(members);
}

// ---- reading ----

static bool read_member(struct gc_member *m, struct wire_reader *r)
{
    size_t bytes;
    wire_text(r, m->name, sizeof m->name);
    const uint8_t *hash = wire_raw(r, TALK_HASH_BYTES), *invitation = wire_field(r, &bytes);
    m->flags = wire_u8(r);
    if (r->failed || talk_name_problem(m->name))
        return false;
    memcpy(m->hash, hash, TALK_HASH_BYTES);
    if (bytes) {
        m->invitation = malloc(bytes);
        if (!m->invitation)
            return false;
        memcpy(m->invitation, invitation, bytes);
        m->invitation_bytes = bytes;
    }
    return true;
}

static bool read_part(struct gc_room *room, struct wire_reader *r)
{
    uint16_t n = wire_u16(r);
    if (r->failed || room->n_coming + n > GC_MOST_MEMBERS)
        return false;
    struct gc_member *all = realloc(room->coming, (room->n_coming + n + 1) * sizeof *all);
    if (!all)
        return false;
    room->coming = all;
    for (uint16_t i = 0; i < n; i++) {
        struct gc_member *m = &all[room->n_coming];
        *m = (struct gc_member){0};
        if (!read_member(m, r)) {
            free(m->invitation);
            return false;
        }
        room->n_coming++;
    }
    return wire_done(r);
}

// What we know of those who were in the list already.
static void carry_over(struct gc_room *room, const struct gc_member *old, size_t n_old)
{
    for (size_t i = 0; i < n_old; i++) {
        struct gc_member *m = old[i].told || old[i].asked ? gc_member(room, old[i].name) : NULL;
        if (!m || memcmp(m->hash, old[i].hash, TALK_HASH_BYTES) != 0)
            continue;
        m->told = old[i].told;
        m->asked = old[i].asked;
    }
}

static void tell_joined(struct gc *g, struct gc_room *room, struct gc_member *old, size_t n_old)
{
    struct gc_room before = {.members = old, .n_members = n_old};
    for (size_t i = 0; i < room->n_members && n_old; i++) {
        const struct gc_member *m = &room->members[i], *was = gc_member(&before, m->name);
        if (gc_is_in(m) && (!was || !gc_is_in(was)))
            client_emit(g->c,
                        &(struct client_event){.kind = EVENT_JOIN, .who = m->name, .room = room->title});
    }
}

// The parts are all there.
static void members_whole(struct gc *g, struct gc_room *room)
{
    struct gc_member *old = room->members;
    size_t n_old = room->n_members;
    uint8_t roster[TALK_HASH_BYTES];
    room->members = room->coming;
    room->n_members = room->n_coming;
    room->coming = NULL;
    room->n_coming = 0;
    carry_over(room, old, n_old);
    if (!room->lobby && !room->pair)
        tell_joined(g, room, old, n_old);
    gc_members_free(old, n_old);
    if (room->epoch && !room->stale &&
        (gc_roster(room, roster) || memcmp(roster, room->roster, sizeof roster) != 0)) {
        gc_tell(g, EVENT_WARNING, room,
                "the server shows other members of %s than those for whom its key was made: a new key is "
                "made before "
                "anything is said",
                room->title);
        room->stale = true;
    }
    gc_judge(g, room);
    gc_show_room(g, room);
}

bool gc_on_members(struct gc *g, struct wire_reader *r)
{
    const uint8_t *id = wire_raw(r, TALK_ROOM_BYTES);
    uint8_t recipe = wire_u8(r);
    const uint8_t *salt = wire_raw(r, 16);
    uint32_t epoch = wire_u32(r);
    const uint8_t *roster = wire_raw(r, TALK_HASH_BYTES);
    bool stale = wire_u8(r), last = wire_u8(r);
    if (r->failed)
        return false;
    struct gc_room *room = gc_room(g, id), ignored = {0};
    bool read = read_part(room ? room : &ignored, r);
    gc_members_free(ignored.coming, ignored.n_coming);
    if (!read || !room)
        return read;
    room->recipe = recipe;
    memcpy(room->salt, salt, sizeof room->salt);
    if (epoch < room->epoch)
        gc_tell(g, EVENT_WARNING, room, "the server goes back to an old key of %s; a new one is made",
                room->title);
    room->stale = stale || epoch < room->epoch;
    if (epoch >= room->epoch) {
        room->epoch = epoch;
        memcpy(room->roster, roster, TALK_HASH_BYTES);
    }
    room->key_asked = false;
    if (last)
        members_whole(g, room);
    return true;
}

// ---- who may have keys ----

// Does the room's id say that this card founded it? It binds the recipe too, with which it was founded.
static bool founded_by(struct gc_room *room, const uint8_t *card)
{
    uint8_t id[TALK_ROOM_BYTES];
    for (enum talk_recipe recipe = TALK_STRONG; recipe <= TALK_FERNET; recipe++) {
        talk_room_id(id, recipe, card, room->salt);
        if (memcmp(id, room->id, sizeof id) != 0)
            continue;
        if (!room->agreed)
            room->agreed = (uint8_t)recipe;
        return true;
    }
    return false;
}

// The card that stands in an invitation may be one that they had before, if the user has accepted the new
// one.
static bool names_member(struct gc *g, const struct gc_member *m, const uint8_t *hash)
{
    if (memcmp(m->hash, hash, TALK_HASH_BYTES) == 0)
        return true;
    const struct gc_peer *p = gc_peer(g, m->name, false);
    return p && p->pinned && memcmp(p->card.hash, m->hash, TALK_HASH_BYTES) == 0 && gc_had_card(p, hash);
}

static bool founder_checks(struct gc *g, struct gc_room *room, const struct gc_member *m)
{
    const struct gc_peer *p = gc_peer(g, m->name, false);
    if (founded_by(room, m->hash))
        return true;
    if (!p || !p->pinned || memcmp(p->card.hash, m->hash, TALK_HASH_BYTES) != 0)
        return false;
    for (size_t k = 0; k < p->n_earlier; k++)
        if (founded_by(room, p->earlier[k].hash))
            return true;
    return false;
}

static bool inviter_trusted(struct gc *g, struct gc_room *room, const uint8_t *hash)
{
    for (size_t i = 0; i < room->n_members; i++)
        if (room->members[i].trusted && names_member(g, &room->members[i], hash))
            return true;
    return gc_trusted(g, room, hash);
}

static bool invitation_checks(struct gc *g, struct gc_room *room, const struct gc_member *m)
{
    uint8_t inviter[TALK_HASH_BYTES], guest[TALK_HASH_BYTES];
    if (talk_invite_names(m->invitation, m->invitation_bytes, inviter, guest))
        return false;
    const struct talk_card *card = gc_card_of_hash(g, inviter);
    return card && names_member(g, m, guest) && inviter_trusted(g, room, inviter) &&
           !talk_invite_check(m->invitation, m->invitation_bytes, room->id, card, guest);
}

static bool pair_fits(struct gc *g, const struct gc_room *room, const struct gc_member *m)
{
    return !room->pair || strcmp(m->name, room->by) == 0 || strcmp(m->name, client_name(g->c)) == 0;
}

// From the founder outwards, until nobody more comes in.
static void spread_trust(struct gc *g, struct gc_room *room)
{
    bool more = true;
    for (size_t i = 0; i < room->n_members; i++) {
        struct gc_member *m = &room->members[i];
        m->trusted = room->lobby || (m->flags & GLM_FOUNDER && founder_checks(g, room, m)) ||
                     gc_trusted(g, room, m->hash);
    }
    while (more) {
        more = false;
        for (size_t i = 0; i < room->n_members; i++) {
            struct gc_member *m = &room->members[i];
            if (m->trusted || !pair_fits(g, room, m) || !invitation_checks(g, room, m))
                continue;
            m->trusted = more = true;
        }
    }
    for (size_t i = 0; i < room->n_members && !room->lobby; i++)
        if (room->members[i].trusted && !gc_trusted(g, room, room->members[i].hash))
            gc_keep_trust(g, room, room->members[i].hash);
}

// Cards that are not there, or are not those that the members' list names. In the lobby others' cards are
// fetched when they are needed.
static bool fetch_cards(struct gc *g, struct gc_room *room)
{
    const char **names = calloc(room->n_members + 1, sizeof *names);
    size_t n = 0;
    for (size_t i = 0; i < room->n_members && names; i++) {
        struct gc_member *m = &room->members[i];
        const struct gc_peer *p = gc_peer(g, m->name, true);
        if (!p || p->absent || (room->lobby && !p->pinned))
            continue;
        bool differs = p->pinned && !gc_had_card(p, m->hash);
        if (differs && p->changed) {
            struct talk_card card;
            talk_card_init(&card);
            differs = talk_card_read(&card, p->offered.data, p->offered.bytes) ||
                      memcmp(card.hash, m->hash, TALK_HASH_BYTES) != 0;
            talk_card_clear(&card);
        }
        if (p->pinned && (!differs || m->asked))
            continue;
        m->asked = p->pinned;
        names[n++] = m->name;
    }
    bool asked = n && gc_ask_cards(g, names, n, room, NULL);
    free(names);
    return asked;
}

static void warn_untrusted(struct gc *g, struct gc_room *room, struct gc_member *m)
{
    if (m->told || !gc_is_in(m))
        return;
    m->told = true;
    char text[256];
    snprintf(text, sizeof text,
             "the server lists %s in %s without an invitation that holds: %s gets no key and cannot read "
             "what we say",
             m->name, room->title, m->name);
    client_emit(g->c, &(struct client_event){
                          .kind = EVENT_WARNING, .who = m->name, .room = room->title, .text = text});
}

void gc_judge(struct gc *g, struct gc_room *room)
{
    if (fetch_cards(g, room))
        return; // and then again
    spread_trust(g, room);
    for (size_t i = 0; i < room->n_members; i++) {
        struct gc_member *m = &room->members[i];
        const struct gc_peer *p = gc_peer(g, m->name, false);
        if (!m->trusted && strcmp(m->name, client_name(g->c)) != 0 && !(p && p->changed))
            warn_untrusted(g, room, m);
    }
    gc_recipe_agreed(g, room);
}

bool gc_recipe_agreed(struct gc *g, struct gc_room *room)
{
    if (room->recipe == room->agreed)
        return true;
    if (gc_asking(g, ASK_RECIPE, room->id))
        return false; // it is being changed by us
    if (room->lobby || !talk_recipe_name(room->recipe)) {
        if (!room->stuck_told)
            gc_tell(g, EVENT_WARNING, room,
                    "the server gives %s a recipe that it cannot have; nothing is said there", room->title);
        room->stuck_told = true;
        return false;
    }
    if (talk_recipe_maker(room->recipe) != TALK_MADE_BY_SERVER) {
        room->agreed = room->recipe;
        gc_keep_room(g, room);
        gc_tell(g, EVENT_INFO, room, "%s now uses %s: %s", room->title, talk_recipe_name(room->recipe),
                talk_recipe_summary(room->recipe));
        return true;
    }
    if (!room->stuck_told)
        gc_tell(g, EVENT_WARNING, room,
                "%s is now to use %s: %s. Nothing is said there until you agree: /room %s, then /recipe %s "
                "(or /recipe "
                "strong, to go back)",
                room->title, talk_recipe_name(room->recipe), talk_recipe_summary(room->recipe), room->title,
                talk_recipe_name(room->recipe));
    room->stuck_told = true;
    return false;
}
