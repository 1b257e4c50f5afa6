// SPDX-License-Identifier: MIT
// Is a trace sound, and does the checker notice any alteration of it?
#ifndef GLASSLOCK_TESTS_TRACE_MUTATE_H
#define GLASSLOCK_TESTS_TRACE_MUTATE_H

#include "crypto/trace/trace.h"

// Assert that the checker accepts t, then that it refuses altered copies: one flipped bit in the value of a
// step, the first input redirected to another value (where the operation is one-to-one in it), the operation
// of a xor or an addition exchanged, the parameter of a rotation or a fill altered. At most `steps` steps are
// altered, evenly spread; 0 means every step.
void assert_sound(const struct trace *t, size_t steps);

// A copy of t (without its scopes), whose step `ref` has bit `bit` of its value flipped.
struct trace *trace_copy_flipped(const struct trace *t, trace_ref ref, uint32_t bit);

#endif
