// SPDX-License-Identifier: MIT
#include "app/views/twin.h"

#include "crypto/common/no_memory.h"

#include <stdlib.h>
#include <string.h>

// ---- counterparts ----

static bool same_place(const struct trace *a, uint32_t scope_a, const struct trace *b, uint32_t scope_b)
{
    for (;;) {
        const struct trace_scope *sa = trace_get_scope(a, scope_a), *sb = trace_get_scope(b, scope_b);
        if (scope_a == 0 || scope_b == 0)
            return scope_a == scope_b;
        if (sa->level != sb->level || sa->number != sb->number)
            return false;
        scope_a = sa->parent;
        scope_b = sb->parent;
    }
}

// Runs of one algorithm mostly have the same shape: then step by step. Otherwise the next step of b that
// stands in the like place under the same label; b is walked only forward.
static void match(const struct trace *a, const struct trace *b, trace_ref *counterpart)
{
    trace_ref next = 1;
    for (trace_ref ref = 1; ref <= trace_count(a); ref++) {
        const struct trace_step *step = trace_get(a, ref);
        for (trace_ref other = next; other <= trace_count(b); other++) {
            const struct trace_step *candidate = trace_get(b, other);
            if (strcmp(candidate->label, step->label) == 0 &&
                same_place(a, step->scope, b, candidate->scope)) {
                counterpart[ref] = other;
                next = other + 1;
                break;
            }
        }
    }
}

// Same scopes and widths, step by step? (Labels differ between directions: SubBytes, InvSubBytes.)
static bool same_shape(const struct trace *a, const struct trace *b)
{
    if (trace_count(a) != trace_count(b) || trace_scopes(a) != trace_scopes(b))
        return false;
    for (trace_ref ref = 1; ref <= trace_count(a); ref++)
        if (trace_get(a, ref)->scope != trace_get(b, ref)->scope ||
            trace_get(a, ref)->bits != trace_get(b, ref)->bits)
            return false;
    return true;
}

bool twin_of(struct twin *twin, struct trace *a, struct trace *b)
{
    *twin =
        (struct twin){.a = a, .b = b, .counterpart = calloc(trace_count(a) + 1, sizeof *twin->counterpart)};
    if (!twin->counterpart)
        return false;
    if (!same_shape(a, b))
        match(a, b, twin->counterpart);
    else
        for (trace_ref ref = 1; ref <= trace_count(a); ref++)
            twin->counterpart[ref] = ref;
    return true;
}

void twin_clear(struct twin *twin)
{
    trace_free(twin->a);
    trace_free(twin->b);
    free(twin->counterpart);
    free(twin->partner);
    *twin = (struct twin){0};
}

// ---- distances ----

bool twin_distance(const struct twin *twin, trace_ref ref, uint32_t *bits)
{
    const struct trace_step *a = trace_get(twin->a, ref), *b = trace_get(twin->b, twin->counterpart[ref]);
    *bits = 0;
    if (!b || twin->beside || a->bits != b->bits)
        return false;
    for (size_t i = 0; i < (a->bits + 7) / 8; i++)
        *bits += (uint32_t)__builtin_popcount(a->value[i] ^ b->value[i]);
    return true;
}

// leaves[ref]: is the value used by a step outside the scope of this level around it?
static void find_leaving(const struct trace *t, const uint32_t *scope_of, bool *leaves)
{
    for (trace_ref ref = 1; ref <= trace_count(t); ref++) {
        const struct trace_step *step = trace_get(t, ref);
        for (size_t i = 0; i < step->n_inputs; i++)
            if (scope_of[step->inputs[i]] != scope_of[ref])
                leaves[step->inputs[i]] = true;
    }
}

// The outermost scope of the level around each step, 0 where there is none.
static void find_scopes(const struct trace *t, enum trace_level level, uint32_t *scope_of)
{
    for (trace_ref ref = 1; ref <= trace_count(t); ref++)
        for (uint32_t scope = trace_get(t, ref)->scope; scope; scope = trace_get_scope(t, scope)->parent)
            if (trace_get_scope(t, scope)->level == level)
                scope_of[ref] = scope;
}

static size_t sum_rounds(const struct twin *twin, const uint32_t *scope_of, const bool *leaves,
                         struct twin_round *rounds)
{
    size_t n = 0;
    for (trace_ref ref = 1; ref <= trace_count(twin->a); ref++) {
        uint32_t differ = 0;
        if (!scope_of[ref] || !leaves[ref] || !twin_distance(twin, ref, &differ))
            continue;
        if (n == 0 || rounds[n - 1].scope != scope_of[ref])
            rounds[n++] = (struct twin_round){.scope = scope_of[ref]};
        rounds[n - 1].differ += differ;
        rounds[n - 1].bits += trace_get(twin->a, ref)->bits;
    }
    return n;
}

struct twin_round *twin_rounds(const struct twin *twin, enum trace_level level, size_t *n)
{
    size_t count = trace_count(twin->a);
    uint32_t *scope_of = gl_need(calloc(count + 1, sizeof *scope_of));
    bool *leaves = gl_need(calloc(count + 1, sizeof *leaves));
    struct twin_round *rounds = gl_need(calloc(count + 1, sizeof *rounds));
    find_scopes(twin->a, level, scope_of);
    find_leaving(twin->a, scope_of, leaves);
    *n = sum_rounds(twin, scope_of, leaves, rounds);
    free(scope_of);
    free(leaves);
    if (*n == 0) {
        free(rounds);
        rounds = NULL;
    }
    return rounds;
}
