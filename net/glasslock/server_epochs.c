// SPDX-License-Identifier: MIT
// Epochs: made by a member, by the member with the highest name, or by the server; and their keys on the way.
#include "net/glasslock/server_parts.h"

#include "crypto/common/bytes.h"

#include <stdlib.h>

// ---- KEY ----

static void put_key(struct wire_writer *w, const struct store_epoch *e)
{
    size_t mark = frame_begin(w, GLF_KEY);
    wire_put_raw(w, e->room, TALK_ROOM_BYTES);
    wire_put_u8(w, e->recipe);
    wire_put_u32(w, e->epoch);
    wire_put_raw(w, e->roster, TALK_HASH_BYTES);
    wire_put_text(w, e->maker);
    wire_put_field(w, e->wraps->wrapped, e->wraps->bytes);
    frame_end(w, mark);
}

static void collect_key(void *context, const struct store_epoch *e)
{
    put_key(context, e);
}

void gls_keys_to(struct gls_out *out, const uint8_t *room, uint32_t first, uint32_t last)
{
    struct wire_writer keys = {0};
    struct frame f;
    store_epochs(gls_state(out->conn)->store, room, gls_session(out->conn)->name, first, last, collect_key,
                 &keys);
    for (size_t at = 0, used; !keys.failed && at < keys.bytes; at += used) {
        if (frame_next(keys.data + at, keys.bytes - at, FRAME_MAX_BYTES, &f, &used) != FRAME_WHOLE)
            break;
        size_t mark = out->w.bytes;
        wire_put_raw(&out->w, keys.data + at, used);
        gls_end(out, mark);
    }
    wire_free(&keys);
}

// Keep an epoch, make it the room's, and send each member its key; room->lock is held.
static enum store_result install(struct gls_state *s, struct gls_room *room, const struct store_epoch *e)
{
    enum store_result result = store_epoch_add(s->store, e);
    if (result != STORE_OK)
        return result;
    room->facts.epoch = e->epoch;
    room->facts.epoch_recipe = e->recipe;
    memcpy(room->facts.roster, e->roster, TALK_HASH_BYTES);
    for (size_t i = 0; i < e->n; i++) {
        struct conn *to = e->wraps[i].bytes ? server_find(s->server, e->wraps[i].name) : NULL;
        if (!to)
            continue;
        struct store_epoch one = *e;
        struct gls_out out = {.conn = to};
        one.wraps = &e->wraps[i];
        one.n = 1;
        put_key(&out.w, &one);
        gls_say(&out);
        conn_release(to);
    }
    gls_journal(s, "epoch %u of '%s' by %s", (unsigned)e->epoch, room->facts.title,
                *e->maker ? e->maker : "the server");
    return STORE_OK;
}

// ---- made by a member ----

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct store_wrap *)a)->name, ((const struct store_wrap *)b)->name);
}

// The collected wraps as a sorted list, its names in `names`. NULL: no memory.
static struct store_wrap *sort_wraps(const struct gls_parts *parts, char (**names)[TALK_NAME_ROOM])
{
    struct wire_reader r = wire_read(parts->wraps.data, parts->wraps.bytes);
    struct store_wrap *wraps = calloc(parts->n + 1, sizeof *wraps);
    *names = calloc(parts->n + 1, sizeof **names);
    if (!wraps || !*names) {
        free(wraps);
        return NULL;
    }
    for (size_t i = 0; i < parts->n; i++) {
        wire_text(&r, (*names)[i], TALK_NAME_ROOM);
        wraps[i].name = (*names)[i];
        wraps[i].wrapped = wire_field(&r, &wraps[i].bytes);
    }
    qsort(wraps, parts->n, sizeof *wraps, by_name);
    return wraps;
}

// Exactly the members, each once? Both lists are in byte order.
static bool same_people(const struct store_wrap *wraps, size_t n, const struct gls_member *members,
                        size_t members_n)
{
    bool same = n == members_n;
    for (size_t i = 0; same && i < n; i++)
        same = strcmp(wraps[i].name, members[i].name) == 0;
    return same;
}

// room->lock is held. false: answered.
static bool may_make(struct conn *c, const struct gls_room *room, const struct gls_parts *parts,
                     const struct gls_member *members, size_t n)
{
    enum talk_maker maker = talk_recipe_maker((enum talk_recipe)room->facts.recipe);
    if (maker == TALK_MADE_BY_SERVER)
        return !gls_error(c, parts->id, GLE_RECIPE, "the server makes the keys of this conversation");
    if (maker == TALK_MADE_BY_HIGHEST && n && strcmp(members[n - 1].name, gls_session(c)->name) != 0)
        return !gls_error(c, parts->id, GLE_RECIPE, "%s makes the keys of this conversation",
                          members[n - 1].name);
    if (parts->epoch != room->facts.epoch + 1)
        return !gls_error(c, parts->id, GLE_EPOCH, "the latest epoch is %u", (unsigned)room->facts.epoch);
    return true;
}

static void make_epoch(struct conn *c, struct gls_room *room, const struct gls_parts *parts)
{
    struct gls_state *s = gls_state(c);
    char(*names)[TALK_NAME_ROOM] = NULL;
    size_t n = 0;
    struct gls_member *members = gls_members(s, room->facts.id, &n);
    struct store_wrap *wraps = members ? sort_wraps(parts, &names) : NULL;
    if (!wraps)
        gls_store_error(c, parts->id);
    else if (may_make(c, room, parts, members, n)) {
        struct store_epoch e = {.room = room->facts.id,
                                .epoch = parts->epoch,
                                .recipe = room->facts.recipe,
                                .roster = parts->roster,
                                .maker = gls_session(c)->name,
                                .wraps = wraps,
                                .n = parts->n};
        if (!same_people(wraps, parts->n, members, n) || !gls_know_roster(s, room) ||
            memcmp(room->roster, parts->roster, TALK_HASH_BYTES) != 0)
            gls_error(c, parts->id, GLE_EPOCH, "these are not the members any more: ask for them again");
        else if (install(s, room, &e) == STORE_OK)
            gls_ok(c, parts->id, 0);
        else
            gls_store_error(c, parts->id);
    }
    free(wraps);
    free(names);
    free(members);
}

// ---- EPOCH, in parts ----

static void begin_parts(struct gls_parts *parts, uint32_t id, const uint8_t *room, uint32_t epoch,
                        const uint8_t *roster)
{
    bool same = parts->begun && parts->id == id && parts->epoch == epoch &&
                memcmp(parts->room, room, TALK_ROOM_BYTES) == 0 &&
                memcmp(parts->roster, roster, TALK_HASH_BYTES) == 0;
    if (same)
        return;
    wire_free(&parts->wraps);
    *parts = (struct gls_parts){.begun = true, .id = id, .epoch = epoch};
    memcpy(parts->room, room, TALK_ROOM_BYTES);
    memcpy(parts->roster, roster, TALK_HASH_BYTES);
}

// The list of one part behind those before it. false: malformed.
static bool add_part(struct gls_parts *parts, struct wire_reader *r)
{
    char name[TALK_NAME_ROOM];
    uint16_t n = wire_u16(r);
    if (n > GLS_EPOCH_PART)
        return false;
    for (uint16_t i = 0; i < n; i++) {
        size_t bytes;
        bool read = wire_text(r, name, sizeof name);
        const uint8_t *wrapped = wire_field(r, &bytes);
        if (!read || r->failed || bytes > STORE_WRAPPED_BYTES)
            return false;
        if (parts->failed)
            continue;
        wire_put_text(&parts->wraps, name);
        wire_put_field(&parts->wraps, wrapped, bytes);
        parts->n++;
    }
    return wire_done(r);
}

// The rest of it is passed over.
static void refuse_parts(struct gls_parts *parts)
{
    wire_free(&parts->wraps);
    parts->failed = true;
}

// No more is collected than there are members.
static void check_parts(struct conn *c, struct gls_parts *parts, const struct gls_entry *entry)
{
    uint64_t members, rooms;
    if (!entry)
        gls_no_room(c, parts->id);
    else if (store_count(gls_state(c)->store, parts->room, gls_session(c)->name, &members, &rooms) !=
                 STORE_OK ||
             parts->wraps.failed)
        gls_store_error(c, parts->id);
    else if (parts->n > members)
        gls_error(c, parts->id, GLE_EPOCH, "there are more keys than members");
    else
        return;
    refuse_parts(parts);
}

bool gls_epoch(struct conn *c, struct wire_reader *r)
{
    struct gls_parts *parts = &gls_session(c)->parts;
    uint32_t id = wire_u32(r);
    const uint8_t *room_id = wire_raw(r, TALK_ROOM_BYTES);
    uint32_t epoch = wire_u32(r);
    const uint8_t *roster = wire_raw(r, TALK_HASH_BYTES);
    uint8_t last = wire_u8(r);
    if (r->failed || last > 1)
        return false;
    begin_parts(parts, id, room_id, epoch, roster);
    if (!add_part(parts, r))
        return false;
    struct gls_entry *entry = gls_entry(c, room_id);
    if (!parts->failed)
        check_parts(c, parts, entry);
    if (!last)
        return true;
    if (!parts->failed) {
        gls_hear(c, entry);
        pthread_mutex_lock(&entry->room->lock);
        if (entry->room->gone)
            gls_error(c, id, GLE_ROOM, "this conversation has ended");
        else
            make_epoch(c, entry->room, parts);
        pthread_mutex_unlock(&entry->room->lock);
    }
    wire_free(&parts->wraps);
    *parts = (struct gls_parts){0};
    return true;
}

// ---- made by the server, or asked for ----

// Wrap one member's key behind the others' in `keys`; *bytes of it.
static bool wrap_for(struct gls_state *s, const struct talk_epoch *epoch, const char *name,
                     struct wire_writer *keys, size_t *bytes)
{
    struct wire_writer data = {0};
    struct talk_card card;
    size_t before = keys->bytes;
    talk_card_init(&card);
    bool good = store_card(s->store, name, &data) == STORE_OK && !data.failed &&
                !talk_card_read(&card, data.data, data.bytes) &&
                !talk_epoch_wrap(epoch, NULL, &s->identity, &card, NULL, keys);
    *bytes = keys->bytes - before;
    talk_card_clear(&card);
    wire_free(&data);
    return good;
}

static void make_for_all(struct gls_state *s, struct gls_room *room, const struct talk_epoch *epoch,
                         const struct gls_member *members, size_t n)
{
    struct wire_writer keys = {0};
    struct store_wrap *wraps = calloc(n + 1, sizeof *wraps);
    bool good = wraps;
    for (size_t i = 0; good && i < n; i++) {
        wraps[i].name = members[i].name;
        good = wrap_for(s, epoch, members[i].name, &keys, &wraps[i].bytes);
    }
    for (size_t i = 0, at = 0; good && i < n; at += wraps[i++].bytes)
        wraps[i].wrapped = keys.data + at; // it grows no more
    const struct store_epoch e = {.room = room->facts.id,
                                  .epoch = epoch->epoch,
                                  .recipe = room->facts.recipe,
                                  .roster = epoch->roster,
                                  .maker = "",
                                  .wraps = wraps,
                                  .n = n};
    if (!good || install(s, room, &e) != STORE_OK)
        server_log(s->server, "no epoch key could be made for '%s'", room->facts.title);
    free(wraps);
    wire_free(&keys);
}

void gls_epoch_make(struct gls_state *s, struct gls_room *room)
{
    size_t n;
    if (talk_recipe_maker((enum talk_recipe)room->facts.recipe) != TALK_MADE_BY_SERVER ||
        gls_room_fresh(s, room))
        return;
    struct gls_member *members = room->roster_known ? gls_members(s, room->facts.id, &n) : NULL;
    struct talk_epoch epoch = {.recipe = (enum talk_recipe)room->facts.recipe,
                               .epoch = room->facts.epoch + 1};
    memcpy(epoch.room, room->facts.id, sizeof epoch.room);
    memcpy(epoch.roster, room->roster, sizeof epoch.roster);
    if (members && !talk_epoch_new(&epoch, NULL))
        make_for_all(s, room, &epoch, members, n);
    gl_wipe(&epoch, sizeof epoch);
    free(members);
}

void gls_epoch_ask(struct gls_state *s, struct gls_room *room)
{
    size_t n;
    if (talk_recipe_maker((enum talk_recipe)room->facts.recipe) != TALK_MADE_BY_HIGHEST ||
        gls_room_fresh(s, room))
        return;
    struct gls_member *members = gls_members(s, room->facts.id, &n);
    struct conn *to = members && n ? server_find(s->server, members[n - 1].name) : NULL;
    if (to) {
        struct gls_out out = {.conn = to};
        frame_put(&out.w, GLF_MAKE_KEY, room->facts.id, TALK_ROOM_BYTES);
        gls_say(&out);
        conn_release(to);
    }
    free(members);
}
