// SPDX-License-Identifier: MIT
// The chat: deliveries and latency against the size of the room.
#include "report/report.h"

static const struct {
    const char *name, *colour;
    int point;
} looks[REPORT_CHATS] = {{"frames without cryptography", "#d08a2e", 5},
                         {"the default protocol", "#17609c", 7}};

static void put_data(struct report *report, struct plot *plot)
{
    for (size_t c = 0; c < REPORT_CHATS; c++) {
        json_t *run;
        size_t i;
        fprintf(plot->script, "$d%zu << EOD\n", c);
        json_array_foreach(report_array(report->chat[c], "runs"), i, run)
        {
            fprintf(plot->script, "%.0f %.6g %.6g %.6g\n", report_number(run, "members"),
                    report_number(run, "deliveries_per_second"), report_number(run, "p50_ms"),
                    report_number(run, "p99_ms"));
        }
        fputs("EOD\n", plot->script);
    }
}

static bool begin(struct report *report, struct plot *plot, const char *ylabel, const char *tics, int lines)
{
    if (!plot_begin(plot, 500, 350))
        return false;
    put_data(report, plot);
    fprintf(plot->script,
            "set logscale xy\nset xlabel 'members of the room'\nset ylabel '%s'\nset format y '%s'\n"
            "set xtics (2, 5, 10, 20, 50, 100, 200, 500, 1000)\n"
            "set autoscale xfix\nset offsets graph 0.05, graph 0.05, 0, 0\nset key outside top center "
            "vertical maxrows %d "
            "samplen 3\nplot ",
            ylabel, tics, lines);
    return true;
}

static void draw_deliveries(struct report *report)
{
    struct plot plot;
    const char *comma = "";
    if (!begin(report, &plot, "deliveries a second", "%.0s%c", REPORT_CHATS))
        return;
    for (size_t c = 0; c < REPORT_CHATS; c++) {
        if (!report->chat[c])
            continue;
        fprintf(plot.script, "%s$d%zu using 1:2 with linespoints lw 2 pt %d lc rgb '%s' title '%s'", comma, c,
                looks[c].point, looks[c].colour, looks[c].name);
        comma = ", ";
    }
    fputc('\n', plot.script);
    plot_end(report, &plot, "Deliveries a second against the size of the room");
}

static void draw_latency(struct report *report)
{
    struct plot plot;
    const char *comma = "";
    if (!begin(report, &plot, "ms from saying to hearing", "%g", 2 * REPORT_CHATS))
        return;
    for (size_t c = 0; c < REPORT_CHATS; c++) {
        if (!report->chat[c])
            continue;
        fprintf(plot.script,
                "%s$d%zu using 1:3 with linespoints lw 2 pt %d lc rgb '%s' title '%s', $d%zu using 1:4 "
                "with "
                "linespoints lw 1.4 dt 2 pt %d lc rgb '%s' title '99 of 100'",
                comma, c, looks[c].point, looks[c].colour, looks[c].name, c, looks[c].point - 1,
                looks[c].colour);
        comma = ", ";
    }
    fputc('\n', plot.script);
    plot_end(report, &plot, "Latency at that load: half of all deliveries, and 99 of 100, within");
}

static void put_rows(struct report *report, size_t c)
{
    json_t *run;
    size_t i;
    json_array_foreach(report_array(report->chat[c], "runs"), i, run)
    {
        char rate[32];
        fprintf(report->out,
                "<tr><th scope=\"row\">%s</th><td class=\"n\">%.0f</td><td class=\"n\">%.0f</td><td "
                "class=\"n\">%s</td><td class=\"n\">%.3g ms</td><td class=\"n\">%.3g ms</td></tr>\n",
                i ? "" : looks[c].name, report_number(run, "members"), report_number(run, "messages"),
                report_digits(report_number(run, "deliveries_per_second"), rate),
                report_number(run, "p50_ms"), report_number(run, "p99_ms"));
    }
}

void report_chat(struct report *report)
{
    report_section(report, "chat", "The chat: deliveries against room size");
    const json_t *any = report->chat[0] ? report->chat[0] : report->chat[1];
    if (!any) {
        report_missing(report, "No figures of the chat; `glasslock chat-bench` says why.");
        return;
    }
    fprintf(report->out,
            "<p><code>glasslock chat-bench</code>: a server, and all members of one room on the same "
            "machine, speaking in "
            "turn, %.0f messages of %.0f bytes in flight. Every delivery is checked: none lost, none "
            "doubled, one order "
            "for all. Server and load share the processors.</p>\n<div class=\"plots\">\n",
            report_number(any, "in_flight"), report_number(any, "bytes"));
    draw_deliveries(report);
    draw_latency(report);
    fputs(
        "</div>\n<table class=\"tight\"><thead><tr><th scope=\"col\">protocol</th><th "
        "scope=\"col\">members</th><th "
        "scope=\"col\">messages</th><th scope=\"col\">deliveries/s</th><th scope=\"col\">half within</th><th "
        "scope=\"col\">99 of 100 within</th></tr></thead>\n<tbody>\n",
        report->out);
    for (size_t c = 0; c < REPORT_CHATS; c++)
        put_rows(report, c);
    fputs("</tbody></table>\n", report->out);
}
