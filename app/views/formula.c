// SPDX-License-Identifier: MIT
// A step as a formula on its inputs, for the text view.
#include "app/views/view.h"

#include "crypto/common/no_memory.h"
#include "crypto/common/text.h"

#include <stdlib.h>
#include <string.h>

#define LABEL_CHARACTERS 20 // of an operand: longer ones are named by number alone

// How an operation is written: "%1" is its first input, by label and number, "@1" the same by number alone,
// "&1" its first parameter, "%p" all of them, "%t" its table, "%f" its function.
static const char *const formulas[TRACE_OPS] = {
    [TRACE_COPY] = "%1",
    [TRACE_PERMUTE] = "%1 permuted by %t",
    [TRACE_SELECT] = "bits of %1 chosen by %t",
    [TRACE_SLICE] = "%1, bits from %p on",
    [TRACE_FILL] = "the byte %p, as often as it takes",
    [TRACE_LENGTH] = "length of %1 in units of %p bits",
    [TRACE_ROTATE_LEFT] = "%1 <<< %p",
    [TRACE_ROTATE_RIGHT] = "%1 >>> %p",
    [TRACE_SHIFT_LEFT] = "%1 << %p",
    [TRACE_SHIFT_RIGHT] = "%1 >> %p",
    [TRACE_SIGMA] = "ROTR^&1 xor ROTR^&2 xor ROTR^&3 of %1",
    [TRACE_SIGMA_SHIFT] = "ROTR^&1 xor ROTR^&2 xor SHR^&3 of %1",
    [TRACE_CHOOSE] = "where %1 has 1 the bit of %2, else of %3",
    [TRACE_MAJORITY] = "the majority of %1, %2, %3",
    [TRACE_SUBSTITUTE] = "%1 looked up in %t",
    [TRACE_MIX_COLUMNS] = "%1, columns multiplied by %t",
    [TRACE_GF_MULTIPLY] = "%1 times %2 in GF(2^8)",
    [TRACE_HASH] = "%f(%1)",
    [TRACE_COMPRESS] = "%1 after the compression of %2 by %f",
    [TRACE_HMAC] = "HMAC-%f(%1, %2)",
    [TRACE_MGF1] = "MGF1-%f(%1)",
    [TRACE_SUM] = "%1 + %2",
    [TRACE_DIFFERENCE] = "%1 - %2",
    [TRACE_PRODUCT] = "%1 * %2",
    [TRACE_QUOTIENT] = "%1 / %2",
    [TRACE_REDUCE] = "%1 mod %2",
    [TRACE_ADD_MOD] = "%1 + %2 mod %3",
    [TRACE_SUBTRACT_MOD] = "%1 - %2 mod %3",
    [TRACE_MULTIPLY_MOD] = "%1 * %2 mod %3",
    [TRACE_MODEXP] = "%1 ^ %2 mod %3",
    [TRACE_INVERT] = "%1 ^ -1 mod %2",
    [TRACE_GCD] = "gcd(%1, %2)",
    [TRACE_LCM] = "lcm(%1, %2)",
    [TRACE_IS_PRIME] = "is %1 prime?",
    [TRACE_EQUAL] = "%1 = %2?",
    [TRACE_LESS] = "%1 < %2?",
    [TRACE_POINT] = "(%1, %2)",
    [TRACE_POINT_X] = "x of %1",
    [TRACE_POINT_Y] = "y of %1",
    [TRACE_POINT_NEGATE] = "-%1 mod %2",
    [TRACE_ON_CURVE] = "%1 on the curve a = @2, b = @3, p = @4?",
    [TRACE_POINT_ADD] = "%1 + %2 on the curve a = @3, p = @4",
    [TRACE_POINT_DOUBLE] = "2 %1 on the curve a = @2, p = @3",
    [TRACE_POINT_MULTIPLY] = "%1 times %2 on the curve a = @3, p = @4",
};

// Operations on any number of inputs are written between them.
static const char *infix(enum trace_op op)
{
    switch (op) {
    case TRACE_XOR:
        return " xor ";
    case TRACE_AND:
        return " and ";
    case TRACE_OR:
        return " or ";
    case TRACE_ADD:
        return " + ";
    case TRACE_CONCATENATE:
        return " || ";
    default:
        return NULL;
    }
}

// A formula being written; with values in the place of names.
struct writing {
    FILE *out;
    const struct trace *t;
    bool values;
};

static void put_value(const struct writing *w, trace_ref ref)
{
    char *value = view_value(trace_get(w->t, ref));
    fputs(value, w->out);
    free(value);
}

// "L0 #12": the label helps the eye and the number finds the step; a long label would drown the formula.
static void put_operand(const struct writing *w, trace_ref ref)
{
    const struct trace *t = w->t;
    FILE *out = w->out;
    if (w->values) {
        put_value(w, ref);
        return;
    }
    const char *label = trace_get(t, ref)->label;
    bool compound = strchr(label, ' ') != NULL; // "yQ - yP" is one operand, and reads as one in parentheses
    if (strlen(label) <= LABEL_CHARACTERS)
        fprintf(out, compound ? "(%s) " : "%s ", label);
    fprintf(out, "#%u", ref);
}

static void put_joined(const struct writing *w, const struct trace_step *step, const char *between)
{
    for (size_t i = 0; i < step->n_inputs; i++) {
        fputs(i ? between : "", w->out);
        put_operand(w, step->inputs[i]);
    }
}

static void put_params(FILE *out, const struct trace_step *step)
{
    for (size_t i = 0; i < step->n_params; i++)
        fprintf(out, "%s%u", i ? ", " : "", step->params[i]);
}

static void put_formula(const struct writing *w, const struct trace_step *step, const char *formula)
{
    FILE *out = w->out;
    for (const char *at = formula; *at; at++) {
        char mark = *at;
        if (mark != '%' && mark != '@' && mark != '&') {
            fputc(*at, out);
            continue;
        }
        at++;
        if (*at == 't' && step->table)
            fputs(step->table->name, out);
        else if (*at == 'f')
            fputs(step->function ? step->function : "", out);
        else if (*at == 'p')
            put_params(out, step);
        else if (mark == '&' && *at - '1' < step->n_params)
            fprintf(out, "%u", step->params[*at - '1']);
        else if (mark == '@' && *at - '1' < step->n_inputs && !w->values)
            fprintf(out, "#%u", step->inputs[*at - '1']);
        else if (*at >= '1' && *at - '1' < step->n_inputs)
            put_operand(w, step->inputs[*at - '1']);
    }
}

static void put_operation(const struct writing *w, const struct trace_step *step)
{
    FILE *out = w->out;
    if (step->op == TRACE_CONSTANT && step->table) {
        fprintf(out, "%s, entry %u", step->table->name, step->params[0]);
    } else if (infix(step->op)) {
        put_joined(w, step, infix(step->op));
    } else if (formulas[step->op]) {
        put_formula(w, step, formulas[step->op]);
    } else {
        fprintf(out, "%s ", trace_op_name(step->op));
        put_joined(w, step, ", ");
    }
}

const struct trace_step *view_compared(const struct trace *t, const struct trace_step *step)
{
    static const bool compares[TRACE_OPS] = {[TRACE_XOR] = true, [TRACE_ADD] = true};
    const struct trace_step *before = step->n_inputs ? trace_get(t, step->inputs[0]) : NULL;
    return compares[step->op] && before && before->bits == step->bits ? before : NULL;
}

void view_operation(FILE *out, const struct trace *t, const struct trace_step *step)
{
    put_operation(&(struct writing){.out = out, .t = t}, step);
}

void view_filled(FILE *out, const struct trace *t, const struct trace_step *step)
{
    put_operation(&(struct writing){.out = out, .t = t, .values = true}, step);
}

void view_formula(FILE *out, const struct trace *t, const struct trace_step *step)
{
    unsigned row = 0, column = 0;
    view_operation(out, t, step);
    if (trace_lookup(t, step, &row, &column))
        fprintf(out, ", row %u, column %u", row, column);
}

char *view_formula_text(const struct trace *t, const struct trace_step *step, view_formula_writer *write)
{
    char *text = NULL;
    size_t n = 0;
    FILE *memory = gl_text_open(&text, &n);
    write(gl_need(memory), t, step);
    return gl_need_text(memory, &text);
}
