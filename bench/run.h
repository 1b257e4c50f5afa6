// SPDX-License-Identifier: MIT
// All operations that the filter lets through, one after the other, with progress on a terminal.
#ifndef GLASSLOCK_BENCH_RUN_H
#define GLASSLOCK_BENCH_RUN_H

#include "app/bench_options.h"
#include "bench/report.h"

// How many operations have anyone to run them.
size_t run_count(const struct bench_list *list, const struct bench_filter *filter);
// Their names, who runs them, one a line.
void run_list(const struct bench_list *list, const struct bench_filter *filter);
// Measure them into report->results (malloc'd), printing each block as it is done (ladder NULL: nothing).
// APP_OK, or APP_FAILED where an answer was wrong or something failed; the others are measured all the same.
int run_all(struct report *report, const struct bench_list *list, const struct bench_filter *filter,
            const struct ladder *ladder);

#endif
