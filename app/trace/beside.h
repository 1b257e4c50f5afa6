// SPDX-License-Identifier: MIT
// --beside toy: the run as given, at its real size, and the same code on numbers that fit the board.
#ifndef GLASSLOCK_APP_TRACE_BESIDE_H
#define GLASSLOCK_APP_TRACE_BESIDE_H

#include "app/trace/trace_call.h"
#include "app/views/twin.h"

struct beside {
    char toy[80];     // "rsa -p 61 -q 53 -e 17 --in 65"
    char line[112];   // the same for a line on every screen
    const char *note; // what the toy has no room for, or NULL
};

// Records both runs; a curve that is not given is P-256 then. `what` is "toy", the only choice. APP_OK and
// *twin to clear, or a status after one line on standard error.
int beside_record(struct trace_call *call, const struct trace_algorithm *algorithm, const char *what,
                  struct twin *twin, struct beside *beside);

#endif
