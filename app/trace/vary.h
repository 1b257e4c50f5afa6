// SPDX-License-Identifier: MIT
// A second run that differs in something: a bit, every bit, or random bytes in place of the given ones.
// Applied where an algorithm asks for its input, key or IV (trace_args_bytes.c), so that every algorithm has
// it.
#ifndef GLASSLOCK_APP_TRACE_VARY_H
#define GLASSLOCK_APP_TRACE_VARY_H

#include "app/trace/trace_option.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct trace_vary {
    bool random; // replace input, key and IV by random bytes of the same length, made from the seed
    uint64_t seed;
    bool complement; // then flip every bit of input and key
    bool flip;       // then flip one bit of one of them
    enum trace_option option;
    uint32_t bit; // from the left, from 0

    bool flipped;  // out: the option was asked for, and has the bit
    uint32_t bits; // out: how many bits it has
};

// OPT_IN stands for the input however it was given, OPT_KEY for the key.
void trace_vary_apply(struct trace_vary *vary, enum trace_option option, uint8_t *data, size_t bytes);

// The next of a sequence of numbers that repeats with its seed (splitmix64): for examples, never for keys.
uint64_t trace_vary_next(uint64_t *seed);

#endif
