// SPDX-License-Identifier: MIT
// glasslock-bench: what `glasslock bench` runs. It links the peers; the main program does not.
#include "app/bench_options.h"
#include "app/files.h"
#include "app/options.h"
#include "bench/machine.h"
#include "bench/report.h"
#include "bench/shim/shim.h"
#include "crypto/common/gmp_wipe.h"

#include <signal.h>
#include <unistd.h>

#define ROUNDS       11
#define QUICK_ROUNDS 7
#define SLICE        0.015 // seconds
#define QUICK_SLICE  0.003
#define KEYS         8 // of what takes a random time, in each round
#define QUICK_KEYS   1

// ---- progress ----

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
    fprintf(stderr, "\r[%3zu/%zu] %-34s %3.0f%%", p->before + 1, p->operations, op->name, share * 100);
    if (spent > 2)
        fprintf(stderr, "  %d:%02d left", (int)(spent / share - spent) / 60,
                (int)(spent / share - spent) % 60);
    fputs("\033[K", stderr);
}

static void clear_progress(const struct progress *p)
{
    if (p->shown)
        fputs("\r\033[K", stderr);
}

// ---- running ----

// Which operations have anyone to run, counted without opening them.
static bool takes_part(const struct operation *op, const char *filter)
{
    bool any = bench_wanted(filter, op, NULL);
    for (const struct gl_engine *const *e = op->family->engines; *e && !any; e++)
        any = bench_takes_part(op, *e, NULL) && bench_wanted(filter, op, (*e)->name);
    for (const struct peer *const *p = peers; *p && !any; p++)
        any = bench_takes_part(op, NULL, *p) && bench_wanted(filter, op, (*p)->name);
    return any;
}

// false: an answer was wrong, or something failed; said so.
static bool run_one(struct result *result, const struct operation *op, const struct bench_options *options,
                    const struct bench_settings *settings)
{
    bool good = bench_open(result, op, options->filter) && bench_check(result) &&
                (result->count == 0 || bench_measure(result, settings));
    bench_close(result);
    return good;
}

static int run_all(struct report *report, const struct bench_list *list, const struct bench_options *options,
                   const struct ladder *ladder)
{
    struct progress progress = {.shown = isatty(STDERR_FILENO), .start = machine_seconds()};
    struct bench_settings settings = *report->settings;
    int status = APP_OK;
    settings.progress = show_progress;
    settings.context = &progress;
    for (size_t i = 0; i < list->count; i++)
        progress.operations += takes_part(&list->operations[i], options->filter);
    for (size_t i = 0; i < list->count; i++) {
        const struct operation *op = &list->operations[i];
        if (!takes_part(op, options->filter))
            continue;
        struct result *result = calloc(1, sizeof *result);
        if (!result)
            return app_fail("bench", "out of memory");
        bool good = run_one(result, op, options, &settings);
        progress.before++;
        clear_progress(&progress);
        if (!good || result->count == 0) {
            status = good ? status : APP_FAILED;
            free(result);
            continue;
        }
        report->results[report->count++] = result;
        if (ladder)
            ladder_result(ladder, result);
    }
    return status;
}

static void list_all(const struct bench_list *list, const char *filter)
{
    for (size_t i = 0; i < list->count; i++) {
        const struct operation *op = &list->operations[i];
        if (!takes_part(op, filter))
            continue;
        printf("%-34s", op->name);
        for (const struct gl_engine *const *e = op->family->engines; *e; e++)
            if (bench_takes_part(op, *e, NULL))
                printf(" %s,", (*e)->name);
        printf(" |");
        for (const struct peer *const *p = peers; *p; p++)
            if (bench_takes_part(op, NULL, *p))
                printf(" %s,", (*p)->name);
        puts("");
    }
}

// ---- output ----

static int write_json(const json_t *json, const char *path)
{
    char *text = json ? json_dumps(json, JSON_INDENT(1) | JSON_REAL_PRECISION(9)) : NULL;
    if (!text)
        return app_fail("bench", "out of memory");
    int status = app_write_file("bench", path, 0644, text, strlen(text));
    free(text);
    if (!status && strcmp(path, "-") == 0)
        putchar('\n');
    return status;
}

static int write_raw(const char *path)
{
    char *text = shim_json();
    if (!text)
        return app_fail("bench", "out of memory");
    int status = app_write_file("bench", path, 0644, text, strlen(text));
    free(text);
    return status;
}

// The results in every form that was asked for.
static int tell(const struct report *report, const struct bench_options *options, const struct ladder *ladder,
                const json_t *older)
{
    json_t *json = report_json(report);
    int status = json ? APP_OK : app_fail("bench", "out of memory");
    if (!status && ladder)
        ladder_summary(ladder, report);
    if (!status && older && ladder)
        report_compare(ladder, older, json);
    if (!status && options->json)
        status = write_json(json, options->json);
    if (!status && options->raw)
        status = write_raw(options->raw);
    json_decref(json);
    return status;
}

static int benchmark(struct bench_list *list, const struct bench_options *options, const json_t *older)
{
    bool table = !options->json || strcmp(options->json, "-") != 0;
    struct ladder ladder = ladder_on(stdout);
    struct bench_settings settings = {.rounds = options->rounds  ? options->rounds
                                                : options->quick ? QUICK_ROUNDS
                                                                 : ROUNDS,
                                      .slice_seconds = options->quick ? QUICK_SLICE : SLICE,
                                      .random_repeat = options->quick ? QUICK_KEYS : KEYS};
    struct result *results[BENCH_MAX_OPERATIONS];
    struct report report = {.settings = &settings, .quick = options->quick, .results = results};
    report.core = machine_pin(options->cpu);
    if (options->cpu >= 0 && report.core < 0)
        return app_fail("bench", "cannot stay on core %d", options->cpu);
    if (table)
        ladder_heading(&ladder, &report);
    int status = run_all(&report, list, options, table ? &ladder : NULL);
    int told = report.count ? tell(&report, options, table ? &ladder : NULL, older)
               : status     ? status
                            : app_fail("bench", "nothing matches '%s'; --list shows what there is",
                                   options->filter ? options->filter : "");
    for (size_t i = 0; i < report.count; i++)
        free(report.results[i]);
    return status ? status : told;
}

static int compare_files(const json_t *older, const char *path)
{
    struct ladder ladder = ladder_on(stdout);
    json_t *newer = report_load(path);
    if (!newer)
        return APP_FAILED;
    size_t count = report_compare(&ladder, older, newer);
    json_decref(newer);
    return count ? APP_OK : APP_FAILED;
}

static int run(const struct bench_options *options)
{
    static struct bench_list list;
    json_t *older = options->compare ? report_load(options->compare) : NULL;
    if (options->compare && !older)
        return APP_FAILED;
    int status = APP_OK;
    if (options->newer)
        status = compare_files(older, options->newer);
    else if (!bench_list_all(&list))
        status = app_fail("bench", "the keys and signatures to benchmark with could not be made");
    else if (options->list)
        list_all(&list, options->filter);
    else
        status = benchmark(&list, options, older);
    json_decref(older);
    return status;
}

int main(int argc, char **argv)
{
    struct bench_options options;
    char name[] = "bench";
    gl_gmp_wipe_install();
    signal(SIGPIPE, SIG_IGN);
    argv[0] = name;
    int status = bench_options_read(argc, argv, &options);
    if (!status)
        status = run(&options);
    if (status == APP_HELP_SHOWN)
        status = APP_OK;
    if ((fflush(stdout) != 0 || ferror(stdout)) && status == APP_OK)
        return app_fail("bench", "cannot write the output");
    return status;
}
