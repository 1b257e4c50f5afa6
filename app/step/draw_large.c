// SPDX-License-Identifier: MIT
// For a projector: the label, the value in digits five rows high, and the formula.
#include "app/step/draw.h"

#include "app/views/view.h"

#include <stdlib.h>
#include <string.h>

#define GLYPH_ROWS    5
#define GLYPH_COLUMNS 4 // and one between

// The sixteen digits and a blank, a row of four columns a nibble, the leftmost column its highest bit.
static const uint8_t glyphs[17][GLYPH_ROWS] = {
    {0x6, 0x9, 0x9, 0x9, 0x6}, {0x2, 0x6, 0x2, 0x2, 0x7}, {0xe, 0x1, 0x6, 0x8, 0xf},
    {0xe, 0x1, 0x6, 0x1, 0xe}, {0x9, 0x9, 0xf, 0x1, 0x1}, {0xf, 0x8, 0xe, 0x1, 0xe},
    {0x6, 0x8, 0xe, 0x9, 0x6}, {0xf, 0x1, 0x2, 0x4, 0x4}, {0x6, 0x9, 0x6, 0x9, 0x6},
    {0x6, 0x9, 0x7, 0x1, 0x6}, {0x0, 0x6, 0xa, 0xa, 0x7}, {0x8, 0x8, 0xe, 0x9, 0xe},
    {0x0, 0x7, 0x8, 0x8, 0x7}, {0x1, 0x1, 0x7, 0x9, 0x7}, {0x6, 0x9, 0xf, 0x8, 0x7},
    {0x3, 0x4, 0xe, 0x4, 0x4}, {0x0, 0x0, 0x0, 0x0, 0xf},
};

static int digit_of(char c)
{
    const char *digits = "0123456789abcdef_", *at = c ? strchr(digits, c) : NULL;
    return at ? (int)(at - digits) : -1;
}

static void draw_glyph(const struct pane *p, int row, int column, int digit)
{
    if (digit < 0 || (size_t)digit >= sizeof glyphs / sizeof *glyphs)
        return;
    for (int y = 0; y < GLYPH_ROWS; y++)
        for (int x = 0; x < GLYPH_COLUMNS; x++)
            if (glyphs[digit][y] >> (GLYPH_COLUMNS - 1 - x) & 1)
                pane_put(p, row + y, column + x, CANVAS_REVERSE, "#");
}

// Digits in rows of whole groups where they can be; what finds no room is said to be more.
static int draw_digits(const struct pane *p, int row, const char *text)
{
    int column = 2;
    for (const char *at = text; *at; at++) {
        size_t word = strcspn(at, " ");
        bool begins = at == text || at[-1] == ' ', fits = column + 5 * (int)word <= p->columns;
        if (column + GLYPH_COLUMNS >= p->columns || (begins && !fits && column > 2)) {
            column = 2;
            row += GLYPH_ROWS + 1;
        }
        if (row + GLYPH_ROWS > p->rows - 4) {
            pane_print(p, row, 2, CANVAS_BOLD, "... and %zu more", strlen(at));
            return row + 1;
        }
        if (*at == ' ')
            column += column > 2 ? 3 : 0;
        else if (digit_of(*at) < 0)
            column += pane_print(p, row + 2, column, CANVAS_BOLD, "%c", *at) + 1;
        else {
            draw_glyph(p, row, column, digit_of(*at));
            column += GLYPH_COLUMNS + 1;
        }
    }
    return row + GLYPH_ROWS + 1;
}

void draw_large(const struct stepper *s, const struct pane *p)
{
    const struct trace_step *step = trace_get(s->t, s->at);
    char place[VIEW_PATH_ROOM];
    unsigned digit_bits = 0;
    cursor_place(s->t, s->at, place, sizeof place);
    pane_put(p, 0, 2, CANVAS_PLAIN, place);
    pane_print(p, 1, 2, CANVAS_BOLD, "%s", step->label);
    char *value = draw_value_text(s, s->at, &digit_bits);
    int row = 3;
    if (value && step->kind == TRACE_FLAG)
        row = pane_wrap(p, row, 2, CANVAS_BOLD, value) + 1;
    else if (value)
        row = draw_digits(p, row, value);
    free(value);
    if (step->n_inputs)
        row = draw_formula(s, p, row, 2, CANVAS_BOLD, false);
    if (s->twin && row + 1 < p->rows)
        draw_other(s, p, row + 1, step);
}
