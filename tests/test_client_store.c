// SPDX-License-Identifier: MIT
// The client's encrypted store, and the list of pinned servers.
#include "tests/run.h"
#include "tests/shell.h"

#include "net/glasslock/client_store.h"
#include "net/glasslock/known_hosts.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const uint8_t room_a[16] = "room a", room_b[16] = "room b";

static void path_of(char path[256], const char *name)
{
    snprintf(path, 256, "%s/%s", shell_directory(), name);
    unlink(path);
}

static struct client_store *open_at(const char *path, const char *passphrase)
{
    char error[256] = "";
    bool no_memory;
    struct client_store *s = client_store_open(path, passphrase, 10, &no_memory, error, sizeof error);
    if (!s)
        fprintf(stderr, "%s\n", error);
    return s;
}

static bool holds(struct client_store *s, enum client_store_kind kind, const char *key, const char *data)
{
    struct wire_writer w = {0};
    bool is = client_store_get(s, kind, key, strlen(key), &w) == STORED && w.bytes == strlen(data) &&
              (!w.bytes || memcmp(w.data, data, w.bytes) == 0);
    wire_free(&w);
    return is;
}

static void put(struct client_store *s, enum client_store_kind kind, const char *key, const char *data)
{
    CU_ASSERT(client_store_put(s, kind, key, strlen(key), data, strlen(data)));
}

static void collect(void *context, struct wire_reader key, struct wire_reader data)
{
    char *all = context;
    snprintf(all + strlen(all), 256 - strlen(all), "%.*s=%.*s;", (int)key.left, (const char *)key.at,
             (int)data.left, (const char *)data.at);
}

static void collect_line(void *context, int64_t id, struct wire_reader data)
{
    (void)id;
    char *all = context;
    snprintf(all + strlen(all), 256 - strlen(all), "%.*s;", (int)data.left, (const char *)data.at);
}

static void keeps(void)
{
    char path[256], all[256] = "";
    path_of(path, "keeps.db");
    struct client_store *s = open_at(path, "correct horse");
    CU_ASSERT_PTR_NOT_NULL_FATAL(s);
    put(s, STORED_PEER, "bob", "card of bob");
    put(s, STORED_PEER, "bob", "new card of bob");
    put(s, STORED_PEER, "carol", "");
    put(s, STORED_ROOM, "bob", "a room");
    client_store_drop(s, STORED_ROOM, "nobody", 6);
    int64_t first = client_store_append(s, room_a, "one", 3);
    CU_ASSERT(first > 0);
    CU_ASSERT(client_store_append(s, room_b, "other", 5) > first);
    CU_ASSERT(client_store_append(s, room_a, "two", 3) > first);
    CU_ASSERT(client_store_append(s, room_a, "three", 5) > first);
    CU_ASSERT(client_store_replace(s, room_a, first, "ONE", 3));
    CU_ASSERT_FALSE(client_store_replace(s, room_a, 999, "ONE", 3));
    client_store_close(s);

    struct stat st;
    CU_ASSERT_FATAL(stat(path, &st) == 0);
    CU_ASSERT_EQUAL(st.st_mode & 0777, 0600);
    s = open_at(path, "correct horse");
    CU_ASSERT_PTR_NOT_NULL_FATAL(s);
    CU_ASSERT(holds(s, STORED_PEER, "bob", "new card of bob"));
    CU_ASSERT(holds(s, STORED_PEER, "carol", ""));
    CU_ASSERT(holds(s, STORED_ROOM, "bob", "a room"));
    struct wire_writer w = {0};
    CU_ASSERT_EQUAL(client_store_get(s, STORED_ROOM, "carol", 5, &w), NOT_STORED);
    CU_ASSERT_EQUAL(client_store_all(s, STORED_PEER, collect, all), 0);
    CU_ASSERT(strcmp(all, "bob=new card of bob;carol=;") == 0 ||
              strcmp(all, "carol=;bob=new card of bob;") == 0);
    all[0] = '\0';
    CU_ASSERT_EQUAL(client_store_history(s, room_a, 10, collect_line, all), 0);
    CU_ASSERT_STRING_EQUAL(all, "ONE;two;three;");
    all[0] = '\0';
    client_store_history(s, room_a, 2, collect_line, all);
    CU_ASSERT_STRING_EQUAL(all, "two;three;");
    client_store_drop(s, STORED_PEER, "bob", 3);
    CU_ASSERT_EQUAL(client_store_get(s, STORED_PEER, "bob", 3, &w), NOT_STORED);
    client_store_close(s);
}

static void refuses(void)
{
    char path[256], error[256] = "";
    bool no_memory = true;
    path_of(path, "refuses.db");
    struct client_store *s = open_at(path, "correct horse");
    CU_ASSERT_PTR_NOT_NULL_FATAL(s);
    CU_ASSERT_PTR_NULL(client_store_open(path, "correct horse", 10, &no_memory, error, sizeof error));
    CU_ASSERT_PTR_NOT_NULL(strstr(error, "in use by another glasslock"));
    client_store_close(s);
    CU_ASSERT_PTR_NULL(client_store_open(path, "wrong horse", 10, &no_memory, error, sizeof error));
    CU_ASSERT_PTR_NOT_NULL(strstr(error, "refuses.db: the passphrase is wrong"));
    CU_ASSERT_FALSE(no_memory);
    path_of(path, "no.db");
    shell_expect(0, "echo hello, this is no data base at all >$T/no.db");
    CU_ASSERT_PTR_NULL(client_store_open(path, "x", 10, &no_memory, error, sizeof error));
    CU_ASSERT_PTR_NOT_NULL(strstr(error, "no.db: "));
    CU_ASSERT_PTR_NULL(client_store_open("/nonexistent/x.db", "x", 10, &no_memory, error, sizeof error));
    CU_ASSERT_PTR_NOT_NULL(strstr(error, "/nonexistent/x.db: No such file"));
}

// The file names and tells nothing, and nothing in it can be altered or moved unnoticed.
static void hides_and_notices(void)
{
    char path[256];
    path_of(path, "hides.db");
    struct client_store *s = open_at(path, "correct horse");
    CU_ASSERT_PTR_NOT_NULL_FATAL(s);
    put(s, STORED_PEER, "roberta", "a secret about roberta");
    put(s, STORED_PEER, "carolina", "a secret about carolina");
    CU_ASSERT(client_store_append(s, room_a, "whispered words", 15) > 0);
    CU_ASSERT(client_store_append(s, room_a, "other words", 11) > 0);
    client_store_close(s);
    shell_expect(1, "grep -qE 'roberta|carolina|secret|words|room a|horse' $T/hides.db");

    static const struct {
        const char *sql;
        size_t items, lines; // damaged
    } attacks[] = {
        {"UPDATE item SET data = (SELECT max(data) FROM item)", 1, 0}, // one row over the other
        {"UPDATE item SET data = substr(data, 1, length(data) - 1) || CASE substr(data, -1) WHEN x'00' THEN "
         "x'01' ELSE x'00' END",
         2, 0},
        {"UPDATE item SET data = x''", 2, 0},
        {"UPDATE history SET data = (SELECT max(data) FROM history)", 0, 1},
        {"UPDATE history SET data = substr(data, 1, 40)", 0, 2},
    };
    for (size_t i = 0; i < sizeof attacks / sizeof attacks[0]; i++) {
        char copy[256], all[256] = "";
        path_of(copy, "attacked.db");
        shell_expect(0, "cp $T/hides.db $T/attacked.db");
        sqlite3 *db;
        CU_ASSERT_FATAL(sqlite3_open(copy, &db) == SQLITE_OK);
        CU_ASSERT_EQUAL(sqlite3_exec(db, attacks[i].sql, NULL, NULL, NULL), SQLITE_OK);
        sqlite3_close(db);
        s = open_at(copy, "correct horse");
        CU_ASSERT_PTR_NOT_NULL_FATAL(s);
        CU_ASSERT_EQUAL(client_store_all(s, STORED_PEER, collect, all), attacks[i].items);
        CU_ASSERT_EQUAL(client_store_history(s, room_a, 10, collect_line, all), attacks[i].lines);
        struct wire_writer w = {0};
        if (attacks[i].items == 2)
            CU_ASSERT_EQUAL(client_store_get(s, STORED_PEER, "roberta", 7, &w), STORE_DAMAGED);
        CU_ASSERT_EQUAL(w.bytes, 0);
        wire_free(&w);
        client_store_close(s);
    }
}

static void all_or_nothing(void)
{
    struct client_store *s = open_at(NULL, NULL);
    CU_ASSERT_PTR_NOT_NULL_FATAL(s);
    client_store_begin(s);
    put(s, STORED_ROOM, "a", "1");
    CU_ASSERT(client_store_commit(s));
    client_store_begin(s);
    put(s, STORED_ROOM, "a", "2");
    char *huge = calloc(1, CLIENT_STORE_MOST + 1);
    CU_ASSERT_FALSE(client_store_put(s, STORED_ROOM, "b", 1, huge, CLIENT_STORE_MOST + 1));
    free(huge);
    CU_ASSERT_FALSE(client_store_commit(s));
    CU_ASSERT(holds(s, STORED_ROOM, "a", "1"));
    client_store_close(s);
}

// ---- known_hosts ----

static void pins(void)
{
    char path[256], error[512];
    uint8_t one[CHANNEL_POINT_BYTES] = {4, 1}, two[CHANNEL_POINT_BYTES] = {4, 2};
    unsigned line = 0;
    path_of(path, "known_hosts");
    CU_ASSERT_EQUAL(known_host_check(path, "localhost", 7070, one, &line, error, sizeof error), HOST_NEW);
    CU_ASSERT(known_host_add(path, "localhost", 7070, one, error, sizeof error));
    CU_ASSERT(known_host_add(path, "localhost", 7071, two, error, sizeof error));
    CU_ASSERT_EQUAL(known_host_check(path, "localhost", 7070, one, &line, error, sizeof error), HOST_KNOWN);
    CU_ASSERT_EQUAL(known_host_check(path, "localhost", 7071, two, &line, error, sizeof error), HOST_KNOWN);
    CU_ASSERT_EQUAL(known_host_check(path, "localhost", 7071, one, &line, error, sizeof error), HOST_CHANGED);
    CU_ASSERT_EQUAL(line, 2);
    CU_ASSERT_EQUAL(known_host_check(path, "localhos", 7070, one, &line, error, sizeof error), HOST_NEW);
    CU_ASSERT_EQUAL(known_host_check(path, "::1", 7070, one, &line, error, sizeof error), HOST_NEW);
    struct stat st;
    CU_ASSERT_FATAL(stat(path, &st) == 0);
    CU_ASSERT_EQUAL(st.st_mode & 0777, 0600);

    // What cannot be understood is refused, and not overwritten.
    shell_expect(0, "echo '# a remark' >$T/known_hosts; echo '[localhost]:7070 04zz' >>$T/known_hosts");
    CU_ASSERT_EQUAL(known_host_check(path, "localhost", 7070, one, &line, error, sizeof error), HOST_FAILED);
    CU_ASSERT_PTR_NOT_NULL(strstr(error, "known_hosts line 2"));
    CU_ASSERT_EQUAL(known_host_check(path, "other", 7070, one, &line, error, sizeof error), HOST_NEW);
    CU_ASSERT_FALSE(known_host_add("/nonexistent/known_hosts", "h", 1, one, error, sizeof error));
}

void suite_client_store(void)
{
    static const struct test_case cases[] = {
        {"what was put is there after a restart", keeps},
        {"wrong passphrase, no store, in use", refuses},
        {"the file tells nothing, and nothing is altered or moved", hides_and_notices},
        {"a transaction is whole or nothing", all_or_nothing},
        {"servers are pinned, and changes found", pins},
        {0},
    };
    add_suite("client_store", cases);
}
