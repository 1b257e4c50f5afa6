// SPDX-License-Identifier: MIT
// The store's file, and the records that are read when it is opened: keys, people, rooms, what is unsent.
#include "net/glasslock/client_parts.h"

#include "crypto/common/bytes.h"
#include "crypto/common/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

// Names may hold what a file name may not.
static void put_escaped(FILE *out, const char *text)
{
    for (size_t i = 0; text[i]; i++)
        if (strchr("/\\%", text[i]) || (i == 0 && text[i] == '.'))
            fprintf(out, "%%%02x", (unsigned char)text[i]);
        else
            fputc(text[i], out);
}

// NULL: nothing is kept, or no memory.
static char *path_of(struct gc *g)
{
    const struct client_config *config = client_config(g->c);
    char *path = NULL;
    size_t bytes;
    if (!g->folder || !g->name)
        return NULL;
    FILE *out = gl_text_open(&path, &bytes);
    if (!out) {
        client_no_memory(g->c);
        return NULL;
    }
    fprintf(out, "%s/", g->folder);
    put_escaped(out, g->name);
    fputc('@', out);
    put_escaped(out, config->host);
    fprintf(out, ":%u.db", config->port);
    if (fclose(out) != 0)
        client_no_memory(g->c);
    return path;
}

bool gc_store_exists(struct gc *g)
{
    char *path = path_of(g);
    bool exists = path && access(path, F_OK) == 0;
    free(path);
    return exists;
}

bool gc_store_open(struct gc *g, bool memory)
{
    const struct client_config *config = client_config(g->c);
    char error[512];
    char *path = memory ? NULL : path_of(g);
    bool no_memory = g->folder && !memory && !path;
    if (!no_memory)
        g->store = client_store_open(path, config->passphrase ? config->passphrase : g->password,
                                     config->kdf_iterations, &no_memory, error, sizeof error);
    free(path);
    if (!g->store && no_memory) {
        client_no_memory(g->c);
        return false;
    }
    if (!g->store) {
        client_tell(g->c, EVENT_ERROR, "your keys and history are not open: %s%s", error,
                    config->passphrase ? "" : " (it is your password, unless --passphrase gives another)");
        return false;
    }
    const bool fresh = g->have_keys; // made for a new account
    gc_load(g);
    if (!gc_halted(g))
        return true;
    client_no_memory(g->c); // half a store is none
    gc_forget(g);
    g->have_keys = fresh;
    return false;
}

// ---- keys, people, rooms ----

void gc_keep_keys(struct gc *g)
{
    struct wire_writer w = {0}, keys = {0};
    if (talk_keys_write(&g->keys, &keys))
        keys.failed = true;
    wire_put_u16(&w, 1);
    wire_put_field(&w, keys.data, keys.bytes);
    wire_put_field(&w, g->card_bytes.data, g->card_bytes.bytes);
    w.failed |= keys.failed;
    wire_free(&keys);
    gc_put(g, STORED_KEYS, "", 0, &w);
}

static void load_keys(void *context, struct wire_reader key, struct wire_reader r)
{
    struct gc *g = context;
    size_t bytes, card_bytes;
    (void)key;
    wire_u16(&r);
    const uint8_t *keys = wire_field(&r, &bytes), *card = wire_field(&r, &card_bytes);
    if (!wire_done(&r) || talk_keys_read(&g->keys, keys, bytes) || talk_card_read(&g->card, card, card_bytes))
        return;
    wire_empty(&g->card_bytes);
    wire_put_raw(&g->card_bytes, card, card_bytes);
    if (g->card_bytes.failed)
        client_no_memory(g->c);
    g->have_keys = !g->card_bytes.failed;
}

void gc_keep_peer(struct gc *g, const struct gc_peer *p)
{
    struct wire_writer w = {0};
    if (p->guest || !p->pinned)
        return;
    wire_put_u8(&w, p->verified);
    wire_put_field(&w, p->encoded.data, p->encoded.bytes);
    wire_put_field(&w, p->offered.data, p->changed ? p->offered.bytes : 0);
    wire_put_u16(&w, (uint16_t)p->n_earlier);
    for (size_t i = 0; i < p->n_earlier; i++)
        wire_put_field(&w, p->earlier_encoded[i].data, p->earlier_encoded[i].bytes);
    gc_put(g, STORED_PEER, p->name, strlen(p->name), &w);
}

static void load_peer(void *context, struct wire_reader key, struct wire_reader r)
{
    struct gc *g = context;
    char name[TALK_NAME_ROOM];
    size_t bytes;
    if (key.left >= sizeof name)
        return;
    memcpy(name, key.at, key.left);
    name[key.left] = '\0';
    struct gc_peer *p = gc_peer(g, name, true);
    bool verified = wire_u8(&r);
    const uint8_t *card = wire_field(&r, &bytes);
    if (!p || !card || talk_card_read(&p->card, card, bytes))
        return;
    wire_empty(&p->encoded);
    wire_put_raw(&p->encoded, card, bytes);
    p->pinned = true;
    p->verified = verified;
    card = wire_field(&r, &bytes);
    p->changed = bytes > 0;
    wire_empty(&p->offered);
    wire_put_raw(&p->offered, card, bytes);
    if (p->encoded.failed || p->offered.failed)
        client_no_memory(g->c);
    uint16_t n = wire_u16(&r);
    p->n_earlier = 0;
    for (uint16_t i = 0; i < n && i < GC_EARLIER; i++) {
        card = wire_field(&r, &bytes);
        if (!card || talk_card_read(&p->earlier[i], card, bytes))
            return;
        wire_empty(&p->earlier_encoded[i]);
        wire_put_raw(&p->earlier_encoded[i], card, bytes);
        if (p->earlier_encoded[i].failed)
            client_no_memory(g->c);
        p->n_earlier++;
    }
}

enum { ROOM_PAIR = 1, ROOM_LATE = 2 };

void gc_keep_room(struct gc *g, const struct gc_room *r)
{
    struct wire_writer w = {0};
    if (r->invited)
        return;
    wire_put_u64(&w, r->last);
    wire_put_u8(&w, r->agreed);
    wire_put_u8(&w, (uint8_t)((r->pair ? ROOM_PAIR : 0) | (r->late ? ROOM_LATE : 0)));
    wire_put_text(&w, r->title);
    gc_put(g, STORED_ROOM, r->id, sizeof r->id, &w);
}

static void load_room(void *context, struct wire_reader key, struct wire_reader r)
{
    struct gc *g = context;
    char title[GC_TITLE_ROOM];
    uint64_t last = wire_u64(&r);
    uint8_t agreed = wire_u8(&r), flags = wire_u8(&r);
    wire_text(&r, title, sizeof title);
    if (!wire_done(&r) || key.left != TALK_ROOM_BYTES)
        return;
    struct gc_room *room = gc_room_make(g, key.at, title);
    if (!room)
        return;
    room->last = last;
    room->agreed = room->recipe = agreed;
    room->pair = flags & ROOM_PAIR;
    room->late = flags & ROOM_LATE;
}

// ---- the outbox ----

void gc_keep_unsent(struct gc *g, const struct gc_unsent *u)
{
    struct wire_writer w = {0};
    uint8_t key[8];
    gl_store64_be(key, u->local);
    wire_put_raw(&w, u->room, sizeof u->room);
    wire_put_text(&w, u->to);
    wire_put_u8(&w, u->emote);
    wire_put_u64(&w, u->time);
    wire_put_u64(&w, (uint64_t)u->line);
    wire_put_u32(&w, u->epoch);
    wire_put_field(&w, u->text, strlen(u->text));
    wire_put_field(&w, u->sealed.data, u->sealed.bytes);
    wire_put_u64(&w, u->after.counter);
    wire_put_raw(&w, u->after.hash, sizeof u->after.hash);
    gc_put(g, STORED_UNSENT, key, sizeof key, &w);
}

void gc_drop_unsent(struct gc *g, const struct gc_unsent *u)
{
    uint8_t key[8];
    gl_store64_be(key, u->local);
    if (g->store)
        client_store_drop(g->store, STORED_UNSENT, key, sizeof key);
}

static bool read_unsent(struct gc_unsent *u, struct wire_reader *r)
{
    size_t bytes, sealed_bytes;
    const uint8_t *room = wire_raw(r, TALK_ROOM_BYTES);
    wire_text(r, u->to, sizeof u->to);
    u->emote = wire_u8(r);
    u->time = wire_u64(r);
    u->line = (int64_t)wire_u64(r);
    u->epoch = wire_u32(r);
    const uint8_t *text = wire_field(r, &bytes), *sealed = wire_field(r, &sealed_bytes);
    u->after.counter = wire_u64(r);
    const uint8_t *hash = wire_raw(r, TALK_HASH_BYTES);
    if (!wire_done(r))
        return false;
    memcpy(u->room, room, TALK_ROOM_BYTES);
    memcpy(u->after.hash, hash, TALK_HASH_BYTES);
    u->text = strndup((const char *)text, bytes);
    wire_put_raw(&u->sealed, sealed, sealed_bytes);
    u->known = sealed_bytes > 0;
    return true;
}

static void load_unsent(void *context, struct wire_reader key, struct wire_reader r)
{
    struct gc *g = context;
    struct gc_unsent *u = calloc(1, sizeof *u);
    const bool read = u && read_unsent(u, &r);
    if (!u || (read && (!u->text || u->sealed.failed)))
        client_no_memory(g->c);
    if (!u || key.left != 8 || g->n_unsent == GC_MOST_UNSENT || !read || client_lacks_memory(g->c)) {
        if (u)
            gc_unsent_free(u);
        return;
    }
    u->local = gl_load64_be(key.at);
    size_t i = g->n_unsent++;
    for (; i && g->unsent[i - 1]->local > u->local; i--)
        g->unsent[i] = g->unsent[i - 1];
    g->unsent[i] = u;
    if (u->local > g->next_local)
        g->next_local = u->local;
}

void gc_load(struct gc *g)
{
    size_t damaged = client_store_all(g->store, STORED_KEYS, load_keys, g);
    damaged += client_store_all(g->store, STORED_PEER, load_peer, g);
    damaged += client_store_all(g->store, STORED_ROOM, load_room, g);
    damaged += client_store_all(g->store, STORED_UNSENT, load_unsent, g);
    if (gc_halted(g))
        return;
    if (damaged)
        client_tell(g->c, EVENT_WARNING, "%zu records of your store are damaged, or were altered by somebody",
                    damaged);
    if (g->n_unsent)
        client_tell(g->c, EVENT_INFO, "%zu messages from last time wait to be sent", g->n_unsent);
}
