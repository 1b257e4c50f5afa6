// SPDX-License-Identifier: MIT
#include "tests/vector_temp.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct vectors_report *vector_temp_run(const char *text, const char *name)
{
    char path[128];
    snprintf(path, sizeof path, "/tmp/glasslock-XXXXXX-%s", name);
    int fd = mkstemps(path, (int)strlen(name) + 1);
    FILE *out = fd < 0 ? NULL : fdopen(fd, "w");
    if (!out)
        return NULL;
    fputs(text, out);
    fclose(out);
    const char *const paths[] = {path};
    struct vectors_report *report = vectors_run(paths, 1, &(struct vectors_options){.jobs = 2});
    unlink(path);
    return report;
}

static bool holds(const struct vectors_failure *list, size_t n, unsigned line, const char *part)
{
    char number[32];
    snprintf(number, sizeof number, ": line %u: ", line);
    for (size_t i = 0; i < n; i++)
        if ((!line || strstr(list[i].text, number)) && strstr(list[i].text, part))
            return true;
    for (size_t i = 0; i < n; i++)
        fprintf(stderr, "not '%s' in line %u: %s\n", part, line, list[i].text);
    return false;
}

bool vector_report_error(const struct vectors_report *report, unsigned line, const char *part)
{
    return holds(report->errors, report->n_errors, line, part);
}

bool vector_report_failure(const struct vectors_report *report, unsigned line, const char *part)
{
    return holds(report->failures, report->n_failures, line, part);
}

char *vector_temp_load(const char *path)
{
    FILE *in = fopen(path, "rb");
    if (!in)
        return NULL;
    fseek(in, 0, SEEK_END);
    long bytes = ftell(in);
    rewind(in);
    char *text = bytes < 0 ? NULL : calloc(1, (size_t)bytes + 1);
    if (text && fread(text, 1, (size_t)bytes, in) != (size_t)bytes) {
        free(text);
        text = NULL;
    }
    fclose(in);
    return text;
}
