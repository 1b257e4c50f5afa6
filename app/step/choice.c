// SPDX-License-Identifier: MIT
// What is chosen of the current value, and the marks on all that it comes from or goes to.
#include "app/step/keys.h"

#include <stdio.h>

static void choose(struct stepper *s)
{
    const struct trace_step *step = trace_get(s->t, s->at);
    uint32_t bits = stepper_unit_bits(s, step), first = s->chosen * bits;
    trace_marks_clear(s->marks);
    for (uint32_t bit = first; bit < first + bits; bit++)
        trace_mark(s->marks, s->at, bit);
    s->marked_at = s->at;
    if (s->marking == MARKING_FROM)
        trace_mark_backward(s->marks);
    else
        trace_mark_forward(s->marks);
}

void step_next_marking(struct stepper *s)
{
    s->marking = (s->marking + 1) % 3;
    if (s->marking == MARKING_NONE)
        return;
    if (!s->marks)
        s->marks = trace_marks_new(s->t);
    if (!s->marks) {
        s->marking = MARKING_NONE;
        snprintf(s->message, sizeof s->message, "no memory to mark with");
        return;
    }
    choose(s);
}

void step_move_choice(struct stepper *s, int by)
{
    uint32_t units = stepper_units(s, trace_get(s->t, s->at));
    if (units == 0)
        return;
    s->chosen = (uint32_t)((s->chosen + units + (uint32_t)by) % units);
    if (s->marking)
        choose(s);
}

void step_next_unit(struct stepper *s)
{
    s->unit = (s->unit + 1) % UNITS;
    s->chosen = 0;
    if (s->marking)
        choose(s);
}
