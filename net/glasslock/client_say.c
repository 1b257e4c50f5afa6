// SPDX-License-Identifier: MIT
// What is in the outbox goes to the server: one message a room at a time. After a lost connection SYNC tells
// whether it arrived, and only then it is said again, as the same bytes.
#include "net/glasslock/client_parts.h"

#include "crypto/common/bytes.h"
#include "crypto/hash/hash.h"

#include <stdio.h>
#include <stdlib.h>

// ---- sending ----

static bool seal(struct gc *g, struct gc_room *r, struct gc_unsent *u, const struct talk_epoch *epoch)
{
    struct talk_chain chain;
    enum talk_signature signature = TALK_ECDSA;
    if (epoch->recipe == TALK_SECURECHAT)
        signature = g->signature;
    else if (epoch->recipe == TALK_FERNET)
        signature = TALK_PSS;
    gc_chain(g, r, g->card.hash, &chain);
    wire_empty(&u->sealed);
    if (gc_halted(g))
        return false; // our place in the chain is not known
    enum gl_error error =
        talk_message_seal(epoch, &g->keys, signature, &g->card, &chain, u->emote ? TALK_EMOTE : TALK_TEXT,
                          u->text, client_wall_ms() / 1000, NULL, &u->sealed);
    if (error == GL_ERR_MEMORY) { // it waits for the next connection
        client_no_memory(g->c);
        wire_empty(&u->sealed);
        return false;
    }
    if (error) {
        gc_tell(g, EVENT_ERROR, r, "not sent: %s", gl_error_string(error));
        gc_forget_unsent(g, u);
        return false;
    }
    u->after = chain;
    u->epoch = epoch->epoch;
    // What is not on the disk is not sent: after a sudden end another text would take its place in the chain.
    client_store_begin(g->store);
    const bool unlined = u->unlined;
    if (unlined)
        gc_write_unsent(g, r, u);
    gc_keep_unsent(g, u);
    if (client_store_commit(g->store))
        return true;
    if (unlined) {
        u->line = 0;
        u->unlined = true;
    }
    wire_empty(&u->sealed);
    return false;
}

static void send_one(struct gc *g, struct gc_room *r, struct gc_unsent *u)
{
    u->id = gc_ask(g, ASK_SAY, r);
    if (!u->id)
        return;
    gc_last_ask(g)->number = u->local;
    struct wire_writer *w = gc_begin(g, GLF_SAY);
    wire_put_u32(w, u->id);
    wire_put_raw(w, r->id, sizeof r->id);
    wire_put_u32(w, u->epoch);
    wire_put_field(w, u->sealed.data, u->sealed.bytes);
    gc_end(g);
}

static void pump_room(struct gc *g, struct gc_room *r)
{
    struct talk_epoch epoch;
    struct gc_unsent *u = gc_first_unsent(g, r);
    bool ready = !gc_halted(g) && r->member && r->synced && !r->syncing && !r->cards && g->have_keys &&
                 !gc_asking(g, ASK_PUBLISH, NULL);
    if (!ready || (!u && !r->wanted) || (u && u->id))
        return;
    if (r->refusals >= GC_REFUSALS && client_now_ms() < r->try_after)
        return;
    if (u && u->known) { // it was said before, and SYNC has shown that it did not arrive
        u->known = false;
        if (u->sealed.bytes) {
            send_one(g, r, u);
            return;
        }
    }
    if (!gc_speaking_key(g, r, &epoch))
        return;
    r->wanted = false;
    if (u && seal(g, r, u, &epoch))
        send_one(g, r, u);
    gl_wipe(&epoch, sizeof epoch);
}

// The other one has left the pair: what the server has not taken there waits for the next pair with them.
// What is on its way stays until its answer tells whether it was taken, so that nothing is said twice.
static void pump_left(struct gc *g, struct gc_room *r)
{
    const struct gc_unsent *u = gc_pair_dead(g, r) && !r->syncing ? gc_first_unsent(g, r) : NULL;
    if (u && !u->id)
        gc_unsent_to(g, r, r->by);
}

static bool awaits_answer(struct gc *g, const char *name)
{
    for (size_t i = 0; i < g->n_rooms; i++)
        if (strcmp(g->rooms[i]->by, name) == 0 && gc_pair_dead(g, g->rooms[i]) &&
            gc_first_unsent(g, g->rooms[i]))
            return true;
    return false;
}

// What waits for a pair: it is open now, or is to be opened.
static void pump_pair(struct gc *g, struct gc_unsent *u)
{
    struct gc_room *r = gc_pair_with(g, u->to);
    struct gc_peer *p = gc_peer(g, u->to, true);
    char name[TALK_NAME_ROOM];
    memcpy(name, u->to, sizeof name);
    if (r && r->member) {
        memcpy(u->room, r->id, sizeof u->room);
        *u->to = '\0';
        client_store_begin(g->store);
        gc_write_unsent(g, r, u);
        gc_keep_unsent(g, u);
        if (!client_store_commit(g->store)) {
            u->line = 0;
            u->unlined = true;
        }
    } else if (!r && !p && gc_halted(g)) {
        return;
    } else if (!r && (!p || p->absent)) {
        if (p)
            p->absent = false; // next time we ask again
        gc_forget_to(g, name, "there is no such user");
    } else if (!r && p->changed) {
        if (!u->told)
            client_tell(g->c, EVENT_ERROR,
                        "it waits: the keys of %s have changed, say /verify %s accept first", name, name);
        u->told = true;
    } else if (!r && !p->asked && !p->opens && !u->refused && !awaits_answer(g, name)) {
        gc_open_pair(g, name, g->recipe);
    }
}

void gc_pump(struct gc *g)
{
    if (!g->in || !g->have_keys)
        return;
    for (size_t i = 0; i < g->n_rooms; i++)
        pump_left(g, g->rooms[i]);
    for (size_t i = 0; i < g->n_unsent; i++)
        if (*g->unsent[i]->to) {
            size_t before = g->n_unsent;
            pump_pair(g, g->unsent[i]);
            if (g->n_unsent < before)
                break; // the list has changed; the rest comes with the next frame
        }
    for (size_t i = 0; i < g->n_rooms; i++)
        pump_room(g, g->rooms[i]);
}

// ---- arriving ----

void gc_said(struct gc *g, struct gc_unsent *u, uint64_t sequence)
{
    struct gc_room *r = gc_room(g, u->room);
    struct gc_sent sent = {.epoch = u->epoch};
    uint64_t counter = u->after.counter - 1;
    memcpy(sent.hash, u->after.hash, sizeof sent.hash);
    hash_digest(&hash_sha256, u->sealed.data, u->sealed.bytes, sent.digest);
    if (!r)
        return;
    gc_keep_chain(g, r, g->card.hash, &u->after);
    gc_keep_sent(g, r, counter, &sent);
    const struct gc_line line = {.sequence = sequence,
                                 .time = u->time,
                                 .counter = counter,
                                 .local = u->local,
                                 .own = true,
                                 .emote = u->emote,
                                 .who = client_name(g->c),
                                 .text = u->text};
    if (u->line)
        gc_write_line(g, r, u->line, &line);
    client_emit(g->c, &(struct client_event){.kind = EVENT_SENT,
                                             .room = r->title,
                                             .local = u->local,
                                             .sequence = sequence,
                                             .counter = counter});
    r->refusals = 0;
    gc_drop_unsent(g, u);
    u->done = true;
}

static struct gc_unsent *local_unsent(struct gc *g, uint64_t local)
{
    for (size_t i = 0; i < g->n_unsent; i++)
        if (g->unsent[i]->local == local)
            return g->unsent[i];
    return NULL;
}

static void say_again(struct gc *g, struct gc_room *r, struct gc_unsent *u)
{
    wire_empty(&u->sealed); // to be sealed under the next key, at the same place of the chain
    gc_keep_unsent(g, u);
    if (!r)
        return;
    r->stale = true;
    if (++r->refusals >= GC_REFUSALS)
        r->try_after = client_now_ms() + GC_PATIENCE;
    gc_sync(g, r);
}

void gc_say_answer(struct gc *g, const struct gc_ask *ask, uint16_t code, const char *text, uint64_t sequence)
{
    struct gc_unsent *u = local_unsent(g, ask->number);
    struct gc_room *r = gc_room(g, ask->room);
    if (!u || u->id != ask->id) { // it arrived already by MESSAGE, or only asked for a key
        if (!ask->number && r && code == GLE_STALE && r->key_asked && !r->stuck_told) {
            r->stuck_told = true;
            gc_tell(g, EVENT_INFO, r, "what you say to %s waits for its key: %s", r->title,
                    *text ? text : "another member makes it");
        }
        return;
    }
    u->id = 0;
    if (!code) {
        client_store_begin(g->store);
        gc_said(g, u, sequence);
        gc_settle_unsent(g, client_store_commit(g->store));
    } else if (code == GLE_STALE || code == GLE_EPOCH) {
        say_again(g, r, u);
    } else {
        gc_tell(g, EVENT_ERROR, r, "not sent: %s", text);
        gc_forget_unsent(g, u);
    }
}
