// SPDX-License-Identifier: MIT
// The current step in full: its value, its formula, what it means in words, where the standard says so, its
// table.
#include "app/step/draw.h"

#include "app/views/view.h"
#include "crypto/common/no_memory.h"

#include <stdlib.h>
#include <string.h>

char *draw_words(const struct stepper *s)
{
    const struct trace_step *step = trace_get(s->t, s->at);
    return stepper_hides(s, s->at) ? view_ask(s->t, step) : view_explain(s->t, step);
}

int draw_formula(const struct stepper *s, const struct pane *p, int row, int column, unsigned style,
                 bool cited)
{
    const struct trace_step *step = trace_get(s->t, s->at);
    char *formula = view_formula_text(s->t, step, stepper_hides(s, s->at) ? view_operation : view_formula);
    char *text = NULL;
    cited = cited && step->citation;
    if (asprintf(&text, "= %s%s%s%s", formula, cited ? "  (" : "", cited ? step->citation : "",
                 cited ? ")" : "") < 0)
        gl_no_memory();
    row = pane_wrap(p, row, column, style, text);
    free(text);
    free(formula);
    return row;
}

static void draw_name(const struct stepper *s, const struct pane *p, const struct trace_step *step)
{
    static const char *const units[] = {"", "part", "bit"};
    int column = pane_print(p, 0, 0, CANVAS_BOLD, "#%u %s", s->at, step->label);
    column += pane_print(p, 0, column, CANVAS_DIM, "  %s, %u bit%s", trace_kind_name(step->kind), step->bits,
                         step->bits == 1 ? "" : "s");
    if (s->unit != UNIT_VALUE)
        pane_print(p, 0, column, CANVAS_BOLD, "  %s %u chosen", units[s->unit], s->chosen);
}

static int draw_changes(const struct stepper *s, const struct pane *p, int row, const struct trace_step *step)
{
    bool states =
        step->op == TRACE_MIX_COLUMNS || (step->op == TRACE_SUBSTITUTE && step->kind == TRACE_STATE);
    const struct trace_step *before = states ? trace_get(s->t, step->inputs[0]) : view_compared(s->t, step);
    if (!before || before->bits != step->bits || stepper_hides(s, s->at))
        return row;
    unsigned bits = 0;
    for (size_t i = 0; i < (step->bits + 7) / 8; i++)
        bits += (unsigned)__builtin_popcount(before->value[i] ^ step->value[i]);
    pane_print(p, row, 2, CANVAS_DIM, "%u of %u bits changed against #%u", bits, step->bits, step->inputs[0]);
    return row + 1;
}

void draw_detail(const struct stepper *s, const struct pane *p)
{
    const struct trace_step *step = trace_get(s->t, s->at);
    draw_name(s, p, step);
    int row = draw_matrix_suits(s, step) ? draw_matrix(s, p, 1, step) : draw_value(s, p, 1, s->at, 3);
    row = s->twin ? draw_other(s, p, row, step) : draw_changes(s, p, row, step);
    bool root = step->op == TRACE_INPUT || (step->op == TRACE_CONSTANT && !step->table);
    if (!root)
        row = draw_formula(s, p, row, 0, CANVAS_PLAIN, true);
    int table = step->table && step->table->rows <= 8 ? (int)step->table->rows + 2 : step->table ? 4 : 0;
    char *words = draw_words(s);
    struct pane text = *p; // the words may not take the table's place
    text.rows = p->rows - table > row + 1 ? p->rows - table : p->rows;
    if (words && row < text.rows)
        row = pane_wrap(&text, row, 0, CANVAS_DIM, words);
    free(words);
    if (step->table && row < p->rows)
        draw_table(s, p, row, step);
}
