// SPDX-License-Identifier: MIT
#include "app/step/screen.h"

#include "app/app.h"

#define NCURSES_WIDECHAR 1
#include <ncurses.h>

enum pairs { PAIR_MARK = 1, PAIR_COLOUR = 2 };

// Twelve that can be read on black and on white; six where the terminal has only eight colours.
static const short many[CANVAS_COLOURS] = {32, 35, 70, 99, 136, 133, 166, 168, 37, 105, 142, 174};
static const short few[CANVAS_COLOURS] = {COLOR_GREEN,  COLOR_CYAN,    COLOR_BLUE,   COLOR_MAGENTA,
                                          COLOR_YELLOW, COLOR_RED,     COLOR_GREEN,  COLOR_CYAN,
                                          COLOR_BLUE,   COLOR_MAGENTA, COLOR_YELLOW, COLOR_RED};

static void colours(void)
{
    if (!app_colour(stdout) || !has_colors())
        return;
    start_color();
    use_default_colors();
    init_pair(PAIR_MARK, COLOR_YELLOW, -1);
    const short *chosen = COLORS >= 256 ? many : few;
    for (int i = 0; i < CANVAS_COLOURS; i++)
        init_extended_pair(PAIR_COLOUR + i, chosen[i], -1);
}

bool screen_open(void)
{
    SCREEN *screen = newterm(NULL, stdout, stdin);
    if (!screen)
        return false;
    set_term(screen);
    noecho();
    nonl();
    keypad(stdscr, true);
    set_escdelay(25);
    mousemask(BUTTON1_PRESSED | BUTTON1_CLICKED | BUTTON4_PRESSED | BUTTON5_PRESSED, NULL);
    mouseinterval(0);
    colours();
    return true;
}

static attr_t attributes(unsigned style)
{
    attr_t a = A_NORMAL;
    a |= style & CANVAS_BOLD ? A_BOLD : 0;
    a |= style & CANVAS_DIM ? A_DIM : 0;
    a |= style & CANVAS_REVERSE ? A_REVERSE : 0;
    a |= style & CANVAS_MARK ? A_BOLD : 0;
    a |= style & CANVAS_UNDERLINE ? A_UNDERLINE : 0;
    return a;
}

static int pair_of(unsigned style)
{
    int colour = (int)(style / CANVAS_COLOUR % 16);
    if (COLORS <= 0) // they were not started
        return 0;
    if (style & CANVAS_MARK)
        return PAIR_MARK;
    return colour >= 1 && colour <= CANVAS_COLOURS ? PAIR_COLOUR + colour - 1 : 0;
}

void screen_show(const struct canvas *c)
{
    for (int row = 0; row < c->rows; row++) {
        for (int column = 0; column < c->columns; column++) {
            const struct canvas_cell *cell = &c->cells[row * c->columns + column];
            wchar_t text[2 + CANVAS_MARKS] = {cell->character};
            cchar_t wide;
            if (!cell->character)
                continue; // the right half of a wide character
            for (int i = 0; i < CANVAS_MARKS; i++)
                text[1 + i] = cell->marks[i];
            int pair = pair_of(cell->style);
            setcchar(&wide, text, attributes(cell->style), 0, &pair);
            mvadd_wch(row, column, &wide);
        }
    }
}
