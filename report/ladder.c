// SPDX-License-Identifier: MIT
// The ladder: for each operation a plot from the textbook to the hardware, the peers between; and all in a
// table.
#include "report/operations.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MOST_ROWS 64

static int slower_first(const void *a, const void *b)
{
    double x = report_number(*(json_t *const *)a, "rate"), y = report_number(*(json_t *const *)b, "rate");
    return (x > y) - (x < y);
}

static size_t sorted(const json_t *operation, json_t *rows[MOST_ROWS])
{
    size_t n = 0;
    const json_t *all = report_array(operation, "rows");
    for (size_t i = 0; i < json_array_size(all) && n < MOST_ROWS; i++) {
        json_t *row = json_array_get(all, i);
        if (report_number(row, "rate") > 0)
            rows[n++] = row;
    }
    qsort(rows, n, sizeof *rows, slower_first);
    return n;
}

// Ours, the best of ours, the textbook, and the others: told apart by name, too.
static const char *colour_of(const json_t *row)
{
    if (strcmp(report_string(row, "party"), "peer") == 0)
        return "0xa8adb5";
    if (strcmp(report_string(row, "name"), "textbook") == 0)
        return "0xd08a2e";
    return json_is_true(json_object_get(row, "best")) ? "0x17609c" : "0x6fa8d6";
}

static void put_data(struct plot *plot, const json_t *operation, json_t *const *rows, size_t n)
{
    fputs("$d << EOD\n", plot->script);
    for (size_t i = 0; i < n; i++) {
        char ratio[32], rate[32], label[80];
        double speed = operation_speed(operation, rows[i]), times = report_number(rows[i], "ratio");
        report_digits(speed, rate);
        if (times > 0)
            snprintf(label, sizeof label, "%sx  (%s)", report_digits(times, ratio), rate);
        else
            snprintf(label, sizeof label, "(%s)", rate);
        fprintf(plot->script, "%zu %.6g %s ", i + 1, speed, colour_of(rows[i]));
        plot_quote(plot, label);
        fputc('\n', plot->script);
    }
    fputs("EOD\nset ytics (", plot->script);
    for (size_t i = 0; i < n; i++) {
        char name[96];
        bool ours = strcmp(report_string(rows[i], "party"), "engine") == 0;
        snprintf(name, sizeof name, "%s%s%s", json_is_true(json_object_get(rows[i], "best")) ? "* " : "",
                 ours ? "glasslock " : "", report_string(rows[i], "name"));
        fputs(i ? ", " : "", plot->script);
        plot_quote(plot, name);
        fprintf(plot->script, " %zu", i + 1);
    }
    fputs(")\n", plot->script);
}

static void draw(struct report *report, const json_t *operation)
{
    json_t *rows[MOST_ROWS];
    struct plot plot;
    size_t n = sorted(operation, rows);
    if (n == 0 || !plot_begin(&plot, 500, 80 + 21 * (int)n))
        return;
    double least = operation_speed(operation, rows[0]), most = operation_speed(operation, rows[n - 1]);
    put_data(&plot, operation, rows, n);
    double left = pow(10, floor(log10(least)) -
                              (least < 2 * pow(10, floor(log10(least))))), // a bar for the slowest
        decades = log10(most / left);
    fprintf(plot.script,
            "unset key\nset logscale x\nset xrange [%.6g:%.6g]\nset yrange [0.4:%zu.6]\nunset grid\nset grid "
            "xtics lc rgb "
            "'#d8d8d4' lt 1 lw 0.6\nset format x '%%.0s%%c'\nset lmargin 24\nset xlabel '%s (logarithmic)'\n"
            "plot $d using 2:1:(%.6g):2:($1-0.37):($1+0.37):3 with boxxyerror fs solid 1 noborder lc "
            "rgb variable notitle, $d using 2:1:4 with labels left offset 0.6,0 textcolor rgb '#222228' "
            "notitle\n",
            left, most * pow(10, decades * 0.42), n, operation_unit(operation), left);
    plot_end(report, &plot, report_string(operation, "name"));
}

// ---- the table of all ----

static void cell(struct report *report, const json_t *operation, const json_t *row)
{
    char rate[32];
    if (!row) {
        fputs("<td>-</td><td></td>", report->out);
        return;
    }
    fputs("<td>", report->out);
    report_text(report, "%s", report_string(row, "name"));
    fprintf(report->out, "</td><td class=\"n\">%s</td>",
            report_digits(operation_speed(operation, row), rate));
}

static void table_row(struct report *report, const json_t *operation)
{
    json_t *row;
    const json_t *textbook = NULL, *best = NULL, *peer = NULL;
    char ratio[32];
    size_t i;
    json_array_foreach(report_array(operation, "rows"), i, row)
    {
        const char *name = report_string(row, "name");
        if (strcmp(report_string(row, "party"), "peer") == 0)
            peer = strcmp(name, report_string(operation, "fastest_peer")) == 0 ? row : peer;
        else if (strcmp(name, "textbook") == 0)
            textbook = row;
        if (json_is_true(json_object_get(row, "best")))
            best = row;
    }
    fputs("<tr><th scope=\"row\">", report->out);
    report_text(report, "%s", report_string(operation, "name"));
    fprintf(report->out, "</th><td>%s</td>", operation_unit(operation));
    if (textbook)
        fprintf(report->out, "<td class=\"n\">%s</td>",
                report_digits(operation_speed(operation, textbook), ratio));
    else
        fputs("<td class=\"n\">-</td>", report->out);
    cell(report, operation, best);
    cell(report, operation, peer);
    double times = report_number(best, "ratio");
    fprintf(report->out, "<td class=\"n\"><b>%s%s</b></td></tr>\n",
            times > 0 ? report_digits(times, ratio) : "-", times > 0 ? "x" : "");
}

static void put_heading(struct report *report)
{
    const json_t *b = report->bench, *peer;
    size_t i;
    fprintf(report->out, "<p>%s run of <code>glasslock bench</code>%s of ",
            json_is_true(json_object_get(b, "quick")) ? "A quick" : "A full",
            report->bench_is_new ? ", made for this report," : "");
    report_text(report, "%s on %s, compiled by %s: %d interleaved rounds on one core, medians. Peers: ",
                report_string(b, "date"), report_string(json_object_get(b, "machine"), "cpu"),
                report_string(b, "compiler"), (int)report_number(b, "rounds"));
    bool first = true;
    json_array_foreach(report_array(b, "peers"), i, peer)
    {
        if (!json_is_string(json_object_get(peer, "version")))
            continue;
        report_text(report, "%s%s %s", first ? "" : ", ", report_string(peer, "name"),
                    report_string(peer, "version"));
        first = false;
    }
    fprintf(
        report->out,
        "%s.</p>\n<p>Each bar is a party, the fastest on top; behind it stands its speed as a multiple "
        "of the "
        "fastest peer's (which has 1.00x) and its rate. A multiple is the median of those within the rounds, "
        "so "
        "it may differ a little from that of the two rates. <span class=\"key textbook\"></span> glasslock's "
        "textbook, <span class=\"key ours\"></span> its other engines, <span class=\"key best\"></span> "
        "* the "
        "fastest of them, <span class=\"key peer\"></span> peers.</p>\n",
        first ? "none" : "");
}

void report_ladder(struct report *report)
{
    json_t *operation;
    size_t i;
    report_section(report, "ladder", "The ladder: textbook to hardware");
    if (!report->bench) {
        report_missing(report, "No benchmarks: `make bench` builds and runs them.");
        return;
    }
    put_heading(report);
    fputs("<div class=\"plots\">\n", report->out);
    json_array_foreach(report_array(report->bench, "operations"), i,
                       operation) if (operation_stands_for_its_kind(report->bench, i))
        draw(report, operation);
    fputs(
        "</div>\n<h3>Every operation</h3>\n<table class=\"tight\"><thead><tr><th scope=\"col\">operation</th>"
        "<th scope=\"col\">unit</th><th scope=\"col\">textbook</th><th scope=\"col\" "
        "colspan=\"2\">glasslock's "
        "fastest</th><th scope=\"col\" colspan=\"2\">fastest peer</th><th "
        "scope=\"col\">ratio</th></tr></thead>"
        "\n<tbody>\n",
        report->out);
    json_array_foreach(report_array(report->bench, "operations"), i, operation)
    {
        table_row(report, operation);
    }
    fputs("</tbody></table>\n", report->out);
}
