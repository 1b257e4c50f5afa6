// SPDX-License-Identifier: MIT
// The scopes around the current step: open where the step is, closed elsewhere.
#include "app/step/draw.h"

#define MAX_LINES 2048 // of the tree, before the rest is left out

struct line {
    uint32_t scope;
    int depth;
    bool here; // the current step is inside
};

// Is the scope shown: do all scopes around it hold the current step?
static bool shown(const struct stepper *s, uint32_t scope, int *depth)
{
    *depth = 0;
    while (scope) {
        scope = trace_get_scope(s->t, scope)->parent;
        if (scope && !cursor_within(s->t, scope, s->at))
            return false;
        ++*depth;
    }
    return true;
}

static size_t collect(const struct stepper *s, struct line lines[MAX_LINES], size_t *current)
{
    size_t n = 0;
    *current = MAX_LINES; // none, outside all scopes
    for (uint32_t scope = 1; scope < trace_scopes(s->t) && n < MAX_LINES; scope++) {
        int depth = 0;
        const struct trace_scope *at = trace_get_scope(s->t, scope);
        if (at->first == at->past_last || !shown(s, scope, &depth))
            continue;
        lines[n] = (struct line){scope, depth, cursor_within(s->t, scope, s->at)};
        *current = lines[n].here ? n : *current; // the innermost comes last
        n++;
    }
    return n;
}

void draw_tree(struct stepper *s, const struct pane *p)
{
    struct line lines[MAX_LINES];
    size_t current = 0, n = collect(s, lines, &current), rows = (size_t)p->rows;
    size_t top = current < n && current > rows / 2 ? current - rows / 2 : 0;
    if (n > rows && top > n - rows)
        top = n - rows;
    if (n <= rows)
        top = 0;
    for (size_t i = top; i < n && i - top < rows; i++) {
        int row = (int)(i - top);
        const struct trace_scope *scope = trace_get_scope(s->t, lines[i].scope);
        unsigned style = i == current    ? CANVAS_REVERSE | CANVAS_BOLD
                         : lines[i].here ? CANVAS_BOLD
                                         : CANVAS_PLAIN;
        pane_print(p, row, 0, style, "%c", i == current ? '>' : ' ');
        pane_print(p, row, 2 * lines[i].depth - 1, style, "%s", scope->title);
        if (p->row + row < STEPPER_MAX_ROWS)
            s->row_scope[p->row + row] = scope->first;
    }
}
