// SPDX-License-Identifier: MIT
// The checker's walk: shape, references, value of each step, then whether every input was used.
#include "crypto/trace/check.h"

#include "crypto/trace/check_ops.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MANY TRACE_MAX_INPUTS

const struct check_rule check_rules[TRACE_OPS] = {
    [TRACE_INPUT] = {NULL, 0, 0, 0, false, false},
    [TRACE_CONSTANT] = {check_constant, 0, 0, 0, false, false}, // one parameter with a table
    [TRACE_COPY] = {check_copy, 1, 1, 0, false, false},
    [TRACE_PERMUTE] = {check_permute, 1, 1, 0, true, false},
    [TRACE_SELECT] = {check_select, 1, 1, 0, true, false},
    [TRACE_SLICE] = {check_slice, 1, 1, 1, false, false},
    [TRACE_CONCATENATE] = {check_concatenate, 1, MANY, 0, false, false},
    [TRACE_REVERSE_BYTES] = {check_reverse_bytes, 1, 1, 0, false, false},
    [TRACE_FILL] = {check_fill, 0, 0, 1, false, false},
    [TRACE_LENGTH] = {check_length, 1, 1, 1, false, false},
    [TRACE_PARITY] = {check_parity, 1, 1, 0, false, false},
    [TRACE_XOR] = {check_xor, 2, MANY, 0, false, false},
    [TRACE_AND] = {check_and, 2, 2, 0, false, false},
    [TRACE_OR] = {check_or, 2, 2, 0, false, false},
    [TRACE_NOT] = {check_not, 1, 1, 0, false, false},
    [TRACE_ROTATE_LEFT] = {check_rotate_left, 1, 1, 1, false, false},
    [TRACE_ROTATE_RIGHT] = {check_rotate_right, 1, 1, 1, false, false},
    [TRACE_SHIFT_LEFT] = {check_shift_left, 1, 1, 1, false, false},
    [TRACE_SHIFT_RIGHT] = {check_shift_right, 1, 1, 1, false, false},
    [TRACE_SIGMA] = {check_sigma, 1, 1, 3, false, false},
    [TRACE_SIGMA_SHIFT] = {check_sigma_shift, 1, 1, 3, false, false},
    [TRACE_CHOOSE] = {check_choose, 3, 3, 0, false, false},
    [TRACE_MAJORITY] = {check_majority, 3, 3, 0, false, false},
    [TRACE_ADD] = {check_add, 2, MANY, 0, false, false},
    [TRACE_SUBSTITUTE] = {check_substitute, 1, 1, 0, true, false},
    [TRACE_MIX_COLUMNS] = {check_mix_columns, 1, 1, 0, true, false},
    [TRACE_GF_MULTIPLY] = {check_gf_multiply, 2, 2, 0, false, false},
    [TRACE_HASH] = {check_hash, 1, 1, 0, false, true},
    [TRACE_COMPRESS] = {check_compress, 2, 2, 0, false, true},
    [TRACE_HMAC] = {check_hmac, 2, 2, 0, false, true},
    [TRACE_MGF1] = {check_mgf1, 1, 1, 0, false, true},
    [TRACE_BASE64] = {check_base64, 1, 1, 1, false, false},
    [TRACE_UNBASE64] = {check_unbase64, 1, 1, 1, false, false},
    [TRACE_CONVERT] = {check_convert, 1, 1, 0, false, false},
    [TRACE_SUM] = {check_sum, 2, 2, 0, false, false},
    [TRACE_DIFFERENCE] = {check_difference, 2, 2, 0, false, false},
    [TRACE_PRODUCT] = {check_product, 2, 2, 0, false, false},
    [TRACE_QUOTIENT] = {check_quotient, 2, 2, 0, false, false},
    [TRACE_REDUCE] = {check_reduce, 2, 2, 0, false, false},
    [TRACE_ADD_MOD] = {check_add_mod, 3, 3, 0, false, false},
    [TRACE_SUBTRACT_MOD] = {check_subtract_mod, 3, 3, 0, false, false},
    [TRACE_MULTIPLY_MOD] = {check_multiply_mod, 3, 3, 0, false, false},
    [TRACE_MODEXP] = {check_modexp, 3, 3, 0, false, false},
    [TRACE_INVERT] = {check_invert, 2, 2, 0, false, false},
    [TRACE_GCD] = {check_gcd, 2, 2, 0, false, false},
    [TRACE_LCM] = {check_lcm, 2, 2, 0, false, false},
    [TRACE_IS_PRIME] = {check_is_prime, 1, 1, 0, false, false},
    [TRACE_EQUAL] = {check_equal, 2, 2, 0, false, false},
    [TRACE_LESS] = {check_less, 2, 2, 0, false, false},
    [TRACE_POINT] = {check_point, 2, 2, 0, false, false},
    [TRACE_POINT_X] = {check_point_x, 1, 1, 0, false, false},
    [TRACE_POINT_Y] = {check_point_y, 1, 1, 0, false, false},
    [TRACE_ON_CURVE] = {check_on_curve, 4, 4, 0, false, false},
    [TRACE_POINT_NEGATE] = {check_point_negate, 2, 2, 0, false, false},
    [TRACE_POINT_ADD] = {check_point_add, 4, 4, 0, false, false},
    [TRACE_POINT_DOUBLE] = {check_point_double, 3, 3, 0, false, false},
    [TRACE_POINT_MULTIPLY] = {check_point_multiply, 4, 4, 0, false, false},
};

// Step `ref` fails. The why is one line: which step, what operation, and the given words.
__attribute__((format(printf, 4, 5))) static enum gl_error
fails(const struct trace *t, struct trace_verdict *verdict, trace_ref ref, const char *format, ...)
{
    const struct trace_step *step = trace_get(t, ref);
    verdict->failed = ref;
    int n = snprintf(verdict->why, sizeof verdict->why, "step %u '%.40s' (%s): ", ref,
                     step->label ? step->label : "", trace_op_name(step->op));
    va_list arguments;
    va_start(arguments, format);
    if (n > 0 && (size_t)n < sizeof verdict->why)
        vsnprintf(verdict->why + n, sizeof verdict->why - (size_t)n, format, arguments);
    va_end(arguments);
    return GL_ERR_INCONSISTENT;
}

// 04 || x || y with coordinates of whole bytes, or all zeros.
static bool is_point(const struct trace_step *step)
{
    size_t bytes = step->bits / 8;
    if (step->bits % 8 || bytes < 3 || bytes % 2 == 0)
        return false;
    bool zero = true;
    for (size_t i = 0; i < bytes; i++)
        zero = zero && step->value[i] == 0;
    return zero || step->value[0] == 4;
}

// What keeps the value from being printed as its kind says, or NULL.
static const char *unlike_its_kind(const struct trace_step *step)
{
    if (step->kind == TRACE_FLAG && step->bits != 1)
        return "a flag that is not one bit";
    if (step->kind == TRACE_STATE && step->bits != 128)
        return "a state that is not 16 bytes";
    if (step->kind == TRACE_BYTES && step->bits % 8)
        return "bytes that are not whole";
    if (step->kind == TRACE_PT && !is_point(step))
        return "a point that is neither 04 || x || y nor zeros";
    return NULL;
}

static bool known(const struct trace *t, const struct trace_table *table)
{
    const struct trace_table *other = NULL;
    for (size_t i = 0; (other = trace_table_of(t, i)); i++)
        if (other == table)
            return true;
    return false;
}

// What is wrong with the step's shape, or NULL.
static const char *misshapen(const struct trace *t, const struct trace_step *step, trace_ref ref)
{
    const struct check_rule *rule = &check_rules[step->op];
    bool cell = step->op == TRACE_CONSTANT && step->table; // a table's cell: its index is a parameter
    if (!step->label || !step->label[0])
        return "no label";
    if (step->n_inputs < rule->min_inputs || step->n_inputs > rule->max_inputs)
        return "wrong number of inputs";
    if (step->n_params != rule->n_params + cell)
        return "wrong number of parameters";
    if (rule->needs_table && !step->table)
        return "no table";
    if (step->table && !known(t, step->table))
        return "an unknown table";
    if (rule->needs_function != (step->function != NULL))
        return "wrong function";
    for (size_t i = 0; i < step->n_inputs; i++)
        if (step->inputs[i] == 0 || step->inputs[i] >= ref)
            return "an input that is not an earlier step";
    if (step->bits % 8 && step->value[0] >> step->bits % 8)
        return "bits beyond its width";
    return unlike_its_kind(step);
}

static enum gl_error check_step(struct check *c, const struct trace *t, trace_ref ref,
                                struct trace_verdict *verdict)
{
    const struct trace_step *step = trace_get(t, ref);
    const struct check_rule *rule = &check_rules[step->op];
    const char *wrong = misshapen(t, step, ref);
    if (wrong)
        return fails(t, verdict, ref, "%s", wrong);
    if (!rule->run)
        return GL_OK;
    c->step = step;
    for (size_t i = 0; i < step->n_inputs; i++) {
        c->in[i] = trace_get(t, step->inputs[i]);
        trace_value_mpz(c->in[i], c->a[i]);
    }
    if (!rule->run(c))
        return fails(t, verdict, ref, "its inputs do not suit the operation");
    trace_value_mpz(step, c->x);
    if (mpz_cmp(c->x, c->out) == 0)
        return GL_OK;
    char *expected = mpz_get_str(NULL, 16, c->out), *recorded = mpz_get_str(NULL, 16, c->x);
    enum gl_error error = fails(t, verdict, ref, "recorded %.32s, recomputed %.32s", recorded, expected);
    void (*release)(void *, size_t);
    mp_get_memory_functions(NULL, NULL, &release);
    release(expected, strlen(expected) + 1);
    release(recorded, strlen(recorded) + 1);
    return error;
}

// An input that no step uses could be altered unseen.
static enum gl_error check_inputs_used(const struct trace *t, struct trace_verdict *verdict)
{
    size_t count = trace_count(t);
    bool *used = calloc(count + 1, sizeof *used);
    enum gl_error error = used ? GL_OK : GL_ERR_MEMORY;
    for (trace_ref ref = 1; used && ref <= count; ref++) {
        const struct trace_step *step = trace_get(t, ref);
        for (size_t i = 0; i < step->n_inputs; i++)
            used[step->inputs[i]] = true;
    }
    for (trace_ref ref = 1; !error && ref <= count; ref++) {
        const struct trace_step *step = trace_get(t, ref);
        bool root = step->op == TRACE_INPUT || step->op == TRACE_CONSTANT;
        if (root && !used[ref])
            error = fails(t, verdict, ref, "nothing uses it");
    }
    free(used);
    return error;
}

enum gl_error trace_check(const struct trace *t, struct trace_verdict *verdict)
{
    struct trace_verdict unwanted;
    struct check c;
    if (!verdict)
        verdict = &unwanted;
    *verdict = (struct trace_verdict){0};
    enum gl_error error = trace_error(t);
    if (error) {
        snprintf(verdict->why, sizeof verdict->why, "the recording failed: %s", gl_error_string(error));
        return error;
    }
    for (size_t i = 0; i < TRACE_MAX_INPUTS; i++)
        mpz_init(c.a[i]);
    mpz_inits(c.out, c.x, c.y, NULL);
    for (trace_ref ref = 1; !error && ref <= trace_count(t); ref++) {
        error = check_step(&c, t, ref, verdict);
        if (!error)
            verdict->checked++;
    }
    if (!error)
        error = check_inputs_used(t, verdict);
    for (size_t i = 0; i < TRACE_MAX_INPUTS; i++)
        mpz_clear(c.a[i]);
    mpz_clears(c.out, c.x, c.y, NULL);
    return error;
}
