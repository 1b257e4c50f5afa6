// SPDX-License-Identifier: MIT
#include "tests/memory_talk.h"

#include "tests/run.h"
#include "tests/shell.h"

#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PREPARED_PORT 1 // stands in the names of the clients' files until they know the port

// ---- the scene: accounts and one message, made once and copied for every run ----

static const char *const people[] = {"alice", "bob"};

void talk_prepare(void)
{
    shell_expect(0, "cd $T && rm -rf memory memory-*");
    struct class_server s = class_serve("memory", 0, "");
    struct process *alice = class_join(&s, "alice", "--register"), *bob = class_join(&s, "bob", "--register");
    process_await(alice, "* bob has joined");
    process_say(alice, "before");
    process_await(bob, "[lobby] alice: before");
    CU_ASSERT_EQUAL(process_end(bob), 0);
    CU_ASSERT_EQUAL(process_end(alice), 0);
    class_stop(&s);
    shell_expect(0, "cd $T && rm -rf scene && mkdir scene && mv memory memory-alice memory-bob scene");
    shell_expect(
        0,
        "cd $T/scene && for n in alice bob; do cd memory-$n && sed -i 's/:%u /:%u /' known_hosts && "
        "for f in *:%u.db*; do mv \"$f\" \"$(echo \"$f\" | sed 's/:%u[.]db/:%u.db/')\"; done; cd ..; done",
        s.port, PREPARED_PORT, s.port, s.port, PREPARED_PORT);
}

void talk_copy(void)
{
    shell_expect(0, "cd $T && rm -rf memory memory-* && cp -R scene/* .");
}

void talk_move(const char *names, unsigned from, unsigned port)
{
    if (from != port)
        shell_expect(0,
                     "cd $T && for n in %s; do cd memory-$n && sed -i 's/:%u /:%u /' known_hosts && "
                     "for f in *:%u.db*; do mv \"$f\" \"$(echo \"$f\" | sed 's/:%u[.]db/:%u.db/')\"; done; "
                     "cd ..; done",
                     names, from, port, from, from, port);
}

static void move_to(unsigned from, unsigned port)
{
    talk_move("alice bob", from, port);
}

// ---- waiting without failing: a fault may delay, and what went wrong is told with its place ----

bool talk_comes(struct process *p, const char *words)
{
    for (int waited = 0; waited < PATIENCE_MS; waited += 5) {
        process_listen(p);
        if (process_saw(p, words))
            return true;
        if (process_ended(p)) {
            process_listen(p); // its last words
            return process_saw(p, words);
        }
        usleep(4000);
    }
    return false;
}

static bool either(struct process *p, const char *words, struct process *q, const char *others)
{
    for (int waited = 0; waited < PATIENCE_MS; waited += 5) {
        process_listen(p);
        process_listen(q);
        if (process_saw(p, words) || process_saw(q, others))
            return true;
        usleep(4000);
    }
    return false;
}

void talk_serve(struct talk *t, const char *options)
{
    t->server = class_serve("memory", 0, options);
    move_to(PREPARED_PORT, t->server.port);
}

#define FRAMES "8" // innermost, which tell a place apart: most are in SQLite

const char *talk_under(const char *variable, const char *value)
{
    static char under[700];
    snprintf(under, sizeof under,
             "env ASAN_OPTIONS=\"${ASAN_OPTIONS:+$ASAN_OPTIONS:}verify_asan_link_order=0\" "
             "LD_PRELOAD=\"$F/memory.so\" GLASSLOCK_PLACE_FRAMES=" FRAMES " %s=\"%s\"",
             variable, value);
    return under;
}

// ---- one run ----

void talk_wrong(struct talk *t, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    if (!t->wrong[0])
        vsnprintf(t->wrong, sizeof t->wrong, format, arguments);
    va_end(arguments);
}

// They come in; who is turned away once, with a line, comes again.
static void come_in(struct talk *t)
{
    char words[80];
    for (int i = 0; i < 2; i++) {
        snprintf(words, sizeof words, "* you are %s", people[i]);
        for (int attempt = 0; attempt < 2 && !t->who[i]; attempt++) {
            t->who[i] = class_come(&t->server, people[i], "");
            if (talk_comes(t->who[i], words))
                break;
            if (!process_ended(t->who[i]))
                talk_wrong(t, "%s waits for ever", people[i]);
            process_kill(t->who[i]);
            t->who[i] = NULL;
        }
        if (!t->who[i])
            talk_wrong(t, "%s does not come in", people[i]);
    }
}

// It arrives, or its author is told that it was not sent.
static void say(struct talk *t, int from, const char *room, const char *text)
{
    char words[120], line[120];
    snprintf(words, sizeof words, "%s: %s\n", people[from], text);
    snprintf(line, sizeof line, "%s%s", room, text);
    if (t->wrong[0])
        return;
    process_say(t->who[from], "%s", line);
    if (!either(t->who[!from], words, t->who[from], "! not sent"))
        talk_wrong(t, "'%s' of %s is neither heard nor refused", text, people[from]);
}

// One types a command, the other sees what follows; or the one is told why not, or has lost the connection,
// and with it perhaps the answer.
static void type(struct talk *t, int who, const char *line, int other, const char *words)
{
    if (t->wrong[0])
        return;
    size_t before = strlen(process_seen(t->who[who]));
    process_say(t->who[who], "%s", line);
    for (int waited = 0; waited < PATIENCE_MS; waited += 5) {
        process_listen(t->who[who]);
        process_listen(t->who[other]);
        const char *seen = process_seen(t->who[who]) + before;
        if (process_saw(t->who[other], words) || strstr(seen, "! ") || strstr(seen, "* online\n"))
            return;
        usleep(4000);
    }
    talk_wrong(t, "nothing follows '%s' of %s", line, people[who]);
}

// Who is online is told a little later than that one has come in.
static bool who_answers(struct process *p)
{
    for (int i = 0; i < PATIENCE_MS / 500; i++) {
        process_say(p, "/who");
        for (int waited = 0; waited < 500; waited += 5) {
            process_listen(p);
            if (process_saw(p, "* online ("))
                return true;
            usleep(4000);
        }
    }
    return false;
}

static void look_at_history(struct talk *t, const bool *heard, const char *const *texts, size_t n)
{
    if (!who_answers(t->who[1]))
        talk_wrong(t, "/who does not answer");
    size_t before = strlen(process_seen(t->who[1]));
    process_say(t->who[1], "/history 50 lobby");
    process_say(t->who[1], "/history 50 alice");
    process_say(t->who[1], "/help who");
    if (!talk_comes(t->who[1], "/who "))
        talk_wrong(t, "/history does not answer");
    const char *seen = process_seen(t->who[1]) + before;
    for (size_t i = 0; i < n; i++) {
        char words[120];
        snprintf(words, sizeof words, "alice: %s\n", texts[i]);
        const char *at = strstr(seen, words);
        if (heard[i] && !at)
            talk_wrong(t, "'%s' was heard and is not in the history", texts[i]);
        if (at && strstr(at + 1, words))
            talk_wrong(t, "'%s' is twice in the history", texts[i]);
    }
}

static void end_clients(struct talk *t)
{
    for (int i = 0; i < 2; i++) {
        if (!t->who[i])
            continue;
        process_listen(t->who[i]);
        if (process_saw(t->who[i], "WARNING"))
            talk_wrong(t, "%s is warned: %s", people[i], strstr(process_seen(t->who[i]), "WARNING"));
        bool lost = process_saw(t->who[i], "next try in"); // perhaps just now, and it ends before it is back
        if (t->wrong[0])
            process_kill(t->who[i]);
        else if (process_end(t->who[i]) != 0 && !lost)
            talk_wrong(t, "%s ends with an error", people[i]);
        t->who[i] = NULL;
    }
}

// Its start has failed: one line, which says something of memory or of what it could not begin.
void talk_ended_at_start(struct talk *t)
{
    char said[2000];
    process_listen(t->server.process);
    snprintf(said, sizeof said, "%s", process_seen(t->server.process));
    int status = process_end(t->server.process);
    size_t n = strlen(said);
    const char *last = said;
    if (n)
        said[n - 1] = '\0';
    for (const char *at = said; (at = strchr(at, '\n'));)
        last = ++at;
    if (status != 1 || strncmp(last, "glasslock", 9) != 0)
        talk_wrong(t, "status %d, and it says at last: %s", status, last);
}

static void converse(struct talk *t)
{
    static const char *const texts[] = {"one", "three"};
    bool heard[2] = {false};
    come_in(t);
    if (!t->who[0] && !t->who[1] && process_ended(t->server.process)) { // its last thread did not start
        t->wrong[0] = '\0';
        talk_ended_at_start(t);
        return;
    }
    say(t, 0, "", "one");
    say(t, 1, "", "two");
    say(t, 0, "/msg bob ", "three");
    type(t, 0, "/open exam bob", 1, "invites you to exam");
    type(t, 1, "/accept exam", 0, "* bob has joined exam");
    type(t, 0, "/friend bob", 1, "asks to be your friend");
    if (process_saw(t->who[0], "* bob has joined exam"))
        say(t, 0, "", "five");
    for (size_t i = 0; i < 2 && t->who[1]; i++) {
        char words[40];
        snprintf(words, sizeof words, "alice: %s\n", texts[i]);
        heard[i] = process_saw(t->who[1], words);
        if (process_count(t->who[1], words) > 1)
            talk_wrong(t, "'%s' is heard twice", texts[i]);
    }
    if (process_ended(t->server.process))
        talk_wrong(t, "the server has ended: %s", process_seen(t->server.process));
    end_clients(t);
    process_signal(t->server.process, SIGINT);
    const bool unsaved = talk_comes(t->server.process, "not everything is saved");
    if (process_end(t->server.process) != unsaved)
        talk_wrong(t, "the server's status is wrong: everything is%s saved", unsaved ? " not" : "");
    if (t->wrong[0])
        return;
    unsigned before = t->server.port;
    t->server = class_serve("memory", 0, "");
    move_to(before, t->server.port);
    come_in(t);
    if (!t->wrong[0])
        look_at_history(t, heard, texts, 2);
    end_clients(t);
    class_stop(&t->server);
}

void talk_run(struct talk *t)
{
    if (!talk_comes(t->server.process, "  admin     ")) {
        talk_ended_at_start(t);
        return;
    }
    const char *port = strstr(process_seen(t->server.process), "  port      ");
    t->server.port = (unsigned)strtoul(port + 12, NULL, 10);
    move_to(PREPARED_PORT, t->server.port);
    converse(t);
}
