// SPDX-License-Identifier: MIT
// A canvas on a terminal that ncurses has opened: what the stepper and the chat share.
#ifndef GLASSLOCK_APP_STEP_SCREEN_H
#define GLASSLOCK_APP_STEP_SCREEN_H

#include "app/step/canvas.h"

void screen_colours(void);                // once, after the terminal is open: colour as app_colour() says
void screen_show(const struct canvas *c); // the caller places the cursor and refreshes

#endif
