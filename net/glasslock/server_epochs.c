// SPDX-License-Identifier: MIT
// Epochs: their keys on the way, made by the server, or asked for of the member who makes them.
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
    gls_read(out, store_epochs(gls_state(out->conn)->store, room, gls_session(out->conn)->name, first, last,
                               collect_key, &keys));
    out->w.failed = out->w.failed || keys.failed;
    for (size_t at = 0, used; !keys.failed && at < keys.bytes; at += used) {
        if (frame_next(keys.data + at, keys.bytes - at, FRAME_MAX_BYTES, &f, &used) != FRAME_WHOLE)
            break;
        size_t mark = out->w.bytes;
        wire_put_raw(&out->w, keys.data + at, used);
        gls_end(out, mark);
    }
    wire_free(&keys);
}

enum store_result gls_epoch_install(struct gls_state *s, struct gls_room *room, const struct store_epoch *e)
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
    if (!good || gls_epoch_install(s, room, &e) != STORE_OK)
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
