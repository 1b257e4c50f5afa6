// SPDX-License-Identifier: MIT
// Epochs, messages, receipts and friends.
#include "net/glasslock/server_store_impl.h"

#include "net/glasslock/frames.h"

#include <string.h>

// ---- epochs ----

enum store_result store_epoch_add(struct server_store *s, const struct store_epoch *e)
{
    enum store_result result = store_begin(s);
    if (!result) {
        sqlite3_stmt *row = store_bind(s, S_EPOCH_ADD, "riiht", e->room, (int64_t)e->epoch,
                                       (int64_t)e->recipe, e->roster, e->maker);
        int status = sqlite3_step(row);
        store_done(row);
        result = status == SQLITE_DONE ? STORE_OK : status == SQLITE_CONSTRAINT ? STORE_TAKEN : STORE_FAILED;
    }
    for (size_t i = 0; !result && i < e->n; i++)
        if (e->wraps[i].bytes)
            result = store_run(s, S_WRAP_ADD, "ritb", e->room, (int64_t)e->epoch, e->wraps[i].name,
                               e->wraps[i].wrapped, e->wraps[i].bytes);
    if (!result)
        result = store_run(s, S_EPOCHS_TIDY, "ri", e->room, (int64_t)e->epoch);
    return store_end(s, result);
}

enum store_result store_epochs(struct server_store *s, const uint8_t *room, const char *name, uint32_t first,
                               uint32_t last, store_each_epoch *each, void *context)
{
    int status;
    pthread_mutex_lock(&s->lock);
    sqlite3_stmt *row = store_bind(s, S_EPOCHS, "rtii", room, name, (int64_t)first, (int64_t)last);
    while ((status = sqlite3_step(row)) == SQLITE_ROW) {
        size_t bytes;
        struct store_wrap wrap = {.name = name};
        wrap.wrapped = store_blob(row, 4, &wrap.bytes);
        struct store_epoch e = {.room = room,
                                .epoch = (uint32_t)store_int(row, 0),
                                .recipe = (uint8_t)store_int(row, 1),
                                .roster = store_blob(row, 2, &bytes),
                                .maker = store_text(row, 3),
                                .wraps = &wrap,
                                .n = 1};
        each(context, &e);
    }
    store_done(row);
    pthread_mutex_unlock(&s->lock);
    return status == SQLITE_DONE ? STORE_OK : STORE_FAILED;
}

// ---- messages ----

// Is the very same message there? A client that lost the answer says it again.
static enum store_result find_same(struct server_store *s, struct store_message *m)
{
    sqlite3_stmt *row =
        store_bind(s, S_MESSAGE_SAME, "rtib", m->room, m->sender, (int64_t)m->counter, m->data, m->bytes);
    int status = sqlite3_step(row);
    if (status == SQLITE_ROW) {
        m->sequence = (uint64_t)store_int(row, 0);
        m->time_ms = (uint64_t)store_int(row, 1);
    }
    store_done(row);
    return status == SQLITE_ROW ? STORE_TAKEN : status == SQLITE_DONE ? STORE_OK : STORE_FAILED;
}

enum store_result store_message_add(struct server_store *s, struct store_message *m, uint32_t history)
{
    enum store_result result = store_join(s);
    if (!result)
        result = find_same(s, m);
    if (!result)
        result = store_run(s, S_MESSAGE_ADD, "riitiib", m->room, (int64_t)m->sequence, (int64_t)m->time_ms,
                           m->sender, (int64_t)m->epoch, (int64_t)m->counter, m->data, m->bytes);
    // The last one stays in any case: it holds the number.
    uint32_t kept = history ? history : 1;
    if (!result && m->sequence > kept)
        result = store_run(s, S_MESSAGES_TRIM, "ri", m->room, (int64_t)(m->sequence - kept));
    return store_part(s, result);
}

enum store_result store_messages(struct server_store *s, const uint8_t *room, const char *name,
                                 uint64_t after, store_each_message *each, void *context)
{
    int status;
    bool more = true;
    if (after > INT64_MAX)
        return STORE_OK;
    pthread_mutex_lock(&s->lock);
    sqlite3_stmt *row = store_bind(s, S_MESSAGES, "rti", room, name, (int64_t)after);
    while ((status = sqlite3_step(row)) == SQLITE_ROW && more) {
        struct store_message m = {.room = room,
                                  .sequence = (uint64_t)store_int(row, 0),
                                  .time_ms = (uint64_t)store_int(row, 1),
                                  .sender = store_text(row, 2),
                                  .epoch = (uint32_t)store_int(row, 3),
                                  .counter = (uint64_t)store_int(row, 4)};
        m.data = store_blob(row, 5, &m.bytes);
        more = each(context, &m);
    }
    store_done(row);
    pthread_mutex_unlock(&s->lock);
    return status == SQLITE_DONE || status == SQLITE_ROW ? STORE_OK : STORE_FAILED;
}

// ---- receipts ----

enum store_result store_receipt_put(struct server_store *s, const struct store_receipt *r)
{
    enum store_result result = store_begin(s);
    if (!result)
        result = store_run(s, S_RECEIPT_PUT, "trtiiih", r->author, r->room, r->reader, (int64_t)r->kind,
                           (int64_t)r->epoch, (int64_t)r->counter, r->mac);
    return store_end(s, result);
}

enum store_result store_receipts_take(struct server_store *s, const uint8_t *room, const char *author,
                                      store_each_receipt *each, void *context)
{
    enum store_result result = store_begin(s);
    bool any = false;
    int status = SQLITE_DONE;
    if (!result) {
        sqlite3_stmt *row = store_bind(s, S_RECEIPTS, "tr", author, room);
        while ((status = sqlite3_step(row)) == SQLITE_ROW) {
            size_t bytes;
            struct store_receipt r = {.room = room,
                                      .reader = store_text(row, 0),
                                      .author = author,
                                      .kind = (uint8_t)store_int(row, 1),
                                      .epoch = (uint32_t)store_int(row, 2),
                                      .counter = (uint64_t)store_int(row, 3)};
            r.mac = store_blob(row, 4, &bytes);
            each(context, &r);
            any = true;
        }
        store_done(row);
        result = status == SQLITE_DONE ? STORE_OK : STORE_FAILED;
    }
    if (!result && any)
        result = store_run(s, S_RECEIPTS_DROP, "tr", author, room);
    return store_end(s, result);
}

// ---- friends ----

static uint8_t friend_state(bool asked_by_us, bool accepted)
{
    return accepted ? GLS_FRIENDS : asked_by_us ? GLS_ASKED : GLS_ASKS;
}

enum store_result store_friend(struct server_store *s, const char *name, const char *other, uint8_t *state)
{
    *state = GLS_NONE;
    pthread_mutex_lock(&s->lock);
    sqlite3_stmt *row = store_bind(s, S_FRIEND_FIND, "tt", name, other);
    int status = sqlite3_step(row);
    if (status == SQLITE_ROW)
        *state = friend_state(strcmp(store_text(row, 0), name) == 0, store_int(row, 1) != 0);
    store_done(row);
    pthread_mutex_unlock(&s->lock);
    return status == SQLITE_ROW || status == SQLITE_DONE ? STORE_OK : STORE_FAILED;
}

enum store_result store_friend_set(struct server_store *s, const char *name, const char *other, uint8_t state)
{
    enum store_result result = store_begin(s);
    if (!result)
        result = store_run(s, S_FRIEND_DROP, "tt", name, other);
    if (!result && state != GLS_NONE)
        result = store_run(s, S_FRIEND_PUT, "tti", name, other, (int64_t)(state == GLS_FRIENDS));
    return store_end(s, result);
}

enum store_result store_friends(struct server_store *s, const char *name, store_each_friend *each,
                                void *context)
{
    int status;
    pthread_mutex_lock(&s->lock);
    sqlite3_stmt *row = store_bind(s, S_FRIENDS, "t", name);
    while ((status = sqlite3_step(row)) == SQLITE_ROW) {
        bool ours = strcmp(store_text(row, 0), name) == 0;
        each(context, store_text(row, ours ? 1 : 0), friend_state(ours, store_int(row, 2) != 0));
    }
    store_done(row);
    pthread_mutex_unlock(&s->lock);
    return status == SQLITE_DONE ? STORE_OK : STORE_FAILED;
}
