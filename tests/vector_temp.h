// SPDX-License-Identifier: MIT
// Running vectors that a test has made up, through a temporary file.
#ifndef GLASSLOCK_TESTS_VECTOR_TEMP_H
#define GLASSLOCK_TESTS_VECTOR_TEMP_H

#include "vectors/suite.h"

// Write the text to a file of its own whose name ends as given, run it, remove it. Free with
// vectors_report_free.
struct vectors_report *vector_temp_run(const char *text, const char *name);

// Does the report have an error (or a failure) whose text holds all of these? NULL parts are skipped.
bool vector_report_error(const struct vectors_report *report, unsigned line, const char *part);
bool vector_report_failure(const struct vectors_report *report, unsigned line, const char *part);

// A whole file as text; freed by the caller.
char *vector_temp_load(const char *path);

#endif
