// SPDX-License-Identifier: MIT
#include "bench/run.h"

#include "bench/machine.h"

#include <unistd.h>

#define UNTOLD_SECONDS 2 // before a guess of the time left is worth anything

struct progress {
    bool shown;
    double start;
    size_t before, operations; // done, of how many
};

static void show_progress(void *context, const struct operation *op, size_t done, size_t total)
{
    const struct progress *p = context;
    if (!p->shown)
        return;
    double share = ((double)p->before + (double)done / (double)total) / (double)p->operations;
    double spent = machine_seconds() - p->start;
    int left = (int)(spent / share - spent);
    fprintf(stderr, "\r[%2zu/%zu] %-31s %3.0f%%", p->before + 1, p->operations, op->name, share * 100);
    if (spent > UNTOLD_SECONDS)
        fprintf(stderr, "  %d:%02d left", left / 60, left % 60);
    fputs("\033[K", stderr);
}

size_t run_count(const struct bench_list *list, const struct bench_filter *filter)
{
    size_t count = 0;
    for (size_t i = 0; i < list->count; i++)
        count += bench_includes(filter, &list->operations[i]);
    return count;
}

void run_list(const struct bench_list *list, const struct bench_filter *filter)
{
    for (size_t i = 0; i < list->count; i++) {
        const struct operation *op = &list->operations[i];
        if (!bench_includes(filter, op))
            continue;
        printf("%-31s ", op->name);
        for (const struct gl_engine *const *e = op->family->engines; *e; e++)
            if (bench_engine_can(op, *e))
                printf(" %s", (*e)->name);
        const char *before = " |";
        for (const struct peer *const *p = peers; *p; p++)
            if (bench_peer_can(op, *p)) {
                printf("%s %s", before, (*p)->name);
                before = ",";
            }
        putchar('\n');
    }
}

static bool run_one(struct result *result, const struct operation *op, const struct bench_filter *filter,
                    const struct bench_settings *settings)
{
    bool good = bench_open(result, op, filter) && bench_check(result) &&
                (result->count == 0 || bench_measure(result, settings));
    bench_close(result);
    return good;
}

int run_all(struct report *report, const struct bench_list *list, const struct bench_filter *filter,
            const struct ladder *ladder)
{
    struct progress progress = {
        .shown = isatty(STDERR_FILENO), .start = machine_seconds(), .operations = run_count(list, filter)};
    struct bench_settings settings = *report->settings;
    int status = APP_OK;
    settings.progress = show_progress;
    settings.context = &progress;
    for (size_t i = 0; i < list->count; i++) {
        const struct operation *op = &list->operations[i];
        if (!bench_includes(filter, op))
            continue;
        struct result *result = calloc(1, sizeof *result);
        if (!result)
            return app_fail("bench", "out of memory");
        bool good = run_one(result, op, filter, &settings);
        progress.before++;
        if (progress.shown)
            fputs("\r\033[K", stderr);
        if (good && result->count > 0) {
            report->results[report->count++] = result;
            if (ladder)
                ladder_result(ladder, result);
        } else {
            free(result);
        }
        status = good ? status : APP_FAILED;
    }
    return status;
}
