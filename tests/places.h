// SPDX-License-Identifier: MIT
// Lists of places that allocate, as tests/faults/memory.c tells them.
#ifndef GLASSLOCK_TESTS_PLACES_H
#define GLASSLOCK_TESTS_PLACES_H

#include <stdbool.h>

struct place {
    unsigned long name, first, calls; // the number of its first call, and how many there were
};
// All zero: empty. Free with places_free().
struct places {
    struct place *place;
    unsigned n, room;
};

// Read what GLASSLOCK_ALLOC_PLACES wrote, in the order of the first calls; returns the sum of the calls, 0
// when there is no such file.
unsigned long places_read(struct places *p, const char *path);
// false: it was there already.
bool places_add(struct places *p, unsigned long name);
void places_free(struct places *p);

#endif
