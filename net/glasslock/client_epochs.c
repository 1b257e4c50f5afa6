// SPDX-License-Identifier: MIT
// The keys of epochs: made, wrapped for those who may have them, taken from others.
#include "net/glasslock/client_parts.h"

#include "crypto/common/bytes.h"

#include <stdio.h>
#include <stdlib.h>

#define MOST_KEYS 256 // that wait for their makers' cards

// ---- taking ----

static void warn_key(struct gc *g, const struct gc_room *r, const char *maker, const char *why)
{
    char text[256];
    snprintf(text, sizeof text, "a key for %s is refused: %s", r->title, why);
    client_emit(g->c,
                &(struct client_event){
                    .kind = EVENT_WARNING, .room = r->title, .who = *maker ? maker : NULL, .text = text});
}

// Who may have made it? NULL and *why: nobody.
static const struct talk_card *maker_card(struct gc *g, struct gc_room *r, const struct gc_held_key *k,
                                          const char **why)
{
    const struct gc_peer *p = gc_peer(g, k->maker, false);
    const struct gc_member *m = gc_member(r, k->maker);
    *why = NULL;
    if (!p || !p->pinned)
        *why = "its maker is unknown";
    else if (k->epoch >= r->epoch && p->changed)
        *why = "its maker's card has changed and is not accepted";
    else if (k->epoch >= r->epoch && !r->lobby && (!m || !m->trusted)) // to the lobby nobody is invited
        *why = "its maker was not invited by anybody who may";
    return *why ? NULL : &p->card;
}

static bool unwrap(struct gc *g, struct talk_epoch *epoch, const struct gc_held_key *k,
                   const struct talk_card *maker)
{
    if (!*k->maker)
        return !talk_epoch_unwrap(epoch, &g->keys, NULL, &g->server_key, k->data, k->bytes);
    if (!talk_epoch_unwrap(epoch, &g->keys, maker, NULL, k->data, k->bytes))
        return true;
    const struct gc_peer *p = gc_peer(g, k->maker, false); // an old key under an earlier card
    for (size_t i = 0; p && i < p->n_earlier; i++)
        if (!talk_epoch_unwrap(epoch, &g->keys, &p->earlier[i], NULL, k->data, k->bytes))
            return true;
    return false;
}

// What is wrong with it before it is opened; NULL: nothing.
static const char *problem(const struct gc_room *r, const struct gc_held_key *k)
{
    const bool now = k->epoch > r->epoch || (k->epoch == r->epoch && !r->stale);
    const bool server = !*k->maker;
    if (!talk_recipe_name(k->recipe) || server != (talk_recipe_maker(k->recipe) == TALK_MADE_BY_SERVER) ||
        (now && k->recipe != r->recipe))
        return "it is not made as the recipe says";
    if (k->epoch == r->epoch && now && memcmp(k->roster, r->roster, TALK_HASH_BYTES) != 0)
        return "it was made for other members than the server shows";
    return NULL;
}

// An old key that does not open was wrapped for a card that we had elsewhere: when a message needs it, that
// is told.
static bool open_key(struct gc *g, struct gc_room *r, const struct gc_held_key *k)
{
    struct talk_epoch epoch = {.recipe = k->recipe, .epoch = k->epoch};
    const struct talk_card *maker = NULL;
    const char *why = problem(r, k);
    memcpy(epoch.room, r->id, sizeof epoch.room);
    memcpy(epoch.roster, k->roster, sizeof epoch.roster);
    if (!why && *k->maker)
        maker = maker_card(g, r, k, &why);
    const bool opens = !why && unwrap(g, &epoch, k, maker);
    if (opens)
        gc_keep_epoch(g, &epoch);
    else if (why || k->epoch > r->epoch || (k->epoch == r->epoch && !r->stale))
        warn_key(g, r, k->maker, why ? why : "its maker's signature does not hold, or it does not open");
    gl_wipe(&epoch, sizeof epoch);
    return opens;
}

static void take_key(struct gc *g, struct gc_room *r, const struct gc_held_key *k)
{
    struct talk_epoch before;
    const bool had = gc_epoch_of(g, r, k->epoch, &before); // the first one counts
    gl_wipe(&before, sizeof before);
    if ((had || open_key(g, r, k)) && k->epoch > r->epoch) {
        r->epoch = k->epoch;
        memcpy(r->roster, k->roster, sizeof r->roster);
        r->stale = false;
        r->key_asked = false;
    }
}

bool gc_take_keys(struct gc *g, struct gc_room *r)
{
    while (r->n_keys && !r->cards) {
        struct gc_held_key k = r->keys[0];
        const struct gc_peer *p = *k.maker ? gc_peer(g, k.maker, true) : NULL;
        if (p && !p->pinned && !p->absent && gc_ask_cards(g, (const char *[]){k.maker}, 1, r, NULL))
            return false;
        r->n_keys--;
        memmove(r->keys, r->keys + 1, r->n_keys * sizeof *r->keys);
        take_key(g, r, &k);
        free(k.data);
    }
    return !r->n_keys;
}

bool gc_on_key(struct gc *g, struct wire_reader *r)
{
    struct gc_held_key k = {0};
    const uint8_t *id = wire_raw(r, TALK_ROOM_BYTES);
    k.recipe = wire_u8(r);
    k.epoch = wire_u32(r);
    const uint8_t *roster = wire_raw(r, TALK_HASH_BYTES);
    wire_text(r, k.maker, sizeof k.maker);
    const uint8_t *data = wire_field(r, &k.bytes);
    if (!wire_done(r))
        return false;
    struct gc_room *room = gc_room(g, id);
    if (!room || room->n_keys == MOST_KEYS || (*k.maker && talk_name_problem(k.maker)))
        return true;
    struct gc_held_key *keys = realloc(room->keys, (room->n_keys + 1) * sizeof *keys);
    if (!keys)
        return true;
    room->keys = keys;
    k.data = malloc(k.bytes + 1);
    if (!k.data)
        return true;
    memcpy(k.data, data, k.bytes);
    memcpy(k.roster, roster, sizeof k.roster);
    keys[room->n_keys++] = k;
    gc_drain(g, room);
    return true;
}

// ---- making ----

// Cards without which nobody can be given a key. true: they are asked for, or are being asked for.
static bool fetch_all(struct gc *g, struct gc_room *r)
{
    const char **names = calloc(r->n_members + 1, sizeof *names);
    size_t n = 0;
    for (size_t i = 0; i < r->n_members && names; i++) {
        const struct gc_peer *p = gc_peer(g, r->members[i].name, true);
        if (gc_is_in(&r->members[i]) && p && !p->pinned && !p->absent)
            names[n++] = r->members[i].name;
    }
    bool asked = n && gc_ask_cards(g, names, n, r, NULL);
    free(names);
    return asked || r->cards;
}

// The card for which this member's key is to be wrapped; NULL: it gets none.
static const struct talk_card *card_for(struct gc *g, const struct gc_member *m)
{
    const struct gc_peer *p = gc_peer(g, m->name, false);
    if (strcmp(m->name, client_name(g->c)) == 0)
        return memcmp(m->hash, g->card.hash, TALK_HASH_BYTES) == 0 ? &g->card : NULL;
    bool good =
        m->trusted && p && p->pinned && !p->changed && memcmp(p->card.hash, m->hash, TALK_HASH_BYTES) == 0;
    return good ? &p->card : NULL;
}

static bool anybody_else(struct gc *g, struct gc_room *r)
{
    size_t others = 0, given = 0;
    for (size_t i = 0; i < r->n_members; i++) {
        const struct gc_member *m = &r->members[i];
        if (!gc_is_in(m) || strcmp(m->name, client_name(g->c)) == 0)
            continue;
        others++;
        given += card_for(g, m) != NULL;
    }
    return given || (!others && !r->pair);
}

static bool put_wrap(struct gc *g, const struct talk_epoch *epoch, const struct gc_member *m,
                     struct wire_writer *w)
{
    struct wire_writer wrapped = {0};
    const struct talk_card *card = card_for(g, m);
    enum gl_error error = card ? talk_epoch_wrap(epoch, &g->keys, NULL, card, NULL, &wrapped) : GL_OK;
    wire_put_text(w, m->name);
    wire_put_field(w, wrapped.data, wrapped.bytes);
    wire_free(&wrapped);
    return !error;
}

static bool send_epoch(struct gc *g, struct gc_room *r, const struct talk_epoch *epoch)
{
    uint32_t id = gc_ask(g, ASK_EPOCH, r);
    size_t left = gc_count(r), at = 0;
    while (id) {
        size_t part = left < GC_EPOCH_PART ? left : GC_EPOCH_PART;
        struct wire_writer *w = gc_begin(g, GLF_EPOCH);
        wire_put_u32(w, id);
        wire_put_raw(w, r->id, sizeof r->id);
        wire_put_u32(w, epoch->epoch);
        wire_put_raw(w, epoch->roster, sizeof epoch->roster);
        wire_put_u8(w, part == left);
        wire_put_u16(w, (uint16_t)part);
        left -= part;
        for (; part && at < r->n_members; at++)
            if (gc_is_in(&r->members[at])) {
                if (!put_wrap(g, epoch, &r->members[at], w))
                    return false;
                part--;
            }
        if (!gc_end(g))
            return false;
        if (!left)
            return true;
    }
    return false;
}

static void make_epoch(struct gc *g, struct gc_room *r)
{
    if (gc_asking(g, ASK_EPOCH, r->id) || fetch_all(g, r))
        return;
    if (!anybody_else(g, r)) {
        if (!r->stuck_told)
            gc_tell(g, EVENT_ERROR, r,
                    "what you say to %s waits: nobody there may have the key (their keys have changed, or "
                    "they are "
                    "not rightly invited)",
                    r->title);
        r->stuck_told = true;
        return;
    }
    struct talk_epoch *epoch = &r->making;
    *epoch = (struct talk_epoch){.recipe = r->recipe, .epoch = r->epoch + 1};
    memcpy(epoch->room, r->id, sizeof epoch->room);
    enum gl_error error = gc_roster(r, epoch->roster);
    if (!error)
        error = talk_epoch_new(epoch, NULL);
    r->made = !error && send_epoch(g, r, epoch);
    if (!r->made)
        gc_tell(g, EVENT_ERROR, r, "no key could be made for %s: %s", r->title, gl_error_string(error));
}

void gc_epoch_answer(struct gc *g, struct gc_room *r, bool taken)
{
    if (taken && r->made && r->making.epoch > r->epoch) {
        gc_keep_epoch(g, &r->making);
        r->epoch = r->making.epoch;
        memcpy(r->roster, r->making.roster, sizeof r->roster);
        r->stale = false;
    }
    gl_wipe(&r->making, sizeof r->making);
    r->made = false;
    if (taken)
        return;
    if (++r->refusals >= GC_REFUSALS)
        r->try_after = client_now_ms() + GC_PATIENCE;
    gc_sync(g, r); // somebody was quicker, or the members have changed
}

// ---- which one to speak under ----

static bool we_are_highest(struct gc *g, const struct gc_room *r)
{
    for (size_t i = 0; i < r->n_members; i++)
        if (gc_is_in(&r->members[i]) && strcmp(r->members[i].name, client_name(g->c)) > 0)
            return false;
    return true;
}

// The server asks the one who makes it, and we wait for KEY.
static void ask_for_key(struct gc *g, struct gc_room *r)
{
    if (r->key_asked)
        return;
    r->key_asked = true;
    uint32_t id = gc_ask(g, ASK_SAY, r);
    if (!id)
        return;
    struct wire_writer *w = gc_begin(g, GLF_SAY);
    wire_put_u32(w, id);
    wire_put_raw(w, r->id, sizeof r->id);
    wire_put_u32(w, 0);
    wire_put_field(w, NULL, 0);
    gc_end(g);
}

bool gc_speaking_key(struct gc *g, struct gc_room *r, struct talk_epoch *epoch)
{
    if (!gc_recipe_agreed(g, r) || r->cards || r->n_keys)
        return false;
    if (!r->stale && r->epoch && gc_epoch_of(g, r, r->epoch, epoch) &&
        epoch->recipe == (enum talk_recipe)r->recipe)
        return true;
    gl_wipe(epoch, sizeof *epoch);
    switch (talk_recipe_maker(r->recipe)) {
    case TALK_MADE_BY_SPEAKER:
        make_epoch(g, r);
        break;
    case TALK_MADE_BY_SERVER:
        if (client_now_ms() >= r->try_after) { // the answer brings it, or we try again later
            r->try_after = client_now_ms() + GC_PATIENCE;
            gc_sync(g, r);
        }
        break;
    case TALK_MADE_BY_HIGHEST:
        if (we_are_highest(g, r))
            make_epoch(g, r);
        else
            ask_for_key(g, r);
        break;
    }
    return false;
}

bool gc_on_make_key(struct gc *g, struct wire_reader *r)
{
    const uint8_t *id = wire_raw(r, TALK_ROOM_BYTES);
    if (!wire_done(r))
        return false;
    struct gc_room *room = gc_room(g, id);
    if (room && room->member && talk_recipe_maker(room->recipe) == TALK_MADE_BY_HIGHEST) {
        room->wanted = true;
        gc_sync(g, room);
    }
    return true;
}
