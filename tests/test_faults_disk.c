// SPDX-License-Identifier: MIT
// A server's disk, and the disk that commands write to, is full, broken or read-only at any write: one clear
// line, nothing lost that was acknowledged, nothing half-written, and when there is room again it goes on.
#include "tests/class.h"
#include "tests/faults.h"
#include "tests/run.h"
#include "tests/shell.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

static const char *const rules[] = {"open", "write", "sync", "rename", "full", "readonly"};
#define RULES (sizeof rules / sizeof *rules)

// ---- starting ----

// Start a server in $T/begins, and stop it when it is there: 0, or the status with which it refused.
static struct shell start(void)
{
    return shell_run("cd \"$T\"; rm -f begun; $G serve --port 0 --data begins >begun 2>errors & pid=$!; "
                     "until grep -qs '^  admin' begun || ! kill -0 $pid 2>/dev/null; do sleep 0.01; done; "
                     "kill -TERM $pid 2>/dev/null; wait $pid; status=$?; grep -v '^Not promised\\|^  - ' "
                     "errors >&2; exit $status");
}

// One line that names a file in the folder.
static bool one_line(const struct shell *s)
{
    return strchr(s->err, '\n') && strchr(s->err, '\n') == strrchr(s->err, '\n') && strstr(s->err, "begins");
}

// The Nth call of each kind fails while a server makes its folder: it says so, ends with 1, and the next
// start finds nothing that is half made.
static void server_starts(void)
{
    faults_disk("begins");
    for (size_t i = 0; i < RULES; i++) {
        unsigned refused = 0;
        for (unsigned nth = 1; nth < 200; nth += 1 + nth / 2) {
            faults_rule("%s %u", rules[i], strcmp(rules[i], "full") ? nth : nth * 300);
            shell_expect(0, "rm -rf \"$T/begins\" && mkdir \"$T/begins\"");
            struct shell s = start();
            bool started = s.status == 0;
            if (!started && (s.status != 1 || !one_line(&s)))
                fprintf(stderr, "%s %u: %d %s\n", rules[i], nth, s.status, s.err);
            CU_ASSERT_TRUE(started || (s.status == 1 && one_line(&s)));
            shell_free(&s);
            faults_mend();
            s = start();
            CU_ASSERT_EQUAL(s.status, 0);
            shell_free(&s);
            refused += !started;
            if (started || strcmp(rules[i], "readonly") == 0)
                break;
        }
        CU_ASSERT_TRUE(refused >= 1);
    }
    faults_rule("readonly"); // one that was there before
    struct shell s = start();
    CU_ASSERT_TRUE(s.status == 1 && one_line(&s) && strstr(s.err, "Read-only file system"));
    shell_free(&s);
    faults_off();
}

// A conversation that cannot be saved at its end: that is said, and the status is 1.
static void server_stops(void)
{
    faults_disk("stops");
    struct process *p = process_start("$G serve --protocol coursework --port 0 --data \"$T/stops\"");
    process_await(p, "  port");
    faults_rule("full 0");
    process_signal(p, SIGTERM);
    process_await(p, "the conversation is not saved: ");
    process_await(p, "glasslock serve: the server has stopped, but not everything is saved in");
    CU_ASSERT_EQUAL(process_end(p), 1);
    shell_expect(1, "ls \"$T/stops\" | grep -qE '^encrypted_conversation|tmp|new'");
    faults_off();
}

// ---- while people talk ----

static void server_is_full(void)
{
    char words[80];
    faults_disk("full");
    struct class_server s = class_serve("full", 0, "");
    faults_off();
    struct process *alice = class_join(&s, "alice", "--register"), *bob = class_join(&s, "bob", "--register");
    process_await(alice, "* bob has joined");
    process_say(alice, "before");
    process_await(bob, "[lobby] alice: before");
    static const char *const broken[] = {"full 0",    "readonly", "write 1", "write 2",
                                         "full 3000", "write 3",  "write 5"};
    for (unsigned i = 0; i < sizeof broken / sizeof *broken; i++) {
        faults_rule("%s", broken[i]);
        process_say(alice, "text %u.", i); // kept and told, or refused and told to nobody
        process_say(alice, "second %u.", i);
        if (i < 4) {
            process_await(alice, "! not sent: the server could not store it");
            class_await(&s, "the database refuses a change that alice asked for");
            struct process *carol = class_come(&s, "carol", "--register");
            process_await(carol, "could not store it");
            process_kill(carol);
        }
        faults_mend();
        process_say(alice, "after %u.", i); // no restart
        snprintf(words, sizeof words, "[lobby] alice: after %u.", i);
        process_await(bob, words);
    }
    process_say(bob, "heard");
    process_await(alice, "[lobby] bob: heard");
    CU_ASSERT_FALSE(process_saw(alice, "WARNING") || process_saw(bob, "WARNING"));
    unsigned heard = process_count(bob, "] alice: "), said = process_count(alice, "] me: "),
             refused = process_count(alice, "! not sent");
    CU_ASSERT_EQUAL(heard + refused, said);
    CU_ASSERT_EQUAL(said, 22);
    CU_ASSERT_EQUAL(process_end(bob), 0);
    class_kill(&s); // what was acknowledged is there after a sudden end
    struct shell kept =
        shell_run("python3 -c 'import sqlite3, sys; n, first, last = sqlite3.connect(sys.argv[1])"
                  ".execute(\"SELECT count(*), min(sequence), max(sequence) FROM messages\").fetchone(); "
                  "print(n, last - first)' \"$T/full/chat.db\"");
    unsigned rows = 0, span = 0;
    CU_ASSERT_EQUAL(sscanf(kept.out, "%u %u", &rows, &span), 2);
    CU_ASSERT_TRUE(rows == heard + 1 && span == rows - 1); // without a gap; and what bob said
    shell_free(&kept);
    faults_disk("full");
    s = class_serve("full", s.port, "");
    process_await(alice, "* you are alice");
    process_say(alice, "after all");
    process_await(alice, "[lobby] me: after all");
    CU_ASSERT_EQUAL(process_end(alice), 0);
    faults_rule("full 0");
    process_signal(s.process, SIGINT);
    process_await(s.process, "the session's log is not saved: cannot write");
    CU_ASSERT_EQUAL(process_end(s.process), 1);
    faults_off();
}

// ---- what commands write ----

static void commands(void)
{
    static const char *const calls[] = {
        "keygen ec --out written/file",
        "encrypt --cipher aes-256-cbc --key-file k.hex --iv 000102030405060708090a0b0c0d0e0f --out "
        "written/file "
        "big",
        "decrypt --cipher aes-256-cbc --key-file k.hex --iv 000102030405060708090a0b0c0d0e0f --out "
        "written/file "
        "sealed",
        "trace des --format html --out written/file",
        "trace des --worksheet written/file",
        "log encrypt --out written/file big",
        "chat-bench --members 2 --rates closed --messages 2 --json written/file",
    };
    shell_expect(
        0, "cd \"$T\" && mkdir written && head -c 100000 /dev/urandom >big && openssl rand -hex 32 >k.hex && "
           "$G encrypt --cipher aes-256-cbc --key-file k.hex --iv 000102030405060708090a0b0c0d0e0f --out "
           "sealed big");
    faults_disk("written");
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
        for (int old = 0; old < 2; old++)
            for (size_t k = 0; k < RULES; k++) {
                if (strcmp(rules[k], "sync") == 0)
                    continue; // an output is not synced
                shell_expect(0, "rm -f \"$T\"/written/*; test %d = 0 || echo before >\"$T/written/file\"",
                             old);
                faults_rule("%s %d", rules[k], strcmp(rules[k], "full") ? 1 : 100);
                struct shell s = shell_run("cd \"$T\" && $G %s >/dev/null", calls[i]);
                const char *line = strrchr(s.err, '\n') ? strstr(s.err, "cannot write 'written/file") : NULL;
                bool right = s.status == 1 && line && strchr(line, '\n') == strrchr(s.err, '\n') &&
                             (strstr(line, "No space left") || strstr(line, "Read-only"));
                if (!right)
                    fprintf(stderr, "%s: %s: %d %s", rules[k], calls[i], s.status, s.err);
                CU_ASSERT_TRUE(right);
                shell_free(&s);
                faults_mend();
                shell_expect(0,
                             "cd \"$T/written\" && if test %d = 1; then test \"$(cat file)\" = before && rm "
                             "file; fi && test -z \"$(ls)\"",
                             old);
            }
    faults_off();
    shell_expect(0, "cd \"$T\" && for f in 'digest sha256 big' 'trace des' engines; do "
                    "$G $f >/dev/full 2>err; test $? = 1 && test $(wc -l <err) = 1 || { echo $f; cat err; "
                    "exit 1; } >&2; done");
}

void suite_faults_disk(void)
{
    static const struct test_case cases[] = {
        {"what commands write is whole or not there", commands},
        {"a server starts on a disk that fails", server_starts},
        {"a conversation cannot be saved", server_stops},
        {"a server's disk is full while people talk", server_is_full},
        {0},
    };
    add_suite("faults_disk", cases);
}
