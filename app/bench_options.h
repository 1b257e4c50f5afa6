// SPDX-License-Identifier: MIT
// The command line of `glasslock bench`. It is read twice, by the same code: by `glasslock`, so that a
// mistake is told even where the benchmarks are not built, and by glasslock-bench, which runs them.
#ifndef GLASSLOCK_APP_BENCH_OPTIONS_H
#define GLASSLOCK_APP_BENCH_OPTIONS_H

#include "app/app.h"

#define BENCH_MIN_ROUNDS 7

struct bench_options {
    const char *filter;          // an extended regular expression, in either case; NULL: everything
    const char *json;            // a file, or "-"; NULL: none
    const char *raw;             // Google Benchmark's own JSON
    const char *compare, *newer; // two reports; newer NULL: this run
    bool quick, list;
    unsigned rounds; // 0: as usual
    int cpu;         // -1: as usual
};

// APP_OK, APP_HELP_SHOWN, or an error that has been told.
int bench_options_read(int argc, char **argv, struct bench_options *out);

#endif
