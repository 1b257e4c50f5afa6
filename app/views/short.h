// SPDX-License-Identifier: MIT
// Which steps stand in a trace's short form, for paper: of what repeats (blocks, rounds, lanes), the first in
// full, and of the others their last step; of long lists their beginning and end.
#ifndef GLASSLOCK_APP_VIEWS_SHORT_H
#define GLASSLOCK_APP_VIEWS_SHORT_H

#include "crypto/trace/trace.h"

enum view_short { VIEW_HIDDEN, VIEW_VALUE, VIEW_WHOLE }; // not there, without what was done, with it

// For each step, from 1 to trace_count(t), how it is shown; malloc'd, or else the process ends (no_memory.h).
enum view_short *view_short_form(const struct trace *t);

#endif
