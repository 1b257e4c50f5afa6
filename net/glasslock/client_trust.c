// SPDX-License-Identifier: MIT
// Who may have a room's keys: the founder is who the room's id says, and everybody else needs an invitation,
// signed by somebody who may. Whom the server lists besides is only told to the user.
#include "net/glasslock/client_parts.h"

#include <stdio.h>
#include <stdlib.h>

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
    if (!names)
        client_no_memory(g->c);
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
    if (gc_halted(g))
        return; // the same, at the next connection
    for (size_t i = 0; i < room->n_members; i++) {
        struct gc_member *m = &room->members[i];
        const struct gc_peer *p = gc_peer(g, m->name, false);
        if (!m->trusted && strcmp(m->name, client_name(g->c)) != 0 && !(p && p->changed))
            warn_untrusted(g, room, m);
    }
    gc_recipe_agreed(g, room);
}
