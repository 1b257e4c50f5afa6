// SPDX-License-Identifier: MIT
// The same deeds under the old protocols: they pass, and nobody is told. (That the default protocol notices
// them is in test_tap_chat.c.)
#include "tests/run.h"
#include "tests/tap_scene.h"

#include <stdio.h>
#include <string.h>

// Bob is with the server, Alice comes through the tap.
static void begin(struct scene *s, const char *protocol, const char *serve, const char *chat, const char *tap)
{
    char options[100];
    snprintf(options, sizeof options, "--protocol %s %s", protocol, serve);
    scene_open(s, options);
    scene_tap(s, 0, tap);
    s->bob = scene_enter_old(s, protocol, "bob", s->server_port, chat);
    s->alice = scene_enter_old(s, protocol, "alice", s->tap_port, chat);
}

static void say(struct scene *s, const char *first, const char *second)
{
    process_say(s->alice, "%s", first);
    process_await(s->alice, "ME to ");
    process_say(s->alice, "%s", second);
    process_await(s->alice, "ME to ");
}

static void end(struct scene *s)
{
    CU_ASSERT_FALSE(process_saw(s->alice, "!") || process_saw(s->bob, "WARNING"));
    scene_close(s);
}

static void chatlock(void)
{
    struct scene s;
    begin(&s, "chatlock", "", "", "--replay");
    say(&s, "one", "two");
    process_await(s.bob, "alice to all: one");
    process_await(s.bob, "alice to all: one");
    process_await(s.bob, "alice to all: two");
    end(&s);
    begin(&s, "chatlock", "", "", "--reorder");
    say(&s, "one", "two");
    process_await(s.bob, "alice to all: two");
    process_await(s.bob, "alice to all: one");
    end(&s);
    begin(&s, "chatlock", "", "", "--drop");
    say(&s, "one", "two");
    process_await(s.bob, "alice to all: two");
    CU_ASSERT_FALSE(process_saw(s.bob, "one"));
    end(&s);
    begin(&s, "chatlock", "", "", "--alter"); // a digit of the last block: eight other bytes
    say(&s, "one", "two");
    process_await(s.bob, "alice to all: two");
    CU_ASSERT_FALSE(process_saw(s.bob, "alice to all: one"));
    end(&s);
}

// Her key in Alice's name: what she signs the server calls authenticated.
static void chatlock_keys(void)
{
    struct scene s;
    begin(&s, "chatlock", "", "", "--swap-keys");
    say(&s, "private:bob:psst", "two");
    process_await(s.tap, "swaps the public point for her own");
    process_await(s.tap, "signs it anew, with her own key");
    process_await(s.server, "alice to bob: AUTHENTICATED");
    process_await(s.bob, "alice to me (private): psst");
    end(&s);
}

static void socketchat(void)
{
    struct scene s;
    begin(&s, "socketchat", "--password 'Secret-1!'", "", "--replay");
    say(&s, "one", "two");
    process_await(s.bob, "alice to all: one");
    process_await(s.bob, "alice to all: one");
    process_await(s.bob, "alice to all: two");
    end(&s);
    begin(&s, "socketchat", "--password 'Secret-1!'", "", "--reorder");
    say(&s, "one", "two");
    process_await(s.bob, "alice to all: two");
    process_await(s.bob, "alice to all: one");
    end(&s);
}

// Everything is read, the password's hash too, and what Bob hears is hers to choose.
static void coursework(void)
{
    struct scene s;
    begin(&s, "coursework", "", "--register", "--swap-keys --alter --match six");
    say(&s, "meet at six", "bye");
    process_await(s.tap, "inside 2, 70 bytes: \"alice ");
    process_await(s.tap, "\"meet at six\"");
    process_await(s.bob, "alice to all: meet at si!");
    process_await(s.bob, "alice to all: bye");
    end(&s);
}

void suite_tap_old(void)
{
    static const struct test_case cases[] = {
        {"chatlock: repeated, swapped, dropped, altered", chatlock},
        {"chatlock: another key in Alice's name", chatlock_keys},
        {"socketchat: repeated, swapped", socketchat},
        {"coursework: read and written", coursework},
        {0},
    };
    add_suite("tap_old", cases);
}
