// SPDX-License-Identifier: MIT
#include "tests/process.h"

#include "net/wire/clock.h"
#include "tests/run.h"
#include "tests/shell.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

struct process {
    pid_t pid;
    int in, out;
    char *seen; // everything so far, NUL-terminated
    size_t bytes, room;
    size_t passed; // before here, process_await() does not look again
    char *line;
    char command[200];
};

static void child(const char *command, const int in[2], const int out[2])
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    dup2(in[0], STDIN_FILENO);
    dup2(out[1], STDOUT_FILENO);
    dup2(out[1], STDERR_FILENO);
    execl("/bin/sh", "sh", "-c", command, (char *)NULL);
    _exit(127);
}

struct process *process_start(const char *format, ...)
{
    struct process *p = calloc(1, sizeof *p);
    char command[4096] = "exec ";
    va_list args;
    va_start(args, format);
    vsnprintf(command + 5, sizeof command - 5, format, args);
    va_end(args);
    shell_directory();
    int in[2] = {-1, -1}, out[2] = {-1, -1};
    CU_ASSERT_FATAL(p && !pipe2(in, O_CLOEXEC) && !pipe2(out, O_CLOEXEC));
    snprintf(p->command, sizeof p->command, "%.199s", command);
    p->pid = fork();
    CU_ASSERT_FATAL(p->pid >= 0);
    if (!p->pid)
        child(command, in, out);
    close(in[0]);
    close(out[1]);
    p->in = in[1];
    p->out = out[0];
    fcntl(p->in, F_SETFL, O_NONBLOCK);
    fcntl(p->out, F_SETFL, O_NONBLOCK);
    fcntl(p->out, F_SETPIPE_SZ, 1 << 20); // so that nobody waits whom the test does not listen to just now
    signal(SIGPIPE, SIG_IGN);             // who ended early is told by process_end()
    return p;
}

// Read what there is; wait for it at most until `end`. false: the output has ended, or the time has.
static bool more(struct process *p, uint64_t end)
{
    struct pollfd poller = {.fd = p->out, .events = POLLIN};
    uint64_t now = clock_steady_ms();
    if (now >= end || poll(&poller, 1, (int)(end - now)) <= 0)
        return false;
    if (p->room - p->bytes < 4096) {
        p->room = 2 * p->room + 8192;
        p->seen = realloc(p->seen, p->room);
    }
    ssize_t n = read(p->out, p->seen + p->bytes, p->room - p->bytes - 1);
    if (n <= 0)
        return n < 0 && (errno == EAGAIN || errno == EINTR);
    for (ssize_t i = 0; i < n; i++, p->bytes++)
        if (!p->seen[p->bytes])
            p->seen[p->bytes] = '?'; // a zero byte would end the text
    p->seen[p->bytes] = '\0';
    return true;
}

void process_say(struct process *p, const char *format, ...)
{
    char line[65536];
    va_list args;
    va_start(args, format);
    int n = vsnprintf(line, sizeof line - 1, format, args);
    va_end(args);
    line[n++] = '\n';
    // Its output is read meanwhile: it may wait for that before it reads on.
    uint64_t end = clock_steady_ms() + PATIENCE_MS;
    for (ssize_t done = 0; done < n && clock_steady_ms() < end;) {
        ssize_t m = write(p->in, line + done, (size_t)(n - done));
        if (m < 0 && errno != EAGAIN)
            return;
        done += m > 0 ? m : 0;
        if (m < 0)
            more(p, clock_steady_ms() + 10);
    }
}

// The next whole line with the words, malloc'd; NULL: none yet.
static char *take_line(struct process *p, const char *words)
{
    while (p->passed < p->bytes) {
        const char *at = p->seen + p->passed, *stop = strchr(at, '\n');
        if (!stop)
            return NULL;
        p->passed += (size_t)(stop - at) + 1;
        char *line = strndup(at, (size_t)(stop - at));
        if (strstr(line, words))
            return line;
        free(line);
    }
    return NULL;
}

const char *process_await(struct process *p, const char *words)
{
    uint64_t end = clock_steady_ms() + PATIENCE_MS;
    free(p->line);
    while (!(p->line = take_line(p, words)))
        if (!more(p, end)) {
            fprintf(stderr, "\n%s\nnever said: %s\nbut:\n%s\n", p->command, words,
                    p->seen ? p->seen : "(nothing)");
            CU_FAIL("a process did not say what was awaited");
            return "";
        }
    return p->line;
}

bool process_saw(const struct process *p, const char *words)
{
    return p->seen && strstr(p->seen, words);
}

void process_listen(struct process *p)
{
    while (more(p, clock_steady_ms() + 1)) {
    }
}

const char *process_seen(const struct process *p)
{
    return p->seen ? p->seen : "";
}

unsigned process_count(const struct process *p, const char *words)
{
    unsigned n = 0;
    for (const char *at = p->seen; at && (at = strstr(at, words)); at += strlen(words))
        n++;
    return n;
}

bool process_ended(const struct process *p)
{
    siginfo_t how = {.si_pid = 0};
    return waitid(P_PID, (id_t)p->pid, &how, WEXITED | WNOHANG | WNOWAIT) == 0 && how.si_pid == p->pid;
}

pid_t process_id(const struct process *p)
{
    return p->pid;
}

void process_signal(struct process *p, int number)
{
    kill(p->pid, number);
}

static void free_process(struct process *p)
{
    close(p->out);
    free(p->seen);
    free(p->line);
    free(p);
}

int process_end(struct process *p)
{
    uint64_t end = clock_steady_ms() + PATIENCE_MS;
    close(p->in);
    while (more(p, end)) {
    }
    int status;
    while (waitpid(p->pid, &status, WNOHANG) == 0) {
        if (clock_steady_ms() > end) {
            fprintf(stderr, "\n%s\nnever ended; it said:\n%s\n", p->command, p->seen ? p->seen : "(nothing)");
            CU_FAIL("a process did not end");
            kill(p->pid, SIGKILL);
            waitpid(p->pid, &status, 0);
            break;
        }
        nanosleep(&(struct timespec){.tv_nsec = 2000000}, NULL);
    }
    free_process(p);
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

void process_kill(struct process *p)
{
    kill(p->pid, SIGKILL);
    waitpid(p->pid, NULL, 0);
    close(p->in);
    free_process(p);
}
