// SPDX-License-Identifier: MIT
// Inside the stepper's drawing: one function a part of the screen. Those that return a row return the first
// free one.
#ifndef GLASSLOCK_APP_STEP_DRAW_H
#define GLASSLOCK_APP_STEP_DRAW_H

#include "app/step/stepper.h"

void draw_tree(struct stepper *s, const struct pane *p);
void draw_values(struct stepper *s, const struct pane *p);
void draw_detail(const struct stepper *s, const struct pane *p);
void draw_large(const struct stepper *s, const struct pane *p);
void draw_window(const struct stepper *s, const struct pane *p); // help, why, table, value

// A step's value in the base on show, malloc'd, or else the process ends. *digit_bits: bits of a digit, or 0
// where digits stand for no bits of their own (decimal numbers, points, verdicts). Where the value is hidden
// there are blanks: every part of the screen gets values here.
char *draw_value_text(const struct stepper *s, trace_ref ref, unsigned *digit_bits);
// The same of a step of the other run, which the caller does not show where this run's is hidden.
char *draw_other_text(const struct stepper *s, const struct trace_step *step, unsigned *digit_bits);

// The step in words, malloc'd; a question where its value is hidden. Without memory the process ends.
char *draw_words(const struct stepper *s);

// "= L0 #98 xor ...": the formula, with the standard's place where `cited`; without the cell of a table where
// that is the question. Returns the first free row.
int draw_formula(const struct stepper *s, const struct pane *p, int row, int column, unsigned style,
                 bool cited);

// The other run's step: its value with carets where it differs, or, where it is of another size, its value
// and its formula in numbers. That there is none is said.
int draw_other(const struct stepper *s, const struct pane *p, int row, const struct trace_step *step);

// A value over several rows, each with a row of marks below where there is something to mark: ^ under digits
// that differ from the first input (of a xor, an addition), * under digits that depend, = under the part that
// is chosen. At most `limit` rows of digits; what is left out is said.
int draw_value(const struct stepper *s, const struct pane *p, int row, trace_ref ref, int limit);

// 16 bytes in four columns, with the input beside where it is a state too; changed bytes in brackets.
int draw_matrix(const struct stepper *s, const struct pane *p, int row, const struct trace_step *step);
bool draw_matrix_suits(const struct stepper *s, const struct trace_step *step);

// The step's table, as much as the pane has room for around the cell looked up, which stands in brackets.
int draw_table(const struct stepper *s, const struct pane *p, int row, const struct trace_step *step);

#endif
