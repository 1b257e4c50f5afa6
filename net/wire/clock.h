// SPDX-License-Identifier: MIT
// Times in milliseconds, and in microseconds.
#ifndef GLASSLOCK_NET_WIRE_CLOCK_H
#define GLASSLOCK_NET_WIRE_CLOCK_H

#include <stdint.h>

uint64_t clock_wall_ms(void);   // since 1970
uint64_t clock_steady_ms(void); // never goes back
uint64_t clock_steady_us(void);

// The sooner of two timeouts for poll(): -1 is never.
int clock_sooner(int a, int b);

#endif
