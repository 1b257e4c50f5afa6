// SPDX-License-Identifier: MIT
// A wall clock that jumps an hour or a year, forward or back, while people talk: order, numbers, receipts and
// history are kept, nobody is dropped for silence, and no wait becomes shorter or longer.
#include "tests/class.h"
#include "tests/faults.h"
#include "tests/run.h"
#include "tests/shell.h"

#include "net/wire/clock.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define HOUR 3600L
#define YEAR (365 * 24 * HOUR)

static const long jumps[] = {HOUR, -HOUR, YEAR, -YEAR, 0};
#define JUMPS (sizeof jumps / sizeof *jumps)

static void jump(const char *whose, long seconds)
{
    faults_write(whose, "%ld", seconds);
}

static void begin(const char *whose)
{
    jump(whose, 0);
    faults_on("clock", "GLASSLOCK_CLOCK=\"$T/%s\"", whose);
}

// The server's clock jumps, then Alice's, between texts of both; Bob's is right.
static void conversation(void)
{
    char words[80];
    begin("server-clock");
    struct class_server s = class_serve("jumps", 0, "--limit idle=30");
    begin("alice-clock");
    struct process *alice = class_join(&s, "alice", "--register --times");
    faults_off();
    struct process *bob = class_join(&s, "bob", "--register");
    process_await(alice, "* bob has joined");
    process_say(alice, "/open exam bob");
    process_await(bob, "invites you to exam");
    process_say(bob, "/accept exam");
    process_await(alice, "* bob has joined exam");
    process_say(alice, "/room exam");
    process_say(bob, "/room exam");
    static const char *const recipes[] = {"strong", "fernet", "securechat"};
    for (unsigned i = 0; i < 2 * JUMPS; i++) {
        jump(i < JUMPS ? "server-clock" : "alice-clock", jumps[i % JUMPS]);
        if (i % JUMPS == 1) {
            process_say(alice, "/recipe %s", recipes[1 + i / JUMPS]);
            process_await(bob, recipes[1 + i / JUMPS]);
            process_say(bob, "/recipe %s", recipes[1 + i / JUMPS]);
        }
        process_say(alice, "alice %u.", i);
        snprintf(words, sizeof words, "[exam] alice: alice %u.", i);
        process_await(bob, words);
        process_await(alice, "* bob has received what you said in exam");
        process_say(bob, "bob %u.", i);
        snprintf(words, sizeof words, "[exam] bob: bob %u.", i);
        process_await(alice, words);
    }
    process_say(bob, "/quit");
    CU_ASSERT_EQUAL(process_end(bob), 0);
    jump("server-clock", -YEAR);
    process_say(alice, "while bob is away");
    process_await(alice, "me: while bob is away");
    class_stop(&s);
    begin("server-clock");
    jump("server-clock", YEAR);
    s = class_serve("jumps", s.port, "");
    faults_off();
    bob = class_join(&s, "bob", "");
    process_await(bob, "[exam] alice: while bob is away");
    process_say(bob, "/history 100 exam");
    for (unsigned i = 0; i < 2 * JUMPS; i++) { // in the order in which it was said, whatever the clocks said
        snprintf(words, sizeof words, "[exam] alice: alice %u.", i);
        process_await(bob, words);
        snprintf(words, sizeof words, "[exam] me: bob %u.", i);
        process_await(bob, words);
    }
    struct process *both[] = {alice, bob};
    process_await(alice, "* you are alice");
    for (int i = 0; i < 2; i++) {
        process_listen(both[i]);
        CU_ASSERT_EQUAL(process_count(both[i], "WARNING"), 0);
        CU_ASSERT_EQUAL(process_end(both[i]), 0);
    }
    class_stop(&s);
}

// Who is silent for less than the limit stays, whatever the clock does; who waits after wrong passwords waits
// as long.
static void idle_and_back_off(void)
{
    begin("server-clock");
    struct class_server s = class_serve("idle", 0, "--limit idle=600 --limit handshake=600");
    faults_off();
    struct process *alice = class_join(&s, "alice", "--register");
    struct process *bob = process_start("$G chat 127.0.0.1:%u --plain --data \"$T/idle-bob\"", s.port);
    process_await(bob, "say who you are");
    for (size_t i = 0; i < JUMPS; i++) {
        jump("server-clock", jumps[i]);
        nanosleep(&(struct timespec){.tv_nsec = 120000000}, NULL); // two looks of the server at who is silent
        process_say(alice, "still %zu.", i);
        process_await(alice, "me: still");
    }
    process_listen(s.process);
    CU_ASSERT_FALSE(process_saw(s.process, "silent for") || process_saw(s.process, "did not join"));
    for (int i = 0; i < 3; i++) {
        process_say(bob, "/login alice wrong-password-%d", i);
        process_await(bob, "wrong name or password");
    }
    jump("server-clock", YEAR); // the wait is not over
    process_say(bob, "/login alice %s", class_password("alice"));
    process_await(bob, "too many failures: try again in");
    jump("server-clock", -YEAR); // nor does it last for ever
    uint64_t began = clock_steady_ms();
    struct timespec pause = {.tv_nsec = 200000000};
    do { // the wait is a second: it ends by itself
        nanosleep(&pause, NULL);
        process_listen(bob);
        process_say(bob, "/login alice %s", class_password("alice"));
        nanosleep(&pause, NULL);
        process_listen(bob);
    } while (!process_saw(bob, "* you are alice") && clock_steady_ms() - began < PATIENCE_MS);
    CU_ASSERT_TRUE(process_saw(bob, "* you are alice"));
    CU_ASSERT_NOT_EQUAL(process_end(alice), -1); // another log-in took its place
    process_end(bob);
    jump("server-clock", HOUR);
    began = clock_steady_ms();
    process_signal(s.process, SIGINT);
    process_await(s.process, "The server has stopped");
    CU_ASSERT_EQUAL(process_end(s.process), 0);
    CU_ASSERT_TRUE(clock_steady_ms() - began < 10000);
}

// A token of the future, or of the past, is judged by its own time to live and nothing else.
static void fernet_tokens(void)
{
    static const char key[] = "cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=";
    begin("fernet-clock");
    shell_expect(
        0,
        "echo 100 >\"$T/fernet-clock\"; $G fernet encrypt --key %s <README.md >\"$T/token\" && "
        "$G fernet decrypt --key %s --ttl 60 <\"$T/token\" | cmp - README.md && "
        "echo 1000 >\"$T/fernet-clock\" && $G fernet decrypt --key %s <\"$T/token\" | cmp - README.md && "
        "! $G fernet decrypt --key %s --ttl 60 <\"$T/token\" 2>/dev/null",
        key, key, key, key);
    faults_off();
}

void suite_faults_clock(void)
{
    static const struct test_case cases[] = {
        {"a conversation over jumps", conversation},
        {"silence, waits and the end", idle_and_back_off},
        {"Fernet tokens", fernet_tokens},
        {0},
    };
    add_suite("faults_clock", cases);
}
