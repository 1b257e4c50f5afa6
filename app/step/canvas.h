// SPDX-License-Identifier: MIT
// A grid of characters with styles: what the stepper draws on. A terminal shows it, a script prints it; so
// what a test reads is what a class sees.
#ifndef GLASSLOCK_APP_STEP_CANVAS_H
#define GLASSLOCK_APP_STEP_CANVAS_H

#include <stdbool.h>
#include <stdio.h>
#include <wchar.h>

// Styles add up. None carries a meaning that the characters do not.
enum canvas_style {
    CANVAS_PLAIN = 0,
    CANVAS_BOLD = 1,
    CANVAS_DIM = 2,
    CANVAS_REVERSE = 4,
    CANVAS_MARK = 8,    // what changed, or is marked
    CANVAS_COLOUR = 16, // times 1 to CANVAS_COLOURS: a colour by number, such as a name's
    CANVAS_UNDERLINE = 256
};
#define CANVAS_COLOURS 12

#define CANVAS_MARKS 2 // combining marks on one character; more are left out
struct canvas_cell {
    wchar_t character; // 0: covered by the wide character to its left
    wchar_t marks[CANVAS_MARKS];
    unsigned style;
};

struct canvas {
    int rows, columns;
    struct canvas_cell *cells;
};

// A part of a canvas to draw in.
struct pane {
    struct canvas *canvas;
    int row, column, rows, columns;
};

// False without memory (the canvas then keeps its size). A canvas of zeros is ready for it.
bool canvas_resize(struct canvas *c, int rows, int columns);
void canvas_free(struct canvas *c);
void canvas_clear(struct canvas *c);

// UTF-8 text on one row of the pane, cut at its edges. Returns the columns it took.
int pane_put(const struct pane *p, int row, int column, unsigned style, const char *text);
__attribute__((format(printf, 5, 6))) int pane_print(const struct pane *p, int row, int column,
                                                     unsigned style, const char *format, ...);
// Text broken at spaces over at most the rows from `row` on; returns the first row below it.
int pane_wrap(const struct pane *p, int row, int column, unsigned style, const char *text);
// The same style for a whole row of the pane.
void pane_style_row(const struct pane *p, int row, unsigned style);

// All rows as text, blanks at their ends left out.
void canvas_dump(const struct canvas *c, FILE *out);
char *canvas_text(const struct canvas *c); // the same, malloc'd, or else the process ends

#endif
