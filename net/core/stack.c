// SPDX-License-Identifier: MIT
// The stacks of idle connections. A handshake goes deep; the pages that it touched would stay for as long as
// the connection lives, and most connections say nothing most of the time. So a thread that has waited for a
// while gives the pages below its frames back to the system, and waits on.
#include "net/core/internal.h"

#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#define IDLE_US 200000

void core_stack_begin(struct conn *c)
{
    pthread_attr_t attributes;
    size_t bytes;
    if (pthread_getattr_np(pthread_self(), &attributes) != 0)
        return;
    if (pthread_attr_getstack(&attributes, &c->stack, &bytes) != 0)
        c->stack = NULL;
    pthread_attr_destroy(&attributes);
    core_stack_used(c);
}

void core_stack_used(struct conn *c)
{
    const struct timeval patience = {.tv_usec = IDLE_US};
    if (c->stack && !c->stack_used)
        c->stack_used = setsockopt(c->fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience) == 0;
}

void core_stack_trim(struct conn *c)
{
    const struct timeval for_ever = {0};
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE), low = (uintptr_t)c->stack;
    uintptr_t end =
        ((uintptr_t)__builtin_frame_address(0) - 512) & ~(page - 1); // what madvise() itself needs
    (void)setsockopt(c->fd, SOL_SOCKET, SO_RCVTIMEO, &for_ever, sizeof for_ever);
    c->stack_used = false;
    if (end > low)
        (void)madvise(c->stack, end - low, MADV_DONTNEED);
}
