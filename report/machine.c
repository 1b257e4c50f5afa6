// SPDX-License-Identifier: MIT
// What was built, and where it ran.
#include "report/report.h"

#include <gmp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#if defined(__clang__)
static const char report_compiler[] = __VERSION__;
#else
static const char report_compiler[] = "gcc " __VERSION__;
#endif

static void row(struct report *report, const char *name, const char *value)
{
    fprintf(report->out, "<tr><th scope=\"row\">%s</th><td>", name);
    report_text(report, "%s", value);
    fputs("</td></tr>\n", report->out);
}

static void cpu_name(char out[128])
{
    char line[256];
    FILE *file = fopen("/proc/cpuinfo", "r");
    snprintf(out, 128, "unknown");
    while (file && fgets(line, sizeof line, file)) {
        char *colon = strchr(line, ':');
        if (strncmp(line, "model name", 10) != 0 || !colon)
            continue;
        line[strcspn(line, "\n")] = '\0';
        snprintf(out, 128, "%s", colon + 1 + strspn(colon + 1, " "));
        break;
    }
    if (file)
        fclose(file);
}

static void put_features(struct report *report)
{
    const char *name;
    json_t *there;
    fputs("<tr><th scope=\"row\">its features that engines use</th><td>", report->out);
    json_object_foreach(json_object_get(report->engines, "cpu"), name, there) if (json_is_true(there))
        report_text(report, "%s ", name);
    fputs("</td></tr>\n", report->out);
}

static void put_version(struct report *report)
{
    int status = 0;
    char *text = report_run((const char *const[]){NULL, "--version", NULL}, NULL, &status);
    if (text) {
        text[strcspn(text, "\n")] = '\0';
        row(report, "program", text);
    }
    free(text);
}

static void put_system(struct report *report)
{
    struct utsname name;
    char text[512];
    if (uname(&name))
        return;
    snprintf(text, sizeof text, "%s %s, %s, %ld processors", name.sysname, name.release, name.machine,
             sysconf(_SC_NPROCESSORS_ONLN));
    row(report, "system", text);
}

static void put_engines(struct report *report)
{
    json_t *family;
    size_t i;
    fputs("<h3>Engines</h3>\n<p>Most families have several; the fastest that this CPU can run is in "
          "force.</p>\n"
          "<table class=\"tight\"><thead><tr><th scope=\"col\">family</th><th scope=\"col\">engine</th><th "
          "scope=\"col\">available</th><th scope=\"col\">timing</th><th "
          "scope=\"col\">technique</th></tr></thead>\n",
          report->out);
    json_array_foreach(report_array(report->engines, "families"), i, family)
    {
        json_t *engine;
        size_t j;
        fputs("<tbody>\n", report->out);
        json_array_foreach(report_array(family, "engines"), j, engine)
        {
            bool chosen = strcmp(report_string(engine, "name"), report_string(family, "chosen")) == 0;
            fprintf(report->out, "<tr%s><td>", chosen ? " class=\"chosen\"" : "");
            report_text(report, "%s", j ? "" : report_string(family, "family"));
            fputs("</td><td>", report->out);
            report_text(report, "%s%s", report_string(engine, "name"), chosen ? " (in force)" : "");
            fprintf(report->out, "</td><td>%s</td><td>%s</td><td>",
                    json_is_true(json_object_get(engine, "available")) ? "yes" : "no",
                    json_is_true(json_object_get(engine, "constant_time")) ? "constant" : "variable");
            report_text(report, "%s", report_string(engine, "technique"));
            fputs("</td></tr>\n", report->out);
        }
        fputs("</tbody>\n", report->out);
    }
    fputs("</table>\n", report->out);
}

void report_machine(struct report *report)
{
    char text[160];
    time_t now = time(NULL);
    struct tm utc;
    report_section(report, "machine", "What was built and run");
    fputs("<table class=\"facts\">\n", report->out);
    put_version(report);
    row(report, "commit", report->wish->commit ? report->wish->commit : "not told (`make report` tells it)");
    if (gmtime_r(&now, &utc) && strftime(text, sizeof text, "%Y-%m-%d %H:%M UTC", &utc))
        row(report, "made", text);
    cpu_name(text);
    row(report, "CPU", text);
    put_features(report);
    put_system(report);
    row(report, "compiler", report_compiler);
    snprintf(text, sizeof text, "GMP %s, Jansson %s", gmp_version, JANSSON_VERSION);
    row(report, "libraries", text);
    fputs("</table>\n", report->out);
    put_engines(report);
}
