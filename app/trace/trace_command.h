// SPDX-License-Identifier: MIT
// The command line of `glasslock trace`: what to record, and what to make of it.
#ifndef GLASSLOCK_APP_TRACE_TRACE_COMMAND_H
#define GLASSLOCK_APP_TRACE_TRACE_COMMAND_H

#include "app/quiz/exercise.h"
#include "app/trace/show.h"
#include "app/trace/trace_call.h"

struct trace_command {
    struct trace_call what;
    struct trace_show how;
    struct exercise exercise;
    const char *beside;    // "toy", or NULL
    const char *avalanche; // "in", "key", "iv", or NULL
    unsigned runs;
    uint64_t seed;
    bool check;
};

// APP_OK, or the status to return; *done where --help or --list has answered already.
int trace_command_parse(struct trace_command *c, int argc, char **argv, bool *done);
// Is it a quiz, a worksheet, or marking one?
bool trace_command_exercises(const struct trace_command *c);

#endif
