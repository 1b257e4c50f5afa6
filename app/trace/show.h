// SPDX-License-Identifier: MIT
// Showing what was recorded: one run, two side by side, or the average of many; on standard output or in a
// file.
#ifndef GLASSLOCK_APP_TRACE_SHOW_H
#define GLASSLOCK_APP_TRACE_SHOW_H

#include "app/views/avalanche.h"

struct trace_show {
    const char *format; // "text", "short", "report", "json", "html"
    const char *out;    // a file, or NULL
    const char *title, *algorithm;
    const char *changes; // of the second run, or NULL
    const char *toy;     // what the second run is where it is of another size, or NULL
    const char *note;    // what that one has no room for, or NULL
    const char *warning; // what is not the standard's, or NULL
    bool full;           // long values whole, and steps without a difference
};

// One of the three.
struct trace_shown {
    const struct trace *t;
    const struct twin *twin;
    const struct avalanche *avalanche;
};

// APP_OK, or a status after one line on standard error.
int trace_show(const struct trace_show *how, const struct trace_shown *what);

#endif
