// SPDX-License-Identifier: MIT
// One value in full: digits, and marks below them.
#include "app/step/draw.h"

#include "app/views/view.h"
#include "crypto/common/no_memory.h"

#include <stdlib.h>
#include <string.h>

static bool is_digit(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || c == '_';
}

static char *binary_text(const struct trace_step *step)
{
    struct trace_step bits = *step;
    bits.kind = TRACE_BITS;
    bits.group = step->kind == TRACE_BITS ? step->group : 8;
    return view_value(&bits);
}

static char *decimal_text(const struct trace_step *step)
{
    mpz_t z;
    mpz_init(z);
    trace_value_mpz(step, z);
    char *text = gl_need(malloc(mpz_sizeinbase(z, 10) + 2));
    mpz_get_str(text, 10, z);
    mpz_clear(z);
    return text;
}

static char *write_value(const struct trace_step *step, void *base)
{
    switch (*(enum stepper_base *)base) {
    case BASE_BINARY:
        return binary_text(step);
    case BASE_DECIMAL:
        return decimal_text(step);
    case BASE_HEX:
        return gl_need(trace_value_hex(step));
    default:
        return view_value(step);
    }
}

static unsigned digit_bits_of(enum stepper_base base, const struct trace_step *step)
{
    bool natural = base == BASE_NATURAL || base == BASE_MATRIX;
    bool spelt = step->kind == TRACE_PT || step->kind == TRACE_FLAG ||
                 (step->kind == TRACE_INTEGER && step->bits <= 32);
    if (base == BASE_BINARY || (natural && step->kind == TRACE_BITS))
        return 1;
    return base == BASE_DECIMAL || (natural && spelt) ? 0 : 4;
}

char *draw_other_text(const struct stepper *s, const struct trace_step *step, unsigned *digit_bits)
{
    enum stepper_base base = s->base;
    *digit_bits = digit_bits_of(base, step);
    return write_value(step, &base);
}

char *draw_value_text(const struct stepper *s, trace_ref ref, unsigned *digit_bits)
{
    enum stepper_base base = s->base;
    const struct trace_step *step = trace_get(s->t, ref);
    if (!stepper_hides(s, ref))
        return draw_other_text(s, step, digit_bits);
    *digit_bits = digit_bits_of(base, step);
    return view_blanks(step, write_value, &base);
}

static bool bit_at(const struct trace_step *step, uint32_t bit)
{
    uint32_t at = (8 - step->bits % 8) % 8 + bit;
    return step->value[at / 8] >> (7 - at % 8) & 1;
}

// The mark below a digit that stands for the bits [first, first + n).
static char mark_of(const struct stepper *s, trace_ref ref, const struct trace_step *before, uint32_t first,
                    uint32_t n)
{
    const struct trace_step *step = trace_get(s->t, ref);
    uint32_t unit = stepper_unit_bits(s, step), chosen = s->chosen * unit;
    bool changed = false, marked = false, picked = false;
    for (uint32_t bit = first; bit < first + n && bit < step->bits; bit++) {
        changed = changed || (before && bit_at(before, bit) != bit_at(step, bit));
        marked = marked || (s->marking && trace_marked(s->marks, ref, bit));
        picked = picked || (s->unit != UNIT_VALUE && bit >= chosen && bit < chosen + unit);
    }
    if (s->marking)
        return marked ? '*' : ' ';
    if (picked)
        return '=';
    return changed ? '^' : ' ';
}

static const struct trace_step *compared(const struct stepper *s, trace_ref ref)
{
    return stepper_hides(s, ref) ? NULL : view_compared(s->t, trace_get(s->t, ref));
}

// Marks for all of the text's characters; malloc'd, NULL where there is none.
static char *marks_text(const struct stepper *s, trace_ref ref, const char *text, unsigned digit_bits)
{
    const struct trace_step *step = trace_get(s->t, ref), *before = compared(s, ref);
    bool any = false;
    char *marks = digit_bits ? gl_need(strdup(text)) : NULL;
    uint32_t surplus = digit_bits == 4 ? (4 - step->bits % 4) % 4 : 0, at = 0;
    for (char *c = marks; c && *c; c++) {
        if (!is_digit(*c)) {
            *c = ' ';
            continue;
        }
        uint32_t first = at > surplus ? at - surplus : 0, past = at + digit_bits - surplus;
        *c = mark_of(s, ref, before, first, past - first);
        any = any || *c != ' ';
        at += digit_bits;
    }
    if (!any) {
        free(marks);
        marks = NULL;
    }
    return marks;
}

// Digits of one row: whole groups where there are any.
static size_t row_digits(const char *text, size_t columns)
{
    size_t n = strlen(text), at = columns;
    if (n <= columns)
        return n;
    while (at > 0 && text[at] != ' ')
        at--;
    return at ? at : columns / 8 * 8;
}

int draw_value(const struct stepper *s, const struct pane *p, int row, trace_ref ref, int limit)
{
    const struct trace_step *step = trace_get(s->t, ref);
    unsigned digit_bits = 0;
    char *text = draw_value_text(s, ref, &digit_bits);
    char *marks = text ? marks_text(s, ref, text, digit_bits) : NULL;
    const char *at = text;
    for (int line = 0; at && *at && row < p->rows; line++) {
        if (line == limit) {
            pane_print(p, row++, 2, CANVAS_DIM, "... %u bits in all; e shows them", step->bits);
            break;
        }
        size_t n = row_digits(at, (size_t)p->columns - 2), from = (size_t)(at - text);
        pane_print(p, row++, 2, CANVAS_BOLD, "%.*s", (int)n, at);
        if (marks && row < p->rows && strspn(marks + from, " ") < n)
            pane_print(p, row++, 2, CANVAS_MARK, "%.*s", (int)n, marks + from);
        at += n + (at[n] == ' ');
    }
    free(text);
    free(marks);
    return row;
}
