// SPDX-License-Identifier: MIT
// LD_PRELOAD: calls of the network that come late, so that what two threads or two programs do at once
// happens in every order.
//
//   GLASSLOCK_DELAY="in=N most=MS seed=N"   one call in N waits up to MS milliseconds; 0, or left out: never.
//                                           Of the threads a quarter waits three times as often, and a
//                                           quarter never: whoever is slow is slow for a while.
//   GLASSLOCK_DELAY_COUNT=FILE              at exit, the number of waits is appended to FILE
//
// A thread's waits are drawn by the seed and its number; which order comes of them is the kernel's.
#include "tests/faults/next.h"

#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static struct {
    __typeof__(poll) *poll;
    __typeof__(epoll_wait) *epoll_wait;
    __typeof__(accept4) *accept4;
    __typeof__(connect) *connect;
    __typeof__(read) *read;
    __typeof__(recv) *recv;
    __typeof__(send) *send;
    __typeof__(write) *write;
    __typeof__(pthread_cond_wait) *cond_wait;
    __typeof__(nanosleep) *nanosleep;
} next;

static unsigned long one_in, most_ms, seed = 1;
static atomic_ulong threads, waits;
static _Thread_local uint64_t state; // 0: this thread has not drawn yet
static char count_file[4096];

static void find_all(void)
{
    next_find(&next.poll, "poll");
    next_find(&next.epoll_wait, "epoll_wait");
    next_find(&next.accept4, "accept4");
    next_find(&next.connect, "connect");
    next_find(&next.read, "read");
    next_find(&next.recv, "recv");
    next_find(&next.send, "send");
    next_find(&next.write, "write");
    void *found = dlvsym(RTLD_NEXT, "pthread_cond_wait", "GLIBC_2.3.2"); // there is an older one of that name
    if (!found)
        found = dlsym(RTLD_NEXT, "pthread_cond_wait");
    memcpy(&next.cond_wait, &found, sizeof found);
    next_find(&next.nanosleep, "nanosleep");
}

static uint64_t draw(void)
{
    if (!state)
        state = (seed << 32 | (atomic_fetch_add(&threads, 1) + 1)) * UINT64_C(0x9e3779b97f4a7c15);
    state ^= state << 13; // Marsaglia's xorshift
    state ^= state >> 7;
    state ^= state << 17;
    return state;
}

static void wait_a_while(void)
{
    static _Thread_local unsigned often = 4; // 0, 1 or 3; 4: not drawn yet
    const int error = errno;
    if (!next.nanosleep) // a constructor of another library was before ours
        find_all();
    if (!one_in)
        return;
    if (often == 4)
        often = (unsigned[]){0, 1, 1, 3}[draw() % 4];
    if (draw() % one_in < often) {
        uint64_t us = draw() % (most_ms * 1000 + 1);
        struct timespec time = {.tv_sec = (time_t)(us / 1000000), .tv_nsec = (long)(us % 1000000) * 1000};
        atomic_fetch_add(&waits, 1);
        next.nanosleep(&time, NULL);
    }
    errno = error;
}

// ---- before the call, or where it has something new, after it ----

EXPORT int poll(struct pollfd *all, nfds_t n, int ms)
{
    wait_a_while();
    int result = next.poll(all, n, ms);
    wait_a_while();
    return result;
}

EXPORT int epoll_wait(int fd, struct epoll_event *events, int n, int ms)
{
    wait_a_while();
    int result = next.epoll_wait(fd, events, n, ms);
    wait_a_while();
    return result;
}

EXPORT int accept4(int fd, __SOCKADDR_ARG address, socklen_t *bytes, int flags)
{
    wait_a_while();
    int result = next.accept4(fd, address, bytes, flags);
    wait_a_while();
    return result;
}

EXPORT int pthread_cond_wait(pthread_cond_t *condition, pthread_mutex_t *mutex)
{
    wait_a_while();
    return next.cond_wait(condition, mutex);
}

EXPORT int connect(int fd, __CONST_SOCKADDR_ARG address, socklen_t bytes)
{
    wait_a_while();
    return next.connect(fd, address, bytes);
}

EXPORT ssize_t read(int fd, void *data, size_t bytes)
{
    wait_a_while();
    return next.read(fd, data, bytes);
}

EXPORT ssize_t recv(int fd, void *data, size_t bytes, int flags)
{
    wait_a_while();
    return next.recv(fd, data, bytes, flags);
}

EXPORT ssize_t send(int fd, const void *data, size_t bytes, int flags)
{
    wait_a_while();
    return next.send(fd, data, bytes, flags);
}

EXPORT ssize_t write(int fd, const void *data, size_t bytes)
{
    wait_a_while();
    return next.write(fd, data, bytes);
}

// ---- the environment ----

__attribute__((constructor)) static void begin(void)
{
    const char *text = getenv("GLASSLOCK_DELAY"), *file = getenv("GLASSLOCK_DELAY_COUNT");
    find_all();
    if (!text || !next_is_ours())
        return;
    most_ms = next_number(text, "most=", 0);
    seed = next_number(text, "seed=", 1);
    snprintf(count_file, sizeof count_file, "%s", file ? file : "");
    one_in = next_number(text, "in=", 0);
}

__attribute__((destructor)) static void end(void)
{
    FILE *out = *count_file ? fopen(count_file, "a") : NULL;
    one_in = 0;
    if (!out)
        return;
    fprintf(out, "%lu\n", atomic_load(&waits));
    fclose(out);
}
