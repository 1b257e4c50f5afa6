// SPDX-License-Identifier: MIT
// The report view: the ChatLock report's lines, where the steps carry them.
#include "app/views/view.h"

static void put_value(FILE *out, const struct trace_step *step)
{
    size_t bytes = (step->bits + 7) / 8;
    bool half = (step->bits + 3) / 4 % 2; // an odd number of digits
    for (size_t i = 0; i < bytes; i++)
        fprintf(out, i || !half ? "%02x" : "%x", step->value[i]);
}

// "%v" is the step's value, "%1" to "%9" its inputs'.
static void put_line(FILE *out, const struct trace *t, const struct trace_step *step)
{
    for (const char *at = step->report; *at; at++) {
        if (at[0] == '%' && at[1] == 'v') {
            put_value(out, step);
            at++;
        } else if (at[0] == '%' && at[1] >= '1' && at[1] <= '9' && at[1] - '1' < step->n_inputs) {
            put_value(out, trace_get(t, step->inputs[at[1] - '1']));
            at++;
        } else {
            fputc(*at, out);
        }
    }
    fputc('\n', out);
}

static void put_path(FILE *out, const struct trace *t, uint32_t scope)
{
    if (scope == 0)
        return;
    const struct trace_scope *s = trace_get_scope(t, scope);
    put_path(out, t, s->parent);
    fprintf(out, "%s: ", s->title);
}

void view_report(FILE *out, const struct trace *t)
{
    bool any = false;
    for (trace_ref ref = 1; ref <= trace_count(t); ref++) {
        const struct trace_step *step = trace_get(t, ref);
        if (step->report)
            put_line(out, t, step);
        any = any || step->report;
    }
    for (trace_ref ref = 1; !any && ref <= trace_count(t); ref++) {
        const struct trace_step *step = trace_get(t, ref);
        put_path(out, t, step->scope);
        fprintf(out, "%s: ", step->label);
        put_value(out, step);
        fputc('\n', out);
    }
}
