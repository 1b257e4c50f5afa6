// SPDX-License-Identifier: MIT
// A client's store that cannot be written: nothing is said that it does not have,
// nothing is lost that others said, and when it goes again the client goes on.
#include "tests/class.h"
#include "tests/faults.h"
#include "tests/run.h"
#include "tests/shell.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

// Bob, and Alice, whose store is on the disk that fails.
struct scene {
    struct class_server server;
    struct process *alice, *bob;
};

static struct scene open_scene(const char *name)
{
    char folder[40];
    struct scene s = {.server = class_serve(name, 0, "")};
    s.bob = class_join(&s.server, "bob", "--register");
    snprintf(folder, sizeof folder, "%s-alice", name);
    faults_disk(folder);
    s.alice = class_join(&s.server, "alice", "--register");
    process_await(s.bob, "* alice has joined");
    return s;
}

static void close_scene(struct scene *s, struct process *alice)
{
    CU_ASSERT_FALSE(process_saw(alice, "WARNING") || process_saw(s->bob, "WARNING"));
    CU_ASSERT_EQUAL(process_end(alice), 0);
    CU_ASSERT_EQUAL(process_end(s->bob), 0);
    faults_off();
    class_stop(&s->server);
}

// Whoever has it, has it once; `p` finds it in its history.
static void expect_once(struct process *p, const char *text)
{
    process_say(p, "/find %s", text);
    process_await(p, "* found once");
}

static void client_is_full(void)
{
    struct scene scene = open_scene("cfull");
    struct process *alice = scene.alice, *bob = scene.bob;
    process_say(bob, "first.");
    process_await(alice, "[lobby] bob: first.");
    faults_rule("full 0");
    process_say(bob, "second.");
    process_await(alice, "! your store cannot be written: database or disk is full");
    process_await(alice, "next try in");
    process_say(alice, "third.");
    process_await(alice, "! the store cannot be written: it is sent when that is possible again");
    process_say(bob, "fourth.");
    process_await(bob, "[lobby] me: fourth.");
    faults_mend();
    process_say(alice, "/reconnect");
    process_await(alice, "* your store can be written again");
    process_await(alice, "[lobby] bob: fourth.");
    process_await(bob, "[lobby] alice: third.");
    process_say(alice, "fifth.");
    process_await(bob, "[lobby] alice: fifth.");
    CU_ASSERT_EQUAL(process_count(alice, "bob: second."), 1);
    faults_rule("full 0"); // and a sudden end
    process_say(alice, "sixth.");
    process_say(bob, "seventh.");
    process_await(alice, "next try in");
    CU_ASSERT_FALSE(process_saw(alice, "WARNING"));
    process_kill(alice);
    faults_mend();
    alice = class_join(&scene.server, "alice", "");
    process_await(alice, "bob: seventh.");
    process_say(alice, "eighth.");
    process_await(bob, "[lobby] alice: eighth.");
    static const char *const all[] = {"first.", "second.",  "third.", "fourth.",
                                      "fifth.", "seventh.", "eighth."};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        expect_once(alice, all[i]);
    CU_ASSERT_FALSE(process_saw(bob, "sixth."));
    close_scene(&scene, alice);
}

// The Nth write from now on fails, while both speak; each text arrives once, on both sides, and is kept.
static void each_write(void)
{
    char words[80];
    struct scene scene = open_scene("ceach");
    struct process *alice = scene.alice, *bob = scene.bob;
    for (unsigned nth = 1; nth <= 20; nth += 1 + nth / 3) {
        faults_rule("write %u", nth);
        process_say(alice, "from alice %u.", nth);
        process_say(bob, "from bob %u.", nth);
        process_say(alice, "again alice %u.", nth);
        process_await(bob, "[lobby] me: from bob");
        faults_mend();
        process_say(alice, "/reconnect");
        snprintf(words, sizeof words, "[lobby] alice: again alice %u.", nth);
        process_await(bob, words);
        snprintf(words, sizeof words, "[lobby] bob: from bob %u.", nth);
        process_listen(alice);
        if (!process_saw(alice, words))
            process_await(alice, words);
        CU_ASSERT_EQUAL(process_count(alice, words), 1);
        snprintf(words, sizeof words, "alice: from alice %u.", nth);
        CU_ASSERT_EQUAL(process_count(bob, words), 1);
        expect_once(alice, words + 7);
        snprintf(words, sizeof words, "from bob %u.", nth);
        expect_once(alice, words);
    }
    process_say(alice, "goodbye.");
    process_await(bob, "[lobby] alice: goodbye.");
    CU_ASSERT_TRUE(process_saw(alice, "your store cannot be written"));
    close_scene(&scene, alice);
}

// The Nth write fails, and the client ends at once: no two texts have one place in the chain, nor does one
// arrive twice.
static void sudden_end(void)
{
    char words[80];
    struct scene scene = open_scene("cend");
    struct process *alice = scene.alice, *bob = scene.bob;
    process_say(alice, "begin.");
    process_await(bob, "[lobby] alice: begin.");
    process_await(alice, "* bob has received");
    for (unsigned nth = 5; nth <= 20; nth++) {
        faults_rule("write %u", nth);
        process_say(alice, "perhaps %u.", nth);
        process_await(alice, "[lobby] me: perhaps");
        process_say(bob, "now.");
        process_await(alice, "next try in");
        process_kill(alice);
        faults_mend();
        alice = class_join(&scene.server, "alice", "");
        process_say(alice, "after %u.", nth);
        snprintf(words, sizeof words, "[lobby] alice: after %u.", nth);
        process_await(bob, words);
        snprintf(words, sizeof words, "alice: perhaps %u.", nth);
        CU_ASSERT_TRUE(process_count(bob, words) <= 1);
        process_await(alice, "* bob has received");
    }
    close_scene(&scene, alice);
}

// What cannot be kept is not begun: the server's identity is not taken on trust if it cannot be pinned.
static void first_meeting(void)
{
    struct class_server s = class_serve("cmeet", 0, "");
    faults_disk("cmeet-alice");
    static const char *const rules[] = {"full 0", "readonly", "rename 1", "sync 1", "write 1"};
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        shell_expect(0, "rm -rf \"$T/cmeet-alice\" && mkdir \"$T/cmeet-alice\"");
        faults_rule("%s", rules[i]);
        struct process *alice = class_come(&s, "alice", "--register");
        const char *line = process_await(alice, "cannot write");
        CU_ASSERT_TRUE(strstr(line, "cmeet-alice/known_hosts: ") &&
                       strstr(line, "identity cannot be checked"));
        CU_ASSERT_EQUAL(process_end(alice), 1);
    }
    faults_mend();
    struct process *alice = class_join(&s, "alice", "--register"); // the name was not taken
    CU_ASSERT_EQUAL(process_end(alice), 0);
    faults_rule("readonly");
    alice = class_come(&s, "alice", "");
    CU_ASSERT_PTR_NOT_NULL(
        strstr(process_await(alice, "your keys and history are not open"), "cmeet-alice/alice@"));
    process_end(alice);
    faults_off();
    class_stop(&s);
}

void suite_faults_store(void)
{
    static const struct test_case cases[] = {
        {"a client's disk is full", client_is_full},
        {"each write of a client fails", each_write},
        {"a client ends in the midst of a write", sudden_end},
        {"the first meeting on a disk that fails", first_meeting},
        {0},
    };
    add_suite("faults_store", cases);
}
