// SPDX-License-Identifier: MIT
// What is promised and what is not: two sections of SECURITY.md, which is built into the program.
#include "report/report.h"

#include "app/views/view.h"

#include <stdlib.h>
#include <string.h>

extern const char _binary_SECURITY_md_start[], _binary_SECURITY_md_end[];
static const struct {
    const char *begin, *end;
} security = {_binary_SECURITY_md_start, _binary_SECURITY_md_end};

// Text with `code` in it.
static void put_inline(FILE *out, char *text)
{
    bool code = false;
    for (char *end; (end = strchr(text, '`')); text = end + 1, code = !code) {
        *end = '\0';
        view_html_text(out, text);
        fputs(code ? "</code>" : "<code>", out);
    }
    view_html_text(out, text);
}

// "| a | b |"; the line of dashes below a heading says nothing.
static void put_row(FILE *out, char *line, bool heading)
{
    const char *cell = heading ? "th" : "td";
    char *rest = NULL;
    if (strncmp(line, "|--", 3) == 0)
        return;
    fputs(heading ? "<thead><tr>" : "<tr>", out);
    for (char *text = strtok_r(line, "|", &rest); text; text = strtok_r(NULL, "|", &rest)) {
        fprintf(out, "<%s>", cell);
        put_inline(out, text);
        fprintf(out, "</%s>", cell);
    }
    fputs(heading ? "</tr></thead>\n" : "</tr>\n", out);
}

static const char *const ends[] = {"", "</p>\n", "</table>\n", "</li></ul>\n"};

// One line of Markdown; what is open (0 nothing, 1 paragraph, 2 table, 3 list) before and after.
static int put_line(FILE *out, char *line, int open)
{
    int kind = *line == '|'                  ? 2
               : strncmp(line, "- ", 2) == 0 ? 3
               : open == 3 && *line == ' '   ? 3
               : *line                       ? 1
                                             : 0;
    bool begins = kind != open;
    if (begins)
        fputs(ends[open], out);
    if (kind == 2) {
        if (begins)
            fputs("<table class=\"tight promises\">\n", out);
        put_row(out, line, begins);
    } else if (kind == 3) {
        fputs(begins ? "<ul><li>" : *line == '-' ? "</li><li>" : " ", out);
        put_inline(out, *line == '-' ? line + 2 : line);
    } else if (kind == 1) {
        fputs(begins ? "<p>" : " ", out);
        put_inline(out, line);
    }
    return kind;
}

static void put_part(FILE *out, char *text, const char *title)
{
    char *rest = NULL, *begin = strstr(text, title);
    int open = 0;
    char *copy = begin ? strdup(begin + strlen(title)) : NULL;
    char *end = copy ? strstr(copy, "\n## ") : NULL;
    if (end)
        *end = '\0';
    for (char *line = copy; line; line = rest) {
        rest = strchr(line, '\n');
        if (rest)
            *rest++ = '\0';
        open = put_line(out, line, open);
    }
    fputs(ends[open], out);
    free(copy);
}

void report_promises(struct report *report)
{
    char *text = strndup(security.begin, (size_t)(security.end - security.begin));
    report_section(report, "promises", "What is promised, and what is not");
    if (!text)
        return;
    fputs("<h3>Promised, and how it is tested</h3>\n", report->out);
    put_part(report->out, text, "## Promises\n");
    fputs("<h3>Not promised</h3>\n", report->out);
    put_part(report->out, text, "## Not promised\n");
    free(text);
}
