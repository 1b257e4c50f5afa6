// SPDX-License-Identifier: MIT
// Bytes as a matrix: the AES state column by column, anything else row by row, sixteen bytes each.
#include "app/step/draw.h"

static bool is_state(const struct trace_step *step)
{
    return step->kind == TRACE_STATE || step->bits == 128;
}

bool draw_matrix_suits(const struct stepper *s, const struct trace_step *step)
{
    bool wanted = s->base == BASE_MATRIX && step->bits >= 16;
    return wanted || (s->base == BASE_NATURAL && step->kind == TRACE_STATE);
}

// The first input that is a state, or NULL.
static const struct trace_step *state_before(const struct stepper *s, const struct trace_step *step)
{
    const struct trace_step *before = step->n_inputs ? trace_get(s->t, step->inputs[0]) : NULL;
    return before && is_state(before) ? before : NULL;
}

static bool byte_marked(const struct stepper *s, trace_ref ref, uint32_t byte)
{
    for (uint32_t bit = 8 * byte; s->marking && bit < 8 * byte + 8; bit++)
        if (trace_marked(s->marks, ref, bit))
            return true;
    return false;
}

static void byte_digits(const struct stepper *s, trace_ref ref, uint32_t byte, char digits[3])
{
    if (stepper_hides(s, ref))
        snprintf(digits, 3, "__");
    else
        snprintf(digits, 3, "%02x", trace_get(s->t, ref)->value[byte]);
}

// Brackets where the byte differs from `other`, stars where it depends; the byte chosen stands between signs
// of its own.
static void draw_state(const struct stepper *s, const struct pane *p, int row, int column, trace_ref ref,
                       const struct trace_step *other)
{
    const struct trace_step *step = trace_get(s->t, ref);
    for (uint32_t i = 0; i < 16; i++) {
        bool marked = byte_marked(s, ref, i);
        bool chosen =
            ref == s->at && s->unit == UNIT_PART && stepper_unit_bits(s, step) == 8 && s->chosen == i;
        bool hidden = stepper_hides(s, ref), changed = !hidden && other && other->value[i] != step->value[i];
        char digits[3];
        byte_digits(s, ref, i, digits);
        const char *around = chosen ? "><" : marked ? "**" : changed && !s->marking ? "[]" : "  ";
        pane_print(p, row + (int)(i % 4), column + 4 * (int)(i / 4),
                   changed || marked ? CANVAS_MARK : CANVAS_PLAIN, "%c%s%c", around[0], digits, around[1]);
    }
}

static int draw_state_step(const struct stepper *s, const struct pane *p, int row,
                           const struct trace_step *step)
{
    const struct trace_step *before = state_before(s, step);
    int column = 4;
    pane_put(p, row, column, CANVAS_DIM, " c0  c1  c2  c3");
    for (int i = 0; i < 4; i++)
        pane_print(p, row + 1 + i, 0, CANVAS_DIM, "r%d", i);
    if (before) {
        draw_state(s, p, row + 1, column, step->inputs[0], NULL);
        pane_put(p, row + 2, column + 17, CANVAS_BOLD, "->");
        column += 20;
        pane_put(p, row, column, CANVAS_DIM, " c0  c1  c2  c3");
    }
    draw_state(s, p, row + 1, column, s->at, before);
    if (s->unit == UNIT_PART && stepper_unit_bits(s, step) == 8)
        pane_print(p, row + 1, column + 18, CANVAS_PLAIN, "byte %u", s->chosen);
    if (s->unit == UNIT_PART && stepper_unit_bits(s, step) == 8)
        pane_print(p, row + 2, column + 18, CANVAS_PLAIN, "(row %u, column %u)", s->chosen % 4,
                   s->chosen / 4);
    return row + 5;
}

int draw_matrix(const struct stepper *s, const struct pane *p, int row, const struct trace_step *step)
{
    if (is_state(step))
        return draw_state_step(s, p, row, step);
    uint32_t bytes = (step->bits + 7) / 8, across = bytes % 16 && bytes < 64 ? 8 : 16;
    if (p->columns < 5 + 3 * 16)
        across = 8;
    for (uint32_t i = 0; i < bytes && row + (int)(i / across) < p->rows; i++) {
        char digits[3];
        if (i % across == 0)
            pane_print(p, row + (int)(i / across), 0, CANVAS_DIM, "%4u", i);
        byte_digits(s, s->at, i, digits);
        pane_put(p, row + (int)(i / across), 6 + 3 * (int)(i % across), CANVAS_PLAIN, digits);
    }
    row += (int)((bytes + across - 1) / across);
    return row < p->rows ? row : p->rows;
}
