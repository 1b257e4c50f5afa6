// SPDX-License-Identifier: MIT
// Worked traces in their short form, each recomputed by the checker; and how fast a change spreads.
#include "report/report.h"

#include <stdlib.h>
#include <string.h>

static const struct worked {
    const char *title, *say;
    const char *argv[8]; // NULL first: this program
} worked[] = {
    {"DES", "glasslock trace des", {NULL, "trace", "des"}},
    {"AES", "glasslock trace aes", {NULL, "trace", "aes"}},
    {"SHA-256", "glasslock trace sha256 --text abc", {NULL, "trace", "sha256", "--text", "abc"}},
    {"RSA-OAEP", "glasslock trace rsa-oaep", {NULL, "trace", "rsa-oaep"}},
    {"ECDSA", "glasslock trace ecdsa", {NULL, "trace", "ecdsa"}},
};

// The command with more words after it.
static char *run(const struct worked *w, const char *option, const char *value)
{
    const char *argv[12] = {NULL};
    size_t n = 1;
    int status = 0;
    for (; n < 8 && w->argv[n]; n++)
        argv[n] = w->argv[n];
    argv[n++] = option;
    argv[n] = value;
    char *text = report_run(argv, NULL, &status);
    if (status != 0) {
        free(text);
        return NULL;
    }
    return text;
}

void report_traces(struct report *report)
{
    report_section(report, "traces", "Worked traces, in short form");
    fputs("<p>The textbook engines narrate every value. Of what repeats the first is shown in full, of the "
          "others what "
          "leaves them; the commands print the rest (<code>--format html</code> steps through it). Each "
          "trace was "
          "recomputed step by step by code that shares no arithmetic with the engines.</p>\n",
          report->out);
    setenv("COLUMNS", "124", 1); // of the traces' text
    for (size_t i = 0; i < sizeof worked / sizeof worked[0]; i++) {
        char *text = run(&worked[i], "--format", "short"), *verdict = run(&worked[i], "--check", NULL);
        fprintf(report->out, "<h3>%s</h3>\n<p><code>", worked[i].title);
        report_text(report, "%s", worked[i].say);
        fputs("</code></p>\n", report->out);
        if (text && verdict) {
            fputs("<pre class=\"trace\">", report->out);
            report_text(report, "%s", text);
            fputs("</pre>\n<p class=\"verdict\">", report->out);
            report_text(report, "%s", verdict);
            fputs("</p>\n", report->out);
        } else
            report_missing(report, "`%s` failed, or its check did.", worked[i].say);
        free(text);
        free(verdict);
    }
}

static void draw_avalanche(struct report *report, const char *algorithm, const char *what)
{
    const char *const argv[] = {
        NULL,     "trace", algorithm,  "--avalanche", what, "--runs", report->wish->quick ? "50" : "400",
        "--seed", "1",     "--format", "html",        NULL};
    int status = 0;
    char *page = report_run(argv, NULL, &status);
    char *begin = page && status == 0 ? strstr(page, "<svg") : NULL,
         *end = begin ? strstr(begin, "</svg>") : NULL;
    if (end) {
        end[6] = '\0';
        fprintf(report->out, "<figure class=\"curve\">%s\n<figcaption><code>", begin);
        for (size_t i = 1; argv[i] && strcmp(argv[i], "--format") != 0; i++)
            report_text(report, "%s%s", i == 1 ? "glasslock " : " ", argv[i]);
        fputs("</code>: mean, and a band of one standard deviation</figcaption></figure>\n", report->out);
    } else
        report_missing(report, "The avalanche of %s failed.", algorithm);
    free(page);
}

void report_avalanche(struct report *report)
{
    report_section(report, "avalanche", "The avalanche");
    fputs("<p>One bit of the input is flipped: how many of the bits that leave each round differ?</p>\n<div "
          "class=\"plots\">\n",
          report->out);
    draw_avalanche(report, "des", "in");
    draw_avalanche(report, "aes", "in");
    fputs("</div>\n", report->out);
}
