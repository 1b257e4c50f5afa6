// SPDX-License-Identifier: MIT
// Golden traces: worked examples with every intermediate value, as files in tests/golden/. A test reads a
// file line by line and looks each value up in the recorded trace, moving forward only: the order is checked
// too.
#ifndef GLASSLOCK_TESTS_GOLDEN_H
#define GLASSLOCK_TESTS_GOLDEN_H

#include "crypto/trace/trace.h"

#include <stdbool.h>
#include <stdio.h>

#define GOLDEN_LINE 8192

struct golden {
    FILE *file;
    char path[160];
    unsigned line;
    char text[GOLDEN_LINE]; // the current line, without its newline
    const struct trace *trace;
    trace_ref at;    // where the next look-up begins
    unsigned values; // how many were compared
};

// A file that is missing is a failed test, and golden_next() is false at once.
void golden_open(struct golden *g, const char *name, const struct trace *trace);
bool golden_next(struct golden *g); // the next line that is not empty
void golden_close(struct golden *g);

// The next step labelled `label` has the value `hex` (either case, to the next space); asserts it, and moves
// there.
void golden_expect(struct golden *g, const char *label, const char *hex);

// The same for an integer, which the file may print without its leading zeros.
void golden_expect_integer(struct golden *g, const char *label, const char *hex);

// The hex after `key` in the current line ("W[3] = "); NULL where the line does not have it.
const char *golden_after(const struct golden *g, const char *key);

// Malloc'd bytes of a hex word; *bytes receives how many.
uint8_t *golden_bytes(const char *hex, size_t *bytes);

// The value of "KEY " or "KEY = " at the start of a line anywhere in the file, malloc'd bytes.
uint8_t *golden_field(const char *name, const char *key, size_t *bytes);

#endif
