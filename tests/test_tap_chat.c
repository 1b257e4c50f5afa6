// SPDX-License-Identifier: MIT
// A man in the middle of the default protocol: a real server, real clients, the tap between them. Whatever
// she does is noticed and told to the user, and what was said arrives; of `strong` she reads nothing.
#include "tests/run.h"
#include "tests/shell.h"
#include "tests/tap_scene.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

// ---- the default protocol, outside of the channel ----

// Alice's way to the server, or back, is tampered with once. She is told, comes back by herself, and in the
// end Bob has heard everything, each line once and in order.
static void expect_noticed(const char *options, const char *told)
{
    struct scene s;
    scene_open(&s, "");
    scene_tap(&s, 0, options);
    s.bob = scene_enter(&s, "bob", s.server_port);
    s.alice = scene_enter(&s, "alice", s.tap_port);
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
    scene_close(&s);
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
        scene_open(&s, "");
        scene_tap(&s, 0, deeds[i].options);
        s.alice = process_start("$G chat 127.0.0.1:%d --plain --user alice --register --password 'Secret-1a' "
                                "--data \"$T/tap%u/alice\"",
                                s.tap_port, s.number);
        process_await(s.alice, deeds[i].told);
        s.bob = scene_enter(&s, "bob", s.tap_port); // the deed is done once
        scene_close(&s);
    }
}

// ---- the default protocol, keys swapped ----

// She knows the server: nothing of hers is sent, and the client does not try again.
static void identity_changed(void)
{
    struct scene s;
    scene_open(&s, "");
    scene_tap(&s, 0, "");
    s.alice = scene_enter(&s, "alice", s.tap_port);
    process_say(s.alice, "/quit");
    CU_ASSERT_EQUAL(process_end(s.alice), 0);
    process_signal(s.tap, SIGTERM);
    CU_ASSERT_EQUAL(process_end(s.tap), 0);
    scene_tap(&s, s.tap_port, "--swap-keys");
    s.alice = process_start("$G chat 127.0.0.1:%d --plain --user alice --password 'Secret-1alice' --data "
                            "\"$T/tap%u/alice\" </dev/null",
                            s.tap_port, s.number);
    process_await(s.alice, "THE SERVER'S IDENTITY HAS CHANGED");
    CU_ASSERT_EQUAL(process_end(s.alice), 1);
    s.alice = NULL;
    process_await(s.tap, "the client has gone at the sight of her key");
    CU_ASSERT_FALSE(process_saw(s.tap, "inside "));
    scene_close(&s);
}

// Bob has met nobody yet and compares nothing, so that Mallory is his server. What is said in `strong` she
// can neither read nor change.
// In the lobby, or (pair) between the two alone.
static void expect_sealed(const char *options, const char *told, bool pair)
{
    struct scene s;
    char all[300];
    scene_open(&s, "");
    snprintf(all, sizeof all, "--swap-keys --json \"$T/tap%u/tap.json\" %s", s.number, options);
    scene_tap(&s, 0, all);
    s.bob = scene_enter(&s, "bob", s.tap_port);
    s.alice = scene_enter(&s, "alice", s.server_port);
    process_await(s.bob, "alice has joined");
    for (int i = 1; i <= 4; i++) {
        process_say(s.alice, "%sline %d for bob alone", pair ? "/msg bob " : "", i);
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
    process_say(s.bob, "%san answer to alice alone", pair ? "/msg alice " : "");
    process_await(s.alice, "bob: an answer to alice alone");
    CU_ASSERT_FALSE(process_saw(s.tap, "for bob alone"));
    scene_close(&s);
    // Nothing of it is in all the bytes that she has seen, inside of the channel and outside.
    shell_expect(0, "grep -q '\"inside\":true' \"$T/tap%u/tap.json\"", s.number);
    shell_expect(1,
                 "grep -q -e \"$(printf 'for bob alone' | od -An -tx1 | tr -d ' \\n')\" -e "
                 "\"$(printf 'to alice alone' | od -An -tx1 | tr -d ' \\n')\" \"$T/tap%u/tap.json\"",
                 s.number);
}

static void sealed(void)
{
    for (int pair = 0; pair < 2; pair++) {
        expect_sealed("", NULL, pair);
        expect_sealed("--from server --match MESSAGE --alter", "does not bear its sender's signature", pair);
        expect_sealed("--from server --match MESSAGE --nth 2 --replay", NULL, pair);
        expect_sealed("--from server --match MESSAGE --nth 2 --drop", NULL, pair);
        expect_sealed("--from server --match MESSAGE --nth 2 --reorder", NULL, pair);
    }
}

// What else she may change inside, each told to whom it reaches.
static void named(void)
{
    static const struct {
        const char *options, *bob, *alice;
        bool bob_speaks;
    } deeds[] = {
        {"--from server --alter --match CARD", "shows a card under this name that is not valid", NULL, false},
        {"--from server --alter --match KEY", "a key for lobby is refused: its maker's signature", NULL,
         false},
        {"--from server --alter --match WELCOME", "the server shows other keys under your name", NULL, false},
        {"--alter --match RECEIPT", NULL, "a receipt in lobby, as bob's, is refused", false},
        {"--alter --match SAY", "as bob's, does not bear its sender's signature",
         "as bob's, does not bear its sender's signature", true},
    };
    for (size_t i = 0; i < sizeof deeds / sizeof *deeds; i++) {
        struct scene s;
        char options[100];
        snprintf(options, sizeof options, "--swap-keys %s", deeds[i].options);
        scene_open(&s, "");
        scene_tap(&s, 0, options);
        s.bob = scene_enter(&s, "bob", s.tap_port);
        s.alice = scene_enter(&s, "alice", s.server_port);
        process_await(s.bob, "alice has joined");
        process_say(s.alice, "hello bob");
        process_await(s.alice, "me: hello bob");
        if (deeds[i].bob_speaks) {
            process_await(s.bob, "alice: hello bob");
            process_say(s.bob, "hello alice");
        }
        if (deeds[i].bob && !process_saw(s.bob, deeds[i].bob))
            process_await(s.bob, deeds[i].bob);
        if (deeds[i].alice)
            process_await(s.alice, deeds[i].alice);
        scene_close(&s);
    }
}

void suite_tap_chat(void)
{
    static const struct test_case cases[] = {
        {"records to the server: noticed, told, nothing lost", records_up},
        {"records from the server: noticed, told, nothing lost", records_down},
        {"the handshake: noticed and told", handshake},
        {"another identity: refused, nothing sent", identity_changed},
        {"keys swapped at the first meeting: nothing of `strong` is read or changed", sealed},
        {"cards, keys, receipts and messages changed: each is told", named},
        {0},
    };
    add_suite("tap_chat", cases);
}
