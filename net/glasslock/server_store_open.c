// SPDX-License-Identifier: MIT
// The file: made private, its schema, its statements prepared; and closed.
#include "net/glasslock/server_store_impl.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BUSY_MS 5000

static bool run_script(struct server_store *s, const char *script)
{
    return sqlite3_exec(s->db, script, NULL, NULL, NULL) == SQLITE_OK;
}

static int schema_version(struct server_store *s)
{
    sqlite3_stmt *statement = NULL;
    int version = -1;
    if (sqlite3_prepare_v2(s->db, "PRAGMA user_version", -1, &statement, NULL) == SQLITE_OK &&
        sqlite3_step(statement) == SQLITE_ROW)
        version = sqlite3_column_int(statement, 0);
    sqlite3_finalize(statement);
    return version;
}

// A new file gets the schema; one of another version is left alone.
static bool prepare_schema(struct server_store *s, const char *path, char *error, size_t room)
{
    int version = schema_version(s);
    if (version == 0 && run_script(s, "BEGIN IMMEDIATE") && run_script(s, store_schema) &&
        run_script(s, "PRAGMA user_version = 1; COMMIT"))
        version = schema_version(s);
    if (version == STORE_SCHEMA)
        return true;
    if (version > 0)
        snprintf(error, room,
                 "'%s' has schema version %d, this program knows %d: use the program that made it", path,
                 version, STORE_SCHEMA);
    else
        snprintf(error, room, "cannot prepare '%s': %s", path, sqlite3_errmsg(s->db));
    return false;
}

static bool prepare_statements(struct server_store *s)
{
    for (int i = 0; i < STATEMENTS; i++)
        if (sqlite3_prepare_v3(s->db, store_sql[i], -1, SQLITE_PREPARE_PERSISTENT, &s->statements[i], NULL) !=
            SQLITE_OK)
            return false;
    return true;
}

// SQLite would make the file readable for all: it is made first. (Its WAL takes over the mode.)
static bool make_private(const char *path)
{
    int fd = open(path, O_CREAT | O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0600);
    return fd >= 0 && close(fd) == 0;
}

static bool open_file(struct server_store *s, const char *path, char *error, size_t room)
{
    if (!make_private(path)) {
        snprintf(error, room, "cannot open '%s': %s", path, strerror(errno));
        return false;
    }
    if (sqlite3_open_v2(path, &s->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK ||
        sqlite3_busy_timeout(s->db, BUSY_MS) != SQLITE_OK ||
        !run_script(s, "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = "
                       "NORMAL; PRAGMA foreign_keys = ON;"
                       "PRAGMA trusted_schema = OFF")) {
        snprintf(error, room, "cannot open '%s': %s", path, s->db ? sqlite3_errmsg(s->db) : "no memory");
        return false;
    }
    if (!prepare_schema(s, path, error, room))
        return false;
    if (!prepare_statements(s)) {
        bool memory = sqlite3_errcode(s->db) == SQLITE_NOMEM;
        snprintf(error, room, memory ? "cannot read '%s': %s" : "'%s' is damaged: %s", path,
                 sqlite3_errmsg(s->db));
        return false;
    }
    return true;
}

struct server_store *store_open(const char *path, char *error, size_t room)
{
    struct server_store *s = calloc(1, sizeof *s);
    if (!s) {
        snprintf(error, room, "no memory");
        return NULL;
    }
    pthread_mutex_init(&s->lock, NULL);
    if (open_file(s, path, error, room))
        return s;
    store_close(s);
    return NULL;
}

void store_close(struct server_store *s)
{
    if (!s)
        return;
    for (int i = 0; i < STATEMENTS; i++)
        sqlite3_finalize(s->statements[i]);
    sqlite3_close(s->db);
    pthread_mutex_destroy(&s->lock);
    free(s);
}
