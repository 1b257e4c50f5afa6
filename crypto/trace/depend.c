// SPDX-License-Identifier: MIT
// The closure over the links. Steps refer to earlier ones only, so one sweep over the array is enough in each
// direction.
#include "crypto/trace/depend.h"

#include <stdlib.h>
#include <string.h>

// The bits of all values in one bitmap; the value of step `ref` begins at bit first[ref].
struct trace_marks {
    const struct trace *t;
    uint64_t *first;
    uint8_t *bitmap;
    size_t bytes;
};

struct trace_marks *trace_marks_new(const struct trace *t)
{
    size_t count = trace_count(t);
    struct trace_marks *marks = calloc(1, sizeof *marks);
    uint64_t *first = calloc(count + 2, sizeof *first);
    for (trace_ref ref = 1; first && ref <= count; ref++)
        first[ref + 1] = first[ref] + trace_get(t, ref)->bits;
    uint8_t *bitmap = first ? calloc(first[count + 1] / 8 + 1, 1) : NULL;
    if (!marks || !bitmap) {
        free(bitmap);
        free(first);
        free(marks);
        return NULL;
    }
    *marks = (struct trace_marks){t, first, bitmap, first[count + 1] / 8 + 1};
    return marks;
}

void trace_marks_free(struct trace_marks *marks)
{
    if (!marks)
        return;
    free(marks->first);
    free(marks->bitmap);
    free(marks);
}

void trace_marks_clear(struct trace_marks *marks)
{
    memset(marks->bitmap, 0, marks->bytes);
}

static bool get(const struct trace_marks *marks, trace_ref ref, uint32_t bit)
{
    uint64_t at = marks->first[ref] + bit;
    return marks->bitmap[at / 8] >> at % 8 & 1;
}

static void set(struct trace_marks *marks, trace_ref ref, uint32_t bit)
{
    uint64_t at = marks->first[ref] + bit;
    marks->bitmap[at / 8] |= (uint8_t)(1U << at % 8);
}

void trace_mark(struct trace_marks *marks, trace_ref ref, uint32_t bit)
{
    const struct trace_step *step = trace_get(marks->t, ref);
    if (step && bit < step->bits)
        set(marks, ref, bit);
}

bool trace_marked(const struct trace_marks *marks, trace_ref ref, uint32_t bit)
{
    const struct trace_step *step = trace_get(marks->t, ref);
    return step && bit < step->bits && get(marks, ref, bit);
}

uint32_t trace_marked_bits(const struct trace_marks *marks, trace_ref ref)
{
    const struct trace_step *step = trace_get(marks->t, ref);
    uint32_t n = 0;
    for (uint32_t bit = 0; step && bit < step->bits; bit++)
        n += get(marks, ref, bit);
    return n;
}

// One link being followed: marks go from one side to the other.
struct crossing {
    struct trace_marks *marks;
    trace_ref from, to;
    uint32_t from_bits, to_bits;
    bool backward; // from the output to the input
};

static void cross_bits(const struct crossing *c, const struct trace_link *link)
{
    uint32_t from = c->backward ? link->out : link->in, to = c->backward ? link->in : link->out;
    for (uint32_t i = 0; i < link->n; i++)
        if (get(c->marks, c->from, from + i))
            set(c->marks, c->to, to + i);
}

static void cross_units(const struct crossing *c, const struct trace_link *link)
{
    uint32_t from = c->backward ? link->out_unit : link->in_unit;
    uint32_t to = c->backward ? link->in_unit : link->out_unit;
    for (uint32_t i = 0; i < link->n; i++) {
        bool any = false;
        for (uint32_t bit = i * from; bit < (i + 1) * from && bit < c->from_bits; bit++)
            any = any || get(c->marks, c->from, bit);
        for (uint32_t bit = i * to; any && bit < (i + 1) * to && bit < c->to_bits; bit++)
            set(c->marks, c->to, bit);
    }
}

// Weights count from the right. Backward, the heaviest marked output bit takes with it all input bits up to
// its weight; forward, the lightest marked input bit reaches all output bits from its weight on.
static void cross_carry(const struct crossing *c)
{
    bool any = false;
    uint32_t weight = 0; // the heaviest or the lightest marked one
    for (uint32_t w = 0; w < c->from_bits; w++)
        if (get(c->marks, c->from, c->from_bits - 1 - w) && (c->backward || !any)) {
            weight = w;
            any = true;
        }
    for (uint32_t w = 0; any && w < c->to_bits; w++)
        if (c->backward ? w <= weight : w >= weight)
            set(c->marks, c->to, c->to_bits - 1 - w);
}

static void cross(void *context, const struct trace_link *link)
{
    const struct crossing *c = context;
    if (link->kind == TRACE_LINK_BITS)
        cross_bits(c, link);
    else if (link->kind == TRACE_LINK_UNITS)
        cross_units(c, link);
    else
        cross_carry(c);
}

static void cross_step(struct trace_marks *marks, trace_ref ref, bool backward)
{
    const struct trace_step *step = trace_get(marks->t, ref);
    if (backward && trace_marked_bits(marks, ref) == 0)
        return;
    for (size_t i = 0; i < step->n_inputs; i++) {
        trace_ref input = step->inputs[i];
        uint32_t bits = trace_get(marks->t, input)->bits;
        struct crossing c = backward ? (struct crossing){marks, ref, input, step->bits, bits, true}
                                     : (struct crossing){marks, input, ref, bits, step->bits, false};
        trace_each_link(marks->t, step, i, cross, &c);
    }
}

void trace_mark_backward(struct trace_marks *marks)
{
    for (trace_ref ref = (trace_ref)trace_count(marks->t); ref > 0; ref--)
        cross_step(marks, ref, true);
}

void trace_mark_forward(struct trace_marks *marks)
{
    for (trace_ref ref = 1; ref <= trace_count(marks->t); ref++)
        cross_step(marks, ref, false);
}
