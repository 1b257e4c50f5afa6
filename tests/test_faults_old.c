// SPDX-License-Identifier: MIT
// The servers of the old protocols without memory, at one place after the other. Two people talk: one of them
// may be lost. Two who come later must hear each other, and the server ends as it was told to.
#include "tests/memory_talk.h"
#include "tests/no_memory.h"
#include "tests/places.h"
#include "tests/run.h"
#include "tests/shell.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SAMPLED 4 // places of each server in a run of the tests
#define TRIES   30

struct old {
    const char *name, *serve, *chat; // and more options
};

static struct process *client(const struct old *o, unsigned port, const char *name)
{
    return process_start("$G chat 127.0.0.1:%u --protocol %s --plain --no-reconnect --user %s %s", port,
                         o->name, name, o->chat);
}

// Say it until it is heard: who has just come in is perhaps not yet in the room.
static bool heard(struct process *from, struct process *to, const char *text)
{
    for (int i = 0; i < TRIES && !process_ended(from) && !process_ended(to); i++) {
        process_say(from, "%s", text);
        for (int k = 0; k < 100; k++) {
            process_listen(to);
            if (process_saw(to, text))
                return true;
        }
    }
    return false;
}

static bool pair(const struct old *o, unsigned port, const char *one, const char *other)
{
    struct process *a = client(o, port, one), *b = client(o, port, other);
    bool good = heard(a, b, "good morning") && heard(b, a, "good evening");
    process_kill(a);
    process_kill(b);
    return good;
}

static bool run(const struct old *o, const char *variable, const char *value)
{
    struct talk t = {0};
    shell_expect(0, "rm -rf $T/old-memory");
    t.server.process = process_start("%s $G serve --protocol %s --port 0 --data $T/old-memory %s",
                                     talk_under(variable, value), o->name, o->serve);
    bool began = talk_comes(t.server.process, "  admin     ");
    const char *port = strstr(process_seen(t.server.process), "  port      ");
    bool first = began && pair(o, (unsigned)strtoul(port + 12, NULL, 10), "alice", "bob");
    bool second = began && pair(o, (unsigned)strtoul(port + 12, NULL, 10), "carol", "dave");
    if (!first && !second && process_ended(t.server.process)) {
        talk_ended_at_start(&t);
    } else {
        process_signal(t.server.process, SIGINT);
        const bool unsaved = talk_comes(t.server.process, "not everything is saved");
        int status = process_end(t.server.process);
        if (!second || status != unsaved)
            snprintf(t.wrong, sizeof t.wrong, "those who come later %s; the server ends with %d",
                     second ? "are heard" : "are not heard", status);
    }
    if (t.wrong[0])
        fprintf(stderr, "\n%s: %s=%s: %s\n", o->name, variable, value, t.wrong);
    return !t.wrong[0];
}

static void servers(void)
{
    static const struct old all[] = {{"chatlock", "", ""},
                                     {"socketchat", "--password Room-1!", "--password Room-1!"},
                                     {"coursework", "", "--password Secret-1! --register"}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        struct places places = {0};
        char path[400], value[40];
        unsigned bad = 0;
        snprintf(path, sizeof path, "%s/places", shell_directory());
        remove(path);
        CU_ASSERT_TRUE(run(&all[i], "GLASSLOCK_ALLOC_PLACES", path));
        CU_ASSERT_TRUE(places_read(&places, path) > 50);
        unsigned step = no_memory_every() ? 1 : places.n / SAMPLED + 1;
        for (unsigned k = step - 1; k < places.n; k += step) {
            snprintf(value, sizeof value, "%lx", places.place[k].name);
            bad += !run(&all[i], "GLASSLOCK_FAIL_PLACE", value);
        }
        CU_ASSERT_EQUAL(bad, 0);
        places_free(&places);
    }
}

void suite_faults_old(void)
{
    static const struct test_case cases[] = {{"old servers without memory", servers}, {0}};
    add_suite("faults_old", cases);
}
