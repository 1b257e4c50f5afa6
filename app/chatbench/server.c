// SPDX-License-Identifier: MIT
// The server under load: a process of its own, so that its memory and its time can be told from ours.
#include "app/chatbench/load.h"

#include "net/core/server.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

struct child {
    struct server *server;
    int life; // a pipe that ends when our parent does
};

static void *wait_for_end(void *context)
{
    const struct child *me = context;
    char byte;
    while (read(me->life, &byte, 1) < 0 && errno == EINTR)
        continue;
    server_stop(me->server, false);
    return NULL;
}

// The folder holds files only.
static void remove_folder(const char *path)
{
    DIR *folder = opendir(path);
    for (const struct dirent *entry; folder && (entry = readdir(folder));)
        (void)unlinkat(dirfd(folder), entry->d_name, 0);
    if (folder)
        closedir(folder);
    rmdir(path);
}

static void log_line(void *context, const char *line)
{
    (void)context;
    fprintf(stderr, "%s\n", line);
}

static void run_server(const struct chatbench_options *options, const char *folder, int out, int life)
{
    char text[NET_ERROR_CHARS] = "";
    pthread_t watcher;
    struct server_config config = {.protocol = options->wire->protocol,
                                   .data = folder,
                                   .open = true,
                                   .password_hash = "yescrypt",
                                   .log = options->log ? log_line : NULL,
                                   .limits = server_default_limits};
    config.limits.rate = 0;
    config.limits.connections = config.limits.room_members = CHATBENCH_MOST_MEMBERS + 64;
    struct child me = {server_new(&config, text), life};
    if (me.server)
        snprintf(text, sizeof text, "%u", (unsigned)server_port(me.server));
    ssize_t told; // a pipe takes so little at once
    do
        told = write(out, text, strlen(text));
    while (told < 0 && errno == EINTR);
    close(out);
    if (told > 0 && me.server && pthread_create(&watcher, NULL, wait_for_end, &me) == 0) {
        server_run(me.server);
        pthread_join(watcher, NULL);
    }
    server_free(me.server);
}

// In the child, which ends with its parent however that one ends; what it has to say goes through the pipe:
// its port, or why it does not start.
static _Noreturn void be_server(const struct chatbench_options *options, int out, int life)
{
    char folder[512];
    const char *tmp = getenv("TMPDIR");
    signal(SIGINT, SIG_IGN); // Ctrl-C ends the parent
    malloc_trim(0);          // what a run before has left to us is none of the server's memory
    snprintf(folder, sizeof folder, "%.400s/glasslock-bench.XXXXXX", tmp && *tmp ? tmp : "/tmp");
    if (mkdtemp(folder)) {
        run_server(options, folder, out, life);
        remove_folder(folder);
    }
    _exit(0);
}

static int split(struct chatbench_server *s, const char *to)
{
    const char *colon = strrchr(to, ':');
    size_t length = colon ? (size_t)(colon - to) : 0;
    if (!length || !colon[1] || length >= sizeof s->host || strlen(colon + 1) >= sizeof s->port)
        return app_usage("chat-bench", "--to: '%s' is not HOST:PORT", to);
    memcpy(s->host, to, length);
    snprintf(s->port, sizeof s->port, "%s", colon + 1);
    return APP_OK;
}

// Its port, from the pipe.
static int learn_port(struct chatbench_server *s, int in)
{
    char text[NET_ERROR_CHARS] = "";
    size_t have = 0;
    for (ssize_t n; have < sizeof text - 1; have += (size_t)n) {
        n = read(in, text + have, sizeof text - 1 - have);
        if (n < 0 && errno == EINTR)
            n = 0;
        else if (n <= 0)
            break;
    }
    if (!have || strspn(text, "0123456789") != have || have >= sizeof s->port)
        return app_fail("chat-bench", "the server does not start: %s", have ? text : "it ended");
    memcpy(s->port, text, have + 1);
    snprintf(s->host, sizeof s->host, "127.0.0.1");
    return APP_OK;
}

int chatbench_server_start(struct chatbench_server *s, const struct chatbench_options *options)
{
    int port[2] = {-1, -1}, life[2] = {-1, -1};
    *s = (struct chatbench_server){.life = -1};
    if (options->to)
        return split(s, options->to);
    if (pipe2(port, O_CLOEXEC) != 0 || pipe2(life, O_CLOEXEC) != 0)
        return app_fail("chat-bench", "cannot make a pipe: %s", strerror(errno));
    fflush(NULL);
    s->pid = fork();
    if (s->pid == 0) {
        close(port[0]);
        close(life[1]);
        be_server(options, port[1], life[0]);
    }
    close(port[1]);
    close(life[0]);
    s->life = life[1];
    int status =
        s->pid > 0 ? learn_port(s, port[0]) : app_fail("chat-bench", "cannot fork: %s", strerror(errno));
    close(port[0]);
    if (status)
        chatbench_server_end(s);
    return status;
}

void chatbench_server_end(struct chatbench_server *s)
{
    if (s->life >= 0)
        close(s->life);
    while (s->pid > 0 && waitpid(s->pid, NULL, 0) < 0 && errno == EINTR)
        continue;
    *s = (struct chatbench_server){.life = -1};
}

// ---- what it costs ----

static FILE *open_proc(const struct chatbench_server *s, const char *name)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/%ld/%s", (long)s->pid, name);
    return s->pid > 0 ? fopen(path, "r") : NULL;
}

double chatbench_server_cpu(const struct chatbench_server *s)
{
    char line[1024];
    unsigned long user = 0, system = 0;
    FILE *in = open_proc(s, "stat");
    bool there = in && fgets(line, sizeof line, in);
    const char *rest = there ? strrchr(line, ')') : NULL; // the name before it may hold anything
    if (in)
        fclose(in);
    if (!rest ||
        sscanf(rest + 1, " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user, &system) != 2)
        return -1;
    return (double)(user + system) / (double)sysconf(_SC_CLK_TCK);
}

double chatbench_server_rss(const struct chatbench_server *s)
{
    char line[256];
    unsigned long kilobytes = 0;
    bool found = false;
    FILE *in = open_proc(s, "status");
    while (in && !found && fgets(line, sizeof line, in))
        found = sscanf(line, "VmRSS: %lu", &kilobytes) == 1;
    if (in)
        fclose(in);
    return found ? (double)kilobytes * 1024 : -1;
}
