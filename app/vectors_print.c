// SPDX-License-Identifier: MIT
#include "app/vectors_print.h"

#include "app/app.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

#define MAX_LINES 20 // of failures, before the rest is only counted

static void print_row(const char *algorithm, const char *engine, const struct vectors_row *row, bool colour)
{
    const char *mark = !colour ? "" : row->failed ? "\033[31m" : "\033[32m";
    printf("%-18s %-13s %6u %8u %s%8u %8u%s %8u %8u %9.2f\n", algorithm, engine, row->files, row->cases, mark,
           row->passed, row->failed, colour ? "\033[0m" : "", row->skipped, row->unavailable, row->seconds);
}

void vectors_print_table(const struct vectors_report *report)
{
    bool colour = app_colour(stdout);
    struct vectors_row total = {.files = report->files,
                                .cases = report->cases,
                                .passed = report->passed,
                                .failed = report->failed,
                                .skipped = report->skipped,
                                .unavailable = report->unavailable};
    printf("%s%-18s %-13s %6s %8s %8s %8s %8s %8s %9s%s\n", colour ? "\033[1m" : "", "algorithm", "engine",
           "files", "cases", "passed", "failed", "skipped", "unavail.", "CPU s", colour ? "\033[0m" : "");
    for (size_t i = 0; i < report->n_rows; i++) {
        print_row(report->rows[i].algorithm, report->rows[i].engine, &report->rows[i], colour);
        total.seconds += report->rows[i].seconds;
    }
    print_row("total", "", &total, colour);
    printf("%u cases of %u files in %.1f s: %u passed, %u failed", report->cases, report->files,
           report->seconds, report->passed, report->failed);
    if (report->skipped)
        printf(", %u skipped (--slow runs them)", report->skipped);
    puts("");
}

// How much of a failure's text stands before the name of its engine.
static size_t stem_of(const struct vectors_failure *failure)
{
    const char *engine = strstr(failure->text, " (engine ");
    return engine ? (size_t)(engine - failure->text) : strlen(failure->text);
}

// One line for what several engines say alike; returns how many failures it tells.
static size_t print_failure(const struct vectors_failure *first, const struct vectors_failure *end)
{
    size_t stem = stem_of(first), n = 1;
    while (first + n < end && stem_of(first + n) == stem && strncmp(first[n].text, first->text, stem) == 0)
        n++;
    fprintf(stderr, "%.*s", (int)stem, first->text);
    for (size_t i = 0; i < n && first->engine; i++)
        fprintf(stderr, "%s%s", i ? ", " : n > 1 ? " (engines " : " (engine ", first[i].engine);
    fprintf(stderr, "%s%s%s%s\n", first->engine ? ")" : "", *first->flags ? " [" : "", first->flags,
            *first->flags ? "]" : "");
    return n;
}

// Does the list of flags hold this one?
static bool has_flag(const char *flags, const char *flag, size_t length)
{
    for (const char *at = flags; *at;) {
        size_t n = strcspn(at, ",");
        if (n == length && strncmp(at, flag, n) == 0)
            return true;
        at += n + (at[n] == ',');
    }
    return false;
}

// Wycheproof's flags name known classes of bugs: count the failures of each, at its first appearance.
static void print_flags(const struct vectors_report *report)
{
    bool any = false;
    for (size_t i = 0; i < report->n_failures; i++) {
        for (const char *at = report->failures[i].flags; *at;) {
            size_t length = strcspn(at, ","), count = 0;
            bool before = false;
            for (size_t j = 0; j < report->n_failures; j++) {
                bool has = has_flag(report->failures[j].flags, at, length);
                before = before || (has && j < i);
                count += has;
            }
            if (!before) {
                if (!any)
                    fputs("failures by flag:\n", stderr);
                any = true;
                fprintf(stderr, "  %-32.*s %zu\n", (int)length, at, count);
            }
            at += length + (at[length] == ',');
        }
    }
}

void vectors_print_failures(const struct vectors_report *report)
{
    const struct vectors_failure *at = report->failures, *end = at + report->n_failures;
    fflush(stdout);
    for (size_t i = 0; i < report->n_errors && i < MAX_LINES; i++)
        fprintf(stderr, "glasslock vectors: %s\n", report->errors[i].text);
    for (size_t lines = 0; lines < MAX_LINES && at < end; lines++)
        at += print_failure(at, end);
    if (at < end)
        fprintf(stderr, "and %zu more failures\n", (size_t)(end - at));
    if (report->n_errors > MAX_LINES)
        fprintf(stderr, "and %zu more errors\n", report->n_errors - MAX_LINES);
    print_flags(report);
}

static json_t *failures_json(const struct vectors_failure *list, size_t n)
{
    json_t *array = json_array();
    for (size_t i = 0; i < n; i++)
        json_array_append_new(array, json_pack("{s:s, s:i, s:s?, s:s, s:s}", "file", list[i].path, "line",
                                               (int)list[i].line, "engine", list[i].engine, "text",
                                               list[i].text, "flags", list[i].flags));
    return array;
}

int vectors_print_json(const struct vectors_report *report)
{
    json_t *rows = json_array();
    for (size_t i = 0; i < report->n_rows; i++) {
        const struct vectors_row *row = &report->rows[i];
        json_array_append_new(rows,
                              json_pack("{s:s, s:s, s:s, s:i, s:i, s:i, s:i, s:i, s:i, s:f}", "algorithm",
                                        row->algorithm, "family", row->family, "engine", row->engine, "files",
                                        (int)row->files, "cases", (int)row->cases, "passed", (int)row->passed,
                                        "failed", (int)row->failed, "skipped", (int)row->skipped,
                                        "unavailable", (int)row->unavailable, "cpu_seconds", row->seconds));
    }
    json_t *root =
        json_pack("{s:i, s:i, s:i, s:i, s:i, s:i, s:f, s:o, s:o, s:o}", "files", (int)report->files, "cases",
                  (int)report->cases, "passed", (int)report->passed, "failed", (int)report->failed, "skipped",
                  (int)report->skipped, "unavailable", (int)report->unavailable, "seconds", report->seconds,
                  "rows", rows, "failures", failures_json(report->failures, report->n_failures), "errors",
                  failures_json(report->errors, report->n_errors));
    if (!root)
        return app_fail("vectors", "out of memory");
    json_dumpf(root, stdout, JSON_INDENT(2));
    putchar('\n');
    json_decref(root);
    return APP_OK;
}
