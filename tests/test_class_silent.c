// SPDX-License-Identifier: MIT
// Connections whose other side says nothing more: before they are in, and after.
#include "tests/class.h"
#include "tests/glasslock_client.h"
#include "tests/run.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

// Before it has said who it is.
static void mute(void)
{
    struct class_server s = class_serve("mute", 0, "");
    struct core_client mute = core_connect_to(s.port);
    class_await(&s, "connected");
    CU_ASSERT_PTR_NOT_NULL(strstr(class_admin(&s, "pending"), "1 pending"));
    core_hang_up(&mute);
    class_stop(&s);
    s = class_serve("mute", 0, "--limit handshake=1");
    mute = core_connect_to(s.port);
    class_await(&s, "did not join within 1 seconds");
    core_expect_end(&mute);
    core_hang_up(&mute);
    class_stop(&s);
}

// The words come to somebody who is not cut off before.
static bool told(struct process *p, const char *words)
{
    const char *line = process_await(p, "* ");
    while (*line && !strstr(line, words) && !strstr(line, "next try"))
        line = process_await(p, "* ");
    return strstr(line, words);
}

// bob falls silent behind a connection that stands, and is dropped for it; alice, who answers, is not.
static bool only_bob(const struct class_server *s, struct process *alice, struct process *bob)
{
    if (!told(alice, "* bob has joined"))
        return false;
    process_listen(bob);
    if (process_saw(bob, "next try"))
        return false;
    process_signal(bob, SIGSTOP); // as if its cable were cut: the connection stands, and nothing comes
    if (!strstr(process_await(s->process, "left: silent for"), "bob ") || !told(alice, "* bob has left"))
        return false;
    process_say(alice, "/msg bob still there?");
    process_signal(bob, SIGCONT);
    process_await(bob, "[alice] alice: still there?"); // it has come back by itself
    return told(alice, "* bob has joined") && !process_saw(alice, "next try");
}

static bool half_open_for(unsigned idle)
{
    char name[32], limit[40];
    snprintf(name, sizeof name, "silent-%u", idle);
    snprintf(limit, sizeof limit, "--limit idle=%u", idle);
    struct class_server s = class_serve(name, 0, limit);
    struct process *alice = class_join(&s, "alice", "--register"), *bob = class_join(&s, "bob", "--register");
    bool good = only_bob(&s, alice, bob);
    snprintf(limit, sizeof limit, "left: silent for %u seconds", 2 * idle);
    process_listen(s.process);
    CU_ASSERT_TRUE(process_saw(s.process, limit));
    if (good) {
        CU_ASSERT_EQUAL(process_end(alice), 0);
        CU_ASSERT_EQUAL(process_end(bob), 0);
    } else {
        process_kill(alice);
        process_kill(bob);
    }
    class_stop(&s);
    return good;
}

// On a busy machine alice herself may not get to her answer in a second; then the limit is a longer one.
static void half_open(void)
{
    unsigned idle = 1;
    while (idle < 8 && !half_open_for(idle))
        idle *= 2;
    CU_ASSERT_TRUE(idle < 8 || half_open_for(idle));
}

void suite_class_silent(void)
{
    static const struct test_case cases[] = {
        {"who does not join does not stay", mute},
        {"half-open connections end", half_open},
        {0},
    };
    add_suite("class_silent", cases);
}
