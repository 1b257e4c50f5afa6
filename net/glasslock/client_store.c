// SPDX-License-Identifier: MIT
#include "net/glasslock/client_store_impl.h"

#include "crypto/common/bytes.h"
#include "crypto/common/no_memory.h"
#include "crypto/common/random.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SCHEMA      1
#define KIND_CHECK  0x81
#define PROBE_BYTES 16384
#define BUSY_MS     1000

static const char *const statements[STATEMENTS] = {
    [PUT] = "INSERT INTO item(place, data) VALUES(?1, ?2) ON CONFLICT(place) DO UPDATE SET data = ?2",
    [GET] = "SELECT place, data FROM item WHERE place = ?1",
    [DROP] = "DELETE FROM item WHERE place = ?1",
    [ALL] = "SELECT place, data FROM item WHERE place >= ?1 AND place < ?2",
    [APPEND] = "INSERT INTO history(room, data) VALUES(?1, x'')",
    [REPLACE] = "UPDATE history SET data = ?2 WHERE id = ?1",
    [ROOM] = "SELECT id, data FROM history WHERE room = ?1 ORDER BY id DESC LIMIT ?2",
};

// ---- opening ----

static bool run(struct client_store *s, const char *sql)
{
    return sqlite3_exec(s->db, sql, NULL, NULL, NULL) == SQLITE_OK;
}

// SQLite makes its side files with the mode of the file itself.
static bool make_private(const char *path, bool *made)
{
    int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    *made = fd >= 0;
    if (fd >= 0)
        close(fd);
    return *made || access(path, R_OK | W_OK) == 0;
}

static bool read_meta(struct client_store *s, int *version, uint8_t salt[CLIENT_SALT_BYTES],
                      unsigned *iterations, struct wire_writer *check)
{
    sqlite3_stmt *q = NULL;
    bool found = sqlite3_prepare_v2(s->db, "SELECT version, salt, iterations, sealed FROM meta", -1, &q,
                                    NULL) == SQLITE_OK &&
                 sqlite3_step(q) == SQLITE_ROW && sqlite3_column_bytes(q, 1) == CLIENT_SALT_BYTES;
    if (found) {
        *version = sqlite3_column_int(q, 0);
        memcpy(salt, sqlite3_column_blob(q, 1), CLIENT_SALT_BYTES);
        *iterations = (unsigned)sqlite3_column_int(q, 2);
        wire_put_raw(check, sqlite3_column_blob(q, 3), (size_t)sqlite3_column_bytes(q, 3));
    }
    sqlite3_finalize(q);
    return found;
}

// NULL: it is written; else why not.
static const char *write_meta(struct client_store *s, const uint8_t salt[CLIENT_SALT_BYTES],
                              unsigned iterations)
{
    static const char schema[] =
        "CREATE TABLE meta(version INTEGER, salt BLOB, iterations INTEGER, sealed BLOB);"
        "CREATE TABLE item(place BLOB PRIMARY KEY, data BLOB) WITHOUT ROWID;"
        "CREATE TABLE history(id INTEGER PRIMARY KEY AUTOINCREMENT, room BLOB, data BLOB);"
        "CREATE INDEX history_room ON history(room, id);";
    uint8_t place[CLIENT_PLACE_BYTES];
    struct wire_writer check = {0};
    sqlite3_stmt *q = NULL;
    client_seal_place(&s->seal, KIND_CHECK, "", 0, place);
    bool written =
        run(s, "BEGIN") && run(s, schema) &&
        client_seal_close(&s->seal, place, "glasslock", 9, &check) == GL_OK &&
        sqlite3_prepare_v2(s->db, "INSERT INTO meta VALUES(?1, ?2, ?3, ?4)", -1, &q, NULL) == SQLITE_OK;
    if (written) {
        sqlite3_bind_int(q, 1, SCHEMA);
        sqlite3_bind_blob(q, 2, salt, CLIENT_SALT_BYTES, SQLITE_STATIC);
        sqlite3_bind_int(q, 3, (int)iterations);
        sqlite3_bind_blob(q, 4, check.data, (int)check.bytes, SQLITE_STATIC);
        written = sqlite3_step(q) == SQLITE_DONE;
    }
    const int why = check.failed ? SQLITE_NOMEM : sqlite3_errcode(s->db);
    sqlite3_finalize(q);
    wire_free(&check);
    if (written)
        return run(s, "COMMIT") ? NULL : sqlite3_errmsg(s->db);
    run(s, "ROLLBACK");
    return sqlite3_errstr(why);
}

static const char *open_new(struct client_store *s, const char *passphrase, unsigned iterations)
{
    uint8_t salt[CLIENT_SALT_BYTES];
    enum gl_error error = gl_random_bytes(NULL, salt, sizeof salt);
    if (!error)
        error = passphrase ? client_seal_derive(&s->seal, passphrase, salt, iterations)
                           : client_seal_random(&s->seal);
    if (error)
        return gl_error_string(error);
    return write_meta(s, salt, iterations);
}

static const char *open_old(struct client_store *s, const char *passphrase)
{
    uint8_t salt[CLIENT_SALT_BYTES], place[CLIENT_PLACE_BYTES];
    unsigned iterations = 0;
    int version = 0;
    struct wire_writer check = {0}, opened = {0};
    const char *problem = NULL;
    if (!read_meta(s, &version, salt, &iterations, &check))
        problem = sqlite3_errcode(s->db) == SQLITE_BUSY    ? "it is in use by another glasslock"
                  : sqlite3_errcode(s->db) == SQLITE_NOMEM ? GL_NO_MEMORY
                                                           : "it is no store of glasslock";
    else if (check.failed)
        problem = GL_NO_MEMORY;
    else if (version != SCHEMA)
        problem = "it was written by another version of glasslock";
    else if (client_seal_derive(&s->seal, passphrase, salt, iterations))
        problem = "it is damaged";
    if (!problem) {
        client_seal_place(&s->seal, KIND_CHECK, "", 0, place);
        enum gl_error error = client_seal_open(&s->seal, place, check.data, check.bytes, &opened);
        if (error)
            problem = error == GL_ERR_MEMORY ? GL_NO_MEMORY : "the passphrase is wrong";
    }
    wire_free(&check);
    wire_free(&opened);
    return problem;
}

static const char *open_file(struct client_store *s, const char *path)
{
    if (sqlite3_open_v2(path ? path : ":memory:", &s->db, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK)
        return s->db && sqlite3_errcode(s->db) != SQLITE_NOMEM ? sqlite3_errmsg(s->db) : GL_NO_MEMORY;
    sqlite3_busy_timeout(s->db, BUSY_MS); // who has just ended may still be closing it
    // The file stays ours while it is open: two clients would put two messages into one place of a chain.
    if (run(s, "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;"
               "PRAGMA secure_delete = ON; BEGIN EXCLUSIVE; COMMIT"))
        return NULL;
    return sqlite3_errcode(s->db) == SQLITE_BUSY ? "it is in use by another glasslock"
                                                 : sqlite3_errmsg(s->db);
}

static const char *open_store(struct client_store *s, const char *path, const char *passphrase,
                              unsigned iterations)
{
    bool made = true;
    if (path && !make_private(path, &made))
        return strerror(errno);
    const char *problem = open_file(s, path);
    if (!problem)
        problem = made ? open_new(s, passphrase, iterations) : open_old(s, passphrase);
    for (int i = 0; i < STATEMENTS && !problem; i++)
        if (sqlite3_prepare_v3(s->db, statements[i], -1, SQLITE_PREPARE_PERSISTENT, &s->statement[i], NULL))
            problem = "it is damaged";
    // Whatever was said for want of memory, SQLite knows why.
    if (problem && s->db && sqlite3_errcode(s->db) == SQLITE_NOMEM)
        problem = GL_NO_MEMORY;
    if (problem && made && path) // an empty file would pass for a store that is none
        unlink(path);
    return problem;
}

struct client_store *client_store_open(const char *path, const char *passphrase, unsigned iterations,
                                       bool *no_memory, char *error, size_t room)
{
    struct client_store *s = calloc(1, sizeof *s);
    const char *problem = GL_NO_MEMORY;
    if (s)
        problem =
            open_store(s, path, path ? passphrase : NULL, iterations ? iterations : CLIENT_STORE_ITERATIONS);
    if (!problem)
        return s;
    *no_memory = strcmp(problem, GL_NO_MEMORY) == 0;
    snprintf(error, room, "%s: %s", path ? path : "the store", problem);
    client_store_close(s);
    return NULL;
}

void client_store_close(struct client_store *s)
{
    if (!s)
        return;
    for (int i = 0; i < STATEMENTS; i++)
        sqlite3_finalize(s->statement[i]);
    sqlite3_close(s->db);
    gl_wipe_free(s, sizeof *s);
}

// ---- transactions ----

static void note_failure(struct client_store *s)
{
    s->failed = true;
    if (!s->broken)
        s->broken = sqlite3_errcode(s->db);
}

void client_store_no_memory(struct client_store *s)
{
    s->failed = true;
    if (!s->broken)
        s->broken = SQLITE_NOMEM;
}

void client_store_begin(struct client_store *s)
{
    s->failed = false;
    if (!run(s, "BEGIN"))
        note_failure(s);
}

bool client_store_commit(struct client_store *s)
{
    if (!s->failed && !run(s, "COMMIT"))
        note_failure(s);
    if (s->failed && !sqlite3_get_autocommit(s->db)) // some failures have taken it back already
        run(s, "ROLLBACK");
    return !s->failed;
}

const char *client_store_broken(const struct client_store *s)
{
    return s->broken ? sqlite3_errstr(s->broken) : NULL;
}

bool client_store_mend(struct client_store *s)
{
    static const uint8_t probe[PROBE_BYTES];
    client_store_begin(s);
    client_store_put(s, STORED_PROBE, "", 0, probe, sizeof probe);
    if (!client_store_commit(s))
        return false;
    s->broken = 0;
    client_store_drop(s, STORED_PROBE, "", 0);
    return !s->broken;
}

// ---- records ----

bool client_store_step(struct client_store *s, sqlite3_stmt *q)
{
    bool done = sqlite3_step(q) == SQLITE_DONE;
    if (!done)
        note_failure(s);
    sqlite3_reset(q);
    sqlite3_clear_bindings(q);
    return done;
}

bool client_store_put(struct client_store *s, enum client_store_kind kind, const void *key, size_t key_bytes,
                      const void *data, size_t bytes)
{
    uint8_t place[CLIENT_PLACE_BYTES];
    struct wire_writer plain = {0}, sealed = {0};
    client_seal_place(&s->seal, (uint8_t)kind, key, key_bytes, place);
    wire_put_field(&plain, key, key_bytes);
    wire_put_raw(&plain, data, bytes);
    bool put = !plain.failed && bytes <= CLIENT_STORE_MOST &&
               client_seal_close(&s->seal, place, plain.data, plain.bytes, &sealed) == GL_OK;
    if (plain.failed || sealed.failed)
        client_store_no_memory(s);
    if (put) {
        sqlite3_stmt *q = s->statement[PUT];
        sqlite3_bind_blob(q, 1, place, sizeof place, SQLITE_STATIC);
        sqlite3_bind_blob(q, 2, sealed.data, (int)sealed.bytes, SQLITE_STATIC);
        put = client_store_step(s, q);
    }
    s->failed |= !put;
    wire_free(&plain);
    wire_free(&sealed);
    return put;
}

// The record in the row that q stands at; key and data point into `plain`.
static enum client_store_result open_row(struct client_store *s, sqlite3_stmt *q, struct wire_writer *plain,
                                         struct wire_reader *key, struct wire_reader *data)
{
    size_t bytes;
    if (sqlite3_column_bytes(q, 0) != CLIENT_PLACE_BYTES ||
        client_seal_open(&s->seal, sqlite3_column_blob(q, 0), sqlite3_column_blob(q, 1),
                         (size_t)sqlite3_column_bytes(q, 1), plain)) {
        if (!plain->failed && sqlite3_errcode(s->db) != SQLITE_NOMEM)
            return STORE_DAMAGED;
        client_store_no_memory(s);
        return NOT_STORED;
    }
    *data = wire_read(plain->data, plain->bytes);
    const uint8_t *name = wire_field(data, &bytes);
    *key = wire_read(name, bytes);
    return data->failed ? STORE_DAMAGED : STORED;
}

void client_store_end_reading(struct client_store *s, sqlite3_stmt *q, int last)
{
    if (last != SQLITE_DONE && last != SQLITE_ROW)
        note_failure(s);
    sqlite3_reset(q);
    sqlite3_clear_bindings(q);
}

enum client_store_result client_store_get(struct client_store *s, enum client_store_kind kind,
                                          const void *key, size_t key_bytes, struct wire_writer *out)
{
    uint8_t place[CLIENT_PLACE_BYTES];
    struct wire_writer plain = {0};
    struct wire_reader name, data;
    enum client_store_result result = NOT_STORED;
    sqlite3_stmt *q = s->statement[GET];
    client_seal_place(&s->seal, (uint8_t)kind, key, key_bytes, place);
    sqlite3_bind_blob(q, 1, place, sizeof place, SQLITE_STATIC);
    const int step = sqlite3_step(q);
    if (step == SQLITE_ROW) {
        result = open_row(s, q, &plain, &name, &data);
        if (result == STORED)
            wire_put_raw(out, data.at, data.left);
    }
    client_store_end_reading(s, q, step);
    wire_free(&plain);
    return result;
}

void client_store_drop(struct client_store *s, enum client_store_kind kind, const void *key, size_t key_bytes)
{
    uint8_t place[CLIENT_PLACE_BYTES];
    client_seal_place(&s->seal, (uint8_t)kind, key, key_bytes, place);
    sqlite3_bind_blob(s->statement[DROP], 1, place, sizeof place, SQLITE_STATIC);
    client_store_step(s, s->statement[DROP]);
}

size_t client_store_all(struct client_store *s, enum client_store_kind kind, client_store_each *each,
                        void *context)
{
    const uint8_t from = (uint8_t)kind, to = (uint8_t)(kind + 1);
    size_t damaged = 0;
    sqlite3_stmt *q = s->statement[ALL];
    sqlite3_bind_blob(q, 1, &from, 1, SQLITE_STATIC);
    sqlite3_bind_blob(q, 2, &to, 1, SQLITE_STATIC);
    int step;
    while ((step = sqlite3_step(q)) == SQLITE_ROW) {
        struct wire_writer plain = {0};
        struct wire_reader key, data;
        const enum client_store_result result = open_row(s, q, &plain, &key, &data);
        if (result == STORED)
            each(context, key, data);
        damaged += result == STORE_DAMAGED;
        wire_free(&plain);
    }
    client_store_end_reading(s, q, step);
    return damaged;
}
