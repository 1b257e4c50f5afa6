// SPDX-License-Identifier: MIT
// The program `glasslock`: one table of subcommands. Exit status: 0 done, 1 a check or operation failed, 2
// bad usage.
#ifndef GLASSLOCK_APP_APP_H
#define GLASSLOCK_APP_APP_H

#include "crypto/common/error.h"

#include <stdbool.h>
#include <stdio.h>

enum app_status { APP_OK = 0, APP_FAILED = 1, APP_USAGE = 2 };

struct app_command {
    const char *name;
    const char *summary;               // one line for `glasslock --help`
    int (*run)(int argc, char **argv); // argv[0] is the subcommand; returns an enum app_status
};
extern const struct app_command app_commands[]; // ends with a NULL name
// Does it serve or talk, so that it is not to end because a small piece of memory is missing?
bool app_lasts(const struct app_command *command);

// "glasslock COMMAND: what was wrong; what to do" on stderr. They return the status, so `return
// app_usage(...)`.
__attribute__((format(printf, 2, 3))) int app_fail(const char *command, const char *format, ...);
__attribute__((format(printf, 2, 3))) int app_usage(const char *command, const char *format, ...);

// Colour on this stream? Only on a terminal, and not under NO_COLOR or TERM=dumb.
bool app_colour(FILE *stream);

#endif
