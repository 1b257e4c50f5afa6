// SPDX-License-Identifier: MIT
// Running a program: its input and its output are files without a name, so neither side ever waits.
#include "report/report.h"

#include <errno.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define MOST_OUTPUT (64L << 20)

static char *contents(FILE *file)
{
    if (fseek(file, 0, SEEK_END))
        return NULL;
    long n = ftell(file);
    char *text = n >= 0 && n <= MOST_OUTPUT ? malloc((size_t)n + 1) : NULL;
    rewind(file);
    if (text && fread(text, 1, (size_t)n, file) != (size_t)n) {
        free(text);
        return NULL;
    }
    if (text)
        text[n] = '\0';
    return text;
}

static int wait_for(pid_t pid)
{
    int status = 0;
    while (waitpid(pid, &status, 0) < 0)
        if (errno != EINTR)
            return -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static int spawn(const char *const *argv, FILE *in, FILE *out)
{
    posix_spawn_file_actions_t actions;
    union { // posix_spawn changes no argument, but does not say so
        const char *given[32];
        char *words[32];
    } line = {.given = {argv[0] ? argv[0] : "glasslock"}};
    pid_t pid = -1;
    for (size_t i = 1; i < 31 && argv[i]; i++)
        line.given[i] = argv[i];
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, fileno(in), STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, fileno(out), STDOUT_FILENO);
    int error = argv[0] ? posix_spawnp(&pid, argv[0], &actions, NULL, line.words, environ)
                        : posix_spawn(&pid, "/proc/self/exe", &actions, NULL, line.words, environ);
    posix_spawn_file_actions_destroy(&actions);
    return error ? -1 : wait_for(pid);
}

char *report_run(const char *const *argv, const char *input, int *status)
{
    FILE *in = tmpfile(), *out = tmpfile();
    char *text = NULL;
    *status = -1;
    if (in && out && fputs(input ? input : "", in) >= 0 && fflush(in) == 0) {
        rewind(in);
        *status = spawn(argv, in, out);
        text = *status < 0 ? NULL : contents(out);
    }
    if (in)
        fclose(in);
    if (out)
        fclose(out);
    return text;
}
