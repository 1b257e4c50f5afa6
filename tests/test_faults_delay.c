// SPDX-License-Identifier: MIT
// Calls of the network that come late (faults/delay.c): what two say to each other in the same instant
// arrives.
#include "tests/class.h"
#include "tests/faults.h"
#include "tests/run.h"
#include "tests/shell.h"

#include <stdio.h>
#include <stdlib.h>

static void both_at_once(void)
{
    faults_on("delay", "GLASSLOCK_DELAY='in=4 most=40' GLASSLOCK_DELAY_COUNT=\"$T/late\"");
    struct class_server s = class_serve("delay", 0, "");
    struct process *alice = class_join(&s, "alice", "--register"), *bob = class_join(&s, "bob", "--register");
    process_say(alice, "/msg bob from alice");
    process_say(bob, "/msg alice from bob");
    process_await(alice, "[bob] bob: from bob");
    process_await(bob, "[alice] alice: from alice");
    for (int i = 0; i < 5; i++) {
        char words[40];
        process_say(alice, "/reconnect");
        process_say(bob, "/msg alice number %d.", i);
        snprintf(words, sizeof words, "[bob] bob: number %d.", i);
        process_await(alice, words);
        CU_ASSERT_EQUAL(process_count(alice, words), 1);
    }
    CU_ASSERT_FALSE(process_saw(alice, "WARNING") || process_saw(bob, "WARNING"));
    CU_ASSERT_EQUAL(process_end(alice), 0);
    CU_ASSERT_EQUAL(process_end(bob), 0);
    class_stop(&s);
    faults_off();
    struct shell late = shell_run("awk '{ n += $1 } END { print n + 0 }' \"$T/late\"");
    CU_ASSERT_TRUE(atoi(late.out) > 20); // the library was there
    shell_free(&late);
}

void suite_faults_delay(void)
{
    static const struct test_case cases[] = {
        {"both at once", both_at_once},
        {0},
    };
    add_suite("faults_delay", cases);
}
