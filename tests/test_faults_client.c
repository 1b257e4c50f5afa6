// SPDX-License-Identifier: MIT
// The chat client without memory, at one place after the other.
#include "tests/faults.h"
#include "tests/memory_client.h"
#include "tests/no_memory.h"
#include "tests/places.h"
#include "tests/run.h"
#include "tests/shell.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool run(void (*scene)(struct talk *, const char *), const char *variable, const char *value)
{
    struct talk t = {.ever_after = value[strlen(value) - 1] == '+'};
    scene(&t, talk_under(variable, value));
    if (t.wrong[0])
        fprintf(stderr, "\n%s=%s: %s\n", variable, value, t.wrong);
    return !t.wrong[0];
}

// sampled: places that a run of the tests tries. ever_after: at one in so many all that follows fails, too.
static void everywhere(void (*scene)(struct talk *, const char *), unsigned sampled, unsigned ever_after)
{
    struct places all = {0};
    char path[400], value[40];
    snprintf(path, sizeof path, "%s/places", shell_directory());
    remove(path);
    CU_ASSERT_TRUE_FATAL(run(scene, "GLASSLOCK_ALLOC_PLACES", path));
    CU_ASSERT_TRUE(places_read(&all, path) > 1000);
    unsigned bad = 0, runs = 0;
    unsigned step = no_memory_every() ? 1 : all.n / (faults_sanitized() ? 3 : sampled) + 1;
    for (unsigned i = step - 1; i < all.n; i += step, runs++) {
        snprintf(value, sizeof value, "%lx", all.place[i].name);
        bad += !run(scene, "GLASSLOCK_FAIL_PLACE", value);
        if (!ever_after || runs % ever_after)
            continue;
        snprintf(value, sizeof value, "%lx+", all.place[i].name);
        bad += !run(scene, "GLASSLOCK_FAIL_PLACE", value);
    }
    CU_ASSERT_EQUAL(bad, 0);
    fprintf(stderr, "(%u of %u places) ", runs, all.n);
    places_free(&all);
}

static void talks(void)
{
    talk_prepare();
    everywhere(client_talk_run, 6, 4);
}

static void registers(void)
{
    talk_prepare();
    everywhere(client_newcomer_run, 3, 0); // who never hears that there is an account has not kept its keys
}

void suite_faults_client(void)
{
    static const struct test_case cases[] = {
        {"a client without memory", talks}, {"a newcomer's client without memory", registers}, {0}};
    add_suite("faults_client", cases);
}
