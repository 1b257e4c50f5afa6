// SPDX-License-Identifier: MIT
// The lines of the history, room by room.
#include "net/glasslock/client_store_impl.h"

#include "crypto/common/bytes.h"

#include <stdlib.h>
#include <string.h>

#define KIND_HISTORY 0x80   // a place of history: this, room and id
#define MOST_HISTORY 100000 // records read at once

// The place of one line: the room's hidden name, and the id in its last bytes' stead.
static void line_place(const uint8_t hidden[CLIENT_PLACE_BYTES], int64_t id,
                       uint8_t place[CLIENT_PLACE_BYTES])
{
    memcpy(place, hidden, CLIENT_PLACE_BYTES);
    gl_store64_be(place + CLIENT_PLACE_BYTES - 8, (uint64_t)id);
}

bool client_store_replace(struct client_store *s, const uint8_t room[16], int64_t id, const void *data,
                          size_t bytes)
{
    uint8_t hidden[CLIENT_PLACE_BYTES], place[CLIENT_PLACE_BYTES];
    struct wire_writer plain = {0}, sealed = {0};
    client_seal_place(&s->seal, KIND_HISTORY, room, 16, hidden);
    line_place(hidden, id, place);
    wire_put_raw(&plain, room, 16);
    wire_put_raw(&plain, data, bytes);
    bool put = !plain.failed && bytes <= CLIENT_STORE_MOST &&
               client_seal_close(&s->seal, place, plain.data, plain.bytes, &sealed) == GL_OK;
    if (plain.failed || sealed.failed)
        client_store_no_memory(s);
    if (put) {
        sqlite3_stmt *q = s->statement[REPLACE];
        sqlite3_bind_int64(q, 1, id);
        sqlite3_bind_blob(q, 2, sealed.data, (int)sealed.bytes, SQLITE_STATIC);
        put = client_store_step(s, q) && sqlite3_changes(s->db) == 1;
    }
    s->failed |= !put;
    wire_free(&plain);
    wire_free(&sealed);
    return put;
}

// The id is part of the place, so the row is made first.
int64_t client_store_append(struct client_store *s, const uint8_t room[16], const void *data, size_t bytes)
{
    uint8_t hidden[CLIENT_PLACE_BYTES];
    client_seal_place(&s->seal, KIND_HISTORY, room, 16, hidden);
    sqlite3_bind_blob(s->statement[APPEND], 1, hidden, sizeof hidden, SQLITE_STATIC);
    if (!client_store_step(s, s->statement[APPEND]))
        return 0;
    int64_t id = sqlite3_last_insert_rowid(s->db);
    return client_store_replace(s, room, id, data, bytes) ? id : 0;
}

static bool open_line(struct client_store *s, sqlite3_stmt *q, const uint8_t hidden[CLIENT_PLACE_BYTES],
                      struct wire_writer *plain)
{
    uint8_t place[CLIENT_PLACE_BYTES];
    line_place(hidden, sqlite3_column_int64(q, 0), place);
    return client_seal_open(&s->seal, place, sqlite3_column_blob(q, 1), (size_t)sqlite3_column_bytes(q, 1),
                            plain) == GL_OK &&
           plain->bytes >= 16;
}

struct found {
    int64_t id;
    struct wire_writer plain;
};

// Newest first as they are read, oldest first as they are told.
size_t client_store_history(struct client_store *s, const uint8_t room[16], size_t most,
                            client_store_line *each, void *context)
{
    uint8_t hidden[CLIENT_PLACE_BYTES];
    size_t damaged = 0, n = 0;
    sqlite3_stmt *q = s->statement[ROOM];
    if (most > MOST_HISTORY)
        most = MOST_HISTORY;
    struct found *found = calloc(most ? most : 1, sizeof *found);
    if (!found) {
        client_store_no_memory(s);
        return 0;
    }
    client_seal_place(&s->seal, KIND_HISTORY, room, 16, hidden);
    sqlite3_bind_blob(q, 1, hidden, sizeof hidden, SQLITE_STATIC);
    sqlite3_bind_int64(q, 2, (int64_t)most);
    int step = SQLITE_DONE;
    while (n < most && (step = sqlite3_step(q)) == SQLITE_ROW) {
        found[n].id = sqlite3_column_int64(q, 0);
        if (open_line(s, q, hidden, &found[n].plain)) {
            n++;
            continue;
        }
        if (found[n].plain.failed || sqlite3_errcode(s->db) == SQLITE_NOMEM)
            client_store_no_memory(s);
        else
            damaged++;
        wire_free(&found[n].plain);
    }
    client_store_end_reading(s, q, step);
    while (n--) {
        const struct wire_writer *w = &found[n].plain;
        each(context, found[n].id, wire_read(w->data + 16, w->bytes - 16));
        wire_free(&found[n].plain);
    }
    free(found);
    return damaged;
}
