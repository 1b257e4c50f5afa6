// SPDX-License-Identifier: MIT
// Many clients as processes: twenty in the lobby, killed ones, slow ones, those who are sent away.
#include "tests/class.h"
#include "tests/glasslock_client.h"
#include "tests/run.h"
#include "tests/shell.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CLASS 20

static void name_of(char name[16], int i)
{
    snprintf(name, 16, "student%02u", (unsigned)i % 100);
}

static void await_all(struct process **class, int from, const char *words)
{
    for (int i = from; i < CLASS; i++)
        if (class[i])
            process_await(class[i], words);
}

static void twenty(void)
{
    struct class_server s = class_serve("twenty", 0, "");
    struct process *class[CLASS];
    char name[16], words[80];
    for (int i = 0; i < CLASS; i++) { // all at once
        name_of(name, i);
        class[i] = class_come(&s, name, "--register");
    }
    for (int i = 0; i < CLASS; i++) {
        name_of(name, i);
        snprintf(words, sizeof words, "* you are %s", name);
        process_await(class[i], words);
        class_await(&s, "joined from");
    }
    for (int i = 0; i < CLASS; i++)
        for (int k = 0; k < 3; k++)
            process_say(class[i], "text %d of %d.", k, i);
    for (int i = 0; i < CLASS; i++)
        for (int from = 0; from < CLASS; from++)
            if (from != i)
                for (int k = 0; k < 3; k++) {
                    snprintf(words, sizeof words, "[lobby] student%02d: text %d of %d.", from, k, from);
                    for (int tries = 0; !process_saw(class[i], words) && tries < 3 * CLASS; tries++)
                        process_await(class[i], "text");
                    CU_ASSERT_EQUAL(process_count(class[i], words), 1);
                }

    // Killed: others are told, and the name is free at log-in.
    process_kill(class[0]);
    process_kill(class[1]);
    class[0] = class[1] = NULL;
    await_all(class, 2, "student00 has left");
    class[0] = class_join(&s, "student00", "");
    await_all(class, 2, "* student00 has joined");
    CU_ASSERT_PTR_NOT_NULL(
        strstr(class_admin(&s, "users"), "student01                        account offline"));
    process_say(class[0], "I am back");
    await_all(class, 2, "[lobby] student00: I am back");
    CU_ASSERT_PTR_NOT_NULL(strstr(class_admin(&s, "online"), "19 online"));
    for (int i = 0; i < CLASS; i++)
        if (class[i])
            CU_ASSERT_EQUAL(process_end(class[i]), 0);
    class_stop(&s);
}

// How many of "number 1.", "number 2.", ... were heard: each once and in order; -1: not so.
static int in_order(const struct process *p)
{
    static const char words[] = "alice: number ";
    int n = 0;
    for (const char *at = process_seen(p); (at = strstr(at, words)); at += sizeof words - 1)
        if (atoi(at + sizeof words - 1) != ++n)
            return -1;
    return n;
}

// One who reads nothing while others talk is dropped; when it comes back it gets everything once, in order.
static void slow_reader(void)
{
    struct class_server s = class_serve("slow", 0, "--limit outbox=65536 --limit idle=600");
    struct process *alice = class_join(&s, "alice", "--register"), *bob = class_join(&s, "bob", "--register"),
                   *slow = class_join(&s, "slow", "--register");
    char words[80];
    int said = 0;
    process_await(alice, "* slow has joined");
    process_say(alice, "are you there?");
    process_await(slow, "are you there?");
    process_signal(slow, SIGSTOP);
    while (!process_saw(s.process, "slow 127.0.0.1:") && said < 10000) {
        for (int k = 0; k < 50; k++)
            process_say(alice, "number %d. %03900d", ++said, 7);
        snprintf(words, sizeof words, "[lobby] alice: number %d. ", said);
        process_await(bob, words); // nobody waits for the slow one
        process_listen(s.process);
        process_listen(alice);
    }
    CU_ASSERT_TRUE(process_saw(s.process, "is dropped: it reads too slowly"));
    if (!process_saw(bob, "* slow has left"))
        process_await(bob, "* slow has left");
    process_say(alice, "said when slow was away");
    process_await(bob, "said when slow was away");
    process_signal(slow, SIGCONT);
    process_await(slow, "said when slow was away");
    CU_ASSERT_TRUE(process_saw(slow, "next try in"));
    CU_ASSERT_EQUAL(in_order(slow), said);
    CU_ASSERT_EQUAL(in_order(bob), said);
    CU_ASSERT_EQUAL(process_end(alice), 0);
    CU_ASSERT_EQUAL(process_end(bob), 0);
    CU_ASSERT_EQUAL(process_end(slow), 0);
    class_stop(&s);
}

// The exit status of a client that does not come back by itself.
static int ended_offline(struct process *p)
{
    process_await(p, "* offline");
    return process_end(p);
}

static void administration(void)
{
    struct class_server s = class_serve("admin", 0, "--open");
    struct process *alice = class_join(&s, "alice", "--register"), *bob = class_join(&s, "bob", "--register"),
                   *guest = class_join(&s, "visitor", "--guest");
    process_await(alice, "* visitor has joined");
    CU_ASSERT_PTR_NOT_NULL(strstr(class_admin(&s, "users"), "3 users"));
    CU_ASSERT_PTR_NOT_NULL(strstr(class_admin(&s, "user alice"), "in 'lobby' (strong)"));
    CU_ASSERT_PTR_NOT_NULL(strstr(class_admin(&s, "rooms"), "lobby"));
    CU_ASSERT_PTR_NOT_NULL(strstr(class_admin(&s, "stats"), "3 joined"));
    CU_ASSERT_PTR_NOT_NULL(strstr(class_admin(&s, "limits"), "connections"));
    CU_ASSERT_PTR_NOT_NULL(strstr(class_admin(&s, "help"), "unban"));
    class_admin(&s, "notice 'the lesson ends soon'");
    process_await(alice, "* notice: the lesson ends soon");
    process_await(guest, "* notice: the lesson ends soon");
    class_admin(&s, "wire on");
    process_say(alice, "over the wire");
    process_await(bob, "over the wire");
    class_await(&s, "SAY(");
    class_admin(&s, "wire off");

    // Kicked: told why, gone for the others, and not back by itself; but it may log in again.
    class_admin(&s, "kick bob too loud");
    process_await(bob, "you are removed from the chat: too loud");
    process_await(alice, "* bob has left");
    CU_ASSERT_EQUAL(ended_offline(bob), 1);
    bob = class_join(&s, "bob", "");
    process_await(alice, "* bob has joined");
    // Banned: not even by log-in, until it is lifted.
    class_admin(&s, "ban bob");
    process_await(bob, "banned");
    CU_ASSERT_EQUAL(ended_offline(bob), 1);
    bob = class_come(&s, "bob", "");
    process_await(bob, "bob is banned from this server");
    CU_ASSERT_EQUAL(process_end(bob), 1);
    class_admin(&s, "unban bob");
    bob = class_join(&s, "bob", "");
    // The same name from a second place takes the first one's.
    struct process *second = class_join(&s, "alice", "--data \"$T/admin-second\"");
    process_await(alice, "logged in from elsewhere");
    CU_ASSERT_EQUAL(ended_offline(alice), 1);
    process_say(second, "it is me");
    process_await(bob, "THE KEYS OF alice HAVE CHANGED"); // another computer, other keys

    class_admin(&s, "stop");
    process_await(s.process, "The server has stopped");
    CU_ASSERT_EQUAL(process_end(s.process), 0);
    process_await(bob, "the server says goodbye");
    process_kill(bob);
    process_kill(second);
    process_kill(guest);
}

// Wrong passwords: refused, then slowed down, a name longer and longer; the right one comes through
// afterwards.
static void wrong_passwords(void)
{
    struct class_server s = class_serve("guess", 0, "--limit logins=10");
    struct process *alice = class_join(&s, "alice", "--register");
    struct glk c = glk_over(core_connect_to(s.port), 0, "alice", 0),
               d = glk_over(core_connect_to(s.port), 0, "alice", 0);
    int first = 0;
    for (int i = 0; i < 3; i++)
        CU_ASSERT_EQUAL(glk_login(&c, "no-such-secret-1"), GLE_LOGIN);
    CU_ASSERT_EQUAL(glk_login(&c, "no-such-secret-1"), GLE_SLOW_DOWN);
    CU_ASSERT_EQUAL(glk_login(&d, class_password("alice")), GLE_SLOW_DOWN); // from everywhere on this host
    while ((first = glk_login(&c, "no-such-secret-1")) == GLE_SLOW_DOWN)
        shell_expect(0, "sleep 0.1");
    CU_ASSERT_EQUAL(first, GLE_LOGIN);
    CU_ASSERT_EQUAL(glk_login(&c, "no-such-secret-1"), GLE_SLOW_DOWN);
    class_await(&s, "a log-in as alice failed");
    CU_ASSERT_FALSE(process_saw(s.process, "no-such-secret"));
    CU_ASSERT_FALSE(process_saw(alice, "elsewhere"));
    glk_hang_up(&c);
    glk_hang_up(&d);
    CU_ASSERT_EQUAL(process_end(alice), 0);
    class_stop(&s);
}

void suite_class_people(void)
{
    static const struct test_case cases[] = {
        {"twenty clients, two of them killed", twenty},
        {"a slow reader is dropped while others go on", slow_reader},
        {"notice, kick, ban, a second place, stop", administration},
        {"wrong passwords slow down", wrong_passwords},
        {0},
    };
    add_suite("class_people", cases);
}
