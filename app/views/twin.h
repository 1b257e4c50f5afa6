// SPDX-License-Identifier: MIT
// Two runs side by side under one cursor: they differ in a bit, a value, a direction; each step of the first
// has its counterpart in the second.
#ifndef GLASSLOCK_APP_VIEWS_TWIN_H
#define GLASSLOCK_APP_VIEWS_TWIN_H

#include "crypto/trace/trace.h"

struct twin {
    struct trace *a, *b;
    trace_ref *counterpart; // of each step of a, from index 1; 0: none
};

// From two traces, which the twin then owns. False without memory.
bool twin_of(struct twin *twin, struct trace *a, struct trace *b);
void twin_clear(struct twin *twin);

// How many bits differ between a step and its counterpart; false where there is none of the same width.
bool twin_distance(const struct twin *twin, trace_ref ref, uint32_t *bits);

// What leaves a round (or a block): its values that later steps use. Their widths and how many bits of them
// differ.
struct twin_round {
    uint32_t scope; // of a
    uint32_t differ, bits;
};
// All scopes of the level, in order; malloc'd, *n of them. NULL without memory, or where there is none (*n =
// 0).
struct twin_round *twin_rounds(const struct twin *twin, enum trace_level level, size_t *n);

#endif
