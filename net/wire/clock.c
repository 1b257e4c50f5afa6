// SPDX-License-Identifier: MIT
#include "net/wire/clock.h"

#include <time.h>

static uint64_t clock_us(clockid_t id)
{
    struct timespec now;
    clock_gettime(id, &now);
    return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

uint64_t clock_wall_ms(void)
{
    return clock_us(CLOCK_REALTIME) / 1000;
}

uint64_t clock_steady_ms(void)
{
    return clock_steady_us() / 1000;
}

uint64_t clock_steady_us(void)
{
    return clock_us(CLOCK_MONOTONIC);
}

int clock_sooner(int a, int b)
{
    return a < 0 ? b : b < 0 || a < b ? a : b;
}
