// SPDX-License-Identifier: MIT
// The page: head, contents, sections.
#include "report/report.h"

extern const char _binary_report_report_css_start[], _binary_report_report_css_end[];
static const struct {
    const char *begin, *end;
} style = {_binary_report_report_css_start, _binary_report_report_css_end};

static const struct section {
    const char *id, *name;
    void (*write)(struct report *report);
} sections[] = {
    {"machine", "What was built and run", report_machine},
    {"vectors", "Vectors", report_vectors},
    {"ladder", "Ladder", report_ladder},
    {"scaling", "Scaling", report_scaling},
    {"chat", "Chat", report_chat},
    {"traces", "Traces", report_traces},
    {"avalanche", "Avalanche", report_avalanche},
    {"protocol", "Protocol", report_sequence},
    {"promises", "Promises", report_promises},
};

void report_page(struct report *report)
{
    FILE *out = report->out;
    fputs("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
          "content=\"width=device-width, initial-scale=1\">\n<meta http-equiv=\"Content-Security-Policy\" "
          "content=\"default-src 'none'; img-src data:; style-src 'unsafe-inline'\">\n<title>glasslock: lab "
          "report</title>\n<style>\n",
          out);
    fwrite(style.begin, 1, (size_t)(style.end - style.begin), out);
    fputs("</style>\n</head>\n<body>\n<header>\n<h1>glasslock: lab report</h1>\n<p>Cryptography by hand, "
          "from the "
          "standards: what was built, checked, measured and traced. Every number here was printed by a run "
          "of the "
          "program.</p>\n<nav><ol>\n",
          out);
    for (size_t i = 0; i < sizeof sections / sizeof sections[0]; i++)
        fprintf(out, "<li><a href=\"#%s\">%s</a></li>\n", sections[i].id, sections[i].name);
    fputs("</ol></nav>\n</header>\n<main>\n<section>\n", out);
    for (size_t i = 0; i < sizeof sections / sizeof sections[0]; i++)
        sections[i].write(report);
    fputs("</section>\n</main>\n</body>\n</html>\n", out);
}
