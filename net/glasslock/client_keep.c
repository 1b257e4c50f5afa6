// SPDX-License-Identifier: MIT
// Records of the store that are looked up one by one: epochs, chains, what was said and heard, trust.
#include "net/glasslock/client_parts.h"

#include "crypto/common/bytes.h"

void gc_put(struct gc *g, enum client_store_kind kind, const void *key, size_t bytes, struct wire_writer *w)
{
    if (g->store && w->failed)
        client_store_no_memory(g->store);
    const bool put =
        !g->store || (!w->failed && client_store_put(g->store, kind, key, bytes, w->data, w->bytes));
    if (!put && !client_store_broken(g->store)) // what is broken is told once, and ends the connection
        client_tell(g->c, EVENT_ERROR, "a record cannot be stored");
    wire_free(w);
}

bool gc_store_good(struct gc *g)
{
    const char *why = g->store ? client_store_broken(g->store) : NULL;
    if (why)
        client_tell(g->c, EVENT_ERROR,
                    "your store cannot be written: %s. Nothing more is said or heard until it can", why);
    return !why;
}

bool gc_halted(const struct gc *g)
{
    return client_lacks_memory(g->c) || (g->store && client_store_broken(g->store));
}

bool gc_store_mend(struct gc *g)
{
    if (!g->store || !client_store_broken(g->store))
        return true;
    if (!client_store_mend(g->store))
        return gc_store_good(g);
    client_store_begin(g->store); // what is in memory alone
    if (g->have_keys)
        gc_keep_keys(g);
    for (size_t i = 0; i < g->n_peers; i++)
        gc_keep_peer(g, g->peers[i]);
    for (size_t i = 0; i < g->n_rooms; i++)
        gc_keep_room(g, g->rooms[i]);
    for (size_t i = 0; i < g->n_unsent; i++)
        gc_keep_unsent(g, g->unsent[i]);
    if (!client_store_commit(g->store))
        return gc_store_good(g);
    client_tell(g->c, EVENT_INFO, "your store can be written again");
    return true;
}

// Room, then whatever tells the record from others in it.
struct place {
    uint8_t bytes[TALK_ROOM_BYTES + 64];
    size_t n;
};

static struct place in_room(const struct gc_room *r, const void *key, size_t bytes)
{
    struct place p;
    memcpy(p.bytes, r->id, TALK_ROOM_BYTES);
    memcpy(p.bytes + TALK_ROOM_BYTES, key, bytes);
    p.n = TALK_ROOM_BYTES + bytes;
    return p;
}

static struct place in_room_number(const uint8_t *room, uint64_t number)
{
    struct place p = {.n = TALK_ROOM_BYTES + 8};
    memcpy(p.bytes, room, TALK_ROOM_BYTES);
    gl_store64_be(p.bytes + TALK_ROOM_BYTES, number);
    return p;
}

static bool get(struct gc *g, enum client_store_kind kind, const struct place *p, struct wire_writer *w)
{
    if (!g->store)
        return false;
    enum client_store_result result = client_store_get(g->store, kind, p->bytes, p->n, w);
    if (result == STORE_DAMAGED)
        client_tell(g->c, EVENT_WARNING, "a record of your store is damaged, or was altered by somebody");
    if (w->failed)
        client_store_no_memory(g->store);
    return result == STORED && !w->failed;
}

void gc_keep_epoch(struct gc *g, const struct talk_epoch *epoch)
{
    struct wire_writer w = {0};
    struct place p = in_room_number(epoch->room, epoch->epoch);
    wire_put_u8(&w, (uint8_t)epoch->recipe);
    wire_put_raw(&w, epoch->roster, sizeof epoch->roster);
    wire_put_raw(&w, epoch->key, sizeof epoch->key);
    gc_put(g, STORED_EPOCH, p.bytes, p.n, &w);
}

bool gc_epoch_of(struct gc *g, const struct gc_room *r, uint32_t number, struct talk_epoch *epoch)
{
    struct wire_writer w = {0};
    struct place p = in_room_number(r->id, number);
    bool found = get(g, STORED_EPOCH, &p, &w) && w.bytes == 1 + TALK_HASH_BYTES + TALK_KEY_BYTES;
    if (found) {
        *epoch = (struct talk_epoch){.recipe = w.data[0], .epoch = number};
        memcpy(epoch->room, r->id, sizeof epoch->room);
        memcpy(epoch->roster, w.data + 1, TALK_HASH_BYTES);
        memcpy(epoch->key, w.data + 1 + TALK_HASH_BYTES, TALK_KEY_BYTES);
    }
    wire_free(&w);
    return found;
}

bool gc_chain(struct gc *g, const struct gc_room *r, const uint8_t *card, struct talk_chain *chain)
{
    struct wire_writer w = {0};
    struct place p = in_room(r, card, TALK_HASH_BYTES);
    bool found = get(g, STORED_CHAIN, &p, &w) && w.bytes == 8 + TALK_HASH_BYTES;
    *chain = (struct talk_chain){0};
    if (found) {
        chain->counter = gl_load64_be(w.data);
        memcpy(chain->hash, w.data + 8, TALK_HASH_BYTES);
    }
    wire_free(&w);
    return found;
}

void gc_keep_chain(struct gc *g, const struct gc_room *r, const uint8_t *card, const struct talk_chain *chain)
{
    struct wire_writer w = {0};
    struct place p = in_room(r, card, TALK_HASH_BYTES);
    wire_put_u64(&w, chain->counter);
    wire_put_raw(&w, chain->hash, sizeof chain->hash);
    gc_put(g, STORED_CHAIN, p.bytes, p.n, &w);
}

bool gc_sent(struct gc *g, const struct gc_room *r, uint64_t counter, struct gc_sent *sent)
{
    struct wire_writer w = {0};
    struct place p = in_room_number(r->id, counter);
    bool found = get(g, STORED_SENT, &p, &w) && w.bytes == TALK_HASH_BYTES + 32 + 4;
    if (found) {
        memcpy(sent->hash, w.data, TALK_HASH_BYTES);
        memcpy(sent->digest, w.data + TALK_HASH_BYTES, 32);
        sent->epoch = gl_load32_be(w.data + TALK_HASH_BYTES + 32);
    }
    wire_free(&w);
    return found;
}

void gc_keep_sent(struct gc *g, const struct gc_room *r, uint64_t counter, const struct gc_sent *sent)
{
    struct wire_writer w = {0};
    struct place p = in_room_number(r->id, counter);
    wire_put_raw(&w, sent->hash, sizeof sent->hash);
    wire_put_raw(&w, sent->digest, sizeof sent->digest);
    wire_put_u32(&w, sent->epoch);
    gc_put(g, STORED_SENT, p.bytes, p.n, &w);
}

bool gc_heard(struct gc *g, const struct gc_room *r, const char *author, struct gc_heard *heard)
{
    struct wire_writer w = {0};
    struct place p = in_room(r, author, strlen(author));
    bool found = get(g, STORED_HEARD, &p, &w) && w.bytes == 8 + 4 + TALK_HASH_BYTES + 1;
    *heard = (struct gc_heard){0};
    if (found) {
        heard->counter = gl_load64_be(w.data);
        heard->epoch = gl_load32_be(w.data + 8);
        memcpy(heard->hash, w.data + 12, TALK_HASH_BYTES);
        heard->receipts = w.data[12 + TALK_HASH_BYTES];
    }
    wire_free(&w);
    return found;
}

void gc_keep_heard(struct gc *g, const struct gc_room *r, const char *author, const struct gc_heard *heard)
{
    struct wire_writer w = {0};
    struct place p = in_room(r, author, strlen(author));
    wire_put_u64(&w, heard->counter);
    wire_put_u32(&w, heard->epoch);
    wire_put_raw(&w, heard->hash, sizeof heard->hash);
    wire_put_u8(&w, heard->receipts);
    gc_put(g, STORED_HEARD, p.bytes, p.n, &w);
}

bool gc_trusted(struct gc *g, const struct gc_room *r, const uint8_t *card)
{
    struct wire_writer w = {0};
    struct place p = in_room(r, card, TALK_HASH_BYTES);
    bool found = get(g, STORED_TRUST, &p, &w);
    wire_free(&w);
    return found;
}

void gc_keep_trust(struct gc *g, const struct gc_room *r, const uint8_t *card)
{
    struct wire_writer w = {0};
    struct place p = in_room(r, card, TALK_HASH_BYTES);
    wire_put_u8(&w, 1);
    gc_put(g, STORED_TRUST, p.bytes, p.n, &w);
}
