// SPDX-License-Identifier: MIT
// The avalanche as text, JSON and a curve.
#include "app/views/avalanche.h"

#include "app/page/page.h"
#include "app/views/view.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#define BAR_COLUMNS 24 // a whole

// One run has no spread.
static void put_round(FILE *out, const struct avalanche *avalanche, size_t i)
{
    const struct avalanche_round *r = &avalanche->rounds[i];
    double mean = avalanche_mean(avalanche, i), part = r->bits ? mean / r->bits : 0;
    if (avalanche->runs == 1)
        fprintf(out, "%-24.24s %6u %7.0f", r->name, r->bits, mean);
    else
        fprintf(out, "%-24.24s %6u %8.2f %6.2f %5u %5u", r->name, r->bits, mean,
                avalanche_deviation(avalanche, i), r->least, r->most);
    fprintf(out, "  %.*s\n", (int)(part * BAR_COLUMNS + 0.5), "########################");
}

void view_avalanche_text(FILE *out, const struct avalanche *avalanche)
{
    if (avalanche->runs == 1)
        fprintf(out, "Bits that differ after each round: %s\n\n%-24s %6s %7s", avalanche->what, "what leaves",
                "bits", "differ");
    else
        fprintf(out, "Bits that differ after each round: %s, %u runs\n\n%-24s %6s %8s %6s %5s %5s",
                avalanche->what, avalanche->runs, "what leaves", "bits", "mean", "sd", "least", "most");
    fprintf(out, "  0%%%*s50%%%*s100%%\n", BAR_COLUMNS / 2 - 3, "", BAR_COLUMNS / 2 - 4, "");
    for (size_t i = 0; i < avalanche->n; i++)
        put_round(out, avalanche, i);
}

enum gl_error view_avalanche_json(FILE *out, const struct avalanche *avalanche, const char *algorithm)
{
    json_t *rounds = json_array();
    for (size_t i = 0; i < avalanche->n; i++) {
        const struct avalanche_round *r = &avalanche->rounds[i];
        json_array_append_new(rounds, json_pack("{s:s, s:i, s:f, s:f, s:i, s:i}", "round", r->name, "bits",
                                                (int)r->bits, "mean", avalanche_mean(avalanche, i),
                                                "deviation", avalanche_deviation(avalanche, i), "least",
                                                (int)r->least, "most", (int)r->most));
    }
    json_t *root = json_pack("{s:s, s:i, s:s, s:s, s:i, s:o}", "format", "glasslock-avalanche", "version", 1,
                             "algorithm", algorithm, "what", avalanche->what, "runs", (int)avalanche->runs,
                             "rounds", rounds);
    bool done = root && json_dumpf(root, out, JSON_INDENT(2)) == 0;
    json_decref(root);
    fputc('\n', out);
    return done ? GL_OK : GL_ERR_MEMORY;
}

// ---- the curve ----

#define WIDTH  760.0
#define HEIGHT 300.0
#define LEFT   56.0
#define BELOW  44.0
#define ABOVE  16.0

static double x_of(const struct avalanche *avalanche, size_t i)
{
    double steps = avalanche->n > 1 ? (double)(avalanche->n - 1) : 1;
    return LEFT + 12 + (WIDTH - LEFT - 36) * (double)i / steps;
}

static double y_of(double part)
{
    return ABOVE + (HEIGHT - ABOVE - BELOW) * (1 - part);
}

static double part_of(const struct avalanche *avalanche, size_t i, double bits)
{
    double part = avalanche->rounds[i].bits ? bits / avalanche->rounds[i].bits : 0;
    return part < 0 ? 0 : part > 1 ? 1 : part;
}

static void put_axes(FILE *out, const struct avalanche *avalanche)
{
    for (int percent = 0; percent <= 100; percent += 25) {
        double y = y_of(percent / 100.0);
        fprintf(out, "<line x1=\"%g\" x2=\"%g\" y1=\"%.1f\" y2=\"%.1f\" class=\"%s\"/>", LEFT, WIDTH - 8, y,
                y, percent == 50 ? "half" : "grid");
        fprintf(out, "<text x=\"%g\" y=\"%.1f\" text-anchor=\"end\">%d%%</text>\n", LEFT - 6, y + 4, percent);
    }
    size_t every = (avalanche->n + 15) / 16;
    for (size_t i = 0; i < avalanche->n; i += every)
        fprintf(out, "<text x=\"%.1f\" y=\"%g\" text-anchor=\"middle\">%u</text>", x_of(avalanche, i),
                HEIGHT - BELOW + 18, avalanche->rounds[i].number);
    fprintf(out,
            "\n<text x=\"%g\" y=\"%g\" text-anchor=\"middle\">what leaves round after round, in percent of "
            "its bits</text>\n",
            (LEFT + WIDTH) / 2, HEIGHT - 6);
}

// Mean and spread: a band of one standard deviation either way, and a line with a dot for each round.
void view_avalanche_svg(FILE *out, const struct avalanche *avalanche)
{
    fprintf(
        out,
        "<svg viewBox=\"0 0 %g %g\" role=\"img\" class=\"avalanche\" xmlns=\"http://www.w3.org/2000/svg\" "
        "aria-label=\"bits that differ after each round: ",
        WIDTH, HEIGHT);
    view_html_text(out, avalanche->what);
    fputs("\">\n", out);
    put_axes(out, avalanche);
    fputs("<polygon class=\"band\" points=\"", out);
    for (size_t i = 0; i < avalanche->n; i++)
        fprintf(
            out, "%.1f,%.1f ", x_of(avalanche, i),
            y_of(part_of(avalanche, i, avalanche_mean(avalanche, i) + avalanche_deviation(avalanche, i))));
    for (size_t i = avalanche->n; i-- > 0;)
        fprintf(
            out, "%.1f,%.1f ", x_of(avalanche, i),
            y_of(part_of(avalanche, i, avalanche_mean(avalanche, i) - avalanche_deviation(avalanche, i))));
    fputs("\"/>\n<polyline class=\"mean\" points=\"", out);
    for (size_t i = 0; i < avalanche->n; i++)
        fprintf(out, "%.1f,%.1f ", x_of(avalanche, i),
                y_of(part_of(avalanche, i, avalanche_mean(avalanche, i))));
    fputs("\"/>\n", out);
    for (size_t i = 0; i < avalanche->n; i++)
        fprintf(out,
                "<circle class=\"mean\" cx=\"%.1f\" cy=\"%.1f\" r=\"3\"><title>%s: %.2f of %u "
                "bits</title></circle>\n",
                x_of(avalanche, i), y_of(part_of(avalanche, i, avalanche_mean(avalanche, i))),
                avalanche->rounds[i].name, avalanche_mean(avalanche, i), avalanche->rounds[i].bits);
    fputs("</svg>\n", out);
}

enum gl_error view_avalanche_html(FILE *out, const struct avalanche *avalanche, const char *title)
{
    fprintf(out, "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                 "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                 "<title>avalanche - glasslock</title>\n<style>\n");
    fwrite(page_css.begin, 1, (size_t)(page_css.end - page_css.begin), out);
    fprintf(out,
            "</style>\n</head>\n<body class=\"sheet\">\n<h1>%s: the avalanche</h1>\n<p>How many bits differ "
            "after each round, %s; "
            "mean of %u runs, with a band of one standard deviation.</p>\n",
            title, avalanche->what, avalanche->runs);
    view_avalanche_svg(out, avalanche);
    fputs("<table class=\"cells\"><thead><tr><th scope=\"col\">what leaves</th><th "
          "scope=\"col\">bits</th><th scope=\"col\">mean</th>"
          "<th scope=\"col\">sd</th><th scope=\"col\">least</th><th "
          "scope=\"col\">most</th></tr></thead>\n<tbody>\n",
          out);
    for (size_t i = 0; i < avalanche->n; i++) {
        const struct avalanche_round *r = &avalanche->rounds[i];
        fprintf(
            out,
            "<tr><th scope=\"row\">%s</th><td>%u</td><td>%.2f</td><td>%.2f</td><td>%u</td><td>%u</td></tr>\n",
            r->name, r->bits, avalanche_mean(avalanche, i), avalanche_deviation(avalanche, i), r->least,
            r->most);
    }
    fputs("</tbody></table>\n</body>\n</html>\n", out);
    return GL_OK;
}
