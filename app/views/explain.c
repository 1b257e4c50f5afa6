// SPDX-License-Identifier: MIT
// What a step did, in words, from the vocabulary's own text and the recorded values: never computed a second
// time.
#include "app/views/view.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define SHOWN 40 // digits of a value that a sentence shows

struct sentence {
    char *text;
    size_t n, room;
};

__attribute__((format(printf, 2, 3))) static void say(struct sentence *s, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int need = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (!s->text || need < 0)
        return;
    if (s->n + (size_t)need + 1 > s->room) {
        size_t room = 2 * (s->n + (size_t)need + 1);
        char *bigger = realloc(s->text, room);
        if (!bigger) {
            free(s->text);
            s->text = NULL;
            return;
        }
        s->text = bigger;
        s->room = room;
    }
    va_start(arguments, format);
    vsnprintf(s->text + s->n, s->room - s->n, format, arguments);
    va_end(arguments);
    s->n += (size_t)need;
}

static void say_value(struct sentence *s, const struct trace_step *step)
{
    char *value = view_value(step);
    if (value && strlen(value) > SHOWN)
        say(s, "%.*s... (%u bits)", SHOWN, value, step->bits);
    else
        say(s, "%s", value ? value : "");
    free(value);
}

// Six bits split 1-4-1, with row and column, for a DES S-box; row and column for any other table.
static void say_lookup(struct sentence *s, const struct trace *t, const struct trace_step *step)
{
    unsigned row = 0, column = 0;
    const struct trace_table *table = step->table;
    if (!table || !trace_lookup(t, step, &row, &column))
        return;
    if (table->layout == TRACE_DES_SBOX) {
        unsigned six = trace_get(t, step->inputs[0])->value[0];
        say(s, "; six bits %u %u%u%u%u %u: row %u, column %u", six >> 5 & 1, six >> 4 & 1, six >> 3 & 1,
            six >> 2 & 1, six >> 1 & 1, six & 1, row, column);
    } else {
        say(s, "; row %u, column %u", row, column);
    }
}

// What is done and with what: all but the result.
static struct sentence say_operation(const struct trace *t, const struct trace_step *step)
{
    struct sentence s = {.text = calloc(1, 64), .room = 64};
    say(&s, "%s: %s", trace_op_name(step->op), trace_op_meaning(step->op));
    if (step->table)
        say(&s, "; table %s", step->table->name);
    if (step->function)
        say(&s, "; function %s", step->function);
    for (size_t i = 0; i < step->n_params; i++)
        say(&s, "; p%zu = %u", i, step->params[i]);
    for (size_t i = 0; i < step->n_inputs; i++) {
        const struct trace_step *input = trace_get(t, step->inputs[i]);
        say(&s, "; %c = %s = ", (char)('a' + i), input->label);
        say_value(&s, input);
    }
    return s;
}

char *view_ask(const struct trace *t, const struct trace_step *step)
{
    struct sentence s = say_operation(t, step);
    say(&s, "; gives what?");
    return s.text;
}

char *view_explain(const struct trace *t, const struct trace_step *step)
{
    struct sentence s = say_operation(t, step);
    say_lookup(&s, t, step);
    say(&s, "; gives ");
    say_value(&s, step);
    return s.text;
}
