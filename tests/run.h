// SPDX-License-Identifier: MIT
// The test program: every tests/test_NAME.c defines suite_NAME(), which adds a CUnit suite and its tests. The
// table of suites is written by the Makefile from the files that are there.
#ifndef GLASSLOCK_TESTS_RUN_H
#define GLASSLOCK_TESTS_RUN_H

#include <CUnit/CUnit.h>
#include <stdbool.h>

// How long a test waits for what must come: it is there at once, except on a very busy machine, and only a
// test that fails waits so long.
#define PATIENCE_MS 30000

struct test_suite {
    const char *name;
    void (*add)(void);
};
extern const struct test_suite test_suites[];

struct test_case {
    const char *name;
    void (*run)(void);
};
// Add a suite with its cases, the last of which has a NULL name.
void add_suite(const char *name, const struct test_case *cases);

#endif
