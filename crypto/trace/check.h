// SPDX-License-Identifier: MIT
// The checker: is every step of a trace what its operation makes of its inputs?
//
// It shares no arithmetic with the engines: values are read back as integers and bit strings, and each
// operation is recomputed from the words of trace_ops.def alone. It also refuses a step that refers to a
// later one, and an input that nothing uses (an altered value there would go unseen).
#ifndef GLASSLOCK_TRACE_CHECK_H
#define GLASSLOCK_TRACE_CHECK_H

#include "crypto/trace/trace.h"

struct trace_verdict {
    size_t checked;   // steps that were recomputed and agree
    trace_ref failed; // the first that does not, or 0
    char why[160];    // one line, empty when all agree
};

// GL_ERR_INCONSISTENT where a step fails.
enum gl_error trace_check(const struct trace *t, struct trace_verdict *verdict);

#endif
