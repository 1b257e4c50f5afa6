// SPDX-License-Identifier: MIT
// Two reports beside each other: what became faster, what slower, and what of it is more than noise.
#include "bench/report.h"

#include "app/app.h"

#include <math.h>

#define OPERATION_WIDTH 32

json_t *report_load(const char *path)
{
    json_error_t error;
    json_t *report = json_load_file(path, JSON_REJECT_DUPLICATES, &error);
    if (!report) {
        app_fail("bench", "cannot read '%s': %s", path, error.text);
        return NULL;
    }
    const char *schema = json_string_value(json_object_get(report, "schema"));
    json_int_t version = json_integer_value(json_object_get(report, "version"));
    if (!schema || strcmp(schema, REPORT_SCHEMA) != 0 || version != REPORT_VERSION ||
        !json_is_array(json_object_get(report, "operations"))) {
        app_fail("bench", "'%s' is no report of `glasslock bench --json` (version %d)", path, REPORT_VERSION);
        json_decref(report);
        return NULL;
    }
    return report;
}

static bool same(const json_t *a, const json_t *b, const char *field)
{
    const char *x = json_string_value(json_object_get(a, field));
    const char *y = json_string_value(json_object_get(b, field));
    return x && y && strcmp(x, y) == 0;
}

// The row of that party and name in the operation of that name; NULL: none.
static const json_t *counterpart(const json_t *report, const json_t *operation, const json_t *row)
{
    size_t i = 0, j = 0;
    const json_t *other = NULL, *candidate = NULL;
    json_array_foreach(json_object_get(report, "operations"), i, other)
    {
        if (!same(other, operation, "name"))
            continue;
        json_array_foreach(json_object_get(other, "rows"), j, candidate)
        {
            if (same(candidate, row, "name") && same(candidate, row, "party"))
                return candidate;
        }
    }
    return NULL;
}

static double number(const json_t *row, const char *field)
{
    return json_number_value(json_object_get(row, field));
}

struct range {
    double least, most;
};

static struct range rounds_of(const json_t *row)
{
    struct range range = {INFINITY, 0};
    const json_t *value = NULL;
    size_t i = 0;
    json_array_foreach(json_object_get(row, "rounds_ns"), i, value)
    {
        range.least = fmin(range.least, json_number_value(value));
        range.most = fmax(range.most, json_number_value(value));
    }
    return range;
}

// No round of the one is as fast as any of the other.
static bool apart(const json_t *older, const json_t *newer)
{
    struct range a = rounds_of(older), b = rounds_of(newer);
    return a.most < b.least || b.most < a.least;
}

struct tally {
    size_t rows, faster, slower;
};

static void compare_row(struct tally *tally, const struct ladder *l, const json_t *operation,
                        const json_t *older, const json_t *newer)
{
    char text[16];
    double before = number(older, "ns"), after = number(newer, "ns");
    double noise = number(older, "spread_percent") + number(newer, "spread_percent");
    const char *name = json_string_value(json_object_get(operation, "name"));
    const char *who = json_string_value(json_object_get(newer, "name"));
    if (!(before > 0) || !(after > 0) || !name || !who)
        return;
    double ratio = before / after;
    bool beyond = apart(older, newer);
    const char *mark = !l->colour || !beyond ? "" : ratio > 1 ? "\033[32m" : "\033[31m";
    fprintf(l->out, "%-*s %-19s %s%8s %c%s %6.1f%%\n", OPERATION_WIDTH, name, who, mark,
            ladder_ratio(text, ratio), beyond ? '!' : ' ', *mark ? "\033[0m" : "", noise);
    tally->rows++;
    tally->faster += beyond && ratio > 1;
    tally->slower += beyond && ratio < 1;
}

size_t report_compare(const struct ladder *l, const json_t *older, const json_t *newer)
{
    struct tally tally = {0};
    size_t i = 0, j = 0;
    const json_t *operation = NULL, *row = NULL;
    fprintf(l->out, "\n%s%-*s %-19s %8s   %7s%s\n", l->colour ? "\033[1m" : "", OPERATION_WIDTH,
            "speed new / old", "engine or peer", "ratio", "spreads", l->colour ? "\033[0m" : "");
    json_array_foreach(json_object_get(newer, "operations"), i, operation)
    {
        json_array_foreach(json_object_get(operation, "rows"), j, row)
        {
            const json_t *before = counterpart(older, operation, row);
            if (before)
                compare_row(&tally, l, operation, before, row);
        }
    }
    fprintf(l->out, "%zu rows in both; without a common round: %zu faster, %zu slower\n", tally.rows,
            tally.faster, tally.slower);
    return tally.rows;
}
