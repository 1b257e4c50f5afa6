// SPDX-License-Identifier: MIT
// Receipts: "received" at once, "read" when the user has seen the room; only in small rooms, and only for the
// latest message of each author.
#include "net/glasslock/client_parts.h"

#include "crypto/common/bytes.h"

#include <inttypes.h>
#include <stdio.h>

void gc_receipt(struct gc *g, struct gc_room *r, const char *author, enum talk_receipt kind)
{
    struct gc_heard h;
    struct talk_epoch epoch;
    uint8_t mac[TALK_HASH_BYTES];
    const uint8_t bit = (uint8_t)(1 << kind);
    if (!g->receipts || !g->in || !r->member || gc_count(r) > GC_SMALL_ROOM || !gc_heard(g, r, author, &h) ||
        h.receipts & bit || !gc_epoch_of(g, r, h.epoch, &epoch))
        return;
    talk_receipt_make(mac, &epoch, kind, client_name(g->c), author, h.counter, h.hash);
    gl_wipe(&epoch, sizeof epoch);
    struct wire_writer *w = gc_begin(g, GLF_RECEIPT);
    wire_put_raw(w, r->id, sizeof r->id);
    wire_put_u32(w, h.epoch);
    wire_put_u8(w, (uint8_t)kind);
    wire_put_text(w, author);
    wire_put_u64(w, h.counter);
    wire_put_raw(w, mac, sizeof mac);
    if (!gc_end(g))
        return;
    h.receipts |= bit;
    gc_keep_heard(g, r, author, &h);
}

void gc_seen(struct chat_client *c, const char *title)
{
    struct gc *g = gc_of(c);
    struct gc_room *r = gc_room_titled(g, title);
    if (!r || gc_count(r) > GC_SMALL_ROOM)
        return;
    for (size_t i = 0; i < r->n_members; i++)
        gc_receipt(g, r, r->members[i].name, TALK_READ);
}

static void refuse(struct gc *g, const struct gc_room *r, const char *reader)
{
    char text[256];
    snprintf(text, sizeof text, "a receipt in %s, as %s's, is refused: it does not hold", r->title, reader);
    client_emit(g->c,
                &(struct client_event){.kind = EVENT_WARNING, .who = reader, .room = r->title, .text = text});
}

// What we said under this counter: taken by the server, or on its way still, when its answer was lost.
static bool ours(struct gc *g, const struct gc_room *r, uint64_t counter, struct gc_sent *sent)
{
    const struct gc_unsent *u = gc_first_unsent(g, r);
    if (gc_sent(g, r, counter, sent))
        return true;
    if (!u || !u->sealed.bytes || u->after.counter != counter + 1)
        return false;
    memcpy(sent->hash, u->after.hash, sizeof sent->hash);
    sent->epoch = u->epoch;
    return true;
}

static bool holds(const struct talk_epoch *epoch, uint8_t kind, const char *reader, const char *author,
                  uint64_t counter, const uint8_t *hash, const uint8_t *mac)
{
    uint8_t right[TALK_HASH_BYTES];
    talk_receipt_make(right, epoch, kind, reader, author, counter, hash);
    return gl_equal_ct(right, mac, sizeof right);
}

bool gc_on_received(struct gc *g, struct wire_reader *r)
{
    char reader[TALK_NAME_ROOM], author[TALK_NAME_ROOM];
    const uint8_t *id = wire_raw(r, TALK_ROOM_BYTES);
    uint32_t number = wire_u32(r);
    uint8_t kind = wire_u8(r);
    wire_text(r, reader, sizeof reader);
    wire_text(r, author, sizeof author);
    uint64_t counter = wire_u64(r);
    const uint8_t *mac = wire_raw(r, TALK_HASH_BYTES);
    if (!wire_done(r))
        return false;
    struct gc_room *room = gc_room(g, id);
    struct gc_sent sent;
    struct talk_epoch epoch = {0};
    if (!room || !g->receipts)
        return true;
    const bool known = gc_epoch_of(g, room, number, &epoch);
    const bool said = ours(g, room, counter, &sent) && sent.epoch == number;
    const bool to_us =
        (kind == TALK_DELIVERED || kind == TALK_READ) && strcmp(author, client_name(g->c)) == 0;
    const bool good = known && said && to_us && holds(&epoch, kind, reader, author, counter, sent.hash, mac);
    gl_wipe(&epoch, sizeof epoch);
    if (gc_halted(g))
        return true; // not judged by what could not be read
    // For an earlier guest of our name, on its way when that one left: what they said was in epochs that we
    // have no key of. In an epoch that we are in nobody else has our name, and a receipt holds or is told.
    if (g->guest && to_us && !said && !known)
        return true;
    if (good)
        client_emit(g->c, &(struct client_event){.kind = EVENT_RECEIPT,
                                                 .room = room->title,
                                                 .who = reader,
                                                 .counter = counter,
                                                 .flag = kind == TALK_READ});
    else
        refuse(g, room, reader);
    return true;
}
