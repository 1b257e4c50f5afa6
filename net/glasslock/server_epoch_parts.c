// SPDX-License-Identifier: MIT
// EPOCH: a key that a member made, wrapped for each member, in parts until the last has come.
#include "net/glasslock/server_parts.h"

#include <stdlib.h>

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
        else if (gls_epoch_install(s, room, &e) == STORE_OK)
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
