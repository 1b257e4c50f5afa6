// SPDX-License-Identifier: MIT
// Two ways to run a stepper: on a terminal, and from a script. Both return an enum app_status.
#ifndef GLASSLOCK_APP_STEP_RUN_H
#define GLASSLOCK_APP_STEP_RUN_H

#include "app/step/stepper.h"

#include <stdio.h>

// Until q, the terminal restored on every way out. Colour as app_colour() says.
int step_terminal(struct stepper *s);

// Commands from a file, one a line:
//   KEY...            keys by name (right, left, up, down, home, end, pgup, pgdn, enter, esc, tab, backspace,
//   space), as the
//                     character itself, or repeated (right*5)
//   type TEXT         each character of the text as a key
//   screen            print the screen
//   expect TEXT       end with status 1 unless the screen holds the text
//   size COLUMNSxROWS, click ROW COLUMN, tick [N] (N beats of playing), # a comment
int step_script(struct stepper *s, FILE *in, const char *name, int columns, int rows);

#endif
