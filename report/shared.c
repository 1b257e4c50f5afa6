// SPDX-License-Identifier: MIT
// What the sections share: members of JSON, text, numbers in few digits.
#include "report/report.h"

#include "app/views/view.h"

#include <stdarg.h>
#include <stdlib.h>

void report_text(struct report *report, const char *format, ...)
{
    char *text = NULL;
    va_list arguments;
    va_start(arguments, format);
    if (vasprintf(&text, format, arguments) >= 0) {
        view_html_text(report->out, text);
        free(text);
    }
    va_end(arguments);
}

void report_section(struct report *report, const char *id, const char *title)
{
    fprintf(report->out, "</section>\n<section id=\"%s\">\n<h2>%s</h2>\n", id, title);
}

void report_missing(struct report *report, const char *format, ...)
{
    char *text = NULL;
    va_list arguments;
    va_start(arguments, format);
    if (vasprintf(&text, format, arguments) >= 0) {
        fputs("<p class=\"missing\">", report->out);
        view_html_text(report->out, text);
        fputs("</p>\n", report->out);
        free(text);
    }
    va_end(arguments);
}

const char *report_string(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text ? text : "";
}

double report_number(const json_t *object, const char *key)
{
    return json_number_value(json_object_get(object, key));
}

json_t *report_array(const json_t *object, const char *key)
{
    return json_object_get(object, key); // json_array_size(NULL) is 0
}

const char *report_digits(double number, char text[32])
{
    static const char *const suffixes[] = {"", "k", "M", "G"};
    size_t power = 0;
    for (bool large = number >= 99999.5; large && number >= 999.5 && power < 3; power++)
        number /= 1000;
    int digits = number >= 99.95 ? 0 : number >= 9.995 ? 1 : number >= 0.0995 ? 2 : number >= 0.00995 ? 3 : 4;
    snprintf(text, 32, "%.*f%s%s", digits, number, power ? " " : "", suffixes[power]);
    return text;
}
