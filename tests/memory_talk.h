// SPDX-License-Identifier: MIT
// Two people who talk through a server that may fail: what must hold whatever happens to one connection.
#ifndef GLASSLOCK_TESTS_MEMORY_TALK_H
#define GLASSLOCK_TESTS_MEMORY_TALK_H

#include "tests/class.h"

struct talk {
    struct class_server server;
    struct process *who[2]; // alice, bob
    bool ever_after;        // memory does not come back to her client
    bool over;              // then nothing more is said after the first step that fails
    char wrong[200];        // what went wrong first; empty: nothing
};

// Wait for the words, PATIENCE_MS (run.h) at most; no test fails.
bool talk_comes(struct process *p, const char *words);
// What went wrong: the first time counts.
__attribute__((format(printf, 2, 3))) void talk_wrong(struct talk *t, const char *format, ...);
// The server has ended at its start: was it with one line, and 1?
void talk_ended_at_start(struct talk *t);

// The scene: two accounts and one message, made once; and a fresh copy of it for a run, below $T/memory*.
void talk_prepare(void);
void talk_copy(void);
// A server without faults on the copy, whose port the files of alice and bob then go by.
void talk_serve(struct talk *t, const char *options);
// The server has another port in every run, and the files of these clients go by it.
void talk_move(const char *names, unsigned from, unsigned port);
// The environment in which memory.so knows `variable`; before a command. Valid until the next call.
const char *talk_under(const char *variable, const char *value);
// Wait for the start of t->server.process, whose data are $T/memory; let the two talk in the lobby, as a pair
// and in a group; stop the server, start it without faults, and look at the history. A server that cannot
// start says a line and ends with 1, and that is all.
void talk_run(struct talk *t);

#endif
