// SPDX-License-Identifier: MIT
// The keyboard of a terminal that ncurses has opened: its codes as the view's keys.
#ifndef GLASSLOCK_APP_CHAT_KEYBOARD_H
#define GLASSLOCK_APP_CHAT_KEYBOARD_H

#include <stdbool.h>

// What a key can mean besides the view's own keys (view.h) and characters.
enum keyboard_code {
    KEYBOARD_NONE = -1, // nothing is waiting
    KEYBOARD_IGNORED = -2,
    KEYBOARD_MOUSE = -3,
    KEYBOARD_RESIZE = -4,
    KEYBOARD_PASTE = -5, // what comes until KEYBOARD_PASTED was pasted
    KEYBOARD_PASTED = -6,
    KEYBOARD_SUSPEND = -7,
    KEYBOARD_REDRAW = -8,
};

void keyboard_open(void); // once, after the terminal is open
int keyboard_read(void);  // the next key that is there, without waiting

#endif
