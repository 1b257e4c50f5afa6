// SPDX-License-Identifier: MIT
// The state behind ct.h's words: which method is at work, and with which secret.
#ifndef GLASSLOCK_TESTS_CT_HARNESS_H
#define GLASSLOCK_TESTS_CT_HARNESS_H

#include "tests/ct/ct.h"

#include <stdbool.h>

enum harness_mode {
    HARNESS_IDLE,     // run the operation, look at nothing
    HARNESS_MEMCHECK, // under valgrind: secrets are undefined
    HARNESS_STEP,     // step through it
};

void harness_set(enum harness_mode mode, unsigned secret);
void harness_short(bool wanted); // what ct_short() says

// Print a line on standard error and end the program with status 2.
_Noreturn void harness_fail(const char *what);

#endif
