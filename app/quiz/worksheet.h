// SPDX-License-Identifier: MIT
// A sheet to print: questions with blanks for the student, the same with the answers for the teacher, and a
// JSON file to fill in that the program marks.
#ifndef GLASSLOCK_APP_QUIZ_WORKSHEET_H
#define GLASSLOCK_APP_QUIZ_WORKSHEET_H

#include "app/quiz/quiz.h"

struct worksheet {
    struct quiz quiz;
    const char *title;   // of the algorithm
    const char *student; // or NULL: a line to write the name on
    const char *warning; // such as that this is not the standard's algorithm, or NULL
};

// Keep only questions whose answer the student's page does not show anywhere, in no notation. False where
// none is left, or without memory.
bool worksheet_hide(struct worksheet *sheet);

void worksheet_page(FILE *out, const struct worksheet *sheet, bool answers);
// {"format": "glasslock-worksheet", ..., "answers": [{"seq", "label", "answer": ""}]}; NULL without memory.
json_t *worksheet_form(const struct worksheet *sheet);

// Mark a filled-in form: a line a question on `out`, then the score. False, with one line in why, where it is
// not a form for this trace.
bool worksheet_mark(FILE *out, const struct trace *t, const char *algorithm, const json_t *form, char *why,
                    size_t room);

#endif
