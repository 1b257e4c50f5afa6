// SPDX-License-Identifier: MIT
// Statements with their values, transactions, and columns.
#include "net/glasslock/server_store_impl.h"

#include <stdarg.h>
#include <string.h>

// ---- statements ----

static void bind_one(sqlite3_stmt *statement, int at, char kind, va_list *arguments)
{
    switch (kind) {
    case 'i':
        sqlite3_bind_int64(statement, at, va_arg(*arguments, int64_t));
        break;
    case 't':
        sqlite3_bind_text(statement, at, va_arg(*arguments, const char *), -1, SQLITE_STATIC);
        break;
    case 'r':
        sqlite3_bind_blob(statement, at, va_arg(*arguments, const uint8_t *), TALK_ROOM_BYTES, SQLITE_STATIC);
        break;
    case 'h':
        sqlite3_bind_blob(statement, at, va_arg(*arguments, const uint8_t *), TALK_HASH_BYTES, SQLITE_STATIC);
        break;
    default: { // 'b'; an empty one is a blob too, not NULL
        const void *data = va_arg(*arguments, const void *);
        size_t bytes = va_arg(*arguments, size_t);
        sqlite3_bind_blob64(statement, at, bytes ? data : "", bytes, SQLITE_STATIC);
    }
    }
}

static sqlite3_stmt *bind_all(struct server_store *s, enum statement which, const char *format,
                              va_list *arguments)
{
    sqlite3_stmt *statement = s->statements[which];
    for (int i = 0; format[i]; i++)
        bind_one(statement, i + 1, format[i], arguments);
    return statement;
}

sqlite3_stmt *store_bind(struct server_store *s, enum statement which, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    sqlite3_stmt *statement = bind_all(s, which, format, &arguments);
    va_end(arguments);
    return statement;
}

void store_done(sqlite3_stmt *statement)
{
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
}

enum store_result store_run(struct server_store *s, enum statement which, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    sqlite3_stmt *statement = bind_all(s, which, format, &arguments);
    va_end(arguments);
    int status = sqlite3_step(statement);
    store_done(statement);
    return status == SQLITE_DONE ? STORE_OK : STORE_FAILED;
}

// Commit what a batch has left open. The lock is held.
static void commit_open(struct server_store *s)
{
    if (sqlite3_get_autocommit(s->db) || store_run(s, S_COMMIT, "") == STORE_OK)
        return;
    s->failures++;
    if (!sqlite3_get_autocommit(s->db))
        store_run(s, S_ROLLBACK, "");
}

enum store_result store_begin(struct server_store *s)
{
    pthread_mutex_lock(&s->lock);
    commit_open(s);
    return store_run(s, S_BEGIN, "");
}

enum store_result store_join(struct server_store *s)
{
    pthread_mutex_lock(&s->lock);
    return sqlite3_get_autocommit(s->db) ? store_run(s, S_BEGIN, "") : STORE_OK;
}

enum store_result store_part(struct server_store *s, enum store_result result)
{
    if (!s->batches)
        return store_end(s, result);
    if (sqlite3_get_autocommit(s->db)) // it took back what came before, too
        s->failures++;
    pthread_mutex_unlock(&s->lock);
    return result;
}

uint64_t store_batch_begin(struct server_store *s)
{
    pthread_mutex_lock(&s->lock);
    s->batches++;
    uint64_t token = s->failures;
    pthread_mutex_unlock(&s->lock);
    return token;
}

bool store_batch_end(struct server_store *s, uint64_t token)
{
    pthread_mutex_lock(&s->lock);
    commit_open(s);
    s->batches--;
    bool kept = s->failures == token;
    pthread_mutex_unlock(&s->lock);
    return kept;
}

enum store_result store_end(struct server_store *s, enum store_result result)
{
    if (!result)
        result = store_run(s, S_COMMIT, "");
    if (result && !sqlite3_get_autocommit(s->db))
        store_run(s, S_ROLLBACK, "");
    pthread_mutex_unlock(&s->lock);
    return result;
}

// ---- columns ----

int64_t store_int(sqlite3_stmt *statement, int column)
{
    return sqlite3_column_int64(statement, column);
}

const char *store_text(sqlite3_stmt *statement, int column)
{
    const char *text = (const char *)sqlite3_column_text(statement, column);
    return text ? text : "";
}

const uint8_t *store_blob(sqlite3_stmt *statement, int column, size_t *bytes)
{
    const uint8_t *data = sqlite3_column_blob(statement, column);
    *bytes = (size_t)sqlite3_column_bytes(statement, column);
    return data;
}

void store_copy(void *out, sqlite3_stmt *statement, int column, size_t bytes)
{
    size_t there;
    const uint8_t *data = store_blob(statement, column, &there);
    memset(out, 0, bytes);
    if (data && there <= bytes)
        memcpy(out, data, there);
}

void store_name(char *out, size_t room, sqlite3_stmt *statement, int column)
{
    snprintf(out, room, "%s", store_text(statement, column));
}
