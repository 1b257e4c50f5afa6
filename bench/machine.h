// SPDX-License-Identifier: MIT
// What the numbers depend on: the CPU, its counter, the pinned core, the compiler.
#ifndef GLASSLOCK_BENCH_MACHINE_H
#define GLASSLOCK_BENCH_MACHINE_H

#include <stdbool.h>
#include <stddef.h>

// Stay on one core: the last that we may use (a core that interrupts prefer less than the first), or
// `wanted`. Returns the core, or -1 where the kernel refuses.
int machine_pin(int wanted);

// The frequency of the time-stamp counter, measured once against the clock; 0 where there is none. What the
// ladder calls cycles are reference cycles: CPU time at this frequency. The core's own clock may run faster
// or slower.
double machine_ghz(void);

const char *machine_cpu(void);      // "AMD EPYC ..."
const char *machine_compiler(void); // "gcc 12.2.0 -O2 ..."
const char *machine_date(void);     // "2026-11-21T08:00:00Z", of the first call
double machine_seconds(void);       // a clock for progress

#endif
