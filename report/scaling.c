// SPDX-License-Identifier: MIT
// Scaling: how the speed depends on the size of the message, or of the key.
#include "report/operations.h"

#include <stdlib.h>
#include <string.h>

#define MOST_POINTS  16
#define LEAST_POINTS 3

struct series {
    const json_t *points[MOST_POINTS];
    double x[MOST_POINTS];
    size_t n;
    bool bytes;
};

// "RSA-2048 PSS sign": 2048.
static double key_bits(const json_t *operation)
{
    const char *name = report_string(operation, "name");
    return strtod(name + strcspn(name, "0123456789"), NULL);
}

// All sizes of the first stem of this kind; where there is one size only, the keys' sizes of the kind.
static struct series series_of(const json_t *bench, const json_t *first)
{
    struct series s = {.bytes = strcmp(report_string(first, "unit"), "bytes") == 0};
    char wanted[KIND_ROOM], text[KIND_ROOM];
    json_t *other;
    size_t i;
    if (s.bytes)
        operation_stem(first, wanted);
    else
        operation_kind(first, wanted);
    json_array_foreach(report_array(bench, "operations"), i, other)
    {
        if (s.bytes)
            operation_stem(other, text);
        else
            operation_kind(other, text);
        if (strcmp(text, wanted) != 0 || operation_is_many(other) || s.n == MOST_POINTS)
            continue;
        s.x[s.n] =
            s.bytes ? report_number(json_array_get(report_array(other, "rows"), 0), "work") : key_bits(other);
        s.points[s.n++] = other;
    }
    return s;
}

static const json_t *row_named(const json_t *operation, const char *name)
{
    json_t *row;
    size_t i;
    json_array_foreach(report_array(operation, "rows"), i,
                       row) if (strcmp(report_string(row, "name"), name) == 0) return row;
    return NULL;
}

// Who is drawn: our engines, and the peer that is fastest at the end.
static size_t parties_of(const struct series *s, const char *names[MOST_POINTS])
{
    const json_t *last = s->points[s->n - 1];
    json_t *row;
    size_t i, n = 0;
    json_array_foreach(report_array(last, "rows"), i,
                       row) if (strcmp(report_string(row, "party"), "engine") == 0 && n + 1 < MOST_POINTS)
        names[n++] = report_string(row, "name");
    if (row_named(last, report_string(last, "fastest_peer")))
        names[n++] = report_string(last, "fastest_peer");
    return n;
}

static void put_party(struct plot *plot, const struct series *s, const char *name, size_t party)
{
    fprintf(plot->script, "$d%zu << EOD\n", party);
    for (size_t i = 0; i < s->n; i++) {
        const json_t *row = row_named(s->points[i], name);
        if (row)
            fprintf(plot->script, "%.6g %.6g\n", s->x[i], operation_speed(s->points[i], row));
    }
    fputs("EOD\n", plot->script);
}

static void put_tics(struct plot *plot, const struct series *s)
{
    fputs("set xtics (", plot->script);
    for (size_t i = 0; i < s->n; i++) {
        char text[32];
        double x = s->x[i];
        if (!s->bytes || x < 1024)
            snprintf(text, sizeof text, s->bytes ? "%.0f B" : "%.0f", x);
        else
            snprintf(text, sizeof text, x < 1048576 ? "%.0f KiB" : "%.0f MiB",
                     x < 1048576 ? x / 1024 : x / 1048576);
        fprintf(plot->script, "%s\"%s\" %.6g", i ? ", " : "", text, x);
    }
    fputs(")\n", plot->script);
}

static void draw(struct report *report, const struct series *s)
{
    static const char *const colours[] = {"#17609c", "#2f9e77", "#7a5bb5", "#c4477d", "#4a90c2"};
    const char *names[MOST_POINTS];
    struct plot plot;
    char caption[KIND_ROOM + 32];
    size_t n = parties_of(s, names);
    if (!plot_begin(&plot, 500, 300))
        return;
    for (size_t i = 0; i < n; i++)
        put_party(&plot, s, names[i], i);
    put_tics(&plot, s);
    fprintf(plot.script,
            "set logscale y\nset logscale x 2\nset offsets graph 0.05, graph 0.05, 0, 0\nset format y "
            "'%%.0s%%c'\n"
            "set xlabel '%s'\nset ylabel '%s (logarithmic)'\nset key outside right center width -2 reverse "
            "Left\nplot ",
            s->bytes ? "size of the message" : "bits of the modulus", operation_unit(s->points[0]));
    for (size_t i = 0; i < n; i++) {
        bool peer = !strcmp(names[i], report_string(s->points[s->n - 1], "fastest_peer"));
        const char *colour = peer                                ? "#777c85"
                             : strcmp(names[i], "textbook") == 0 ? "#d08a2e"
                                                                 : colours[i % 5];
        fprintf(plot.script, "%s$d%zu using 1:2 with linespoints lw 2 pt %zu ps 0.8 dt %d lc rgb '%s' title ",
                i ? ", " : "", i, i + 4, peer ? 2 : 1, colour);
        plot_quote(&plot, names[i]);
    }
    fputc('\n', plot.script);
    char stem[KIND_ROOM];
    operation_stem(s->points[0], stem);
    size_t size = strcspn(stem, "-"), digits = strspn(stem + size + !!stem[size], "0123456789");
    if (!s->bytes && digits) // "RSA-2048 OAEP encrypt": the key's size is what varies
        memmove(stem + size, stem + size + 1 + digits, strlen(stem + size + 1 + digits) + 1);
    snprintf(caption, sizeof caption, "%s, by size%s", stem, s->bytes ? "" : " of the key");
    plot_end(report, &plot, caption);
}

void report_scaling(struct report *report)
{
    json_t *operation;
    size_t i;
    report_section(report, "scaling", "Scaling with size");
    if (!report->bench) {
        report_missing(report, "No benchmarks: `make bench` builds and runs them.");
        return;
    }
    fputs("<p>The same run: short messages pay for the start, long keys for every bit. The dashed line is "
          "the fastest "
          "peer's.</p>\n<div class=\"plots\">\n",
          report->out);
    json_array_foreach(report_array(report->bench, "operations"), i, operation)
    {
        if (!operation_stands_for_its_kind(report->bench, i))
            continue;
        struct series s = series_of(report->bench, operation);
        if (s.n >= LEAST_POINTS)
            draw(report, &s);
    }
    fputs("</div>\n", report->out);
}
