// SPDX-License-Identifier: MIT
// What the other run has where this one is.
#include "app/step/draw.h"

#include "app/views/view.h"
#include "crypto/common/no_memory.h"

#include <stdlib.h>
#include <string.h>

// The other run's value, with carets under the digits that differ from this one's.
static int draw_differing(const struct stepper *s, const struct pane *p, int row,
                          const struct trace_step *step)
{
    const struct trace_step *other = trace_get(s->twin->b, s->twin->counterpart[s->at]);
    uint32_t differ = 0;
    if (!twin_distance(s->twin, s->at, &differ)) {
        pane_print(p, row, 0, CANVAS_DIM, "with %s: no such step", s->changes);
        return row + 1;
    }
    pane_print(p, row++, 0, CANVAS_DIM, "with %s: %u of %u bits differ", s->changes, differ, step->bits);
    unsigned digit_bits = 0;
    size_t width = (size_t)p->columns - 2;
    char *mine = draw_value_text(s, s->at, &digit_bits), *theirs = draw_other_text(s, other, &digit_bits);
    size_t length = theirs ? strlen(theirs) : 0, shown = length < 3 * width ? length : 3 * width;
    bool alike = mine && theirs && strlen(mine) == length;
    for (size_t at = 0; at < shown && row < p->rows; at += width) {
        size_t n = strnlen(theirs + at, width);
        pane_print(p, row++, 2, CANVAS_BOLD, "%.*s", (int)n, theirs + at);
        for (size_t i = at; alike && differ && i < at + n; i++)
            if (mine[i] != theirs[i])
                pane_put(p, row, 2 + (int)(i - at), CANVAS_MARK, "^");
        row += alike && differ;
    }
    free(mine);
    free(theirs);
    return row;
}

// Why nothing stands beside this step.
static void draw_alone(const struct stepper *s, const struct pane *p, int row)
{
    uint32_t scope = twin_lone_scope(s->twin, s->at);
    pane_put(p, row, 0, CANVAS_BOLD, "no partner in the toy run");
    if (scope)
        pane_print(p, row + 1, 2, CANVAS_DIM, "it has no \"%s\"; b goes to the next step that has one",
                   trace_get_scope(s->t, scope)->title);
    else
        pane_put(p, row + 1, 2, CANVAS_DIM, "it has no such step here; b goes to the next step that has one");
}

// Steps that only the other run has come next there.
static int draw_others_alone(const struct stepper *s, const struct pane *p, int row)
{
    trace_ref first = 0, past_last = 0;
    twin_others_alone(s->twin, s->at, &first, &past_last);
    if (first == past_last)
        return row;
    pane_print(p, row, 2, CANVAS_DIM, "then it alone: #%u %s to #%u %s", first,
               trace_get(s->twin->b, first)->label, past_last - 1,
               trace_get(s->twin->b, past_last - 1)->label);
    return row + 1;
}

static int draw_beside(const struct stepper *s, const struct pane *p, int row)
{
    trace_ref ref = s->twin->counterpart[s->at];
    const struct trace_step *other = trace_get(s->twin->b, ref);
    if (!other) {
        draw_alone(s, p, row);
        return row + 2;
    }
    unsigned digit_bits = 0;
    char *value = draw_other_text(s, other, &digit_bits), *text = NULL;
    char *filled = view_formula_text(s->twin->b, other, view_filled);
    int room = p->columns - 2;
    pane_print(p, row++, 0, CANVAS_DIM, "beside it, #%u of the toy run:", ref);
    if (asprintf(&text, "%s = %s", value, filled) < 0)
        gl_no_memory();
    if (strcmp(value, filled) != 0 && other->n_inputs && strlen(text) < 2 * (size_t)room)
        row = pane_wrap(p, row, 2, CANVAS_BOLD, text);
    else
        pane_print(p, row++, 2, CANVAS_BOLD, "%.*s%s", room - 3, value,
                   (int)strlen(value) > room - 3 ? "..." : "");
    free(text);
    free(filled);
    free(value);
    return draw_others_alone(s, p, row);
}

int draw_other(const struct stepper *s, const struct pane *p, int row, const struct trace_step *step)
{
    if (!stepper_hides(s, s->at))
        return s->twin->beside ? draw_beside(s, p, row) : draw_differing(s, p, row, step);
    pane_print(p, row, 0, CANVAS_DIM, s->twin->beside ? "%s: hidden, too" : "with %s: hidden, too",
               s->changes);
    return row + 1;
}
