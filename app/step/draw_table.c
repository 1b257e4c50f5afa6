// SPDX-License-Identifier: MIT
// A table with the cell that was looked up in brackets.
#include "app/step/draw.h"

#include <inttypes.h>
#include <string.h>

// Bits [first, first + n) of a value as a number; n <= 64.
static uint64_t bits_of(const struct trace_step *step, uint32_t first, uint32_t n)
{
    uint64_t v = 0;
    for (uint32_t i = first; i < first + n && i < step->bits; i++) {
        uint32_t at = (8 - step->bits % 8) % 8 + i;
        v = v << 1 | (step->value[at / 8] >> (7 - at % 8) & 1);
    }
    return v;
}

// The output unit that is chosen; a table of one unit needs no choice.
static bool chosen_unit(const struct stepper *s, const struct trace_step *step, uint32_t *unit)
{
    const struct trace_table *table = step->table;
    uint32_t out_bits = table->layout == TRACE_POSITIONS ? table->unit : table->cell_bits;
    *unit = s->unit == UNIT_VALUE ? 0 : s->chosen * stepper_unit_bits(s, step) / out_bits;
    return s->unit != UNIT_VALUE || step->bits <= out_bits;
}

// The cell that made the chosen unit of the step.
static bool cell_of(const struct stepper *s, const struct trace_step *step, uint32_t *cell)
{
    const struct trace_table *table = step->table;
    uint32_t unit = 0;
    if (stepper_hides(s, s->at))
        return false;
    if (step->op == TRACE_CONSTANT) {
        *cell = step->n_params ? step->params[0] : 0;
        return true;
    }
    if (!chosen_unit(s, step, &unit) || table->layout == TRACE_MATRIX || !step->n_inputs)
        return false;
    *cell = unit;
    if (step->op != TRACE_SUBSTITUTE)
        return true;
    uint64_t v = bits_of(trace_get(s->t, step->inputs[0]), unit * table->unit, table->unit);
    bool des = table->layout == TRACE_DES_SBOX; // the outer two bits are the row, the inner four the column
    *cell = (uint32_t)(des ? ((v >> 5 & 1) << 1 | (v & 1)) * 16 + (v >> 1 & 15) : v);
    return true;
}

struct grid {
    const struct trace_table *table;
    uint32_t cells, columns, rows;
    int digits;
    bool decimal;
};

static struct grid grid_of(const struct trace_table *table, int width)
{
    struct grid g = {.table = table, .cells = table->rows * table->columns, .columns = table->columns};
    g.decimal = table->layout == TRACE_POSITIONS || table->layout == TRACE_DES_SBOX;
    g.digits = g.decimal ? (g.cells > 99 ? 3 : 2) : (int)(table->cell_bits + 3) / 4;
    uint32_t fit = (uint32_t)(width - 5) / (uint32_t)(g.digits + 1);
    bool list = table->layout == TRACE_LIST; // a list has no columns of its own
    if (g.columns == 0 || g.columns > fit || (list && g.columns < fit))
        g.columns = fit >= 16 ? 16 : fit >= 8 ? 8 : fit >= 4 ? 4 : fit ? fit : 1;
    g.rows = (g.cells + g.columns - 1) / g.columns;
    return g;
}

static void draw_row(const struct grid *g, const struct pane *p, int row, uint32_t at, bool known,
                     uint32_t cell)
{
    bool hex = g->table->layout == TRACE_LOOKUP;
    pane_print(p, row, 0, CANVAS_DIM, hex ? "%3x " : "%3u ",
               g->columns == g->table->columns ? at : at * g->columns);
    for (uint32_t i = 0; i < g->columns && at * g->columns + i < g->cells; i++) {
        bool here = known && at * g->columns + i == cell;
        int column = 5 + (int)i * (g->digits + 1);
        pane_print(p, row, column, here ? CANVAS_MARK | CANVAS_BOLD : CANVAS_PLAIN,
                   g->decimal ? "%*" PRIu64 : "%0*" PRIx64, g->digits,
                   trace_table_cell(g->table, at * g->columns + i));
        if (here) {
            pane_put(p, row, column - 1, CANVAS_MARK | CANVAS_BOLD, "[");
            pane_put(p, row, column + g->digits, CANVAS_MARK | CANVAS_BOLD, "]");
        }
    }
}

static int draw_heading(const struct stepper *s, const struct pane *p, int row, const struct trace_step *step,
                        bool known, uint32_t cell)
{
    const struct trace_table *table = step->table;
    int column = pane_print(p, row, 0, CANVAS_BOLD, "Table %s", table->name);
    if (table->citation)
        column += pane_print(p, row, column, CANVAS_DIM, "  (%s)", table->citation);
    if (!known) {
        if (stepper_hides(s, s->at))
            pane_put(p, row, column, CANVAS_DIM, "  which cell?");
        else if (table->layout != TRACE_MATRIX)
            pane_put(p, row, column, CANVAS_DIM, "  u chooses a part, and its cell");
        return row + 1;
    }
    column += pane_print(p, row, column, CANVAS_PLAIN, "  row %u, column %u", cell / table->columns,
                         cell % table->columns);
    if (table->layout == TRACE_DES_SBOX && step->n_inputs) {
        uint32_t unit = 0;
        chosen_unit(s, step, &unit);
        unsigned v = (unsigned)bits_of(trace_get(s->t, step->inputs[0]), unit * table->unit, table->unit);
        pane_print(p, row, column, CANVAS_PLAIN, "  (%u %u%u%u%u %u)", v >> 5 & 1, v >> 4 & 1, v >> 3 & 1,
                   v >> 2 & 1, v >> 1 & 1, v & 1);
    }
    return row + 1;
}

// The first row on show: around the cell, or where the window was scrolled to.
static uint32_t top_row(const struct stepper *s, const struct grid *g, bool known, uint32_t cell,
                        uint32_t room)
{
    uint32_t most = g->rows > room ? g->rows - room : 0, wanted = (uint32_t)s->scroll;
    if (known || s->window != WINDOW_TABLE) {
        uint32_t row = known && g->columns ? cell / g->columns : 0;
        wanted = row > room / 2 ? row - room / 2 : 0;
    }
    return wanted < most ? wanted : most;
}

int draw_table(const struct stepper *s, const struct pane *p, int row, const struct trace_step *step)
{
    uint32_t cell = 0;
    bool known = cell_of(s, step, &cell);
    struct grid g = grid_of(step->table, p->columns);
    row = draw_heading(s, p, row, step, known, cell);
    if (row >= p->rows)
        return row;
    for (uint32_t i = 0; i < g.columns && g.columns > 1; i++)
        pane_print(p, row, 5 + (int)i * (g.digits + 1), CANVAS_DIM,
                   g.decimal || g.columns > 16 ? "%*u" : "%*x", g.digits, i);
    row++;
    uint32_t room = row < p->rows ? (uint32_t)(p->rows - row) : 0, top = top_row(s, &g, known, cell, room);
    for (uint32_t i = top; i < g.rows && i < top + room; i++)
        draw_row(&g, p, row++, i, known, cell);
    return row;
}
