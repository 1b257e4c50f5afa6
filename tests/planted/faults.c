// SPDX-License-Identifier: MIT
// Defects on purpose, one a run, beside the right way: the libraries of tests/faults/ must bring each to
// light.
//   copy, short-write, short-read, interrupted   standard input to the file OUT
//   half                                         the same, straight over an OUT that is there
//   patient, hasty                               wait for 0.3 s, by one clock or the other
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

struct ways {
    const char *name;
    bool whole_writes, whole_reads, retries, renames;
};

static ssize_t again(ssize_t n, bool retries)
{
    return n < 0 && errno == EINTR && retries ? -2 : n;
}

static bool put(int fd, const char *data, size_t bytes, const struct ways *way)
{
    while (bytes) {
        ssize_t n = again(write(fd, data, bytes), way->retries);
        if (n == -1)
            return false;
        if (n == -2)
            continue;
        size_t taken = way->whole_writes ? (size_t)n : bytes; // the defect: what was not taken is passed over
        data += taken;
        bytes -= taken;
    }
    return true;
}

static bool copy(int out, const struct ways *way)
{
    static char block[4096];
    for (;;) {
        ssize_t n = again(read(STDIN_FILENO, block, sizeof block), way->retries);
        if (n == -2)
            continue;
        if (n < 0 || (n > 0 && !put(out, block, (size_t)n, way)))
            return false;
        if (!n || (!way->whole_reads && n < (ssize_t)sizeof block)) // the defect: a short read is no end
            return true;
    }
}

static int run(const struct ways *way, const char *path)
{
    char temporary[4096];
    snprintf(temporary, sizeof temporary, "%s%s", path, way->renames ? ".new" : "");
    int out = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    bool good = out >= 0 && copy(out, way);
    if (good && way->renames)
        good = !rename(temporary, path);
    if (good)
        return 0;
    fprintf(stderr, "planted-faults: %s: %s\n", path, strerror(errno));
    return 1;
}

// The defect of the hasty one: a jump of the wall clock ends the wait, or makes it last.
static int await(clockid_t id)
{
    struct timespec begin, now;
    clock_gettime(id, &begin);
    for (unsigned steps = 0; steps < 30; steps++) {
        nanosleep(&(struct timespec){.tv_nsec = 10000000}, NULL);
        clock_gettime(id, &now);
        if (steps == 5 && system("echo 3600 >\"$GLASSLOCK_CLOCK\"") != 0)
            return 2;
        if (now.tv_sec - begin.tv_sec > 60) {
            fputs("planted-faults: dropped after an hour\n", stderr);
            return 1;
        }
    }
    return 0;
}

int main(int argc, char **argv)
{
    static const struct ways ways[] = {
        {"copy", true, true, true, true},        {"short-write", false, true, true, true},
        {"short-read", true, false, true, true}, {"interrupted", true, true, false, true},
        {"half", true, true, true, false},
    };
    if (argc == 2 && (strcmp(argv[1], "patient") == 0 || strcmp(argv[1], "hasty") == 0))
        return await(strcmp(argv[1], "hasty") == 0 ? CLOCK_REALTIME : CLOCK_MONOTONIC);
    for (size_t i = 0; argc == 3 && i < sizeof ways / sizeof *ways; i++)
        if (strcmp(argv[1], ways[i].name) == 0)
            return run(&ways[i], argv[2]);
    fputs("usage: planted-faults copy|short-write|short-read|interrupted|half OUT, or patient|hasty\n",
          stderr);
    return 2;
}
