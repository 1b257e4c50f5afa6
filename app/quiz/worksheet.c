// SPDX-License-Identifier: MIT
#include "app/quiz/worksheet.h"

#include "app/page/page.h"
#include "app/views/view.h"
#include "crypto/common/no_memory.h"
#include "crypto/common/text.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static void put_question(FILE *out, const struct worksheet *sheet, size_t i, bool answers)
{
    const struct trace *t = sheet->quiz.t;
    const struct trace_step *step = trace_get(t, sheet->quiz.at[i]);
    char path[VIEW_PATH_ROOM], *formula = view_formula_text(t, step, view_operation);
    view_path(t, step->scope, path, sizeof path);
    fprintf(out, "<li><p class=\"place\">");
    view_html_text(out, step->scope ? path : trace_get_scope(t, 0)->title);
    fputs("</p>\n<p class=\"formula\"><b>", out);
    view_html_text(out, step->label);
    fputs("</b> = ", out);
    view_html_text(out, formula);
    free(formula);
    if (step->citation) {
        fputs(" <small>(", out);
        view_html_text(out, step->citation);
        fputs(")</small>", out);
    }
    fputs("</p>\n<table>\n", out);
    for (size_t k = 0; k < step->n_inputs; k++) {
        const struct trace_step *input = trace_get(t, step->inputs[k]);
        char *value = view_value(input);
        fputs("<tr><th scope=\"row\">", out);
        view_html_text(out, input->label);
        fprintf(out, " #%u</th><td><code>", step->inputs[k]);
        view_html_text(out, value);
        fputs("</code></td></tr>\n", out);
        free(value);
    }
    fputs("<tr class=\"asked\"><th scope=\"row\">", out);
    view_html_text(out, step->label);
    fprintf(out, "</th><td>");
    char *value = answers ? view_value(step) : NULL;
    if (value) {
        fputs("<code class=\"answer\">", out);
        view_html_text(out, value);
        fputs("</code>", out);
    } else {
        fprintf(out, "<span class=\"blank\"></span> <small>%u bits</small>", step->bits);
    }
    free(value);
    fputs("</td></tr>\n</table></li>\n", out);
}

// The tables that the questions look values up in, once each.
static void put_tables(FILE *out, const struct worksheet *sheet)
{
    const struct trace_table *table = NULL;
    for (size_t k = 0; (table = trace_table_of(sheet->quiz.t, k)); k++) {
        bool used = false;
        for (size_t i = 0; i < sheet->quiz.n; i++)
            used = used || trace_get(sheet->quiz.t, sheet->quiz.at[i])->table == table;
        if (!used)
            continue;
        bool decimal = table->layout == TRACE_POSITIONS || table->layout == TRACE_DES_SBOX;
        fputs("<table class=\"cells\"><caption>Table ", out);
        view_html_text(out, table->name);
        fputs("</caption>\n", out);
        fputs("<tr><th></th>", out);
        for (unsigned column = 0; column < table->columns; column++)
            fprintf(out, "<th class=\"column\">%u</th>", column);
        fputs("</tr>\n", out);
        for (unsigned row = 0; row < table->rows; row++) {
            fprintf(out, "<tr><th>%u</th>", row);
            for (unsigned column = 0; column < table->columns; column++)
                fprintf(out, decimal ? "<td>%*" PRIu64 "</td>" : "<td>%0*" PRIx64 "</td>",
                        decimal ? 1 : (int)(table->cell_bits + 3) / 4,
                        trace_table_cell(table, (size_t)row * table->columns + column));
            fputs("</tr>\n", out);
        }
        fputs("</table>\n", out);
    }
}

static const char style[] =
    "@page { margin: 16mm; }\n"
    "body { max-width: 48rem; margin: 0 auto; padding: 1rem; color: #000; background: #fff; font: 11pt/1.4 "
    "system-ui, "
    "\"DejaVu Sans\", sans-serif; }\n"
    "h1 { font-size: 1.3rem; margin: 0 0 .3rem; }\nheader p { display: flex; gap: 2rem; }\n"
    ".line { display: inline-block; border-bottom: 1px solid #000; min-width: 14rem; }\n"
    ".warning { font-weight: 700; border: 2px solid #000; padding: .2rem .5rem; }\n"
    "ol { padding-left: 1.4rem; }\nli { break-inside: avoid; margin-bottom: 1rem; }\n"
    ".place { margin: 0; color: #444; font-size: .9em; }\n.formula { margin: .1rem 0 .3rem; }\n"
    "table { border-collapse: collapse; }\nth { text-align: left; font-weight: 400; padding: .1rem .8rem "
    ".1rem 0; white-space: "
    "nowrap; vertical-align: top; }\n"
    "code { font-family: \"DejaVu Sans Mono\", ui-monospace, monospace; overflow-wrap: anywhere; }\n"
    ".blank { display: inline-block; min-width: 20rem; height: 1.6em; border: 1px solid #000; }\n"
    ".answer { font-weight: 700; border: 1px solid #000; padding: .1rem .3rem; }\n"
    ".cells { break-inside: avoid; margin: 1rem 0; font: 9pt \"DejaVu Sans Mono\", monospace; }\n"
    ".cells td, .cells th.column { text-align: right; padding: .1rem .35rem; }\n.cells caption { text-align: "
    "left; "
    "font-family: system-ui, "
    "sans-serif; }\n.cells th { color: #555; padding: .1rem .5rem .1rem 0; }\n";

void worksheet_page(FILE *out, const struct worksheet *sheet, bool answers)
{
    fprintf(out,
            "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>worksheet - "
            "glasslock</title>\n"
            "<style>\n%s</style>\n</head>\n<body>\n<header>\n<h1>",
            style);
    view_html_text(out, sheet->title);
    fprintf(out, "%s</h1>\n<p><span>Name: ", answers ? ": the key" : "");
    if (sheet->student)
        view_html_text(out, sheet->student);
    else
        fputs("<span class=\"line\"></span>", out);
    fprintf(out, "</span> <span>Sheet %" PRIu64 "</span></p>\n</header>\n", sheet->quiz.seed);
    if (sheet->warning) {
        fputs("<p class=\"warning\">", out);
        view_html_text(out, sheet->warning);
        fputs("</p>\n", out);
    }
    fputs("<p>What comes out of each step? The inputs are given.</p>\n<ol>\n", out);
    for (size_t i = 0; i < sheet->quiz.n; i++)
        put_question(out, sheet, i, answers);
    fputs("</ol>\n", out);
    put_tables(out, sheet);
    fputs("</body>\n</html>\n", out);
}

// ---- nothing on the page may give an answer away ----

static char *page_text(const struct worksheet *sheet)
{
    char *text = NULL;
    size_t n = 0;
    FILE *memory = gl_text_open(&text, &n);
    worksheet_page(gl_need(memory), sheet, false);
    return gl_need_text(memory, &text);
}

// Too short to be looked for is too short to be asked.
static bool hidden(const char *page, const char *answer)
{
    return strlen(answer) >= 3 && !strstr(page, answer);
}

static bool answer_hidden(const char *page, const struct trace_step *step)
{
    char *value = view_value(step), *hex = gl_need(trace_value_hex(step));
    bool right = hidden(page, value) && (strlen(hex) < 3 || hidden(page, hex));
    free(value);
    free(hex);
    return right;
}

bool worksheet_hide(struct worksheet *sheet)
{
    struct quiz *quiz = &sheet->quiz;
    for (size_t i = 0; i < quiz->n;) {
        char *page = page_text(sheet);
        while (i < quiz->n && answer_hidden(page, trace_get(quiz->t, quiz->at[i])))
            i++;
        if (i < quiz->n) { // without this question the page is another: begin again
            memmove(quiz->at + i, quiz->at + i + 1, (quiz->n - i - 1) * sizeof quiz->at[0]);
            quiz->n--;
            i = 0;
        }
        free(page);
    }
    return quiz->n > 0;
}
