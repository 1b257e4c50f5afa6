// SPDX-License-Identifier: MIT
// The report of `glasslock vectors`: as a table with the failures below it, or for a program.
#ifndef GLASSLOCK_APP_VECTORS_PRINT_H
#define GLASSLOCK_APP_VECTORS_PRINT_H

#include "vectors/suite.h"

void vectors_print_table(const struct vectors_report *report);
// To standard error: a line for what several engines say alike, then how many failures each flag has.
void vectors_print_failures(const struct vectors_report *report);
int vectors_print_json(const struct vectors_report *report); // an exit status

#endif
