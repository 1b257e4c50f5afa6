// SPDX-License-Identifier: MIT
// The recorder. Steps and scopes live in two growing arrays; labels, references, parameters and values are
// kept where they never move (keep.c), so that a step can point to them.
#include "crypto/trace/recorder.h"

#include "crypto/common/bytes.h"

#include <stdlib.h>

void trace_fail(struct trace *t, enum gl_error error)
{
    if (t && !t->error)
        t->error = error;
}

enum gl_error trace_error(const struct trace *t)
{
    return t->error;
}

// Room for one more element. The old array is not wiped: steps and scopes hold no values, only where they
// are.
static bool grow(struct trace *t, void **array, size_t used, size_t *capacity, size_t element)
{
    if (used < *capacity)
        return true;
    size_t more = *capacity ? *capacity * 2 : 64;
    void *bigger = realloc(*array, more * element);
    if (!bigger) {
        trace_fail(t, GL_ERR_MEMORY);
        return false;
    }
    *array = bigger;
    *capacity = more;
    return true;
}

struct trace *trace_new(const char *title)
{
    struct trace *t = calloc(1, sizeof *t);
    if (!t)
        return NULL;
    trace_open(t, TRACE_ALGORITHM, title, 0);
    if (t->error) {
        trace_free(t);
        return NULL;
    }
    return t;
}

void trace_free(struct trace *t)
{
    if (!t)
        return;
    trace_keep_free(t);
    free(t->steps);
    free(t->scopes);
    free(t);
}

void trace_open(struct trace *t, enum trace_level level, const char *title, uint32_t number)
{
    if (!t || t->error)
        return;
    if (t->depth == TRACE_MAX_DEPTH) {
        trace_fail(t, GL_ERR_TOO_LARGE);
        return;
    }
    if (!grow(t, (void **)&t->scopes, t->n_scopes, &t->cap_scopes, sizeof *t->scopes))
        return;
    const char *text = trace_keep_text(t, title, number);
    if (!text)
        return;
    trace_ref next = (trace_ref)(t->n_steps + 1);
    t->scopes[t->n_scopes] = (struct trace_scope){
        .parent = t->depth ? t->open[t->depth - 1] : 0,
        .level = level,
        .number = number,
        .title = text,
        .first = next,
        .past_last = next,
    };
    t->open[t->depth++] = (uint32_t)t->n_scopes++;
}

void trace_close(struct trace *t)
{
    if (!t || t->error)
        return;
    if (t->depth <= 1)
        trace_fail(t, GL_ERR_INCONSISTENT); // a close without its open; the root stays open
    else
        t->depth--;
}

// Every open scope now reaches past this step.
static void extend_open_scopes(struct trace *t)
{
    for (size_t i = 0; i < t->depth; i++)
        t->scopes[t->open[i]].past_last = (trace_ref)(t->n_steps + 1);
}

static bool uses_earlier_steps(const struct trace *t, const struct trace_use *use)
{
    for (size_t i = 0; i < use->n_in; i++)
        if (use->in[i] == 0 || use->in[i] > t->n_steps)
            return false;
    return true;
}

trace_ref trace_emit(struct trace *t, struct trace_say say, enum trace_op op, const struct trace_use *use,
                     enum trace_kind kind, const void *value, size_t bits)
{
    static const struct trace_use nothing;
    if (!t || t->error)
        return 0;
    if (!use)
        use = &nothing;
    if (t->n_steps >= TRACE_MAX_STEPS || bits > UINT32_MAX)
        trace_fail(t, GL_ERR_TOO_LARGE);
    else if (!uses_earlier_steps(t, use))
        trace_fail(t, GL_ERR_INCONSISTENT);
    if (t->error || !grow(t, (void **)&t->steps, t->n_steps, &t->cap_steps, sizeof *t->steps))
        return 0;
    t->steps[t->n_steps] = (struct trace_step){
        .op = op,
        .kind = kind,
        .scope = t->open[t->depth - 1],
        .bits = (uint32_t)bits,
        .group = say.group,
        .n_inputs = use->n_in,
        .n_params = use->n_params,
        .label = trace_keep_text(t, say.label, say.number),
        .citation = say.citation,
        .function = say.function,
        .report = say.report ? trace_keep_text(t, say.report, say.number) : NULL,
        .table = use->table,
        .inputs = trace_keep_copy(t, use->in, use->n_in * sizeof *use->in),
        .params = trace_keep_copy(t, use->params, use->n_params * sizeof *use->params),
        .value = trace_keep_copy(t, value, (bits + 7) / 8),
    };
    if (t->error)
        return 0;
    t->n_steps++;
    extend_open_scopes(t);
    return (trace_ref)t->n_steps;
}

trace_ref trace_emit_word(struct trace *t, struct trace_say say, enum trace_op op,
                          const struct trace_use *use, enum trace_kind kind, uint64_t value, unsigned bits)
{
    if (!t)
        return 0;
    uint8_t bytes[8];
    gl_store64_be(bytes, value);
    return trace_emit(t, say, op, use, kind, bytes + 8 - (bits + 7) / 8, bits);
}

trace_ref trace_emit_mpz(struct trace *t, struct trace_say say, enum trace_op op, const struct trace_use *use,
                         const mpz_t value, size_t bits)
{
    if (!t || t->error)
        return 0;
    if (mpz_sgn(value) < 0 || (mpz_sgn(value) > 0 && mpz_sizeinbase(value, 2) > bits)) {
        trace_fail(t, GL_ERR_INCONSISTENT);
        return 0;
    }
    size_t bytes = (bits + 7) / 8;
    uint8_t *buffer = calloc(1, bytes + 1);
    if (!buffer) {
        trace_fail(t, GL_ERR_MEMORY);
        return 0;
    }
    if (mpz_sgn(value)) {
        size_t used = (mpz_sizeinbase(value, 2) + 7) / 8;
        mpz_export(buffer + bytes - used, NULL, 1, 1, 1, 0, value);
    }
    trace_ref ref = trace_emit(t, say, op, use, TRACE_INTEGER, buffer, bits);
    gl_wipe_free(buffer, bytes + 1);
    return ref;
}

trace_ref trace_input_bytes(struct trace *t, struct trace_say say, const void *value, size_t bytes)
{
    return trace_emit(t, say, TRACE_INPUT, NULL, TRACE_BYTES, value, bytes * 8);
}

size_t trace_count(const struct trace *t)
{
    return t->n_steps;
}

const struct trace_step *trace_get(const struct trace *t, trace_ref ref)
{
    return ref >= 1 && ref <= t->n_steps ? &t->steps[ref - 1] : NULL;
}

size_t trace_scopes(const struct trace *t)
{
    return t->n_scopes;
}

const struct trace_scope *trace_get_scope(const struct trace *t, size_t index)
{
    return index < t->n_scopes ? &t->scopes[index] : NULL;
}
