// SPDX-License-Identifier: MIT
// The recorder's own state (internal to it): what trace.h calls a struct trace, and the memory that it keeps.
#ifndef GLASSLOCK_TRACE_RECORDER_H
#define GLASSLOCK_TRACE_RECORDER_H

#include "crypto/trace/trace.h"

#define TRACE_MAX_DEPTH 64
#define TRACE_MAX_PARTS 16

struct trace_chunk;

struct trace {
    enum gl_error error;
    struct trace_chunk *chunks; // the newest first
    struct trace_step *steps;
    size_t n_steps, cap_steps;
    struct trace_scope *scopes;
    size_t n_scopes, cap_scopes;
    uint32_t open[TRACE_MAX_DEPTH]; // the scopes that are open, outermost first
    size_t depth;
    struct trace_what_if what_if;
    bool met_rounds, met_table, met_left_out;
    const char *parts[TRACE_MAX_PARTS]; // those that trace_leaves_out() was asked about, under a wish
    size_t n_parts;
    const struct trace_table *own_table; // of the user's, or NULL
};

// Memory that stays where it is for the life of the trace. NULL without memory, which then sticks in the
// trace.
void *trace_keep(struct trace *t, size_t bytes);
const void *trace_keep_copy(struct trace *t, const void *data, size_t bytes);
// A title or label with each %u filled in; one without is a literal of the caller's and is kept as it is.
const char *trace_keep_text(struct trace *t, const char *text, uint32_t number);
void trace_keep_free(struct trace *t); // wipes

#endif
