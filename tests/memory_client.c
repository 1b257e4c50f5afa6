// SPDX-License-Identifier: MIT
#include "tests/memory_client.h"

#include "tests/run.h"
#include "tests/shell.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define IDLE_MS 60 // of which a client that has nothing to do works less than half

enum { ALICE, BOB };

// What she has to say, in its order; what he says to her.
static const char *const said[] = {"one", "three", "six", "five", "nine"};
static const char *const answers[] = {"two", "four"};
#define KEPT    3 // of them: in rooms that look_at_history() knows
#define SAID    (sizeof said / sizeof *said)
#define ANSWERS (sizeof answers / sizeof *answers)

// ---- one step ----

static bool alive(const struct talk *t)
{
    return !t->wrong[0] && !t->over && !process_ended(t->who[ALICE]);
}

// Of her: she is told that something failed, or has lost the connection, perhaps with what was to come.
static bool told(const char *seen)
{
    return strstr(seen, "! ") || strstr(seen, "memory");
}

// One of the two types; the other one, or she herself, sees what follows. What her failure takes away may
// stay away, when she was told.
static bool type(struct talk *t, int who, const char *line, int sees, const char *words)
{
    if (!alive(t))
        return false;
    size_t before = strlen(process_seen(t->who[sees]));
    process_say(t->who[who], "%s", line);
    for (int waited = 0; waited < PATIENCE_MS; waited += 5) {
        process_listen(t->who[ALICE]);
        process_listen(t->who[BOB]);
        if (strstr(process_seen(t->who[sees]) + before, words))
            return true;
        if (process_ended(t->who[ALICE]) || (waited > 1500 && told(process_seen(t->who[ALICE])))) {
            t->over = t->ever_after;
            return false;
        }
        usleep(4000);
    }
    talk_wrong(t, "nothing follows '%s' of %s", line, who == ALICE ? "alice" : "bob");
    return false;
}

// ---- the conversation ----

static void converse(struct talk *t)
{
    type(t, ALICE, "one", BOB, "[lobby] alice: one\n");
    type(t, BOB, "two", ALICE, "[lobby] bob: two\n");
    type(t, ALICE, "/msg bob three", BOB, "alice: three\n");
    type(t, BOB, "/msg alice four", ALICE, "bob: four\n");
    if (type(t, ALICE, "/open exam bob", BOB, "invites you to exam") &&
        type(t, BOB, "/accept exam", ALICE, "* bob has joined exam"))
        type(t, ALICE, "five", BOB, "alice: five\n");
    if (type(t, BOB, "/open lab alice", ALICE, "invites you to lab"))
        type(t, ALICE, "/accept lab", BOB, "* alice has joined lab");
    process_say(t->who[ALICE], "/room lobby");
    if (type(t, ALICE, "/recipe fernet", ALICE, "* the lobby always uses strong") &&
        type(t, ALICE, "/open notes bob", BOB, "invites you to notes") &&
        type(t, BOB, "/accept notes", ALICE, "* bob has joined notes")) {
        type(t, ALICE, "nine", BOB, "[notes] alice: nine\n");
        type(t, BOB, "ten", ALICE, "[notes] bob: ten\n");
    }
    type(t, BOB, "/friend alice", ALICE, "asks to be your friend");
    type(t, ALICE, "/friend accept bob", BOB, "alice is your friend");
    type(t, ALICE, "/who", ALICE, "* online (");
    type(t, ALICE, "/verify bob", ALICE, "safety number");
    type(t, ALICE, "/find one", ALICE, "* found ");
    type(t, ALICE, "/reconnect", ALICE, "* online\n");
    type(t, ALICE, "/msg bob six", BOB, "alice: six\n");
}

// ---- her end ----

static unsigned long ticks_of(pid_t pid)
{
    char path[40], *at = NULL, text[1000] = "";
    unsigned long user = 0, system = 0;
    snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
    FILE *in = fopen(path, "re");
    if (in && fgets(text, sizeof text, in))
        at = strrchr(text, ')');
    if (!at || sscanf(at, ") %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user, &system) != 2)
        user = 0;
    if (in)
        fclose(in);
    return user + system;
}

static void look_whether_idle(struct talk *t)
{
    if (!alive(t))
        return;
    unsigned long before = ticks_of(process_id(t->who[ALICE]));
    usleep(1000 * IDLE_MS);
    unsigned long ticks = ticks_of(process_id(t->who[ALICE])) - before;
    if (ticks * 1000 / (unsigned long)sysconf(_SC_CLK_TCK) > IDLE_MS / 2)
        talk_wrong(t, "alice works when there is nothing to do");
}

// All that she has seen, malloc'd: she has left, or ended before.
static char *end_alice(struct talk *t)
{
    for (int waited = 0; waited < PATIENCE_MS && !process_ended(t->who[ALICE]); waited += 5) {
        if (waited % 1000 == 0) // it may fail like anything else
            process_say(t->who[ALICE], "/quit");
        if (waited >= 1000 && t->ever_after) // there is no memory for that line
            process_signal(t->who[ALICE], SIGTERM);
        process_listen(t->who[ALICE]);
        usleep(4000);
    }
    if (!process_ended(t->who[ALICE])) {
        talk_wrong(t, "alice does not end");
        process_signal(t->who[ALICE], SIGKILL);
    }
    process_listen(t->who[ALICE]);
    char *seen = strdup(process_seen(t->who[ALICE]));
    CU_ASSERT_PTR_NOT_NULL_FATAL(seen);
    int status = process_end(t->who[ALICE]);
    t->who[ALICE] = NULL;
    t->over = false;
    if (status != 0 && (status != 1 || !strcasestr(seen, "memory")))
        talk_wrong(t, "alice ends with %d, and says nothing of memory: %.100s", status,
                   strlen(seen) > 100 ? seen + strlen(seen) - 100 : seen);
    return seen;
}

// ---- afterwards ----

static unsigned count(const char *text, const char *words)
{
    unsigned n = 0;
    for (; (text = strstr(text, words)); text += strlen(words))
        n++;
    return n;
}

static void look_at_history(struct talk *t)
{
    static const char *const rooms[] = {"lobby", "bob"};
    char line[60];
    size_t before = strlen(process_seen(t->who[ALICE]));
    for (size_t i = 0; i < 2; i++)
        process_say(t->who[ALICE], "/history 50 %s", rooms[i]);
    process_say(t->who[ALICE], "/help who");
    if (!talk_comes(t->who[ALICE], "/who "))
        talk_wrong(t, "/history does not answer");
    const char *seen = process_seen(t->who[ALICE]) + before;
    for (size_t i = 0; i < SAID; i++) {
        snprintf(line, sizeof line, "] me: %s\n", said[i]);
        unsigned n = count(seen, line);
        snprintf(line, sizeof line, "alice: %s\n", said[i]);
        bool heard = process_saw(t->who[BOB], line);
        if (n > 1 || (heard && !n && i < KEPT))
            talk_wrong(t, "'%s' is %u times in the history", said[i], n);
    }
    for (size_t i = 0; i < ANSWERS; i++) {
        snprintf(line, sizeof line, "bob: %s\n", answers[i]);
        if (process_count(t->who[BOB], strchr(line, answers[i][0])) && count(seen, line) != 1)
            talk_wrong(t, "'%s' of bob is %u times in the history", answers[i], count(seen, line));
    }
}

// She comes without faults. What she saw as said, and was not told to be lost, arrives, if it has not
// already; and nothing arrives twice.
static void come_again(struct talk *t, const char *seen)
{
    char mine[60], heard[60];
    t->who[ALICE] = class_come(&t->server, "alice", "");
    if (!talk_comes(t->who[ALICE], "* you are alice"))
        talk_wrong(t, "alice does not come in again");
    process_say(t->who[BOB], "/room lobby"); // he may be in exam
    type(t, ALICE, "seven", BOB, "[lobby] alice: seven\n");
    type(t, BOB, "eight", ALICE, "[lobby] bob: eight\n");
    for (size_t i = 0; i < SAID && !t->wrong[0]; i++) {
        snprintf(mine, sizeof mine, "] me: %s\n", said[i]);
        snprintf(heard, sizeof heard, "alice: %s\n", said[i]);
        bool lost = strstr(seen, "! not sent") || strstr(seen, "lost if this ends before");
        if (strstr(seen, mine) && !lost && !talk_comes(t->who[BOB], heard))
            talk_wrong(t, "'%s' was shown as said, and is never heard", said[i]);
        if (process_count(t->who[BOB], heard) > 1)
            talk_wrong(t, "'%s' is heard twice", said[i]);
    }
    if (!t->wrong[0])
        look_at_history(t);
}

static void look_for_warnings(struct talk *t, const char *seen, const char *who)
{
    const char *at = strstr(seen, "WARNING");
    if (at)
        talk_wrong(t, "%s is warned: %.100s", who, at);
}

// Whose memory does not come back says so at each try, or ends.
static bool comes_in(struct talk *t, const char *words)
{
    t->over = t->ever_after;
    for (int waited = 0; waited < PATIENCE_MS && !process_ended(t->who[ALICE]); waited += 5) {
        process_listen(t->who[ALICE]);
        const char *seen = process_seen(t->who[ALICE]);
        if (strstr(seen, words)) {
            t->over = false;
            return true;
        }
        if (t->ever_after && waited > 1500 && told(seen))
            return false;
        usleep(4000);
    }
    return false;
}

// Bob, and then she.
static void meet(struct talk *t, const char *under, const char *name, const char *how)
{
    talk_copy();
    talk_serve(t, "");
    t->who[BOB] = class_join(&t->server, "bob", "");
    t->who[ALICE] = class_come_under(under, &t->server, name, how);
}

static void part(struct talk *t, char *seen)
{
    look_for_warnings(t, process_seen(t->who[BOB]), "bob");
    if (t->wrong[0] && getenv("GLASSLOCK_FAULTS"))
        fprintf(stderr, "\n%s\n", seen);
    free(seen);
    process_kill(t->who[BOB]);
    class_stop(&t->server);
}

void client_talk_run(struct talk *t, const char *under)
{
    meet(t, under, "alice", "");
    if (!comes_in(t, "* you are alice") && !process_ended(t->who[ALICE]) && !t->ever_after)
        talk_wrong(t, "alice does not come in");
    converse(t);
    look_whether_idle(t);
    char *seen = end_alice(t);
    look_for_warnings(t, seen, "alice");
    if (!t->wrong[0]) {
        come_again(t, seen);
        look_for_warnings(t, process_seen(t->who[ALICE]), "alice, later,");
        if (t->wrong[0])
            process_kill(t->who[ALICE]);
        else if (process_end(t->who[ALICE]) != 0)
            talk_wrong(t, "alice, later, ends with an error");
    }
    part(t, seen);
}

// An error comes before the words.
static bool is_refused(struct process *p, const char *words)
{
    for (int waited = 0; waited < PATIENCE_MS && !process_saw(p, words); waited += 5) {
        process_listen(p);
        if (process_saw(p, "\n! "))
            return true;
        usleep(4000);
    }
    return false;
}

void client_newcomer_run(struct talk *t, const char *under)
{
    meet(t, under, "carol", "--register");
    bool in = talk_comes(t->who[ALICE], "* you are carol");
    if (!in && !process_ended(t->who[ALICE]))
        talk_wrong(t, "carol does not come in");
    type(t, ALICE, "/msg bob one", BOB, "carol: one\n");
    char *seen = end_alice(t);
    look_for_warnings(t, seen, "carol");
    if (!t->wrong[0]) {
        // Perhaps there is an account, and she was not told.
        t->who[ALICE] = class_come(&t->server, "carol", in ? "" : "--register");
        if (!in && is_refused(t->who[ALICE], "* you are carol")) {
            process_kill(t->who[ALICE]);
            t->who[ALICE] = class_come(&t->server, "carol", "");
        }
        if (!talk_comes(t->who[ALICE], "* you are carol"))
            talk_wrong(t, "carol does not come in later: %.200s", process_seen(t->who[ALICE]));
        type(t, ALICE, "/msg bob two", BOB, "carol: two\n");
        look_for_warnings(t, process_seen(t->who[ALICE]), "carol, later,");
        process_kill(t->who[ALICE]);
    }
    if (process_count(t->who[BOB], "carol: one\n") > 1)
        talk_wrong(t, "'one' is heard twice");
    part(t, seen);
}
