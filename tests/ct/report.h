// SPDX-License-Identifier: MIT
// The table that check-ct prints, and the block for each leak: what, by which method, where.
#ifndef GLASSLOCK_TESTS_CT_REPORT_H
#define GLASSLOCK_TESTS_CT_REPORT_H

#include "tests/ct/memcheck.h"
#include "tests/ct/step.h"

struct report_row {
    const char *family, *engine;
    const struct ct_operation *operation;
    unsigned number;
    int memcheck; // complaints, or MEMCHECK_NOT_RUN, MEMCHECK_DIED
    bool stepped;
    struct step_result step;
};

void report_start(bool memcheck, bool stepping);
void report_row(const struct report_row *row, const struct memcheck *m, const char *program);
void report_absent(const char *family, const char *engine); // this CPU cannot run it
int report_end(void);                                       // the exit status

#endif
