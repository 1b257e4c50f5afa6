// SPDX-License-Identifier: MIT
// The run: read all files, make a task of each case and kind, then for each family and each of its engines
// force that engine and work through the family's tasks on all threads. Engines change only between such
// phases, when no thread runs, so families other than the one under test keep the engine in force.
#include "vectors/plan.h"
#include "vectors/report.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>
#include <unistd.h>

#define MAX_JOBS        64
#define SLOW_ITERATIONS 1000000
#define SAMPLED_FROM    100

// One phase: a family under one engine.
struct phase {
    const struct task *tasks;
    size_t n_tasks;
    const struct gl_family *family;
    const struct gl_engine *engine;
    atomic_size_t next; // task to take
    struct report_maker *maker;
    const struct vectors_options *options;
    // Guards *maker, *done, and the call of progress().
    pthread_mutex_t lock;
    size_t *done, total;
};

static double thread_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static double clock_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static bool is_slow(const struct vector_case *c)
{
    const struct vector_field *field = vector_case_find(c, "ITERATIONS");
    if (!field)
        field = vector_case_find(c, "iterationCount");
    return field && strtoul(field->value, NULL, 10) >= SLOW_ITERATIONS;
}

static bool is_skipped(const struct task *task, const struct vectors_options *options)
{
    if (is_slow(task->c) && !options->slow)
        return true;
    return options->sample > 1 && task->c->file->n_cases > SAMPLED_FROM && task->c->ordinal % options->sample;
}

static void do_task(struct phase *phase, const struct task *task)
{
    struct run r = {.c = task->c, .engine = phase->engine};
    double start = thread_seconds();
    bool skipped = is_skipped(task, phase->options);
    if (skipped)
        run_ignore(&r, "*");
    else
        task->kind->run(&r);
    double seconds = thread_seconds() - start;
    char name[64];
    vector_case_name(task->c, name, sizeof name);
    pthread_mutex_lock(&phase->lock);
    report_case(phase->maker, task, &r, name, skipped, seconds);
    ++*phase->done;
    if (phase->options->progress)
        phase->options->progress(phase->options->context, *phase->done, phase->total);
    pthread_mutex_unlock(&phase->lock);
    run_free(&r);
}

static void *work(void *context)
{
    struct phase *phase = context;
    for (;;) {
        size_t i = atomic_fetch_add(&phase->next, 1);
        if (i >= phase->n_tasks)
            return NULL;
        if (phase->tasks[i].family == phase->family)
            do_task(phase, &phase->tasks[i]);
    }
}

static void run_phase(struct phase *phase, unsigned jobs)
{
    pthread_t threads[MAX_JOBS];
    unsigned started = 0;
    // This thread works too, so that a machine out of threads still gets through.
    while (started + 1 < jobs && pthread_create(&threads[started], NULL, work, phase) == 0)
        started++;
    work(phase);
    for (unsigned i = 0; i < started; i++)
        pthread_join(threads[i], NULL);
}

static unsigned job_count(const struct vectors_options *options)
{
    long online = sysconf(_SC_NPROCESSORS_ONLN);
    unsigned jobs = options->jobs ? options->jobs : online > 0 ? (unsigned)online : 1;
    return jobs < MAX_JOBS ? jobs : MAX_JOBS;
}

static void run_engine(const struct task_list *tasks, struct phase *phase, unsigned jobs)
{
    bool available = gl_engine_available(phase->engine);
    for (size_t i = 0; i < tasks->n; i++)
        if (tasks->tasks[i].family == phase->family)
            report_task(phase->maker, &tasks->tasks[i], phase->engine, available);
    if (!available || phase->options->list)
        return;
    const struct gl_engine *in_force = gl_engine_chosen(phase->family);
    gl_engine_set(phase->family, phase->engine);
    run_phase(phase, jobs);
    gl_engine_set(phase->family, in_force);
}

static size_t count_of(const struct task_list *tasks, const struct gl_family *family)
{
    size_t n = 0;
    for (size_t i = 0; i < tasks->n; i++)
        n += tasks->tasks[i].family == family;
    return n;
}

static void run_all(const struct task_list *tasks, struct report_maker *maker,
                    const struct vectors_options *options)
{
    size_t done = 0, total = 0;
    const struct gl_engine *const *engine;
    for (const struct gl_family *const *family = gl_families; *family; family++)
        for (engine = (*family)->engines; *engine; engine++)
            total += gl_engine_available(*engine) ? count_of(tasks, *family) : 0;
    for (const struct gl_family *const *family = gl_families; *family; family++) {
        if (count_of(tasks, *family) == 0)
            continue;
        for (engine = (*family)->engines; *engine; engine++) {
            struct phase phase = {.tasks = tasks->tasks,
                                  .n_tasks = tasks->n,
                                  .family = *family,
                                  .engine = *engine,
                                  .maker = maker,
                                  .options = options,
                                  .done = &done,
                                  .total = total};
            pthread_mutex_init(&phase.lock, NULL);
            run_engine(tasks, &phase, job_count(options));
            pthread_mutex_destroy(&phase.lock);
        }
    }
}

struct vectors_report *vectors_run(const char *const *paths, size_t n, const struct vectors_options *options)
{
    double start = clock_seconds();
    struct report_maker maker = {.report = calloc(1, sizeof *maker.report)};
    struct task_list tasks = {0};
    if (!maker.report)
        return NULL;
    bool ok = report_paths(&maker, paths, n) && tasks_make(&tasks, &maker, options);
    if (ok) {
        run_all(&tasks, &maker, options);
        if (!options->list)
            report_unread(&maker, &tasks);
    }
    report_finish(&maker);
    tasks_free(&tasks);
    maker.report->seconds = clock_seconds() - start;
    if (ok && !maker.failed)
        return maker.report;
    vectors_report_free(maker.report);
    return NULL;
}
