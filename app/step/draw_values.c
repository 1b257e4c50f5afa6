// SPDX-License-Identifier: MIT
// The list of values around the current step, a line a step, with a heading where the scope changes.
#include "app/step/draw.h"

#include <stdlib.h>
#include <string.h>

#define MAX_LINES      512
#define BESIDE_COLUMNS 10 // of the other run's value

struct line {
    trace_ref ref;
    bool heading;
};

static uint32_t heading_of(const struct trace *t, trace_ref ref)
{
    uint32_t scope = trace_get(t, ref)->scope;
    const struct trace_scope *s = trace_get_scope(t, scope);
    return s->level == TRACE_LANE ? s->parent : scope;
}

// Lines from some steps before the current one to some after it.
static size_t collect(const struct stepper *s, int rows, struct line lines[MAX_LINES], size_t *current)
{
    trace_ref reach = (trace_ref)rows, last = (trace_ref)trace_count(s->t);
    trace_ref first = s->at > reach ? s->at - reach : 1;
    size_t n = 0;
    for (trace_ref ref = first; ref <= last && ref <= s->at + reach && n + 2 < MAX_LINES; ref++) {
        if (ref == 1 || heading_of(s->t, ref) != heading_of(s->t, ref - 1))
            lines[n++] = (struct line){ref, true};
        if (ref == s->at)
            *current = n;
        lines[n++] = (struct line){ref, false};
    }
    return n;
}

static void draw_heading(const struct stepper *s, const struct pane *p, int row, trace_ref ref)
{
    char place[256];
    const struct trace_scope *scope = trace_get_scope(s->t, trace_get(s->t, ref)->scope);
    cursor_place(s->t, scope->level == TRACE_LANE ? trace_get_scope(s->t, scope->parent)->first : ref, place,
                 sizeof place);
    if (scope->level == TRACE_LANE)
        snprintf(place, sizeof place, "%s", trace_get_scope(s->t, scope->parent)->title);
    pane_put(p, row, 1, CANVAS_DIM, place);
}

// The longest step number of the trace, and never less than five columns.
static int number_columns(const struct trace *t)
{
    int columns = 1;
    for (size_t n = trace_count(t); n >= 10; n /= 10)
        columns++;
    return columns > 5 ? columns : 5;
}

// " | 2790": the value beside it, as much as a few columns hold.
static void beside_text(const struct stepper *s, trace_ref ref, char *out, size_t room)
{
    const struct trace_step *other = trace_get(s->twin->b, s->twin->counterpart[ref]);
    unsigned digit_bits = 0;
    char *text = other ? draw_other_text(s, other, &digit_bits) : NULL;
    bool cut = text && strlen(text) > BESIDE_COLUMNS;
    snprintf(out, room, " | %-*.*s%s", BESIDE_COLUMNS, cut ? BESIDE_COLUMNS - 3 : BESIDE_COLUMNS,
             text ? text : "-", cut ? "..." : "");
    free(text);
}

static void draw_step(const struct stepper *s, const struct pane *p, int row, trace_ref ref, int label)
{
    const struct trace_step *step = trace_get(s->t, ref);
    int name = number_columns(s->t) + 4, value = name + label + 1;
    unsigned style = ref == s->at ? CANVAS_BOLD : CANVAS_PLAIN;
    uint32_t marked = s->marking ? trace_marked_bits(s->marks, ref) : 0;
    char count[32] = "";
    uint32_t differ = 0;
    if (!marked && s->twin && !stepper_hides(s, ref) && twin_distance(s->twin, ref, &differ) && differ)
        snprintf(count, sizeof count, " != %u/%u", differ, step->bits);
    if (!marked && s->twin && s->twin->beside && !stepper_hides(s, ref))
        beside_text(s, ref, count, sizeof count);
    if (marked)
        snprintf(count, sizeof count, " * %u/%u", marked, step->bits);
    int room = p->columns - value - (int)strlen(count);
    pane_print(p, row, 0, style, "%c #%u", ref == s->at ? '>' : ' ', ref);
    pane_print(p, row, name, style, "%.*s", label, step->label);
    unsigned digit_bits = 0;
    char *text = draw_value_text(s, ref, &digit_bits);
    if (text && (int)strlen(text) > room)
        pane_print(p, row, value, style, "%.*s...", room - 3, text);
    else if (text)
        pane_put(p, row, value, style, text);
    free(text);
    pane_put(p, row, p->columns - (int)strlen(count), CANVAS_MARK, count);
    if (ref == s->at)
        for (int column = 0; column < p->columns; column++)
            p->canvas->cells[(p->row + row) * p->canvas->columns + p->column + column].style |=
                CANVAS_REVERSE;
}

// As wide as the longest label of these lines needs, within reason.
static int label_columns(const struct stepper *s, const struct pane *p, const struct line *lines, size_t n)
{
    int most = p->columns / 3 > 30 ? 30 : p->columns / 3, width = 8;
    for (size_t i = 0; i < n; i++) {
        int length = (int)strlen(trace_get(s->t, lines[i].ref)->label);
        width = length > width ? length : width;
    }
    return width < most ? width : most;
}

void draw_values(struct stepper *s, const struct pane *p)
{
    struct line lines[MAX_LINES];
    size_t current = 0, n = collect(s, p->rows, lines, &current), rows = (size_t)p->rows;
    size_t top = current > rows / 2 ? current - rows / 2 : 0;
    int label = label_columns(s, p, lines + top, n - top < rows ? n - top : rows);
    for (size_t i = top; i < n && i - top < rows; i++) {
        int row = (int)(i - top);
        if (lines[i].heading)
            draw_heading(s, p, row, lines[i].ref);
        else
            draw_step(s, p, row, lines[i].ref, label);
        if (p->row + row < STEPPER_MAX_ROWS)
            s->row_value[p->row + row] = lines[i].ref;
    }
}
