// SPDX-License-Identifier: MIT
// The store of a server or a client is held by another process: it is waited for, then a line says so, and
// nothing is lost.
#include "tests/class.h"
#include "tests/run.h"
#include "tests/shell.h"

#include "net/wire/clock.h"

#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static sqlite3 *hold(const char *path, const char *how)
{
    char whole[400];
    sqlite3 *db = NULL;
    snprintf(whole, sizeof whole, "%s/%s", shell_directory(), path);
    CU_ASSERT_EQUAL_FATAL(sqlite3_open(whole, &db), SQLITE_OK);
    CU_ASSERT_EQUAL_FATAL(sqlite3_exec(db, how, NULL, NULL, NULL), SQLITE_OK);
    return db;
}

// A server waits five seconds for its file, says so if that is not enough, and starts when it is free.
static void server_busy(void)
{
    char path[80];
    struct class_server s = class_serve("busy", 0, "");
    struct process *alice = class_join(&s, "alice", "--register");
    process_say(alice, "kept.");
    process_await(alice, "[lobby] me: kept.");
    CU_ASSERT_EQUAL(process_end(alice), 0);
    shell_refused(1, "another server uses",
                  "$G serve --port 0 --data \"$T/busy\" --admin-socket none 2>\"$T/two\"; status=$?; "
                  "grep -v '^Not promised\\|^  - ' \"$T/two\" >&2; (exit $status)");
    class_stop(&s);
    sqlite3 *db = hold("busy/chat.db", "BEGIN EXCLUSIVE");
    uint64_t began = clock_steady_ms();
    struct process *second = process_start("$G serve --port 0 --data \"$T/busy\" --admin-socket none");
    const char *line = process_await(second, "glasslock serve: cannot open");
    CU_ASSERT_TRUE(strstr(line, "busy/chat.db") && strstr(line, "locked"));
    CU_ASSERT_EQUAL(process_end(second), 1);
    uint64_t took = clock_steady_ms() - began;
    CU_ASSERT_TRUE(took > 4500 && took < 15000);
    second = process_start("$G serve --port 0 --data \"$T/busy\" --admin-socket none");
    nanosleep(&(struct timespec){.tv_nsec = 200000000},
              NULL); // it waits by now; if not yet, so much the better
    sqlite3_close(db);
    process_await(second, "  identity ");
    process_signal(second, SIGINT);
    CU_ASSERT_EQUAL(process_end(second), 0);
    s = class_serve("busy", s.port, "");
    alice = class_join(&s, "alice", "");
    process_say(alice, "/find kept.");
    process_await(alice, "* found once");
    CU_ASSERT_EQUAL(process_end(alice), 0);
    class_stop(&s);
    snprintf(path, sizeof path, "busy/%s", "chat.db");
    sqlite3_close(hold(path, "PRAGMA integrity_check"));
}

// A client's file is one process's: a second one is told at once, or when the first does not end within a
// second.
static void client_busy(void)
{
    char path[80];
    struct class_server s = class_serve("cbusy", 0, "");
    struct process *alice = class_join(&s, "alice", "--register");
    struct process *second = class_come(&s, "alice", "--no-reconnect");
    process_await(second, "it is in use by another glasslock");
    process_end(second);
    process_say(alice, "kept."); // the first goes on, undisturbed
    process_await(alice, "[lobby] me: kept.");
    CU_ASSERT_FALSE(process_saw(alice, "logged in from elsewhere"));
    CU_ASSERT_EQUAL(process_end(alice), 0);
    snprintf(path, sizeof path, "cbusy-alice/alice@127.0.0.1:%u.db", s.port);
    sqlite3 *db = hold(path, "BEGIN EXCLUSIVE");
    second = class_come(&s, "alice", "--no-reconnect");
    process_await(second, "it is in use by another glasslock");
    process_end(second);
    second = class_come(&s, "alice", "");
    process_await(second, "* handshake");
    sqlite3_close(db);
    process_await(second, "* you are alice");
    process_say(second, "/find kept.");
    process_await(second, "* found once");
    CU_ASSERT_FALSE(process_saw(second, "WARNING"));
    CU_ASSERT_EQUAL(process_end(second), 0);
    class_stop(&s);
}

void suite_faults_busy(void)
{
    static const struct test_case cases[] = {
        {"a server's file is held by somebody else", server_busy},
        {"a client's file is held by somebody else", client_busy},
        {0},
    };
    add_suite("faults_busy", cases);
}
