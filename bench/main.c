// SPDX-License-Identifier: MIT
// glasslock-bench: what `glasslock bench` runs. It links the peers; the main program does not.
#include "app/bench_options.h"
#include "app/files.h"
#include "app/options.h"
#include "bench/machine.h"
#include "bench/report.h"
#include "bench/run.h"
#include "bench/shim/shim.h"
#include "crypto/common/gmp_wipe.h"

#include <signal.h>

struct pace {
    size_t rounds;
    double slice_seconds;
    unsigned random_repeat;
};
static const struct pace usual = {11, 0.015, 8}, quick = {BENCH_MIN_ROUNDS, 0.004, 2};

static int write_text(struct app_output *out, char *text)
{
    int status = text ? app_output_write(out, text, strlen(text)) : app_fail("bench", "out of memory");
    if (!status)
        status = app_output_write(out, "\n", 1);
    if (!status)
        status = app_output_commit(out);
    free(text);
    return status;
}

// The results in every form that was asked for.
static int tell(const struct report *report, const struct ladder *ladder, const json_t *older,
                struct app_output *json_out, struct app_output *raw_out)
{
    json_t *json = report_json(report);
    int status = json ? APP_OK : app_fail("bench", "out of memory");
    if (!status && ladder)
        ladder_summary(ladder, report);
    if (!status && older && ladder)
        report_compare(ladder, older, json);
    if (!status && json_out->file)
        status = write_text(json_out, json_dumps(json, JSON_INDENT(1) | JSON_REAL_PRECISION(9)));
    if (!status && raw_out->file)
        status = write_text(raw_out, shim_json());
    json_decref(json);
    return status;
}

static int measure(const struct bench_list *list, const struct bench_filter *filter,
                   const struct bench_options *options, const json_t *older, struct app_output *json_out,
                   struct app_output *raw_out)
{
    const struct pace *pace = options->quick ? &quick : &usual;
    struct bench_settings settings = {.rounds = options->rounds ? options->rounds : pace->rounds,
                                      .slice_seconds = pace->slice_seconds,
                                      .random_repeat = pace->random_repeat};
    struct result *results[BENCH_MAX_OPERATIONS];
    struct report report = {.settings = &settings, .quick = options->quick, .results = results};
    bool table = !options->json || strcmp(options->json, "-") != 0;
    struct ladder on_stdout = ladder_on(stdout), *ladder = table ? &on_stdout : NULL;
    report.core = machine_pin(options->cpu);
    if (options->cpu >= 0 && report.core < 0)
        return app_fail("bench", "cannot stay on core %d", options->cpu);
    if (table)
        ladder_heading(ladder, &report);
    int status = run_all(&report, list, filter, ladder);
    if (report.count > 0) {
        int told = tell(&report, ladder, older, json_out, raw_out);
        status = status ? status : told;
    }
    for (size_t i = 0; i < report.count; i++)
        free(report.results[i]);
    return status;
}

// The files are opened before the minutes of measuring, not after them.
static int benchmark(const struct bench_list *list, const struct bench_options *options, const json_t *older)
{
    struct app_output json_out = {0}, raw_out = {0};
    int status = APP_OK;
    const struct bench_filter filter = bench_filter_of(list, options->filter);
    if (run_count(list, &filter) == 0)
        return app_usage("bench", "nothing matches '%s'; --list shows what there is", options->filter);
    if (options->json)
        status = app_output_open(&json_out, "bench", options->json, 0644);
    if (!status && options->raw)
        status = app_output_open(&raw_out, "bench", options->raw, 0644);
    if (!status)
        status = measure(list, &filter, options, older, &json_out, &raw_out);
    app_output_discard(&json_out);
    app_output_discard(&raw_out);
    return status;
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

static int list_operations(const struct bench_list *list, const char *pattern)
{
    const struct bench_filter filter = bench_filter_of(list, pattern);
    run_list(list, &filter);
    return APP_OK;
}

static int run(const struct bench_options *options)
{
    static struct bench_list list;
    json_t *older = options->compare ? report_load(options->compare) : NULL;
    int status = APP_OK;
    if (options->compare && !older)
        return APP_FAILED;
    if (options->newer)
        status = compare_files(older, options->newer);
    else if (!bench_list_all(&list))
        status = app_fail("bench", "the keys and signatures to benchmark with could not be made");
    else if (options->list)
        status = list_operations(&list, options->filter);
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
