// SPDX-License-Identifier: MIT
// A place in a trace, and the moves from it. Every move is there in both directions and of the same size:
// forward to the beginning of the next unit, back to the beginning of this one, or, from there, of the one
// before.
#ifndef GLASSLOCK_APP_STEP_CURSOR_H
#define GLASSLOCK_APP_STEP_CURSOR_H

#include "crypto/trace/trace.h"

enum cursor_unit {
    CURSOR_STEP,
    CURSOR_OPERATION, // the lanes side by side (eight S-boxes) count as one
    CURSOR_ROUND,     // where there are none, the innermost scope
    CURSOR_BLOCK,     // where there are none, the phase
};

// The first step of the next unit, or `at` where there is none.
trace_ref cursor_forward(const struct trace *t, trace_ref at, enum cursor_unit unit);
trace_ref cursor_back(const struct trace *t, trace_ref at, enum cursor_unit unit);

// The steps of the unit that `at` is in: [*first, *past_last).
void cursor_extent(const struct trace *t, trace_ref at, enum cursor_unit unit, trace_ref *first,
                   trace_ref *past_last);

// "Key schedule > Round 3": the scopes around a step, outermost first, without the algorithm itself.
void cursor_place(const struct trace *t, trace_ref at, char *out, size_t room);

// Does the scope hold the step?
bool cursor_within(const struct trace *t, uint32_t scope, trace_ref at);

// Where people may want to go: "17" or "#17" a step, "round 7" (in this block, else the next such round; "r7"
// for short), "block 2" ("b2"), or words of a scope's title. 0 where there is none.
trace_ref cursor_named(const struct trace *t, trace_ref at, const char *name);

// The next step after `at`, round the end, whose label or hex value holds the text (either case); 0 where
// there is none. Values from `hidden_from` on (0: none) are not looked at: finding one would tell it.
trace_ref cursor_search(const struct trace *t, trace_ref at, const char *text, trace_ref hidden_from);

#endif
