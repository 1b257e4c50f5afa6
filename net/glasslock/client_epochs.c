// SPDX-License-Identifier: MIT
// Keys of epochs that we make, wrapped for those who may have them; which one to speak under.
#include "net/glasslock/client_parts.h"

#include "crypto/common/bytes.h"

#include <stdio.h>
#include <stdlib.h>

// Cards without which nobody can be given a key. true: they are asked for, or are being asked for.
static bool fetch_all(struct gc *g, struct gc_room *r)
{
    const char **names = calloc(r->n_members + 1, sizeof *names);
    size_t n = 0;
    if (!names)
        client_no_memory(g->c);
    for (size_t i = 0; i < r->n_members && names; i++) {
        const struct gc_peer *p = gc_peer(g, r->members[i].name, true);
        if (gc_is_in(&r->members[i]) && p && !p->pinned && !p->absent)
            names[n++] = r->members[i].name;
    }
    bool asked = n && gc_ask_cards(g, names, n, r, NULL);
    free(names);
    return asked || r->cards || gc_halted(g);
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
    if (error == GL_ERR_MEMORY)
        client_no_memory(g->c);
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
    if (error == GL_ERR_MEMORY)
        client_no_memory(g->c);
    r->made = !error && send_epoch(g, r, epoch);
    if (!r->made && !gc_halted(g))
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
    if (gc_halted(g))
        return false; // it may be there
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

// While the card was not accepted we wrapped them no key, and took none that they made. Where another makes
// the keys nothing is lacking but, perhaps, that key: it is asked for when we speak.
void gc_key_for_accepted(struct gc *g, struct gc_room *r)
{
    const enum talk_maker maker = talk_recipe_maker(r->recipe);
    const bool ours =
        maker == TALK_MADE_BY_SPEAKER || (maker == TALK_MADE_BY_HIGHEST && we_are_highest(g, r));
    r->stale = r->stale || ours;
    r->wanted = r->wanted || (ours && maker == TALK_MADE_BY_HIGHEST); // they cannot make one themselves
    r->key_asked = false;
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
