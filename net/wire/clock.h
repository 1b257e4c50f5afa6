// SPDX-License-Identifier: MIT
// Times in milliseconds: since 1970, and on a clock that never goes back.
#ifndef GLASSLOCK_NET_WIRE_CLOCK_H
#define GLASSLOCK_NET_WIRE_CLOCK_H

#include <stdint.h>

uint64_t clock_wall_ms(void);
uint64_t clock_steady_ms(void);

#endif
