// SPDX-License-Identifier: MIT
#include "tests/ct/memcheck.h"

#include "tests/ct/harness.h"

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <valgrind/memcheck.h>

#define MOST_ARGUMENTS 40
#define SUPPRESSIONS   "--suppressions=tests/ct/gmp.supp"

static void exec_valgrind(const char *program, const char *log, char *const *arguments)
{
    char *command[MOST_ARGUMENTS], log_option[300];
    size_t n = 0;
    snprintf(log_option, sizeof log_option, "--log-file=%s", log);
    command[n++] = strdup("valgrind");
    command[n++] = strdup("-q");
    command[n++] = strdup("--error-limit=no");
    command[n++] = strdup("--num-callers=20");
    command[n++] = strdup(SUPPRESSIONS);
    command[n++] = log_option;
    command[n++] = strdup(program);
    while (*arguments && n < MOST_ARGUMENTS - 1)
        command[n++] = *arguments++;
    command[n] = NULL;
    execvp("valgrind", command);
    _exit(127);
}

struct memcheck memcheck_start(const char *program, const char *log, char *const *arguments)
{
    struct memcheck m = {0};
    int ends[2];
    snprintf(m.log, sizeof m.log, "%s", log);
    if (system("valgrind --version >/dev/null 2>&1") != 0)
        return m;
    if (pipe(ends) != 0)
        harness_fail("no pipe");
    fflush(NULL);
    m.pid = fork();
    if (m.pid == 0) {
        dup2(ends[1], STDOUT_FILENO);
        close(ends[0]);
        close(ends[1]);
        exec_valgrind(program, log, arguments);
    }
    close(ends[1]);
    m.counts = fdopen(ends[0], "r");
    if (m.pid < 0 || !m.counts)
        harness_fail("cannot start valgrind");
    return m;
}

int memcheck_count(struct memcheck *m, unsigned number)
{
    unsigned said = 0;
    int count = 0;
    if (!m->counts)
        return MEMCHECK_NOT_RUN;
    if (fscanf(m->counts, "%u %d", &said, &count) != 2 || said != number)
        harness_fail("valgrind ended before its time; see its log");
    return count;
}

// Lines in the log begin with "==PID== " (complaints) or "**PID** " (our marks).
static const char *after_pid(const char *line)
{
    const char *at = strncmp(line, "==", 2) == 0 ? strstr(line + 2, "== ") : strstr(line, "** ");
    return at ? at + 3 : line + strlen(line);
}

void memcheck_print(const struct memcheck *m, unsigned number)
{
    char line[1024], mark[40];
    bool inside = false;
    unsigned printed = 0;
    FILE *in = fopen(m->log, "r");
    snprintf(mark, sizeof mark, "operation %u\n", number);
    while (in && fgets(line, sizeof line, in)) {
        const char *text = after_pid(line);
        if (line[0] == '*')
            inside = strcmp(text, mark) == 0;
        else if (inside && printed && text[0] == '\n')
            break;
        else if (inside && text[0] != '\n')
            printed += printf("    %s", text) > 0;
    }
    if (in)
        fclose(in);
}

void memcheck_end(struct memcheck *m)
{
    if (!m->counts)
        return;
    fclose(m->counts);
    waitpid(m->pid, NULL, 0);
}

bool memcheck_inside(void)
{
    return RUNNING_ON_VALGRIND != 0;
}

static int serve(const struct ct_operation *operation, const struct gl_family *family,
                 const struct gl_engine *engine)
{
    int status = 0, ends[2], count = MEMCHECK_DIED;
    if (pipe(ends) != 0)
        harness_fail("no pipe");
    pid_t pid = fork();
    if (pid == 0) {
        harness_set(HARNESS_MEMCHECK, 0);
        operation->run(family, engine);
        count = (int)VALGRIND_COUNT_ERRORS;
        _exit(write(ends[1], &count, sizeof count) != sizeof count);
    }
    close(ends[1]);
    if (read(ends[0], &count, sizeof count) != sizeof count)
        count = MEMCHECK_DIED;
    close(ends[0]);
    waitpid(pid, &status, 0);
    return count;
}

void memcheck_serve(const struct ct_operation *operation, const struct gl_family *family,
                    const struct gl_engine *engine, unsigned number)
{
    int count = MEMCHECK_NOT_RUN;
    VALGRIND_PRINTF("operation %u\n", number);
    if (!operation->no_memcheck && (!engine || gl_engine_available(engine)))
        count = serve(operation, family, engine);
    printf("%u %d\n", number, count);
    fflush(stdout);
}
