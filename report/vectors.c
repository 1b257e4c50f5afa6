// SPDX-License-Identifier: MIT
// The official vectors: a line an algorithm, with each of its engines.
#include "report/report.h"

#include <string.h>

static void put_engine(struct report *report, const json_t *row)
{
    int passed = (int)report_number(row, "passed"), failed = (int)report_number(row, "failed");
    int unavailable = (int)report_number(row, "unavailable"), skipped = (int)report_number(row, "skipped");
    fprintf(report->out, "<span class=\"engine%s\">", failed ? " bad" : "");
    report_text(report, "%s", report_string(row, "engine"));
    fprintf(report->out, " <b>%d</b>", passed);
    if (failed)
        fprintf(report->out, ", %d FAILED", failed);
    if (skipped)
        fprintf(report->out, ", %d skipped", skipped);
    if (unavailable)
        fprintf(report->out, ", %d unavailable", unavailable);
    fputs("</span> ", report->out);
}

static void put_rows(struct report *report)
{
    json_t *row;
    size_t i;
    const char *algorithm = "";
    json_array_foreach(report_array(report->vectors, "rows"), i, row)
    {
        if (strcmp(algorithm, report_string(row, "algorithm")) != 0) {
            algorithm = report_string(row, "algorithm");
            fprintf(report->out, "%s<tr><th scope=\"row\">", i ? "</td></tr>\n" : "");
            report_text(report, "%s", algorithm);
            fprintf(report->out, "</th><td class=\"n\">%d</td><td class=\"n\">%d</td><td>",
                    (int)report_number(row, "files"), (int)report_number(row, "cases"));
        }
        put_engine(report, row);
    }
    if (i)
        fputs("</td></tr>\n", report->out);
}

void report_vectors(struct report *report)
{
    const json_t *v = report->vectors;
    report_section(report, "vectors", "The official vectors");
    if (!v) {
        report_missing(report, "The vectors gave no figures; `glasslock vectors` says why.");
        return;
    }
    fprintf(
        report->out,
        "<p class=\"verdict\"><b>%d</b> cases of <b>%d</b> files of NIST, Wycheproof and the RFCs, through "
        "every "
        "engine that can run here, in %.1f s: <b>%d passed, %d failed</b>, %d skipped, %d unavailable.</p>\n",
        (int)report_number(v, "cases"), (int)report_number(v, "files"), report_number(v, "seconds"),
        (int)report_number(v, "passed"), (int)report_number(v, "failed"), (int)report_number(v, "skipped"),
        (int)report_number(v, "unavailable"));
    fputs("<table class=\"tight\"><thead><tr><th scope=\"col\">algorithm</th><th scope=\"col\">files</th><th "
          "scope=\"col\">cases</th><th scope=\"col\">passed, by engine</th></tr></thead>\n<tbody>\n",
          report->out);
    put_rows(report);
    fputs("</tbody></table>\n", report->out);
}
