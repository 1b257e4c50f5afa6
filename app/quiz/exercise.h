// SPDX-License-Identifier: MIT
// What `glasslock trace --quiz`, `--worksheet` and `--mark` do.
#ifndef GLASSLOCK_APP_QUIZ_EXERCISE_H
#define GLASSLOCK_APP_QUIZ_EXERCISE_H

#include "crypto/trace/trace.h"

#include <stdbool.h>
#include <stddef.h>

struct exercise {
    bool quiz, whole_class;
    const char *worksheet; // the student's page; the key and the form get names beside it
    const char *mark;      // a filled-in form
    const char *student, *title, *algorithm;
    const char *warning; // said of the run in quiz and sheet, or NULL
    bool json;           // the quiz's result as JSON on standard output, questions on standard error
    size_t questions;
    uint64_t seed;
};

// APP_OK, or a status after one line on standard error.
int exercise_run(const struct exercise *exercise, const struct trace *t);

#endif
