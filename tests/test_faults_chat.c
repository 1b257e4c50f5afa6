// SPDX-License-Identifier: MIT
// The chat server without memory, at one place after the other, while two people talk: it goes on, or says
// one line at its start and ends with 1. A connection may be lost; its client comes again. What was shown as
// said arrives once, and is in the history after a restart.
#include "tests/memory_talk.h"
#include "tests/no_memory.h"
#include "tests/places.h"
#include "tests/run.h"
#include "tests/shell.h"

#include <stdio.h>

#define AT_START 6  // places of the start that a run of the tests tries
#define SAMPLED  16 // places of the conversation that it tries

static bool run(const char *variable, const char *value)
{
    struct talk t = {0};
    talk_copy();
    t.server.process =
        process_start("%s $G serve --port 0 --data \"$T/memory\"", talk_under(variable, value));
    snprintf(t.server.name, sizeof t.server.name, "memory");
    talk_run(&t);
    if (t.wrong[0])
        fprintf(stderr, "\n%s=%s: %s\n", variable, value, t.wrong);
    return !t.wrong[0];
}

static void conversations(void)
{
    struct places all = {0};
    char path[400], value[40];
    talk_prepare();
    snprintf(path, sizeof path, "%s/places", shell_directory());
    CU_ASSERT_TRUE_FATAL(run("GLASSLOCK_ALLOC_PLACES", path));
    CU_ASSERT_TRUE(places_read(&all, path) > 1000);
    unsigned bad = 0, runs = 0;
    for (unsigned i = 0; i < all.n; i++) {
        bool beginning = i < all.n * 2 / 3;
        unsigned step = beginning ? all.n / AT_START : all.n / 3 / SAMPLED;
        if (!no_memory_every() && i % (step + 1) != step)
            continue;
        snprintf(value, sizeof value, "%lx", all.place[i].name);
        bad += !run("GLASSLOCK_FAIL_PLACE", value);
        runs++;
    }
    CU_ASSERT_EQUAL(bad, 0);
    fprintf(stderr, "(%u of %u places) ", runs, all.n);
    places_free(&all);
}

void suite_faults_chat(void)
{
    static const struct test_case cases[] = {{"a server without memory", conversations}, {0}};
    add_suite("faults_chat", cases);
}
