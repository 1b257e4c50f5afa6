// SPDX-License-Identifier: MIT
// A man in the middle of a chat: real servers, real clients, the tap between them. Whatever she does to the
// default protocol is noticed and told to the user, and what was said arrives; of `strong` she reads nothing.
// Under the old protocols the same deeds pass.
#include "tests/process.h"
#include "tests/run.h"
#include "tests/shell.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static unsigned scenes; // each has a folder of its own

struct scene {
    unsigned number;
    int server_port, tap_port;
    struct process *server, *tap, *alice, *bob;
};

static int port_after(const char *line, const char *words)
{
    const char *at = strstr(line, words);
    int port = at ? atoi(at + strlen(words)) : 0;
    CU_ASSERT_TRUE_FATAL(port > 0);
    return port;
}

static void open_server(struct scene *s, const char *options)
{
    *s = (struct scene){.number = ++scenes};
    shell_expect(0, "mkdir \"$T/tap%u\"", s->number);
    s->server = process_start(
        "$G serve --port 0 --data \"$T/tap%u/server\" --admin-socket none %s </dev/null", s->number, options);
    s->server_port = port_after(process_await(s->server, "port "), "port ");
}

static void open_tap(struct scene *s, int port, const char *options)
{
    s->tap = process_start("$G tap --listen %d --to 127.0.0.1:%d %s", port, s->server_port, options);
    s->tap_port = port_after(process_await(s->tap, "listening on"), "port ");
}

// A client of the default protocol that registers (or logs in), and is in.
static struct process *come_in(const struct scene *s, const char *name, int port, bool again)
{
    struct process *p =
        process_start("$G chat 127.0.0.1:%d --plain --user %s %s --password 'Secret-1%s' --data "
                      "\"$T/tap%u/%s\"",
                      port, name, again ? "" : "--register", name, s->number, name);
    process_await(p, "you are ");
    return p;
}

static void leave(struct process *p)
{
    if (p)
        process_kill(p);
}

static void close_scene(struct scene *s)
{
    leave(s->alice);
    leave(s->bob);
    if (s->tap) {
        process_signal(s->tap, SIGTERM);
        CU_ASSERT_EQUAL(process_end(s->tap), 0);
    }
    process_signal(s->server, SIGTERM);
    CU_ASSERT_EQUAL(process_end(s->server), 0);
}

// ---- the default protocol, outside of the channel ----

// Alice's way to the server, or back, is tampered with once. She is told, comes back by herself, and in the
// end Bob has heard everything, each line once and in order.
static void expect_noticed(const char *options, const char *told)
{
    struct scene s;
    open_server(&s, "");
    open_tap(&s, 0, options);
    s.bob = come_in(&s, "bob", s.server_port, false);
    s.alice = come_in(&s, "alice", s.tap_port, false);
    for (int i = 1; i <= 4; i++) {
        process_say(s.alice, "line %d", i);
        process_say(s.bob, "to alice %d", i); // so that something follows in both ways
    }
    process_await(s.tap, "* Mallory");
    process_await(s.alice, told);
    process_await(s.alice, "you are alice");
    for (int i = 1; i <= 4; i++) {
        char line[40];
        snprintf(line, sizeof line, "alice: line %d", i);
        process_await(s.bob, line);
    }
    process_say(s.alice, "the last one");
    process_await(s.bob, "alice: the last one");
    CU_ASSERT_FALSE(process_saw(s.bob, "WARNING"));
    close_scene(&s);
}

#define FROM_CLIENT "the server ends the connection: a record that does not verify"
#define FROM_SERVER "a record from the server does not verify: it was altered, repeated, or one was left out"

static void records_up(void)
{
    expect_noticed("--replay --match RECORD --nth 4", FROM_CLIENT);
    expect_noticed("--drop --match RECORD --nth 4", FROM_CLIENT);
    expect_noticed("--reorder --match RECORD --nth 4", FROM_CLIENT);
    expect_noticed("--alter --match RECORD --nth 4", FROM_CLIENT);
}

static void records_down(void)
{
    expect_noticed("--from server --replay --match RECORD --nth 8", FROM_SERVER);
    expect_noticed("--from server --drop --match RECORD --nth 8", FROM_SERVER);
    expect_noticed("--from server --reorder --match RECORD --nth 8", FROM_SERVER);
    expect_noticed("--from server --alter --match RECORD --nth 8", FROM_SERVER);
}

static void handshake(void)
{
    static const struct {
        const char *options, *told;
    } deeds[] = {
        {"--from server --alter --nth 1", "the server's greeting does not verify"},
        {"--alter --nth 1", "the server ends the connection: a handshake that does not verify"},
        {"--alter --nth 2", "the server ends the connection: a handshake that does not verify"},
        {"--from server --replay --nth 1", "speaks out of its turn"},
        {"--replay --nth 1", "the server ends the connection: a frame that is malformed"},
    };
    for (size_t i = 0; i < sizeof deeds / sizeof *deeds; i++) {
        struct scene s;
        open_server(&s, "");
        open_tap(&s, 0, deeds[i].options);
        s.alice = process_start("$G chat 127.0.0.1:%d --plain --user alice --register --password 'Secret-1a' "
                                "--data \"$T/tap%u/alice\"",
                                s.tap_port, s.number);
        process_await(s.alice, deeds[i].told);
        s.bob = come_in(&s, "bob", s.tap_port, false); // the deed is done once
        close_scene(&s);
    }
}

// ---- the default protocol, keys swapped ----

// She knows the server: nothing of hers is sent, and the client does not try again.
static void identity_changed(void)
{
    struct scene s;
    open_server(&s, "");
    open_tap(&s, 0, "");
    s.alice = come_in(&s, "alice", s.tap_port, false);
    process_say(s.alice, "/quit");
    CU_ASSERT_EQUAL(process_end(s.alice), 0);
    process_signal(s.tap, SIGTERM);
    CU_ASSERT_EQUAL(process_end(s.tap), 0);
    open_tap(&s, s.tap_port, "--swap-keys");
    s.alice = process_start("$G chat 127.0.0.1:%d --plain --user alice --password 'Secret-1alice' --data "
                            "\"$T/tap%u/alice\" </dev/null",
                            s.tap_port, s.number);
    process_await(s.alice, "THE SERVER'S IDENTITY HAS CHANGED");
    CU_ASSERT_EQUAL(process_end(s.alice), 1);
    s.alice = NULL;
    process_await(s.tap, "the client has gone at the sight of her key");
    CU_ASSERT_FALSE(process_saw(s.tap, "inside "));
    close_scene(&s);
}

// Bob has met nobody yet and compares nothing, so that Mallory is his server. What is said in `strong` she
// can neither read nor change.
static void expect_sealed(const char *options, const char *told)
{
    struct scene s;
    char all[300];
    open_server(&s, "");
    snprintf(all, sizeof all, "--swap-keys --json \"$T/tap%u/tap.json\" %s", s.number, options);
    open_tap(&s, 0, all);
    s.bob = come_in(&s, "bob", s.tap_port, false);
    s.alice = come_in(&s, "alice", s.server_port, false);
    process_await(s.bob, "alice has joined");
    for (int i = 1; i <= 4; i++) {
        process_say(s.alice, "line %d for bob alone", i);
        process_await(s.alice, "me: line ");
    }
    if (*options)
        process_await(s.tap, "* Mallory, server -> client inside");
    if (told)
        process_await(s.bob, told);
    for (int i = told ? 2 : 1; i <= 4; i++) {
        char line[40];
        snprintf(line, sizeof line, "alice: line %d for bob alone", i);
        process_await(s.bob, line);
    }
    CU_ASSERT_FALSE(told && process_saw(s.bob, "line 1 for bob alone"));
    process_say(s.bob, "an answer to alice alone");
    process_await(s.alice, "bob: an answer to alice alone");
    CU_ASSERT_FALSE(process_saw(s.tap, "for bob alone"));
    close_scene(&s);
    // Nothing of it is in all the bytes that she has seen, inside of the channel and outside.
    shell_expect(0, "grep -q '\"inside\":true' \"$T/tap%u/tap.json\"", s.number);
    shell_expect(1,
                 "grep -q -e \"$(printf 'for bob alone' | od -An -tx1 | tr -d ' \\n')\" -e "
                 "\"$(printf 'to alice alone' | od -An -tx1 | tr -d ' \\n')\" \"$T/tap%u/tap.json\"",
                 s.number);
}

static void sealed(void)
{
    expect_sealed("", NULL);
    expect_sealed("--from server --match MESSAGE --alter", "does not bear its sender's signature");
    expect_sealed("--from server --match MESSAGE --nth 2 --replay", NULL);
    expect_sealed("--from server --match MESSAGE --nth 2 --drop", NULL);
    expect_sealed("--from server --match MESSAGE --nth 2 --reorder", NULL);
}

void suite_tap_chat(void)
{
    static const struct test_case cases[] = {
        {"records to the server: noticed, told, nothing lost", records_up},
        {"records from the server: noticed, told, nothing lost", records_down},
        {"the handshake: noticed and told", handshake},
        {"another identity: refused, nothing sent", identity_changed},
        {"keys swapped at the first meeting: nothing of `strong` is read or changed", sealed},
        {0},
    };
    add_suite("tap_chat", cases);
}
