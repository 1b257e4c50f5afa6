// SPDX-License-Identifier: MIT
// The screen: a title with the place, the tree, the values, the step in detail, and a line for keys and
// prompts.
#include "app/step/draw.h"

#include <string.h>

static struct pane part(struct canvas *c, int row, int column, int rows, int columns)
{
    return (struct pane){c, row, column, rows, columns};
}

static void draw_title(const struct stepper *s, struct canvas *c)
{
    struct pane p = part(c, 0, 0, 1, c->columns);
    char place[256], where[300];
    cursor_place(s->t, s->at, place, sizeof place);
    int n = snprintf(where, sizeof where, "%s  %u/%zu ", place, s->at, trace_count(s->t));
    int column = c->columns - n;
    int used = pane_print(&p, 0, 1, CANVAS_BOLD, "%s%s", s->playing ? "playing  " : "", s->title);
    if (column < used + 3) { // the numbers must be seen; the title may be cut
        column = c->columns - n > 1 ? c->columns - n : 1;
        pane_print(&p, 0, column - 1, CANVAS_BOLD, " ");
    }
    pane_put(&p, 0, column, CANVAS_BOLD, where);
    for (int i = 0; i < c->columns; i++)
        c->cells[i].style |= CANVAS_REVERSE;
}

static const char *prompt_text(enum stepper_prompt prompt)
{
    switch (prompt) {
    case PROMPT_GO:
        return "go to (17, round 7, block 2, a title): ";
    case PROMPT_SEARCH:
        return "search a label or a value: ";
    case PROMPT_MARK:
        return "set bookmark (a to z): ";
    default:
        return "go to bookmark (a to z): ";
    }
}

static void draw_status(const struct stepper *s, struct canvas *c)
{
    static const char *const bases[] = {"natural", "hex", "binary", "decimal", "matrix"};
    static const char *const units[] = {"value", "part", "bit"};
    struct pane p = part(c, c->rows - 1, 0, 1, c->columns);
    if (s->prompt)
        pane_print(&p, 0, 0, CANVAS_BOLD, "%s%s_", prompt_text(s->prompt), s->typed);
    else if (s->message[0])
        pane_put(&p, 0, 0, CANVAS_BOLD, s->message);
    else if (s->marking)
        pane_print(&p, 0, 0, CANVAS_BOLD, "* = %s #%u %s  (%s; d: next, u < >: choose bits)",
                   s->marking == MARKING_FROM ? "what is used for" : "what depends on", s->marked_at,
                   trace_get(s->t, s->marked_at)->label, units[s->unit]);
    else if (stepper_hides(s, s->at))
        pane_put(&p, 0, 0, CANVAS_BOLD,
                 "What comes here?  r shows it  -> goes on  w what it is made of  h ends the quiz");
    else if (s->hidden_from)
        pane_put(&p, 0, 0, CANVAS_BOLD, "Quiz: what comes next is hidden.  -> goes on  h ends the quiz");
    else
        pane_print(&p, 0, 0, CANVAS_DIM,
                   "<> step np op [] round {} block  g go / find w why d from h quiz  ? q  x %s",
                   bases[s->base]);
}

static void draw_line(const struct pane *p, int row)
{
    for (int column = 0; column < p->columns; column++)
        pane_put(p, row, column, CANVAS_DIM, "-");
}

static void draw_panes(struct stepper *s, struct canvas *c, int top)
{
    int rows = c->rows - 1 - top, tree = c->columns / 4;
    tree = tree < 22 ? 22 : tree > 40 ? 40 : tree;
    s->tree_columns = tree;
    int values = rows * 2 / 5;
    struct pane left = part(c, top, 0, rows, tree - 1);
    struct pane upper = part(c, top, tree + 1, values, c->columns - tree - 1);
    struct pane line = part(c, top + values, tree + 1, 1, c->columns - tree - 1);
    struct pane lower = part(c, top + values + 1, tree + 1, rows - values - 1, c->columns - tree - 1);
    draw_tree(s, &left);
    for (int row = 0; row < rows; row++)
        pane_put(&(struct pane){c, top, tree - 1, rows, 2}, row, 0, CANVAS_DIM, "|");
    draw_values(s, &upper);
    draw_line(&line, 0);
    if (s->window)
        draw_window(s, &lower);
    else
        draw_detail(s, &lower);
}

void stepper_draw(struct stepper *s, struct canvas *c)
{
    canvas_clear(c);
    memset(s->row_value, 0, sizeof s->row_value);
    memset(s->row_scope, 0, sizeof s->row_scope);
    s->tree_columns = 0;
    if (c->rows < STEPPER_MIN_ROWS || c->columns < STEPPER_MIN_COLUMNS) {
        struct pane all = part(c, 0, 0, c->rows, c->columns);
        pane_print(&all, 0, 0, CANVAS_BOLD, "The stepper needs %d columns and %d rows; here are %d and %d.",
                   STEPPER_MIN_COLUMNS, STEPPER_MIN_ROWS, c->columns, c->rows);
        return;
    }
    int top = 1;
    draw_title(s, c);
    if (s->warning) {
        struct pane p = part(c, 1, 0, 1, c->columns);
        pane_print(&p, 0, 1, CANVAS_BOLD, "!! %s", s->warning);
        top = 2;
    }
    if (s->note) {
        struct pane p = part(c, top, 0, 1, c->columns);
        pane_print(&p, 0, 1, CANVAS_BOLD, "%s", s->note);
        top++;
    }
    struct pane page = part(c, top, 0, c->rows - 1 - top, c->columns);
    if (s->window != WINDOW_NONE && s->window != WINDOW_WHY)
        draw_window(s, &page);
    else if (s->large)
        draw_large(s, &page);
    else
        draw_panes(s, c, top);
    draw_status(s, c);
}
