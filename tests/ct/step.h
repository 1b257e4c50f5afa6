// SPDX-License-Identifier: MIT
// The stepping method: run an operation natively, one instruction at a time, once for each secret, and
// compare.
//
// Each run is a child forked from the same state, so that allocations, stack and addresses are the same; the
// operation runs once without stepping first (tables made at first use are made then). Then the processor's
// trap flag is set: after every instruction the kernel calls our handler with the registers. The handler
// notes the address of the next instruction and of the memory it is going to touch, and the operands where it
// divides. The first secret's notes are kept; every other run is compared as it goes, and stops at the first
// difference.
#ifndef GLASSLOCK_TESTS_CT_STEP_H
#define GLASSLOCK_TESTS_CT_STEP_H

#include "tests/ct/ct.h"

#include <stdbool.h>

#define STEP_CALLS 12 // callers that a report names

enum step_verdict {
    STEP_CLEAN,
    STEP_BRANCH,   // the paths part after an instruction
    STEP_ADDRESS,  // an instruction touches different memory
    STEP_DIVISION, // a division has different operands, or is one of floating-point numbers
    STEP_LONGER,   // more instructions than there is room to note
    STEP_CRASH,    // a run died
};

struct step_result {
    enum step_verdict verdict;
    uint64_t steps;  // of all runs
    unsigned secret; // which one differs from the first
    uintptr_t at;    // the instruction, and who called it, innermost first
    uintptr_t callers[STEP_CALLS];
    unsigned n_callers;
};

bool step_possible(void); // on this kind of machine
struct step_result step_run(const struct ct_operation *operation, const struct gl_family *family,
                            const struct gl_engine *engine, unsigned secrets);

// ct_begin() and ct_end() call these in a stepped run.
void step_on(void);
void step_off(void);
// Public work in between is not looked at.
void step_pause(void);
void step_resume(void);

#endif
