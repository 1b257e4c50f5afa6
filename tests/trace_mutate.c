// SPDX-License-Identifier: MIT
#include "tests/trace_mutate.h"

#include "crypto/trace/check.h"
#include "tests/run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct change {
    trace_ref ref; // the step to alter; 0: none
    bool flip;
    uint32_t bit; // counted from the right
    bool redirect;
    trace_ref to; // what its first input becomes
    bool exchange;
    enum trace_op op;
    bool tune; // its first parameter becomes one more
};

static struct trace *copy(const struct trace *t, const struct change *change)
{
    struct trace *out = trace_new("copy");
    for (trace_ref ref = 1; ref <= trace_count(t); ref++) {
        const struct trace_step *step = trace_get(t, ref);
        size_t bytes = (step->bits + 7) / 8;
        uint8_t *value = malloc(bytes + 1);
        struct trace_use use = {.n_in = step->n_inputs, .n_params = step->n_params, .table = step->table};
        enum trace_op op = step->op;
        memcpy(use.in, step->inputs, step->n_inputs * sizeof use.in[0]);
        memcpy(use.params, step->params, step->n_params * sizeof use.params[0]);
        memcpy(value, step->value, bytes);
        if (ref == change->ref && change->flip)
            value[bytes - 1 - change->bit / 8] ^= (uint8_t)(1 << change->bit % 8);
        if (ref == change->ref && change->redirect)
            use.in[0] = change->to;
        if (ref == change->ref && change->exchange)
            op = change->op;
        if (ref == change->ref && change->tune)
            use.params[0]++;
        trace_emit(out, SAY(step->label, 0, step->citation, step->group, NULL, step->function), op, &use,
                   step->kind, value, step->bits);
        free(value);
    }
    return out;
}

struct trace *trace_copy_flipped(const struct trace *t, trace_ref ref, uint32_t bit)
{
    return copy(t, &(struct change){.ref = ref, .flip = true, .bit = bit});
}

static void assert_refused(const struct trace *t, const struct change *change, const char *what)
{
    struct trace *altered = copy(t, change);
    bool refused = trace_check(altered, NULL) == GL_ERR_INCONSISTENT;
    if (!refused)
        fprintf(stderr, "step %u '%s': the checker did not notice %s\n", change->ref,
                trace_get(t, change->ref)->label, what);
    CU_ASSERT_TRUE(refused);
    trace_free(altered);
}

// Some other earlier step of the same width with another value, or 0.
static trace_ref stranger(const struct trace *t, trace_ref ref)
{
    const struct trace_step *step = trace_get(t, ref), *own = trace_get(t, step->inputs[0]);
    for (trace_ref other = ref - 1; other > 0; other--) {
        const struct trace_step *candidate = trace_get(t, other);
        if (candidate->bits == own->bits && memcmp(candidate->value, own->value, (own->bits + 7) / 8) != 0)
            return other;
    }
    return 0;
}

// Does another first input, all else equal, always give another value? Only then is a redirection sure to be
// wrong; with other operations it may by chance give the same.
static bool tells_first_input_apart(enum trace_op op)
{
    static const bool injective[TRACE_OPS] = {
        [TRACE_COPY] = true,        [TRACE_PERMUTE] = true,       [TRACE_CONCATENATE] = true,
        [TRACE_XOR] = true,         [TRACE_REVERSE_BYTES] = true, [TRACE_NOT] = true,
        [TRACE_ROTATE_LEFT] = true, [TRACE_ROTATE_RIGHT] = true,  [TRACE_ADD] = true,
        [TRACE_MIX_COLUMNS] = true, [TRACE_HASH] = true,          [TRACE_HMAC] = true,
        [TRACE_MGF1] = true,        [TRACE_BASE64] = true,        [TRACE_UNBASE64] = true,
        [TRACE_CONVERT] = true,     [TRACE_SUM] = true,           [TRACE_DIFFERENCE] = true,
        [TRACE_POINT] = true,
    };
    return injective[op];
}

// A rotation by one more bit leaves only such a value as it is.
static bool all_bits_equal(const struct trace_step *step)
{
    mpz_t z;
    mpz_init(z);
    trace_value_mpz(step, z);
    mp_bitcnt_t ones = mpz_popcount(z);
    mpz_clear(z);
    return ones == 0 || ones == step->bits;
}

static void alter(const struct trace *t, trace_ref ref)
{
    const struct trace_step *step = trace_get(t, ref);
    if (step->bits)
        assert_refused(t, &(struct change){.ref = ref, .flip = true, .bit = (ref * 2654435761u) % step->bits},
                       "a flipped bit");
    trace_ref other = tells_first_input_apart(step->op) ? stranger(t, ref) : 0;
    if (other)
        assert_refused(t, &(struct change){.ref = ref, .redirect = true, .to = other}, "a redirected input");
    if (step->op == TRACE_XOR || step->op == TRACE_ADD)
        assert_refused(t, &(struct change){.ref = ref, .exchange = true, .op = TRACE_NOT},
                       "an exchanged operation");
    bool turned = step->op == TRACE_ROTATE_LEFT || step->op == TRACE_ROTATE_RIGHT;
    if (step->bits && (step->op == TRACE_FILL || (turned && !all_bits_equal(step))))
        assert_refused(t, &(struct change){.ref = ref, .tune = true}, "an altered parameter");
}

void assert_sound(const struct trace *t, size_t steps)
{
    struct trace_verdict verdict;
    enum gl_error error = trace_check(t, &verdict);
    if (error)
        fprintf(stderr, "%s\n", verdict.why);
    CU_ASSERT_EQUAL_FATAL(error, GL_OK);
    CU_ASSERT_EQUAL(verdict.checked, trace_count(t));
    size_t count = trace_count(t);
    size_t stride = steps && count > steps ? count / steps : 1;
    for (trace_ref ref = 1; ref <= count; ref += (trace_ref)stride)
        alter(t, ref);
    alter(t, (trace_ref)count);
}
