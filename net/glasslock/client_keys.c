// SPDX-License-Identifier: MIT
// Keys of epochs that others, or the server, have made for us.
#include "net/glasslock/client_parts.h"

#include "crypto/common/bytes.h"

#include <stdio.h>
#include <stdlib.h>

#define MOST_KEYS 256 // that wait for their makers' cards

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

enum key_result { KEY_OPENED, KEY_REFUSED, KEY_WAITS };

// An old key that does not open was wrapped for a card that we had elsewhere: when a message needs it, that
// is told. One of now may come from a maker whose card has changed: it waits until the server has shown us
// the card, so that the change is told, and not a forgery.
static enum key_result open_key(struct gc *g, struct gc_room *r, struct gc_held_key *k)
{
    struct talk_epoch epoch = {.recipe = k->recipe, .epoch = k->epoch};
    const struct talk_card *maker = NULL;
    const char *why = problem(r, k);
    memcpy(epoch.room, r->id, sizeof epoch.room);
    memcpy(epoch.roster, k->roster, sizeof epoch.roster);
    if (!why && *k->maker)
        maker = maker_card(g, r, k, &why);
    const bool opens = !why && unwrap(g, &epoch, k, maker);
    const bool now = k->epoch > r->epoch || (k->epoch == r->epoch && !r->stale);
    bool waits = false;
    if (opens)
        gc_keep_epoch(g, &epoch);
    else if (!why && now && *k->maker && !k->asked)
        waits = k->asked = gc_ask_cards(g, (const char *[]){k->maker}, 1, r, NULL);
    if (!opens && !waits && (why || now))
        warn_key(g, r, k->maker, why ? why : "its maker's signature does not hold, or it does not open");
    gl_wipe(&epoch, sizeof epoch);
    return opens ? KEY_OPENED : waits ? KEY_WAITS : KEY_REFUSED;
}

// false: it waits for a card.
static bool take_key(struct gc *g, struct gc_room *r, struct gc_held_key *k)
{
    struct talk_epoch before;
    const bool had = gc_epoch_of(g, r, k->epoch, &before); // the first one counts
    gl_wipe(&before, sizeof before);
    if (gc_halted(g))
        return false;
    const enum key_result result = had ? KEY_OPENED : open_key(g, r, k);
    if (result == KEY_OPENED && k->epoch >= r->epoch)
        r->key_asked = false;
    if (result == KEY_OPENED && k->epoch > r->epoch) {
        r->epoch = k->epoch;
        memcpy(r->roster, k->roster, sizeof r->roster);
        r->stale = false;
    }
    return result != KEY_WAITS;
}

bool gc_take_keys(struct gc *g, struct gc_room *r)
{
    while (r->n_keys && !r->cards && r->listed) { // else its maker may be new there since we were last in
        struct gc_held_key *k = &r->keys[0];
        const struct gc_peer *p = *k->maker ? gc_peer(g, k->maker, true) : NULL;
        if (gc_halted(g))
            return false;
        if (p && !p->pinned && !p->absent && gc_ask_cards(g, (const char *[]){k->maker}, 1, r, NULL))
            return false;
        if (!take_key(g, r, k))
            return false;
        free(k->data);
        r->n_keys--;
        memmove(r->keys, r->keys + 1, r->n_keys * sizeof *r->keys);
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
    if (keys)
        room->keys = keys;
    k.data = keys ? malloc(k.bytes + 1) : NULL;
    if (!k.data) {
        client_no_memory(g->c);
        return false;
    }
    memcpy(k.data, data, k.bytes);
    memcpy(k.roster, roster, sizeof k.roster);
    keys[room->n_keys++] = k;
    gc_drain(g, room);
    return true;
}
