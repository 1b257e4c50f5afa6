// SPDX-License-Identifier: MIT
#include "tests/shell.h"

#include "tests/run.h"

#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static char directory[256];
static pid_t owner;

static void remove_directory(void)
{
    char command[300];
    if (getpid() != owner) // a forked child must not clean up after its parent
        return;
    snprintf(command, sizeof command, "rm -rf '%s'", directory);
    if (system(command) != 0)
        fprintf(stderr, "tests: could not remove %s\n", directory);
}

const char *shell_directory(void)
{
    if (directory[0])
        return directory;
    const char *tmp = getenv("TMPDIR"), *program = getenv("GLASSLOCK_BIN");
    char path[PATH_MAX], faults[PATH_MAX + 32];
    snprintf(directory, sizeof directory, "%s/glasslock-tests.XXXXXX", tmp && *tmp ? tmp : "/tmp");
    CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(directory));
    CU_ASSERT_PTR_NOT_NULL_FATAL(realpath(program && *program ? program : "build/glasslock", path));
    setenv("G", path, 1);
    snprintf(faults, sizeof faults, "%.*s/tests/faults", (int)(strrchr(path, '/') - path), path);
    setenv("F", faults, 1);
    setenv("T", directory, 1);
    owner = getpid();
    atexit(remove_directory);
    return directory;
}

static char *read_file(const char *name, size_t *n)
{
    char path[300];
    snprintf(path, sizeof path, "%s/%s", directory, name);
    FILE *in = fopen(path, "rb");
    CU_ASSERT_PTR_NOT_NULL_FATAL(in);
    fseek(in, 0, SEEK_END);
    long size = ftell(in);
    rewind(in);
    char *text = calloc(1, (size_t)size + 1);
    CU_ASSERT_PTR_NOT_NULL_FATAL(text);
    *n = fread(text, 1, (size_t)size, in);
    fclose(in);
    return text;
}

static struct shell run(const char *format, va_list arguments)
{
    struct shell s = {0};
    char command[16384], whole[17000];
    size_t n = 0;
    shell_directory();
    int length = vsnprintf(command, sizeof command, format, arguments);
    CU_ASSERT_TRUE_FATAL(length > 0 && (size_t)length < sizeof command);
    snprintf(whole, sizeof whole, "{ %s\n} >\"$T/.out\" 2>\"$T/.err\" </dev/null", command);
    fflush(NULL);
    int status = system(whole);
    s.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    s.out = read_file(".out", &s.out_n);
    s.err = read_file(".err", &n);
    return s;
}

struct shell shell_run(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    struct shell s = run(format, arguments);
    va_end(arguments);
    return s;
}

void shell_free(struct shell *s)
{
    free(s->out);
    free(s->err);
    *s = (struct shell){0};
}

void shell_expect(int status, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    struct shell s = run(format, arguments);
    va_end(arguments);
    if (s.status != status)
        fprintf(stderr, "status %d, expected %d: %s\n%s", s.status, status, format, s.err);
    CU_ASSERT_EQUAL(s.status, status);
    shell_free(&s);
}

static bool one_line(const char *text)
{
    const char *newline = strchr(text, '\n');
    return newline && newline > text && newline[1] == '\0';
}

void shell_refused(int status, const char *words, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    struct shell s = run(format, arguments);
    va_end(arguments);
    bool right = s.status == status && s.out_n == 0 && one_line(s.err) && (!words || strstr(s.err, words));
    if (!right)
        fprintf(stderr, "not refused as expected (status %d, %zu bytes out): %s\n%s", s.status, s.out_n,
                format, s.err);
    CU_ASSERT_TRUE(right);
    shell_free(&s);
}
