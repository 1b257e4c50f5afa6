// SPDX-License-Identifier: MIT
// The tasks of a run: each case of each file, once for each kind that applies to it.
#ifndef GLASSLOCK_VECTORS_PLAN_H
#define GLASSLOCK_VECTORS_PLAN_H

#include "vectors/run.h"
#include "vectors/suite.h"

struct task {
    const struct vector_case *c;
    const struct vector_kind *kind;
    const struct gl_family *family;
    char algorithm[32];
};

struct planned_file {
    struct vector_file *file;
    struct vector_plan plan;
    const char *path; // the report's copy
};

struct task_list {
    struct task *tasks;
    size_t n, room;
    struct planned_file *files;
    size_t n_files;
};

struct report_maker;

// Read the report's paths. False: out of memory; a bad file is an error of the report.
bool tasks_make(struct task_list *tasks, struct report_maker *maker, const struct vectors_options *options);
void tasks_free(struct task_list *tasks);

#endif
