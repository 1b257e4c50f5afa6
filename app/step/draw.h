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

// The value in the base on show, malloc'd; NULL without memory. *digit_bits: bits of a digit, or 0 where
// digits stand for no bits of their own (decimal numbers, points, verdicts).
char *draw_value_text(const struct stepper *s, const struct trace_step *step, unsigned *digit_bits);

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
