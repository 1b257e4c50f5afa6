// SPDX-License-Identifier: MIT
// What is said: stored with its number, then told.
#include "net/glasslock/server_parts.h"

#include "crypto/common/bytes.h"
#include "net/wire/clock.h"

#include <stdlib.h>

#define SEQUENCE_AT   (FRAME_HEADER_BYTES + TALK_ROOM_BYTES) // in a MESSAGE
#define OUTSIDE_BYTES 1024                                   // of a message that is no text, generously

// ---- SAY ----

struct saying {
    struct conn *conn; // held
    struct gls_room *room;
    uint32_t id, epoch;
    uint64_t counter, sequence;
    char sender[TALK_NAME_ROOM];
    size_t bytes; // of the message, the last in its frame
};

static void free_saying(struct saying *say)
{
    gls_room_put(gls_state(say->conn), say->room);
    conn_release(say->conn);
    free(say);
}

// The epoch is over, or none is there: whose turn is it? room->lock is held.
static void refuse_stale(struct gls_state *s, const struct saying *say)
{
    gls_epoch_ask(s, say->room);
    gls_error(say->conn, say->id, GLE_STALE,
              say->room->facts.epoch ? "the members or their keys have changed: a new epoch is needed"
                                     : "there is no epoch yet");
}

// In the room's order, room->lock is held: number it and store it.
static bool settle(struct gls_state *s, struct saying *say, uint8_t *frame, size_t bytes)
{
    struct store_room *facts = &say->room->facts;
    struct store_message m = {.room = facts->id,
                              .sequence = facts->last + 1,
                              .time_ms = clock_wall_ms(),
                              .counter = say->counter,
                              .epoch = say->epoch,
                              .sender = say->sender,
                              .data = frame + bytes - say->bytes,
                              .bytes = say->bytes};
    switch (store_message_add(s->store, &m, server_config(s->server)->limits.history)) {
    case STORE_OK:
        facts->last = say->sequence = m.sequence;
        gl_store64_be(frame + SEQUENCE_AT, m.sequence);
        gl_store64_be(frame + SEQUENCE_AT + 8, m.time_ms);
        return true;
    case STORE_TAKEN:
        gls_ok(say->conn, say->id, m.sequence); // the answer was lost, the message was not
        return false;
    default:
        gls_store_error(say->conn, say->id);
        return false;
    }
}

static bool before_saying(void *context, uint8_t *frame, size_t bytes)
{
    struct saying *say = context;
    struct gls_state *s = gls_state(say->conn);
    bool said = false;
    pthread_mutex_lock(&say->room->lock);
    if (say->room->gone)
        gls_error(say->conn, say->id, GLE_ROOM, "this conversation has ended");
    else if (say->epoch != say->room->facts.epoch || !gls_room_fresh(s, say->room))
        refuse_stale(s, say);
    else
        said = settle(s, say, frame, bytes);
    pthread_mutex_unlock(&say->room->lock);
    if (!said)
        free_saying(say);
    return said;
}

// It is kept, with all that came in the same delivery: its author gets the answer with what others say.
static void say_ok(const struct saying *say)
{
    struct wire_writer w = {0};
    size_t mark = frame_begin(&w, GLF_OK);
    wire_put_u32(&w, say->id);
    wire_put_u64(&w, say->sequence);
    frame_end(&w, mark);
    if (!w.failed)
        conn_say_later(say->conn, w.data, w.bytes);
    wire_free(&w);
}

// It could not be kept: the store says how far the room has come.
static void count_again(struct gls_state *s, struct gls_room *room)
{
    struct store_room stored;
    pthread_mutex_lock(&room->lock);
    if (store_room_find(s->store, room->facts.id, &stored) == STORE_OK)
        room->facts.last = stored.last;
    pthread_mutex_unlock(&room->lock);
}

static void after_saying(void *context, bool kept)
{
    struct saying *say = context;
    struct gls_state *s = gls_state(say->conn);
    if (kept) {
        say_ok(say);
        pthread_mutex_lock(&say->room->lock);
        gls_journal(s, "%s spoke in '%s', %zu bytes", say->sender, say->room->facts.title, say->bytes);
        pthread_mutex_unlock(&say->room->lock);
    } else {
        count_again(s, say->room);
        gls_store_error(say->conn, say->id);
    }
    free_saying(say);
}

static bool say_it(struct conn *c, uint32_t id, struct gls_entry *entry, uint32_t epoch, uint64_t counter,
                   const uint8_t *message, size_t bytes)
{
    struct gls_state *s = gls_state(c);
    const char *name = gls_session(c)->name;
    struct wire_writer w = {0};
    struct saying *say = malloc(sizeof *say);
    gls_put_message(&w, &(struct store_message){
                            .room = entry->room->facts.id, .sender = name, .data = message, .bytes = bytes});
    if (!say || w.failed) {
        free(say);
        wire_free(&w);
        return gls_store_error(c, id);
    }
    *say = (struct saying){.conn = conn_hold(c),
                           .room = gls_room_hold(s, entry->room),
                           .id = id,
                           .epoch = epoch,
                           .counter = counter,
                           .bytes = bytes};
    memcpy(say->sender, name, sizeof say->sender);
    gls_hear(c, entry);
    if (!room_say(entry->room->core, &(struct room_saying){.data = w.data,
                                                           .bytes = w.bytes,
                                                           .before = before_saying,
                                                           .after = after_saying,
                                                           .context = say,
                                                           .author = c})) {
        free_saying(say);
        gls_store_error(c, id);
    }
    wire_free(&w);
    return true;
}

// epoch 0 and no message: only ask for an epoch that somebody else has to make. Where it is made, its key
// comes again: it may have been refused when it came first.
static bool ask_epoch(struct conn *c, uint32_t id, struct gls_room *room)
{
    struct gls_state *s = gls_state(c);
    struct gls_out out = {.conn = c};
    pthread_mutex_lock(&room->lock);
    const bool fresh = gls_room_fresh(s, room);
    if (fresh)
        gls_keys_to(&out, room->facts.id, room->facts.epoch, room->facts.epoch);
    else
        gls_epoch_ask(s, room);
    pthread_mutex_unlock(&room->lock);
    gls_say(&out);
    return gls_error(c, id, GLE_STALE, fresh ? "there is a key, perhaps none for you" : "its maker is asked");
}

bool gls_say_text(struct conn *c, struct wire_reader *r)
{
    size_t bytes;
    uint32_t id = wire_u32(r), message_epoch = 0;
    const uint8_t *room_id = wire_raw(r, TALK_ROOM_BYTES);
    uint32_t epoch = wire_u32(r);
    const uint8_t *message = wire_field(r, &bytes);
    uint64_t counter = 0, most = server_config(conn_server(c))->limits.message_bytes;
    if (!wire_done(r))
        return false;
    if (!conn_pace(c))
        return true; // it has no answer, and says it again when it is back
    // What stands outside of the seal must say the same.
    if (bytes ? talk_message_peek(message, bytes, &message_epoch, &counter) || message_epoch != epoch
              : epoch != 0)
        return false;
    struct gls_entry *entry = gls_entry(c, room_id);
    if (!entry)
        return gls_no_room(c, id);
    if (!bytes)
        return ask_epoch(c, id, entry->room);
    if (bytes > TALK_MAX_MESSAGE_BYTES || bytes > 2 * most + OUTSIDE_BYTES)
        return gls_error(c, id, GLE_LIMIT, "a text has at most %u bytes here", (unsigned)most);
    return say_it(c, id, entry, epoch, counter, message, bytes);
}
