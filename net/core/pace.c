// SPDX-License-Identifier: MIT
// How fast one may speak. Who has used up its share is not refused and not dropped: its thread waits before
// it reads on, so that the kernel's buffers fill up and the sender's own writes stop. The others wait for
// nothing.
//
// The share is a bucket of tokens that begins full, told by one number: the time up to which what was said is
// paid for. A message costs 1/rate seconds; a bucket is full when that time is BURST_S seconds back.
#include "net/core/internal.h"

#include "net/wire/clock.h"

#include <time.h>

#define BURST_S 20

bool conn_pace(struct conn *c)
{
    const uint64_t rate = c->server->config.limits.rate, burst = BURST_S * UINT64_C(1000000);
    if (!rate)
        return true;
    uint64_t now = clock_steady_us();
    if (c->paid_us + burst < now)
        c->paid_us = now - burst;
    c->paid_us += 1000000 / rate;
    if (c->paid_us <= now)
        return true;
    core_room_due(c); // nobody waits for what was said before
    for (; now < c->paid_us && !atomic_load(&c->over); now = clock_steady_us()) {
        uint64_t left = c->paid_us - now, tick = CORE_TICK_MS * UINT64_C(1000);
        const struct timespec wait = {.tv_nsec = (long)(left < tick ? left : tick) * 1000};
        atomic_store_explicit(&c->heard_ms, server_now_ms(), memory_order_relaxed); // it is not silent
        (void)nanosleep(&wait, NULL);
    }
    return !atomic_load(&c->over);
}
