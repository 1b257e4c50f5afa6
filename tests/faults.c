// SPDX-License-Identifier: MIT
#include "tests/faults.h"

#include "tests/run.h"
#include "tests/shell.h"

#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static char program[PATH_MAX];

// The file behind a mapping of ours whose name contains `words`; "" if there is none.
static void mapped(const char *words, char path[PATH_MAX])
{
    char line[PATH_MAX + 200];
    FILE *maps = fopen("/proc/self/maps", "re");
    *path = '\0';
    while (maps && !*path && fgets(line, sizeof line, maps))
        if (strstr(line, words) && strchr(line, '/'))
            snprintf(path, PATH_MAX, "%.*s", (int)strcspn(strchr(line, '/'), "\n"), strchr(line, '/'));
    if (maps)
        fclose(maps);
}

static void runtime(char path[PATH_MAX])
{
    mapped("/libasan.so", path);
    if (!*path)
        mapped("/libtsan.so", path);
}

bool faults_sanitized(void)
{
    char path[PATH_MAX];
    runtime(path);
    return *path;
}

static FILE *create(const char *name, char path[PATH_MAX])
{
    snprintf(path, PATH_MAX, "%s/%s", shell_directory(), name);
    FILE *out = fopen(path, "we");
    CU_ASSERT_PTR_NOT_NULL_FATAL(out);
    return out;
}

void faults_on(const char *library, const char *environment, ...)
{
    char first[PATH_MAX], path[PATH_MAX];
    va_list arguments;
    runtime(first);
    FILE *out = create("under", path);
    if (!*program)
        snprintf(program, sizeof program, "%s", getenv("G"));
    fprintf(out, "#!/bin/sh\nexport LD_PRELOAD='%s %s/%s.so' ", first, getenv("F"), library);
    va_start(arguments, environment);
    vfprintf(out, environment, arguments);
    va_end(arguments);
    fprintf(out, "\nexec '%s' \"$@\"\n", program);
    CU_ASSERT_EQUAL_FATAL(fclose(out), 0);
    CU_ASSERT_EQUAL_FATAL(chmod(path, 0700), 0);
    setenv("G", path, 1);
}

void faults_off(void)
{
    if (*program)
        setenv("G", program, 1);
}

static void write_words(const char *name, const char *format, va_list arguments)
{
    char path[PATH_MAX], temporary[PATH_MAX], beside[80];
    snprintf(beside, sizeof beside, "%s.new", name);
    snprintf(path, sizeof path, "%s/%s", shell_directory(), name);
    FILE *out = create(beside, temporary);
    vfprintf(out, format, arguments);
    CU_ASSERT_EQUAL_FATAL(fclose(out), 0);
    CU_ASSERT_EQUAL_FATAL(rename(temporary, path), 0); // who reads it meanwhile sees the old or the new
}

void faults_write(const char *name, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    write_words(name, format, arguments);
    va_end(arguments);
}

void faults_rule(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    write_words("rule", format, arguments);
    va_end(arguments);
}

void faults_mend(void)
{
    faults_write("rule", "%s", "");
}

void faults_disk(const char *where)
{
    faults_mend();
    faults_on("disk", "GLASSLOCK_DISK=\"$(realpath \"$T\")/%s\" GLASSLOCK_DISK_RULE=\"$T/rule\"", where);
}
