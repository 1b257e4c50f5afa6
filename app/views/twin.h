// SPDX-License-Identifier: MIT
// Two runs side by side under one cursor: they differ in a bit, a value, a direction; each step of the first
// has its counterpart in the second.
#ifndef GLASSLOCK_APP_VIEWS_TWIN_H
#define GLASSLOCK_APP_VIEWS_TWIN_H

#include "crypto/trace/trace.h"

struct twin {
    struct trace *a, *b;
    trace_ref *counterpart; // of each step of a, from index 1; 0: none
    bool beside;            // a run of another size, such as a toy: partners, but no distances
    trace_ref *partner;     // there: of each step of b, from index 1; 0: none
};

// From two traces, which the twin then owns. False without memory.
bool twin_of(struct twin *twin, struct trace *a, struct trace *b);

// The same for runs of different lengths, beside.c: partners stand in the same place (the titles of their
// scopes) under the same label. Of a loop's rounds the first stands beside the first, the others beside the
// one of their number.
bool twin_beside(struct twin *twin, struct trace *a, struct trace *b);
size_t twin_pairs(const struct twin *twin);
// The outermost scope around a step of a in which no step has a partner; 0 where there is none.
uint32_t twin_lone_scope(const struct twin *twin, trace_ref ref);
// The steps of b that follow the partner of `ref` and have no partner: [*first, *past_last), may be none.
void twin_others_alone(const struct twin *twin, trace_ref ref, trace_ref *first, trace_ref *past_last);
void twin_clear(struct twin *twin);

// How many bits differ between a step and its counterpart; false where there is none of the same width, and
// for runs of another size.
bool twin_distance(const struct twin *twin, trace_ref ref, uint32_t *bits);

// What leaves a round (or a block): its values that later steps use. Their widths and how many bits of them
// differ.
struct twin_round {
    uint32_t scope; // of a
    uint32_t differ, bits;
};
// All scopes of the level, in order; malloc'd, *n of them. NULL where there is none (*n =
// 0).
struct twin_round *twin_rounds(const struct twin *twin, enum trace_level level, size_t *n);

#endif
