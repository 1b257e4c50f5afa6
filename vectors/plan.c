// SPDX-License-Identifier: MIT
#include "vectors/plan.h"

#include "crypto/hash/families.h"
#include "vectors/report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static struct task *add(struct task_list *tasks)
{
    if (tasks->n == tasks->room) {
        size_t room = tasks->room ? 2 * tasks->room : 1024;
        struct task *grown = realloc(tasks->tasks, room * sizeof *grown);
        if (!grown)
            return NULL;
        tasks->tasks = grown;
        tasks->room = room;
    }
    return &tasks->tasks[tasks->n++];
}

// Fill in the hash's name and family where the kind leaves them open. A case without a hash is malformed: its
// runner says so, under whatever family.
static void name_task(struct task *task, const struct vector_plan *plan)
{
    const struct hash_alg *hash = plan->hash ? plan->hash(task->c) : NULL;
    const char *format = task->kind->algorithm, *gap = strstr(format, "%s");
    task->family = task->kind->family ? task->kind->family : hash ? hash->family : &sha256_family;
    if (gap)
        snprintf(task->algorithm, sizeof task->algorithm, "%.*s%s", (int)(gap - format), format,
                 hash ? hash->name : "?");
    else
        snprintf(task->algorithm, sizeof task->algorithm, "%s", format);
}

// Fields of cases that are filtered out are nobody's fault.
static void forgive(const struct vector_case *c)
{
    struct run r = {.c = c};
    run_ignore(&r, "*");
}

static bool plan_case(struct task_list *tasks, const struct planned_file *planned,
                      const struct vector_case *c, const char *filter)
{
    for (size_t k = 0; k < planned->plan.n; k++) {
        if (planned->plan.applies[k] && !planned->plan.applies[k](c)) {
            if (k == 0)
                forgive(c);
            continue;
        }
        struct task task = {.c = c, .kind = &planned->plan.kinds[k]};
        name_task(&task, &planned->plan);
        if (filter && !strcasestr(task.algorithm, filter)) {
            forgive(c);
            continue;
        }
        struct task *place = add(tasks);
        if (!place)
            return false;
        *place = task;
    }
    return true;
}

bool tasks_make(struct task_list *tasks, struct report_maker *maker, const struct vectors_options *options)
{
    struct vectors_report *report = maker->report;
    tasks->files = calloc(report->n_paths + 1, sizeof *tasks->files);
    if (!tasks->files)
        return false;
    for (size_t i = 0; i < report->n_paths; i++) {
        struct planned_file *planned = &tasks->files[tasks->n_files++];
        planned->path = report->paths[i];
        planned->file = vector_file_read(planned->path);
        if (!planned->file)
            return false;
        if (planned->file->why[0] || !vector_plan_make(&planned->plan, planned->file)) {
            report_file_error(maker, planned->path, planned->file->why);
            continue;
        }
        size_t before = tasks->n;
        for (size_t j = 0; j < planned->file->n_cases; j++)
            if (!plan_case(tasks, planned, &planned->file->cases[j], options->filter))
                return false;
        report->files += tasks->n > before;
    }
    return true;
}

void tasks_free(struct task_list *tasks)
{
    for (size_t i = 0; i < tasks->n_files; i++)
        vector_file_free(tasks->files[i].file);
    free(tasks->files);
    free(tasks->tasks);
}
