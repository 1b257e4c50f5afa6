// SPDX-License-Identifier: MIT
// Questions on a recorded trace: values to predict, marked against what was recorded.
//
// A question is a step: what does this operation make of these inputs? Asked are operations that can be done
// by hand, of values short enough to write. The choice repeats with its seed, and takes the operations in
// turn.
#ifndef GLASSLOCK_APP_QUIZ_QUIZ_H
#define GLASSLOCK_APP_QUIZ_QUIZ_H

#include "crypto/trace/trace.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>

#define QUIZ_MAX_QUESTIONS 100
#define QUIZ_MARKS         2 // of a question answered at once; 1 after a hint or a wrong answer

struct quiz {
    const struct trace *t;
    const char *algorithm;
    uint64_t seed;
    size_t n;
    trace_ref at[QUIZ_MAX_QUESTIONS]; // in the order of the trace
};

// At most n questions; fewer where the trace has no more. False where it has none.
bool quiz_choose(struct quiz *quiz, const struct trace *t, size_t n, uint64_t seed);

enum quiz_verdict { QUIZ_RIGHT, QUIZ_WRONG, QUIZ_UNREADABLE };
// An answer in hex (all digits, spaces allowed), binary (all bits, or after 0b), decimal (integers), x,y or O
// (points).
enum quiz_verdict quiz_mark(const struct trace_step *step, const char *answer);

// "What is S5(B5)?", and what is given: the place, the formula, its inputs' values.
void quiz_question(FILE *out, const struct trace *t, trace_ref ref);
// What the operation does, its table, and where the standard says so.
void quiz_hint(FILE *out, const struct trace *t, trace_ref ref);

// Ask on `out`, read from `in`, a line an answer: a value, "hint", "show" or "skip". NULL without memory,
// else the result:
// {"format": "glasslock-quiz", ...}, see README.md.
json_t *quiz_ask(const struct quiz *quiz, FILE *in, FILE *out);
// For a whole class: each question, Enter, its answer.
void quiz_class(const struct quiz *quiz, FILE *in, FILE *out);

#endif
