// SPDX-License-Identifier: MIT
// Plots: a script for gnuplot, and the SVG that it answers, as a picture inside the page.
#include "report/report.h"

#include "app/app.h"
#include "crypto/encoding/base64.h"
#include "crypto/common/text.h"

#include <stdlib.h>
#include <string.h>

bool plot_begin(struct plot *plot, int width, int height)
{
    *plot = (struct plot){.width = width, .height = height};
    plot->script = gl_text_open(&plot->text, &plot->bytes);
    if (!plot->script)
        return false;
    fprintf(
        plot->script,
        "set terminal svg size %d,%d font 'DejaVu Sans,Arial,sans-serif,12' background '#ffffff' noenhanced\n"
        "set encoding utf8\nset border 3 lc rgb '#555560'\nset tics nomirror out textcolor rgb '#222228'\n"
        "set grid lc rgb '#d8d8d4' lt 1 lw 0.6\n",
        width, height);
    return true;
}

void plot_quote(struct plot *plot, const char *text)
{
    fputc('"', plot->script);
    for (; *text; text++) // no escapes inside: what could end the string is left out
        if (*text != '"' && *text != '\\' && (unsigned char)*text >= ' ')
            fputc(*text, plot->script);
    fputc('"', plot->script);
}

static void put_picture(struct report *report, const struct plot *plot, const char *svg, const char *caption)
{
    size_t n = strlen(svg);
    char *text = malloc(base64_chars(n) + 1);
    if (!text)
        return;
    base64_encode(text, svg, n, false);
    fprintf(report->out, "<figure class=\"plot\"><img width=\"%d\" height=\"%d\" alt=\"", plot->width,
            plot->height);
    report_text(report, "%s", caption);
    fprintf(report->out, "\" src=\"data:image/svg+xml;base64,%s\">\n<figcaption>", text);
    report_text(report, "%s", caption);
    fputs("</figcaption></figure>\n", report->out);
    report->plots++;
    free(text);
}

void plot_end(struct report *report, struct plot *plot, const char *caption)
{
    static const char *const gnuplot[] = {"gnuplot", NULL};
    int status = 0;
    fclose(plot->script);
    char *svg = plot->text && !report->no_gnuplot ? report_run(gnuplot, plot->text, &status) : NULL;
    const char *begin = svg ? strstr(svg, "<svg") : NULL;
    if (status < 0 || status == 127) { // said once
        report->no_gnuplot = true;
        app_fail("report", "gnuplot is not installed (Debian: gnuplot-nox); the page has no plots");
    } else if (status != 0)
        app_fail("report", "gnuplot failed with status %d at '%s'; that plot is left out", status, caption);
    if (begin && status == 0)
        put_picture(report, plot, svg, caption);
    else
        report_missing(report, "%s: no plot, as %s", caption,
                       report->no_gnuplot ? "gnuplot was not installed where this report was made"
                                          : "gnuplot failed");
    free(svg);
    free(plot->text);
}
