// SPDX-License-Identifier: MIT
// LD_PRELOAD: a wall clock that jumps.
//
//   GLASSLOCK_CLOCK=FILE    seconds, from minus to plus, by which CLOCK_REALTIME is shifted; read anew at
//   each call, so that a
//                           test can change it while the program runs. No file, or nothing: 0
//
// clock_gettime(), time() and gettimeofday() are shifted, and waits until a time of that clock end when it
// has come there: after a jump forward at once, after one backward so much later. CLOCK_MONOTONIC, and waits
// by it, stay as they are.
#include "tests/faults/next.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define SLICE_NS 20000000 // so soon a wait notices a jump

static int (*next_clock_gettime)(clockid_t, struct timespec *);
static int (*next_timedwait)(pthread_cond_t *, pthread_mutex_t *, const struct timespec *);
static char file[PATH_MAX];

static time_t shift(void)
{
    char text[32] = "";
    if (!*file)
        return 0;
    int before = errno, fd = open(file, O_RDONLY | O_CLOEXEC);
    if (fd >= 0) {
        if (read(fd, text, sizeof text - 1) < 0)
            _exit(99);
        close(fd);
    }
    errno = before;
    return (time_t)strtol(text, NULL, 10);
}

static void find_all(void)
{
    next_find(&next_clock_gettime, "clock_gettime");
    void *wait = dlvsym(RTLD_NEXT, "pthread_cond_timedwait", "GLIBC_2.3.2"); // there is an older one, too
    memcpy(&next_timedwait, &wait, sizeof wait);
    if (!wait)
        next_find(&next_timedwait, "pthread_cond_timedwait");
}

EXPORT int clock_gettime(clockid_t id, struct timespec *now)
{
    if (!next_clock_gettime)
        find_all();
    int result = next_clock_gettime(id, now);
    if (!result && id == CLOCK_REALTIME)
        now->tv_sec += shift();
    return result;
}

EXPORT time_t time(time_t *out)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (out)
        *out = now.tv_sec;
    return now.tv_sec;
}

EXPORT int gettimeofday(struct timeval *restrict out, void *restrict zone)
{
    struct timespec now;
    (void)zone;
    clock_gettime(CLOCK_REALTIME, &now);
    *out = (struct timeval){.tv_sec = now.tv_sec, .tv_usec = now.tv_nsec / 1000};
    return 0;
}

// In slices: a wait may wake up without a reason, so the caller looks, and waits on.
EXPORT int pthread_cond_timedwait(pthread_cond_t *restrict condition, pthread_mutex_t *restrict mutex,
                                  const struct timespec *restrict until)
{
    struct timespec now, slice;
    clock_gettime(CLOCK_REALTIME, &now);
    if (now.tv_sec > until->tv_sec || (now.tv_sec == until->tv_sec && now.tv_nsec >= until->tv_nsec))
        return ETIMEDOUT;
    next_clock_gettime(CLOCK_REALTIME, &slice);
    slice.tv_nsec += SLICE_NS;
    slice.tv_sec += slice.tv_nsec / 1000000000;
    slice.tv_nsec %= 1000000000;
    int result = next_timedwait(condition, mutex, &slice);
    return result == ETIMEDOUT ? 0 : result;
}

__attribute__((constructor)) static void begin(void)
{
    const char *name = getenv("GLASSLOCK_CLOCK");
    find_all();
    if (name && next_is_ours())
        snprintf(file, sizeof file, "%s", name);
}
