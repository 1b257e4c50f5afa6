// SPDX-License-Identifier: MIT
#include "vectors/report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Room for one more of `size` bytes in an array that grows by doubling.
static bool make_room(struct report_maker *maker, void **array, size_t count, size_t *room, size_t size)
{
    if (count < *room)
        return true;
    size_t wanted = *room ? 2 * *room : 16;
    void *grown = realloc(*array, wanted * size);
    if (!grown) {
        maker->failed = true;
        return false;
    }
    *array = grown;
    *room = wanted;
    return true;
}

bool report_paths(struct report_maker *maker, const char *const *paths, size_t n)
{
    struct vectors_report *report = maker->report;
    report->paths = calloc(n + 1, sizeof *report->paths);
    for (size_t i = 0; report->paths && i < n; i++) {
        report->paths[i] = strdup(paths[i]);
        if (!report->paths[i])
            return false;
        report->n_paths++;
    }
    return report->paths != NULL;
}

static struct vectors_row *find_row(struct report_maker *maker, const struct task *task,
                                    const struct gl_engine *engine, size_t *at)
{
    struct vectors_report *report = maker->report;
    for (*at = 0; *at < report->n_rows; ++*at) {
        struct vectors_row *row = &report->rows[*at];
        if (row->engine == engine->name && row->family == task->family->name &&
            strcmp(row->algorithm, task->algorithm) == 0)
            return row;
    }
    return NULL;
}

static struct vectors_row *new_row(struct report_maker *maker, const struct task *task,
                                   const struct gl_engine *engine)
{
    struct vectors_report *report = maker->report;
    size_t room = maker->rows_room, same = room;
    void *rows = report->rows, *files = maker->row_files;
    bool ok = make_room(maker, &rows, report->n_rows, &room, sizeof *report->rows);
    report->rows = rows;
    ok = ok && make_room(maker, &files, report->n_rows, &same, sizeof *maker->row_files);
    maker->row_files = files;
    if (!ok)
        return NULL;
    maker->rows_room = room;
    struct vectors_row *row = &report->rows[report->n_rows];
    *row = (struct vectors_row){.family = task->family->name, .engine = engine->name};
    memcpy(row->algorithm, task->algorithm, sizeof row->algorithm);
    maker->row_files[report->n_rows++] = NULL;
    return row;
}

void report_task(struct report_maker *maker, const struct task *task, const struct gl_engine *engine,
                 bool available)
{
    size_t at = 0;
    struct vectors_row *row = find_row(maker, task, engine, &at);
    if (!row)
        row = new_row(maker, task, engine);
    if (!row)
        return;
    row->cases++;
    row->unavailable += !available;
    row->files += maker->row_files[at] != task->c->file;
    maker->row_files[at] = task->c->file;
}

static void add_failure(struct report_maker *maker, bool error, const struct vectors_failure *failure)
{
    struct vectors_report *report = maker->report;
    struct vectors_failure **list = error ? &report->errors : &report->failures;
    size_t *n = error ? &report->n_errors : &report->n_failures;
    size_t *room = error ? &maker->errors_room : &maker->failures_room;
    void *array = *list;
    if (!make_room(maker, &array, *n, room, sizeof **list))
        return;
    *list = array;
    (*list)[(*n)++] = *failure;
}

// The file's name with its last parts, where it is too long for the line.
static const char *short_path(const char *path)
{
    size_t length = strlen(path);
    return length > 100 ? path + length - 100 : path;
}

void report_case(struct report_maker *maker, const struct task *task, const struct run *r, const char *name,
                 bool skipped, double seconds)
{
    size_t at = 0;
    struct vectors_row *row = find_row(maker, task, r->engine, &at);
    const struct vector_field *flags = vector_case_find(task->c, "flags");
    struct vectors_failure failure = {
        .path = task->c->file->path, .engine = r->malformed ? NULL : r->engine->name, .line = r->line};
    if (!row)
        return;
    row->seconds += seconds;
    row->skipped += skipped;
    row->passed += !skipped && !r->failed && !r->malformed;
    row->failed += r->failed || r->malformed;
    if (!r->failed && !r->malformed)
        return;
    int used = snprintf(failure.text, sizeof failure.text, "%s: line %u: %s: %s", short_path(failure.path),
                        r->line, name, r->message);
    if (!r->malformed && used > 0 && (size_t)used < sizeof failure.text)
        snprintf(failure.text + used, sizeof failure.text - (size_t)used, " (engine %s)", r->engine->name);
    if (flags)
        snprintf(failure.flags, sizeof failure.flags, "%s", flags->value);
    add_failure(maker, r->malformed, &failure);
}

void report_file_error(struct report_maker *maker, const char *path, const char *why)
{
    struct vectors_failure failure = {.path = path};
    snprintf(failure.text, sizeof failure.text, "%s", why);
    add_failure(maker, true, &failure);
}

static bool has_error(const struct vectors_report *report, const char *path)
{
    for (size_t i = 0; i < report->n_errors; i++)
        if (strcmp(report->errors[i].path, path) == 0)
            return true;
    return false;
}

void report_unread(struct report_maker *maker, const struct task_list *tasks)
{
    for (size_t i = 0; i < tasks->n_files; i++) {
        const struct vector_field *field = vector_file_unread(tasks->files[i].file);
        if (!field || has_error(maker->report, tasks->files[i].path))
            continue;
        struct vectors_failure failure = {.path = tasks->files[i].path, .line = field->line};
        snprintf(failure.text, sizeof failure.text, "%s: line %u: the field %.60s was not read",
                 short_path(tasks->files[i].path), field->line, field->name);
        add_failure(maker, true, &failure);
    }
}

static int compare_failures(const void *left, const void *right)
{
    const struct vectors_failure *a = left, *b = right;
    int order = strcmp(a->path, b->path);
    if (order == 0)
        order = (a->line > b->line) - (a->line < b->line);
    return order ? order : strcmp(a->text, b->text);
}

static int compare_rows(const void *left, const void *right)
{
    const struct vectors_row *a = left, *b = right;
    int order = strcmp(a->algorithm, b->algorithm);
    return order ? order : strcmp(a->engine, b->engine);
}

// The report outlives the files: its paths are the report's own copies. A malformed case is told of once, not
// once an engine.
static void settle(struct vectors_report *report, struct vectors_failure *list, size_t *n)
{
    size_t kept = 0;
    if (*n)
        qsort(list, *n, sizeof *list, compare_failures);
    for (size_t i = 0; i < *n; i++) {
        for (size_t j = 0; j < report->n_paths; j++)
            if (strcmp(report->paths[j], list[i].path) == 0)
                list[i].path = report->paths[j];
        if (kept == 0 || compare_failures(&list[kept - 1], &list[i]) != 0)
            list[kept++] = list[i];
    }
    *n = kept;
}

void report_finish(struct report_maker *maker)
{
    struct vectors_report *report = maker->report;
    free(maker->row_files);
    maker->row_files = NULL;
    settle(report, report->failures, &report->n_failures);
    settle(report, report->errors, &report->n_errors);
    if (report->n_rows)
        qsort(report->rows, report->n_rows, sizeof *report->rows, compare_rows);
    for (size_t i = 0; i < report->n_rows; i++) {
        const struct vectors_row *row = &report->rows[i];
        report->cases += row->cases;
        report->passed += row->passed;
        report->failed += row->failed;
        report->unavailable += row->unavailable;
        report->skipped += row->skipped;
    }
}

void vectors_report_free(struct vectors_report *report)
{
    if (!report)
        return;
    for (size_t i = 0; i < report->n_paths; i++)
        free(report->paths[i]);
    free(report->paths);
    free(report->rows);
    free(report->failures);
    free(report->errors);
    free(report);
}
