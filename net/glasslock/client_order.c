// SPDX-License-Identifier: MIT
// Messages, taken in the order of their numbers: none twice, none left out unnoticed. What comes too early,
// or before its sender's card, is held; a hole is filled by SYNC, and what SYNC does not bring is missing.
#include "net/glasslock/client_parts.h"

#include "crypto/common/bytes.h"
#include "crypto/hash/hash.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

void gc_held_free(struct gc_room *r)
{
    for (size_t i = 0; i < r->n_held; i++)
        free(r->held[i].data);
    free(r->held);
    r->held = NULL;
    r->n_held = r->held_room = 0;
    for (size_t i = 0; i < r->n_keys; i++)
        free(r->keys[i].data);
    free(r->keys);
    r->keys = NULL;
    r->n_keys = 0;
}

static void remember(struct gc_room *r, const struct gc_held *m)
{
    size_t i = m->sequence % GC_RECENT;
    r->recent[i].sequence = m->sequence;
    hash_digest(&hash_sha256, m->data, m->bytes, r->recent[i].digest);
}

// false: it waits.
static bool take_next(struct gc *g, struct gc_room *r)
{
    const uint64_t before = r->last, sequence = r->held[0].sequence;
    client_store_begin(g->store);
    const bool taken = gc_take_message(g, r, &r->held[0]);
    if (taken) {
        const struct gc_held m = r->held[0];
        r->n_held--;
        memmove(r->held, r->held + 1, r->n_held * sizeof *r->held);
        r->last = m.sequence;
        remember(r, &m);
        gc_keep_room(g, r);
        free(m.data);
    }
    const bool kept = client_store_commit(g->store);
    gc_settle_unsent(g, kept);
    if (taken)
        r->unkept = kept ? 0 : sequence;
    if (!kept)
        r->last = before; // it comes again
    return taken && kept;
}

// Whose card is needed first? NULL: nobody's.
static const char *card_needed(struct gc *g, const struct gc_held *m)
{
    const struct gc_peer *p = gc_peer(g, m->sender, true);
    return p && !p->pinned && !p->absent ? m->sender : NULL;
}

void gc_drain(struct gc *g, struct gc_room *r)
{
    while (!r->cards && !gc_halted(g) && gc_take_keys(g, r) && r->n_held &&
           r->held[0].sequence <= r->last + 1) {
        const char *name = card_needed(g, &r->held[0]);
        if (gc_halted(g))
            return;
        if (name && gc_ask_cards(g, (const char *[]){name}, 1, r, NULL))
            return;
        if (!take_next(g, r))
            return;
    }
}

// The message has a number that was there before: the same once more, where SYNC and the live stream meet?
static void again(struct gc *g, struct gc_room *r, uint64_t sequence, const char *sender, const uint8_t *data,
                  size_t bytes)
{
    uint8_t digest[32];
    hash_digest(&hash_sha256, data, bytes, digest);
    for (size_t i = 0; i < GC_RECENT; i++)
        if (r->recent[i].sequence == sequence && gl_equal_ct(r->recent[i].digest, digest, sizeof digest))
            return;
    gc_warn_message(g, r, sender, sequence,
                    "the server repeats message %" PRIu64
                    ", as %s's, or shows another one under its number: it is "
                    "not shown",
                    sequence, sender);
}

// Keep it by its number. false: there is no room, and it must come again.
static bool hold(struct gc_room *r, uint64_t sequence, uint64_t time, const char *sender, const uint8_t *data,
                 size_t bytes)
{
    size_t i = r->n_held;
    while (i && r->held[i - 1].sequence >= sequence)
        i--;
    if (i < r->n_held && r->held[i].sequence == sequence)
        return true;
    if (r->n_held == GC_MOST_HELD)
        return false;
    if (r->n_held == r->held_room) {
        size_t room = r->held_room ? 2 * r->held_room : 16;
        struct gc_held *held = realloc(r->held, room * sizeof *held);
        if (!held)
            return false;
        r->held = held;
        r->held_room = room;
    }
    uint8_t *copy = malloc(bytes + 1);
    if (!copy)
        return false;
    memcpy(copy, data, bytes);
    memmove(r->held + i + 1, r->held + i, (r->n_held - i) * sizeof *r->held);
    r->held[i] = (struct gc_held){.sequence = sequence, .time = time, .data = copy, .bytes = bytes};
    snprintf(r->held[i].sender, sizeof r->held[i].sender, "%s", sender);
    r->n_held++;
    return true;
}

static bool hole(const struct gc_room *r)
{
    return r->n_held && r->held[0].sequence > r->last + 1;
}

bool gc_on_message(struct gc *g, struct wire_reader *r)
{
    char sender[TALK_NAME_ROOM];
    size_t bytes;
    const uint8_t *id = wire_raw(r, TALK_ROOM_BYTES);
    uint64_t sequence = wire_u64(r), time = wire_u64(r);
    wire_text(r, sender, sizeof sender);
    const uint8_t *data = wire_field(r, &bytes);
    if (!wire_done(r))
        return false;
    struct gc_room *room = gc_room(g, id);
    if (!room || !room->member || talk_name_problem(sender) || !sequence || sequence > INT64_MAX) {
        client_tell(g->c, EVENT_WARNING,
                    "the server sends a message that belongs to no room of ours: it is not shown");
        return true;
    }
    if (sequence <= room->last) {
        again(g, room, sequence, sender, data, bytes);
        return true;
    }
    bool held = hold(room, sequence, time, sender, data, bytes);
    gc_drain(g, room);
    if ((!held || hole(room)) && !room->syncing && !room->cards)
        gc_sync(g, room);
    return true;
}

// ---- catching up ----

void gc_sync(struct gc *g, struct gc_room *r)
{
    if (r->syncing || !g->in || !r->member)
        return;
    uint32_t id = gc_ask(g, ASK_SYNC, r);
    if (!id)
        return;
    r->syncing = true;
    r->sync_from = r->last;
    struct wire_writer *w = gc_begin(g, GLF_SYNC);
    wire_put_u32(w, id);
    wire_put_raw(w, r->id, sizeof r->id);
    wire_put_u64(w, r->last);
    gc_end(g);
}

// Nothing follows `last` directly: what is between is missing.
static void jump(struct gc *g, struct gc_room *r, uint64_t to)
{
    if (r->last || !r->late)
        gc_tell(g, EVENT_WARNING, r,
                "%" PRIu64
                " messages of %s are missing: the server does not keep them any more, holds them back, or "
                "you were not a member then",
                to - r->last - 1, r->title);
    r->last = to - 1;
    gc_keep_room(g, r);
}

static void receipts_due(struct gc *g, struct gc_room *r)
{
    for (size_t i = 0; i < r->n_members && gc_count(r) <= GC_SMALL_ROOM; i++)
        gc_receipt(g, r, r->members[i].name, TALK_DELIVERED);
}

void gc_sync_answer(struct gc *g, struct gc_room *r, uint64_t number)
{
    r->answered = true;
    r->number = number;
    if (number < r->sync_from)
        gc_tell(g, EVENT_WARNING, r,
                "the server has lost, or hides, the last %" PRIu64
                " messages of %s that were here: what comes now under "
                "their numbers is not shown",
                r->sync_from - number, r->title);
    gc_settle(g, r);
}

// What came while we waited for cards, or for an answer, may have left a hole that nobody has asked about.
// Once for each: a server that never fills it would be asked for ever.
static void fill(struct gc *g, struct gc_room *r)
{
    if (!hole(r) || r->syncing || r->cards || r->held[0].sequence == r->asked_before)
        return;
    r->asked_before = r->held[0].sequence;
    gc_sync(g, r);
}

void gc_settle(struct gc *g, struct gc_room *r)
{
    gc_drain(g, r);
    fill(g, r);
    if (!r->answered || r->cards || r->n_keys || gc_halted(g))
        return;
    if (r->last == r->sync_from && r->last < r->number) {
        bool held = r->n_held && r->held[0].sequence <= r->number;
        jump(g, r, held ? r->held[0].sequence : r->number + 1);
        gc_drain(g, r);
        if (r->cards)
            return;
    }
    r->syncing = r->answered = false;
    if (r->last < r->number) {
        gc_sync(g, r);
        return;
    }
    r->synced = true;
    receipts_due(g, r);
    gc_drain(g, r);
    fill(g, r);
}
