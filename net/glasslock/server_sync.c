// SPDX-License-Identifier: MIT
// SYNC, which catches up without gaps; receipts.
#include "net/glasslock/server_parts.h"

#include <stdlib.h>

#define SYNC_BYTES (48 * 1024) // of messages read at once

void gls_put_message(struct wire_writer *w, const struct store_message *m)
{
    size_t mark = frame_begin(w, GLF_MESSAGE);
    wire_put_raw(w, m->room, TALK_ROOM_BYTES);
    wire_put_u64(w, m->sequence);
    wire_put_u64(w, m->time_ms);
    wire_put_text(w, m->sender);
    wire_put_field(w, m->data, m->bytes);
    frame_end(w, mark);
}

// ---- SYNC ----

struct catching {
    struct gls_out *out;
    struct wire_writer frames;
    uint64_t after;
    uint32_t first, last; // epochs of what is in `frames`
    uint32_t keys;        // epochs whose keys have been said, up to this one
};

static bool collect_message(void *context, const struct store_message *m)
{
    struct catching *at = context;
    gls_put_message(&at->frames, m);
    if (!at->first)
        at->first = m->epoch;
    at->last = m->epoch;
    at->after = m->sequence;
    return at->frames.bytes < SYNC_BYTES;
}

// One piece of what came after at->after, its keys before it. false: there was nothing.
static bool catch_up(struct catching *at, const uint8_t *room)
{
    struct gls_out *out = at->out;
    struct frame f;
    at->first = at->last = 0;
    enum store_result read = store_messages(gls_state(out->conn)->store, room, gls_session(out->conn)->name,
                                            at->after, collect_message, at);
    if (at->frames.failed || read == STORE_FAILED) {
        out->w.failed = true; // no end of it without a part of it
        gls_say(out);
        return false;
    }
    if (!at->frames.bytes)
        return false;
    if (at->last > at->keys) {
        gls_keys_to(out, room, at->first > at->keys ? at->first : at->keys + 1, at->last);
        at->keys = at->last;
    }
    for (size_t i = 0, used; i < at->frames.bytes; i += used) {
        if (frame_next(at->frames.data + i, at->frames.bytes - i, FRAME_MAX_BYTES, &f, &used) != FRAME_WHOLE)
            break;
        size_t mark = out->w.bytes;
        wire_put_raw(&out->w, at->frames.data + i, used);
        gls_end(out, mark);
    }
    wire_empty(&at->frames);
    return gls_say(out);
}

struct sync_end {
    struct conn *conn; // held
    struct gls_room *room;
    uint32_t id, keys;
    uint64_t after;
};

// In the room's order, when this connection hears already what comes next: the rest, and OK. What was stored
// before this moment is in the answer, what is stored after it is heard; some of it twice.
static bool before_sync_end(void *context, uint8_t *data, size_t bytes)
{
    struct sync_end *end = context;
    struct gls_state *s = gls_state(end->conn);
    struct gls_out out = {.conn = end->conn};
    struct catching at = {.out = &out, .after = end->after, .keys = end->keys};
    (void)data;
    (void)bytes;
    pthread_mutex_lock(&end->room->lock);
    const struct store_room *facts = &end->room->facts;
    while (catch_up(&at, facts->id))
        continue;
    if (facts->epoch > at.keys)
        gls_keys_to(&out, facts->id, facts->epoch, facts->epoch);
    gls_say(&out);
    gls_ok(end->conn, end->id, facts->last);
    pthread_mutex_unlock(&end->room->lock);
    wire_free(&at.frames);
    gls_room_put(s, end->room);
    conn_release(end->conn);
    free(end);
    return false;
}

static void put_received(void *context, const struct store_receipt *receipt)
{
    struct wire_writer *w = context;
    size_t mark = frame_begin(w, GLF_RECEIVED);
    wire_put_raw(w, receipt->room, TALK_ROOM_BYTES);
    wire_put_u32(w, receipt->epoch);
    wire_put_u8(w, receipt->kind);
    wire_put_text(w, receipt->reader);
    wire_put_text(w, receipt->author);
    wire_put_u64(w, receipt->counter);
    wire_put_raw(w, receipt->mac, TALK_HASH_BYTES);
    frame_end(w, mark);
}

static void say_receipts(struct conn *c, const uint8_t *room)
{
    struct wire_writer receipts = {0};
    struct gls_out out = {.conn = c, .drain = true};
    struct frame f;
    gls_read(&out,
             store_receipts_take(gls_state(c)->store, room, gls_session(c)->name, put_received, &receipts));
    out.w.failed = out.w.failed || receipts.failed;
    for (size_t at = 0, used; !receipts.failed && at < receipts.bytes; at += used) {
        if (frame_next(receipts.data + at, receipts.bytes - at, FRAME_MAX_BYTES, &f, &used) != FRAME_WHOLE)
            break;
        size_t mark = out.w.bytes;
        wire_put_raw(&out.w, receipts.data + at, used);
        gls_end(&out, mark);
    }
    gls_say(&out);
    wire_free(&receipts);
}

bool gls_sync(struct conn *c, struct wire_reader *r)
{
    struct gls_state *s = gls_state(c);
    struct gls_out out = {.conn = c, .drain = true};
    uint32_t id = wire_u32(r);
    const uint8_t *room_id = wire_raw(r, TALK_ROOM_BYTES);
    struct catching at = {.out = &out, .after = wire_u64(r)};
    if (!wire_done(r))
        return false;
    struct gls_entry *entry = gls_entry(c, room_id);
    if (!entry)
        return gls_no_room(c, id);
    struct gls_room *room = entry->room;
    conn_drain(c); // not under the lock: nobody waits for a slow reader
    pthread_mutex_lock(&room->lock);
    bool gone = room->gone;
    if (!gone) {
        gls_epoch_make(s, room);
        gls_epoch_ask(s, room);
        gls_members_to(c, room);
    }
    pthread_mutex_unlock(&room->lock);
    if (gone)
        return gls_no_room(c, id);
    while (catch_up(&at, room_id))
        continue;
    wire_free(&at.frames);
    wire_free(&out.w);
    say_receipts(c, room_id);
    gls_hear(c, entry);
    struct sync_end *end = malloc(sizeof *end);
    if (!end)
        return gls_give_up(c);
    *end = (struct sync_end){conn_hold(c), gls_room_hold(s, room), id, at.keys, at.after};
    if (room_say(room->core,
                 &(struct room_saying){.data = "", .bytes = 1, .before = before_sync_end, .context = end}))
        return true;
    gls_room_put(s, room);
    conn_release(c);
    free(end);
    return gls_give_up(c);
}

// ---- RECEIPT ----

static void see_in(void *context, const struct store_member *member)
{
    *(bool *)context = member->state == STORE_ACTIVE;
}

bool gls_receipt(struct conn *c, struct wire_reader *r)
{
    struct gls_state *s = gls_state(c);
    char author[TALK_NAME_ROOM];
    struct store_receipt receipt = {.reader = gls_session(c)->name, .author = author};
    receipt.room = wire_raw(r, TALK_ROOM_BYTES);
    receipt.epoch = wire_u32(r);
    receipt.kind = wire_u8(r);
    wire_text(r, author, sizeof author);
    receipt.counter = wire_u64(r);
    receipt.mac = wire_raw(r, TALK_HASH_BYTES);
    if (!wire_done(r) || (receipt.kind != TALK_DELIVERED && receipt.kind != TALK_READ))
        return false;
    bool in = false;
    if (!gls_entry(c, receipt.room) ||
        store_member(s->store, receipt.room, author, see_in, &in) != STORE_OK || !in)
        return true; // nobody waits for an answer
    struct conn *to = server_find(s->server, author);
    struct gls_out out = {.conn = to};
    if (to)
        put_received(&out.w, &receipt);
    if (!to || !gls_say(&out)) // offline, or just going
        store_receipt_put(s->store, &receipt);
    if (to)
        conn_release(to);
    return true;
}
