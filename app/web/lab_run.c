// SPDX-License-Identifier: MIT
// A job's process: this program again, its output through a pipe.
#include "app/web/lab.h"
#include "app/web/spawn.h"

#include "net/wire/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define PIECE_BYTES 16384
#define TURN_MS     1000

static pid_t start(const struct lab_call *call, int out)
{
    char *argv[LAB_ARGS + 2] = {"glasslock"};
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    pid_t pid = -1;
    memcpy(argv + 1, call->argv, sizeof call->argv);
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, out, STDERR_FILENO);
    spawn_attributes(&attributes, POSIX_SPAWN_SETPGROUP); // its children end with it
    if (posix_spawn(&pid, "/proc/self/exe", &actions, &attributes, argv, environ))
        pid = -1;
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return pid;
}

// Pass on what comes. false: it has to be stopped.
static bool pass_on(int in, lab_tell *tell, void *context)
{
    char piece[PIECE_BYTES];
    size_t all = 0;
    uint64_t end = clock_steady_ms() + LAB_SECONDS * UINT64_C(1000);
    for (;;) {
        struct pollfd poller = {.fd = in, .events = POLLIN};
        int ready = poll(&poller, 1, TURN_MS);
        ssize_t n = ready > 0 ? read(in, piece, sizeof piece) : 0;
        if (ready > 0 && !n)
            return true;
        if (n < 0 && errno != EINTR)
            return true;
        if (n > 0)
            all += (size_t)n;
        // Nothing for a while: an empty piece finds out whether anybody still listens.
        if (!tell(context, piece, n > 0 ? (size_t)n : 0) || all > LAB_OUTPUT_BYTES || clock_steady_ms() > end)
            return false;
    }
}

bool lab_run(const struct lab_call *call, lab_tell *tell, void *context, int *status, char *error,
             size_t room)
{
    int ends[2], state;
    if (pipe2(ends, O_CLOEXEC)) {
        snprintf(error, room, "cannot start it: %s", strerror(errno));
        return false;
    }
    pid_t pid = start(call, ends[1]);
    close(ends[1]);
    if (pid < 0) {
        close(ends[0]);
        snprintf(error, room, "cannot start it");
        return false;
    }
    if (!pass_on(ends[0], tell, context))
        kill(-pid, SIGTERM);
    close(ends[0]);
    while (waitpid(pid, &state, 0) < 0 && errno == EINTR) {
    }
    *status = WIFSIGNALED(state) ? 128 + WTERMSIG(state) : WEXITSTATUS(state);
    return true;
}
