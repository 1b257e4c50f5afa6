// SPDX-License-Identifier: MIT
// Building the report of a run. Not thread-safe: the phases of suite.c call it under their lock.
#ifndef GLASSLOCK_VECTORS_REPORT_H
#define GLASSLOCK_VECTORS_REPORT_H

#include "vectors/plan.h"
#include "vectors/suite.h"

struct report_maker {
    struct vectors_report *report;
    size_t rows_room, failures_room, errors_room;
    const struct vector_file **row_files; // the last file that each row has counted
    bool failed;                          // out of memory
};

bool report_paths(struct report_maker *maker, const char *const *paths, size_t n);
// A task is planned for this engine: its row counts it.
void report_task(struct report_maker *maker, const struct task *task, const struct gl_engine *engine,
                 bool available);
// A task has run (or was skipped); `name` is its case's.
void report_case(struct report_maker *maker, const struct task *task, const struct run *r, const char *name,
                 bool skipped, double seconds);
void report_file_error(struct report_maker *maker, const char *path, const char *why);
// An error for each file with a field that nobody read, unless it has errors already.
void report_unread(struct report_maker *maker, const struct task_list *tasks);
// Sort and sum up.
void report_finish(struct report_maker *maker);

#endif
