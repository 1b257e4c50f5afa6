// SPDX-License-Identifier: MIT
// Windows over the page: the keys, why a value is what it is, a table and a value at full length.
#include "app/step/draw.h"

#include "app/views/view.h"

#include <stdlib.h>
#include <string.h>

// Each fits 80 columns, and all of them the rows that a warning and a note leave of 24.
static const char *const help_lines[] = {
    "Left Right   a step (Up, Down too)     g   go to a step, round, block, title",
    "p n          an operation              /   search (Enter alone: the next)",
    "[ ]          a round (PgUp, PgDn)      m ' set a bookmark, go to it (a-z)",
    "{ }          a block or phase          Backspace   where you came from",
    "Home End     the first, the last step",
    "w            why this value: Up, Down choose a source, Enter follows it",
    "d            mark what it comes from (*), then what it reaches, then off",
    "u or Tab     choose the whole value, a part (a byte, a table's unit), a bit",
    "< >          the part or bit before, after",
    "x            natural, hex, binary, decimal, matrix",
    "t e          the whole table; the whole value",
    "h            a quiz: hide what comes here and after, or end the quiz",
    "r            show what comes here",
    "b B          beside a toy run: the next, the last step that both have",
    "L            large digits, for a projector",
    "Space        play; + - faster, slower",
    "Mouse        click a step or a scope; the wheel steps",
    "? Esc q      these keys; close a window; quit",
    NULL,
};

static void draw_help(const struct pane *p)
{
    pane_put(p, 0, 2, CANVAS_BOLD, "Keys");
    for (int i = 0; help_lines[i]; i++)
        pane_put(p, 1 + i, 2, CANVAS_PLAIN, help_lines[i]);
}

static void draw_why(const struct stepper *s, const struct pane *p)
{
    const struct trace_step *step = trace_get(s->t, s->at);
    int row = 1;
    pane_print(p, 0, 0, CANVAS_BOLD, "Why is #%u %s what it is?", s->at, step->label);
    char *words = draw_words(s);
    struct pane text = *p;
    text.rows = p->rows > 8 ? p->rows - 4 : p->rows;
    if (words)
        row = pane_wrap(&text, row, 0, CANVAS_PLAIN, words);
    free(words);
    if (step->citation)
        pane_print(p, row++, 0, CANVAS_DIM, "(%s)", step->citation);
    if (!step->n_inputs)
        pane_put(p, row, 0, CANVAS_PLAIN,
                 "It has no source: it comes from outside, or is fixed by the standard.");
    unsigned room = p->rows > row ? (unsigned)(p->rows - row) : 0;
    unsigned top = room && s->source >= room ? s->source - room + 1 : 0;
    for (unsigned i = top; i < step->n_inputs && row < p->rows; i++, row++) {
        const struct trace_step *input = trace_get(s->t, step->inputs[i]);
        unsigned digit_bits = 0;
        char *value = draw_value_text(s, step->inputs[i], &digit_bits);
        int column = pane_print(p, row, 0, i == s->source ? CANVAS_REVERSE : CANVAS_PLAIN, "%c %c = #%u %s",
                                i == s->source ? '>' : ' ', (int)('a' + i), step->inputs[i], input->label);
        pane_print(p, row, column + 2, CANVAS_BOLD, "%s", value ? value : "");
        free(value);
    }
}

// The value at its full length, from the row that was scrolled to.
static void draw_whole_value(const struct stepper *s, const struct pane *p)
{
    const struct trace_step *step = trace_get(s->t, s->at);
    pane_print(p, 0, 0, CANVAS_BOLD, "#%u %s: %u bits", s->at, step->label, step->bits);
    int tall = (int)(step->bits / 8) + 8;
    struct canvas whole = {0};
    if (!canvas_resize(&whole, tall, p->columns))
        return;
    struct pane page = {&whole, 0, 0, tall, p->columns};
    int rows = s->base == BASE_MATRIX ? draw_matrix(s, &page, 0, step) : draw_value(s, &page, 0, s->at, tall);
    int most = rows > p->rows - 2 ? rows - (p->rows - 2) : 0, top = s->scroll < most ? s->scroll : most;
    for (int row = 0; row < p->rows - 2 && top + row < rows; row++)
        memcpy(p->canvas->cells + (p->row + 2 + row) * p->canvas->columns + p->column,
               whole.cells + (top + row) * whole.columns, (size_t)p->columns * sizeof *whole.cells);
    canvas_free(&whole);
}

static void draw_whole_table(const struct stepper *s, const struct pane *p)
{
    const struct trace_step *step = trace_get(s->t, s->at);
    if (step->table)
        draw_table(s, p, 0, step);
    else
        pane_print(p, 0, 0, CANVAS_PLAIN, "#%u %s uses no table.", s->at, step->label);
}

void draw_window(const struct stepper *s, const struct pane *p)
{
    if (s->window == WINDOW_HELP)
        draw_help(p);
    else if (s->window == WINDOW_WHY)
        draw_why(s, p);
    else if (s->window == WINDOW_TABLE)
        draw_whole_table(s, p);
    else
        draw_whole_value(s, p);
}
