// SPDX-License-Identifier: MIT
// The tap without memory, at one place after the other, between Alice and a healthy server: it ends with 1
// and a line about memory, or goes on. It may close her connection, but neither end sees anything altered,
// and what she says is heard once.
#include "tests/memory_talk.h"
#include "tests/no_memory.h"
#include "tests/places.h"
#include "tests/run.h"
#include "tests/shell.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SAMPLED 3 // places of each scene that a run of the tests tries

enum { ALICE, BOB };

static const struct scene {
    const char *options;
    bool guest; // she knows no server, so that Mallory can be hers
} scenes[] = {
    {"--json \"$T/tap.json\" --pcap \"$T/tap.pcap\"", false},
    {"--swap-keys --reorder --match MESSAGE", true},
};

// Heard, or the tap has ended.
static bool hears(struct talk *t, struct process *tap, int who, const char *words)
{
    for (int waited = 0; waited < PATIENCE_MS; waited += 5) {
        process_listen(t->who[ALICE]);
        process_listen(t->who[BOB]);
        process_listen(tap);
        if (process_saw(t->who[who], words))
            return true;
        if (process_ended(tap) || process_ended(t->who[ALICE]))
            return false;
        usleep(4000);
    }
    talk_wrong(t, "%s never hears '%s'; the tap says %.300s", who == ALICE ? "alice" : "bob", words,
               process_seen(tap) + (strlen(process_seen(tap)) > 300 ? strlen(process_seen(tap)) - 300 : 0));
    return false;
}

static void talk_through(struct talk *t, struct process *tap, const struct scene *scene)
{
    struct class_server between = t->server;
    const char *port = strstr(process_seen(tap), "port ");
    between.port = (unsigned)strtoul(port ? port + 5 : "0", NULL, 10);
    if (!scene->guest)
        talk_move("alice", t->server.port, between.port);
    bool in = false;
    for (int i = 0; i < 2 && !in && !process_ended(tap);
         i++) { // who cannot connect at first has to come again
        if (t->who[ALICE])
            process_kill(t->who[ALICE]);
        t->who[ALICE] =
            class_come(&between, scene->guest ? "guest" : "alice", scene->guest ? "--guest --ephemeral" : "");
        in = hears(t, tap, ALICE, "* you are ");
    }
    if (!in && !process_ended(tap))
        talk_wrong(t, "alice does not come in");
    if (in && !scene->guest)
        process_say(t->who[ALICE], "one");
    if (in && !scene->guest && hears(t, tap, BOB, "alice: one\n")) {
        process_say(t->who[BOB], "two");
        hears(t, tap, ALICE, "bob: two\n");
    }
    // Who comes as a guest comes again as another one, and may have missed it.
    for (int i = 0; in && scene->guest && !process_saw(t->who[ALICE], "bob: ") && i < PATIENCE_MS / 500;
         i++) {
        process_say(t->who[BOB], "two");
        for (int waited = 0; waited < 500 && !process_saw(t->who[ALICE], "bob: "); waited += 5) {
            process_listen(t->who[ALICE]);
            usleep(4000);
        }
        if (process_ended(tap))
            break;
    }
    if (process_count(t->who[BOB], "alice: one\n") > 1)
        talk_wrong(t, "bob hears it twice");
    for (int i = 0; i < 2 && t->who[ALICE]; i++) {
        const char *warning = strstr(process_seen(t->who[i]), "WARNING");
        if (warning)
            talk_wrong(t, "%s is warned: %.200s", i == ALICE ? "alice" : "bob", warning);
    }
    if (t->who[ALICE])
        process_kill(t->who[ALICE]);
}

static bool run(const struct scene *scene, const char *variable, const char *value)
{
    struct talk t = {0};
    talk_copy();
    talk_serve(&t, scene->guest ? "--open" : "");
    t.who[BOB] = class_join(&t.server, "bob", "");
    struct process *tap = process_start("%s $G tap --listen 0 --to 127.0.0.1:%u %s",
                                        talk_under(variable, value), t.server.port, scene->options);
    if (talk_comes(tap, "listening on"))
        talk_through(&t, tap, scene);
    bool ended = process_ended(tap);
    process_signal(tap, SIGTERM);
    for (int waited = 0; waited < PATIENCE_MS && !process_ended(tap); waited += 5)
        usleep(4000);
    process_listen(tap);
    bool told = process_saw(tap, "glasslock") && strcasestr(strstr(process_seen(tap), "glasslock"), "memory");
    int status = process_end(tap);
    if (status != (told || ended))
        talk_wrong(&t, "the tap ends with %d%s", status, told ? "" : ", and says nothing of memory");
    process_kill(t.who[BOB]);
    class_stop(&t.server);
    if (t.wrong[0])
        fprintf(stderr, "\ntap %s: %s=%s: %s\n", scene->options, variable, value, t.wrong);
    return !t.wrong[0];
}

static void taps(void)
{
    talk_prepare();
    for (size_t i = 0; i < sizeof scenes / sizeof *scenes; i++) {
        struct places all = {0};
        char path[400], value[40];
        snprintf(path, sizeof path, "%s/places", shell_directory());
        remove(path);
        CU_ASSERT_TRUE_FATAL(run(&scenes[i], "GLASSLOCK_ALLOC_PLACES", path));
        CU_ASSERT_TRUE(places_read(&all, path) > 20);
        unsigned bad = 0, runs = 0, step = no_memory_every() ? 1 : all.n / SAMPLED + 1;
        for (unsigned k = step - 1; k < all.n; k += step, runs++) {
            snprintf(value, sizeof value, "%lx", all.place[k].name);
            bad += !run(&scenes[i], "GLASSLOCK_FAIL_PLACE", value);
        }
        CU_ASSERT_EQUAL(bad, 0);
        fprintf(stderr, "(%u of %u places) ", runs, all.n);
        places_free(&all);
    }
}

void suite_faults_tap(void)
{
    static const struct test_case cases[] = {{"a tap without memory", taps}, {0}};
    add_suite("faults_tap", cases);
}
