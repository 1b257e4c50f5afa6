// SPDX-License-Identifier: MIT
// A canvas on a terminal, through ncurses: what the stepper and the chat share.
#ifndef GLASSLOCK_APP_STEP_SCREEN_H
#define GLASSLOCK_APP_STEP_SCREEN_H

#include "app/step/canvas.h"

bool screen_open(void); // with keypad, mouse, and colour as app_colour() says; endwin() closes it
void screen_show(const struct canvas *c); // the caller places the cursor and refreshes

#endif
