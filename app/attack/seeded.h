// SPDX-License-Identifier: MIT
// Randomness that repeats: SHA-256 in counter mode from a seed. For demonstrations, never for keys that
// anyone relies on: a seed has 64 bits and is printed.
#ifndef GLASSLOCK_APP_ATTACK_SEEDED_H
#define GLASSLOCK_APP_ATTACK_SEEDED_H

#include "crypto/common/random.h"

struct seeded {
    uint64_t seed, counter;
    struct gl_random random; // what functions of crypto/ take; its context is this struct, so do not move it
};

void seeded_init(struct seeded *s, uint64_t seed);
void seeded_bytes(struct seeded *s, void *out, size_t bytes);
uint32_t seeded_below(struct seeded *s, uint32_t bound); // uniform enough for examples; bound >= 1

#endif
