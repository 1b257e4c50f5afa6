// SPDX-License-Identifier: MIT
// Small generators for tests: the same in every run.
#ifndef GLASSLOCK_TESTS_DRAW_H
#define GLASSLOCK_TESTS_DRAW_H

#include <stddef.h>
#include <stdint.h>

uint64_t test_draw(uint64_t *state); // xorshift64; the state is not 0. The high bits are the best ones
void test_fill(uint8_t *data, size_t bytes, unsigned seed);

#endif
