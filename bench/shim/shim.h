// SPDX-License-Identifier: MIT
// Google Benchmark for C: register by name with sizes and counters, run, read the results, JSON out.
//
// Google Benchmark is a C++ library; shim.cc is the only C++ of the house, and this header is all that the
// rest sees of it. What is registered runs in the order of registration, one after the other, on the calling
// thread: that order is how the benchmarks are interleaved (README.md). Nothing here is thread-safe.
#ifndef GLASSLOCK_BENCH_SHIM_H
#define GLASSLOCK_BENCH_SHIM_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct shim_benchmark {
    const char *name; // copied
    // Do the work `iterations` times: the loop is yours, so that it costs what a loop in C costs. false:
    // failed.
    bool (*body)(void *context, uint64_t iterations);
    void *context;
    uint64_t iterations; // exactly so many, or 0: as many as it takes to fill min_seconds
    double min_seconds;
    double bytes, items; // of one iteration: the counters bytes_per_second and items_per_second; 0: none
};

struct shim_result {
    const char *name; // valid during the call only
    void *context;    // of the benchmark
    uint64_t iterations;
    double real_ns, cpu_ns; // of one iteration
    bool failed;
};

void shim_register(const struct shim_benchmark *benchmark);

// Run everything that is registered; `tell` hears of each result as it comes. Then forget the registrations.
void shim_run(void (*tell)(void *context, const struct shim_result *result), void *context);

// Every result since the start in Google Benchmark's own JSON, malloc'd; NULL without memory. Call it last.
char *shim_json(void);

const char *shim_version(void);

#ifdef __cplusplus
}
#endif

#endif
