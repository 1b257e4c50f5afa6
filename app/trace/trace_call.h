// SPDX-License-Identifier: MIT
// The part of a command line that says what to record: an algorithm, its inputs and switches. `glasslock
// trace` and `glasslock step` add options of their own.
#ifndef GLASSLOCK_APP_TRACE_TRACE_CALL_H
#define GLASSLOCK_APP_TRACE_TRACE_CALL_H

#include "app/trace/trace_args.h"

#include <getopt.h>

#define TRACE_CALL_LETTERS "p:q:e:d:k:P:Q:"
#define TRACE_CALL_OWN     1000 // the options of a command itself carry codes from here on
#define TRACE_CALL_OPTIONS 64   // room for all options of a command

struct trace_call {
    const char *command; // "trace": the name in its messages
    const char *algorithm, *engine;
    const char *vector; // FILE:COUNT, or NULL
    struct trace_args args;
};

// `all` becomes the command's own options (to a zero entry) and those of every algorithm.
void trace_call_options(struct option all[TRACE_CALL_OPTIONS], const struct option *own);

// Read the line; take() gets the options with codes from TRACE_CALL_OWN on. APP_OK, or the status to return;
// the line stops, with *done set, where take() returns false (--help has answered).
int trace_call_parse(struct trace_call *c, int argc, char **argv, const struct option *own,
                     bool (*take)(void *context, int code, const char *value), void *context, bool *done);

// The algorithm or building block by its name, or NULL. "ec add" is ec-add, too.
const struct trace_algorithm *trace_call_find(const char *name);
void trace_call_list(void); // --list

// An option that the algorithm never asked for would be ignored in silence: a status after one line, or
// APP_OK.
int trace_call_unused(const struct trace_call *c, const struct trace *t);

// What --rounds, --table and --leave-out make of the algorithm, for every view to say; false where they are
// not given.
bool trace_call_warning(const struct trace_call *c, char *out, size_t room);

// Run it. APP_OK and *t to free, or a status after one line on standard error. args_clear(&c->args) comes
// after either.
int trace_call_record(struct trace_call *c, const struct trace_algorithm *algorithm, struct trace **t);

#endif
