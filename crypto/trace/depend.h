// SPDX-License-Identifier: MIT
// Where a value comes from and where it goes, bit by bit, from the references that the steps hold.
//
// Every operation of the vocabulary links bits of its output to bits of its inputs: a permutation one to one,
// an S-box six to four, an addition each bit to those of its weight and below. A link says that the output
// bit can change with the input bit for some values, not that it does for these. Marks are the closure over
// the links: backward from chosen bits to all that they depend on, or forward to all that they touch.
#ifndef GLASSLOCK_TRACE_DEPEND_H
#define GLASSLOCK_TRACE_DEPEND_H

#include "crypto/trace/trace.h"

enum trace_link_kind {
    TRACE_LINK_BITS,  // output bit out + i comes from input bit in + i, for i < n
    TRACE_LINK_UNITS, // each bit of output unit i comes from each bit of input unit i, for i < n
    TRACE_LINK_CARRY, // as numbers: an output bit comes from the input bits of its weight and below
};

// Positions count from the left, from 0, as in trace_ops.def. Units beyond a value's end are cut off.
struct trace_link {
    enum trace_link_kind kind;
    uint32_t in, out, n;
    uint32_t in_unit, out_unit; // bits of a unit; UNITS only
};

// Call each() for every link between the step and its input number `input`; none is repeated.
void trace_each_link(const struct trace *t, const struct trace_step *step, size_t input,
                     void (*each)(void *context, const struct trace_link *link), void *context);

// Marked bits of every value of one trace.
struct trace_marks;
struct trace_marks *trace_marks_new(const struct trace *t); // NULL without memory
void trace_marks_free(struct trace_marks *marks);
void trace_marks_clear(struct trace_marks *marks);

void trace_mark(struct trace_marks *marks, trace_ref ref, uint32_t bit); // one bit
void trace_mark_backward(struct trace_marks *marks);                     // and all that they come from
void trace_mark_forward(struct trace_marks *marks);                      // and all that they touch
bool trace_marked(const struct trace_marks *marks, trace_ref ref, uint32_t bit);
uint32_t trace_marked_bits(const struct trace_marks *marks, trace_ref ref); // how many of the value's

#endif
