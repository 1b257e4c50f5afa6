// SPDX-License-Identifier: MIT
// Commands that run out of memory, at one place after the other (tests/faults/memory.c).
//
// Each place of a command that allocates fails, alone, or with everything after it. What must hold then: the
// command ends by itself, with no signal. Either its status is 0 and its output is what it would have been,
// or its status is 1 and it says one line about memory. A file that it writes is whole or as it was before,
// and nothing lies beside it.
//
// A place, told by its NO_MEMORY_FRAMES innermost frames, is tried once in a run of the tests, by the first
// command that comes by; every third one also with all that comes after it. With GLASSLOCK_FAULTS=every in
// the environment (`make check-faults`) places are whole call stacks, each command tries all of its own in
// both ways, and then every single allocation of its first NO_MEMORY_EVERY, and one in a hundred of the rest.
#ifndef GLASSLOCK_TESTS_NO_MEMORY_H
#define GLASSLOCK_TESTS_NO_MEMORY_H

#include <stdbool.h>

#define NO_MEMORY_EVERY  3000
#define NO_MEMORY_FRAMES "8"

struct no_memory_case {
    const char *command; // what comes after `glasslock`; words are separated by a space
    const char *writes;  // the file in out/ that it writes; NULL: none
    const char *check; // a shell command that is true of a good output; NULL: each run gives the same output
    bool planted;      // of the program `forgetful`, which has a defect: some run must go wrong
};

// Try the cases, the last of which has a NULL command, in the directory $T/memory: it is made by the shell
// command `prepare`, which runs in it.
void no_memory_try(const char *prepare, const struct no_memory_case *cases);

// In this run, is every allocation to be tried?
bool no_memory_every(void);

#endif
