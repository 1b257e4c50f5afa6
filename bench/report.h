// SPDX-License-Identifier: MIT
// What is made of the results: the ladder for people, JSON for programs, a comparison of two reports.
#ifndef GLASSLOCK_BENCH_REPORT_H
#define GLASSLOCK_BENCH_REPORT_H

#include "bench/bench.h"

#include <jansson.h>
#include <stdio.h>

#define REPORT_SCHEMA  "glasslock-bench"
#define REPORT_VERSION 1

struct report {
    const struct bench_settings *settings;
    bool quick;
    int core; // pinned; -1: not
    struct result **results;
    size_t count;
};

// ---- the ladder (ladder.c, summary.c) ----

struct ladder {
    FILE *out;
    bool colour;
    int width; // columns
};
struct ladder ladder_on(FILE *out);
void ladder_heading(const struct ladder *l, const struct report *report);
void ladder_result(const struct ladder *l, const struct result *result);
// For each operation: textbook, portable, best engine, fastest peer.
void ladder_summary(const struct ladder *l, const struct report *report);

// Short and aligned: "1.04x", "0.0031x", "23.5x"; "12.34", "45600", "456.0k", "1.23M".
const char *ladder_ratio(char text[16], double ratio);
const char *ladder_number(char text[16], double number);
const char *ladder_unit(enum bench_unit unit); // "MB/s", "ops/s", "iter/s"

// ---- JSON (json.c): the schema is described in README.md ----

json_t *report_json(const struct report *report); // NULL: no memory

// ---- two reports (compare.c) ----

// The file as a report of our schema, or NULL: said why.
json_t *report_load(const char *path);
// Print speed new/old of every row that is in both. Returns how many rows there are.
size_t report_compare(const struct ladder *l, const json_t *older, const json_t *newer);

#endif
