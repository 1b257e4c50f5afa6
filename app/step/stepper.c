// SPDX-License-Identifier: MIT
// The stepper's state: where it is, where it came from.
#include "app/step/keys.h"

#include <stdio.h>
#include <string.h>

void stepper_init(struct stepper *s, const struct trace *t, const char *title)
{
    *s = (struct stepper){.t = t, .title = title, .at = 1, .speed = 10};
}

void stepper_free(struct stepper *s)
{
    trace_marks_free(s->marks);
    s->marks = NULL;
}

bool stepper_hides(const struct stepper *s, trace_ref ref)
{
    return s->hidden_from && ref >= s->hidden_from;
}

uint32_t stepper_unit_bits(const struct stepper *s, const struct trace_step *step)
{
    if (s->unit == UNIT_BIT)
        return 1;
    if (s->unit == UNIT_VALUE)
        return step->bits ? step->bits : 1;
    bool looks_up = step->op == TRACE_SUBSTITUTE && step->table;
    return looks_up ? step->table->cell_bits : 8;
}

uint32_t stepper_units(const struct stepper *s, const struct trace_step *step)
{
    uint32_t bits = stepper_unit_bits(s, step);
    return (step->bits + bits - 1) / bits;
}

void stepper_move(struct stepper *s, trace_ref ref)
{
    if (ref == s->at)
        s->playing = false; // the end
    s->at = ref;
    if (s->hidden_from && s->hidden_from < ref)
        s->hidden_from = ref; // whoever goes on has seen, or will see, what came before
    uint32_t units = stepper_units(s, trace_get(s->t, s->at));
    s->chosen = s->chosen < units ? s->chosen : 0;
    s->source = 0;
    s->scroll = 0;
}

void stepper_go(struct stepper *s, trace_ref ref)
{
    if (!ref || ref == s->at)
        return;
    if (s->n_history == STEPPER_HISTORY) {
        memmove(s->history, s->history + 1, sizeof s->history - sizeof s->history[0]);
        s->n_history--;
    }
    s->history[s->n_history++] = s->at;
    stepper_move(s, ref);
}

void stepper_go_back(struct stepper *s)
{
    if (s->n_history)
        stepper_move(s, s->history[--s->n_history]);
    else
        snprintf(s->message, sizeof s->message, "nowhere to go back to");
}

void step_next_pair(struct stepper *s, bool forward)
{
    trace_ref last = (trace_ref)trace_count(s->t), at = s->at;
    if (!s->twin || !s->twin->beside) {
        snprintf(s->message, sizeof s->message, "no other run stands beside this one (--beside toy)");
        return;
    }
    do
        at = forward ? at + 1 : at - 1;
    while (at >= 1 && at <= last && !s->twin->counterpart[at]);
    if (at >= 1 && at <= last)
        stepper_go(s, at);
    else
        snprintf(s->message, sizeof s->message, "no further step has a partner");
}

void stepper_tick(struct stepper *s)
{
    if (s->playing)
        stepper_move(s, cursor_forward(s->t, s->at, CURSOR_STEP));
}

void stepper_click(struct stepper *s, int row, int column)
{
    if (row < 0 || row >= STEPPER_MAX_ROWS)
        return;
    s->playing = false;
    stepper_go(s, column < s->tree_columns ? s->row_scope[row] : s->row_value[row]);
}

void stepper_wheel(struct stepper *s, bool up)
{
    s->playing = false;
    stepper_move(s, up ? cursor_back(s->t, s->at, CURSOR_STEP) : cursor_forward(s->t, s->at, CURSOR_STEP));
}
