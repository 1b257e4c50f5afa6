// SPDX-License-Identifier: MIT
#include "bench/machine.h"

#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#ifndef BENCH_CFLAGS
#define BENCH_CFLAGS ""
#endif

int machine_pin(int wanted)
{
    cpu_set_t allowed, one;
    int core = wanted;
    if (core < 0) {
        if (sched_getaffinity(0, sizeof allowed, &allowed) != 0)
            return -1;
        for (unsigned i = 0; i < CPU_SETSIZE; i++)
            core = CPU_ISSET(i, &allowed) ? (int)i : core;
    }
    CPU_ZERO(&one);
    CPU_SET((unsigned)core, &one);
    return sched_setaffinity(0, sizeof one, &one) == 0 ? core : -1;
}

double machine_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

#if defined(__x86_64__)
#include <x86intrin.h>

static double measure_ghz(void)
{
    double start = machine_seconds(), now = start;
    uint64_t first = __rdtsc();
    while (now - start < 0.05)
        now = machine_seconds();
    return (double)(__rdtsc() - first) / (now - start) / 1e9;
}
#else
static double measure_ghz(void)
{
    return 0;
}
#endif

double machine_ghz(void)
{
    static double ghz = -1;
    if (ghz < 0)
        ghz = measure_ghz();
    return ghz;
}

const char *machine_cpu(void)
{
    static char name[128];
    char line[256];
    FILE *in = name[0] ? NULL : fopen("/proc/cpuinfo", "re");
    while (in && !name[0] && fgets(line, sizeof line, in))
        if (strncmp(line, "model name", 10) == 0 && strchr(line, ':'))
            sscanf(strchr(line, ':') + 1, " %127[^\n]", name);
    if (in)
        fclose(in);
    if (!name[0])
        snprintf(name, sizeof name, "unknown CPU");
    return name;
}

const char *machine_compiler(void)
{
#ifdef __clang__
    return "clang " __clang_version__ " " BENCH_CFLAGS;
#else
    return "gcc " __VERSION__ " " BENCH_CFLAGS;
#endif
}

const char *machine_date(void)
{
    static char text[32];
    time_t now = time(NULL);
    struct tm utc;
    if (!text[0] && gmtime_r(&now, &utc))
        strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc);
    return text;
}
