// SPDX-License-Identifier: MIT
// The stepper: a cursor into one recorded trace and what is shown around it. It knows no terminal: keys come
// in (stepper_key), a canvas goes out (stepper_draw). The terminal (terminal.c) and the script (script.c) are
// two ways to connect them.
#ifndef GLASSLOCK_APP_STEP_STEPPER_H
#define GLASSLOCK_APP_STEP_STEPPER_H

#include "app/step/canvas.h"
#include "app/step/cursor.h"
#include "app/views/twin.h"
#include "crypto/trace/depend.h"
#include "crypto/trace/trace.h"

#include <stdbool.h>

#define STEPPER_MIN_ROWS    24
#define STEPPER_MIN_COLUMNS 80
#define STEPPER_MAX_ROWS    256 // more are left blank
#define STEPPER_HISTORY     64
#define STEPPER_TYPED       64

// Keys beyond the printable characters, which stand for themselves.
enum stepper_key {
    KEY_STEP_RIGHT = 1000,
    KEY_STEP_LEFT,
    KEY_STEP_UP,
    KEY_STEP_DOWN,
    KEY_STEP_HOME,
    KEY_STEP_END,
    KEY_STEP_PAGE_UP,
    KEY_STEP_PAGE_DOWN,
    KEY_STEP_ENTER,
    KEY_STEP_ESCAPE,
    KEY_STEP_BACKSPACE,
    KEY_STEP_TAB,
};

enum stepper_base { BASE_NATURAL, BASE_HEX, BASE_BINARY, BASE_DECIMAL, BASE_MATRIX, BASES };
enum stepper_window { WINDOW_NONE, WINDOW_HELP, WINDOW_WHY, WINDOW_TABLE, WINDOW_VALUE };
enum stepper_prompt { PROMPT_NONE, PROMPT_GO, PROMPT_SEARCH, PROMPT_MARK, PROMPT_BOOKMARK };
enum stepper_marking { MARKING_NONE, MARKING_FROM, MARKING_TO };
enum stepper_unit { UNIT_VALUE, UNIT_PART, UNIT_BIT, UNITS }; // a part: what the table looks up, else a byte

struct stepper {
    const struct trace *t;
    const char *title;
    const struct twin *twin; // this trace and another run, shown beside it; or NULL
    const char *changes;     // what is different there
    const char *warning; // said on every screen, such as that this is not the standard's algorithm; or NULL
    const char *note;    // said on every screen, too, of the run beside; or NULL
    trace_ref at;

    enum stepper_base base;
    bool large; // for a projector: one value, in large digits
    enum stepper_window window;
    int scroll; // of the window
    bool quit;

    enum stepper_prompt prompt;
    char typed[STEPPER_TYPED], searched[STEPPER_TYPED];
    char message[160]; // of the last key, gone with the next

    unsigned source;                    // WINDOW_WHY: the input chosen, from 0
    trace_ref history[STEPPER_HISTORY]; // where Enter and jumps came from
    unsigned n_history;
    trace_ref bookmark[26];

    enum stepper_unit unit; // what is chosen of the current value, and which of them
    uint32_t chosen;
    enum stepper_marking marking;
    struct trace_marks *marks; // made with the first marking
    trace_ref marked_at;       // where the marking began

    trace_ref hidden_from; // in a quiz: blanks stand for the values from this step on; 0: none is hidden

    bool playing;
    unsigned speed; // steps in ten seconds

    trace_ref row_value[STEPPER_MAX_ROWS],
        row_scope[STEPPER_MAX_ROWS]; // what the last drawing put on each row
    int tree_columns;
};

void stepper_init(struct stepper *s, const struct trace *t, const char *title); // t has at least one step
void stepper_free(struct stepper *s);

void stepper_key(struct stepper *s, int key);
void stepper_click(struct stepper *s, int row, int column);
void stepper_wheel(struct stepper *s, bool up);
void stepper_tick(struct stepper *s); // one beat of playing

// The whole screen. Below the smallest size it only says so.
void stepper_draw(struct stepper *s, struct canvas *c);

// ---- shared by keys and drawing ----

void stepper_go(struct stepper *s, trace_ref ref); // remembers where it came from
// Is the value a question? Those before the cursor never are: what is asked is made from them.
bool stepper_hides(const struct stepper *s, trace_ref ref);
// Bits of one chosen part of a value, and how many of them it has.
uint32_t stepper_unit_bits(const struct stepper *s, const struct trace_step *step);
uint32_t stepper_units(const struct stepper *s, const struct trace_step *step);

#endif
