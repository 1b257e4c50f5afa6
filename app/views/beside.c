// SPDX-License-Identifier: MIT
// Two runs of one code at two sizes: which scopes and steps of the long one stand beside which of the short
// one.
#include "app/views/twin.h"

#include <stdlib.h>
#include <string.h>

#define NONE UINT32_MAX

// begins[scope]: the scope is the first round of its loop, that is, of its parent's children of this level.
// Malloc'd; NULL without memory.
static bool *find_beginnings(const struct trace *t)
{
    size_t n = trace_scopes(t);
    bool *begins = calloc(n, sizeof *begins), *begun = calloc(n, sizeof *begun);
    for (uint32_t i = 1; begins && begun && i < n; i++) {
        const struct trace_scope *s = trace_get_scope(t, i);
        if (s->level != TRACE_ROUND)
            continue;
        begins[i] = !begun[s->parent];
        begun[s->parent] = true;
    }
    if (!begun) {
        free(begins);
        begins = NULL;
    }
    free(begun);
    return begins;
}

// map[scope of a]: the scope of b beside it, each of b once; a scope's parents are mapped before it.
struct mapping {
    const struct trace *a, *b;
    bool *begins_a, *begins_b, *used;
    uint32_t *map;
};

static bool alike(const struct mapping *m, uint32_t scope_a, uint32_t scope_b)
{
    const struct trace_scope *a = trace_get_scope(m->a, scope_a), *b = trace_get_scope(m->b, scope_b);
    if (a->level != b->level)
        return false;
    if (m->begins_a[scope_a] || m->begins_b[scope_b])
        return m->begins_a[scope_a] && m->begins_b[scope_b];
    return strcmp(a->title, b->title) == 0;
}

static void map_scopes(struct mapping *m)
{
    m->map[0] = 0;
    for (uint32_t i = 1; i < trace_scopes(m->a); i++) {
        uint32_t parent = m->map[trace_get_scope(m->a, i)->parent], found = NONE;
        for (uint32_t k = 1; parent != NONE && k < trace_scopes(m->b) && found == NONE; k++)
            if (!m->used[k] && trace_get_scope(m->b, k)->parent == parent && alike(m, i, k))
                found = k;
        m->map[i] = found;
        if (found != NONE)
            m->used[found] = true;
    }
}

static void map_steps(struct twin *twin, const uint32_t *map)
{
    for (trace_ref ref = 1; ref <= trace_count(twin->a); ref++) {
        const struct trace_step *step = trace_get(twin->a, ref);
        uint32_t scope = map[step->scope];
        const struct trace_scope *s = scope == NONE ? NULL : trace_get_scope(twin->b, scope);
        for (trace_ref other = s ? s->first : 1; s && other < s->past_last; other++) {
            const struct trace_step *candidate = trace_get(twin->b, other);
            if (candidate->scope != scope || twin->partner[other] ||
                strcmp(candidate->label, step->label) != 0)
                continue;
            twin->counterpart[ref] = other;
            twin->partner[other] = ref;
            break;
        }
    }
}

bool twin_beside(struct twin *twin, struct trace *a, struct trace *b)
{
    struct mapping m = {.a = a,
                        .b = b,
                        .begins_a = find_beginnings(a),
                        .begins_b = find_beginnings(b),
                        .used = calloc(trace_scopes(b), sizeof *m.used),
                        .map = calloc(trace_scopes(a), sizeof *m.map)};
    *twin = (struct twin){.a = a,
                          .b = b,
                          .counterpart = calloc(trace_count(a) + 1, sizeof *twin->counterpart),
                          .partner = calloc(trace_count(b) + 1, sizeof *twin->partner),
                          .beside = true};
    bool done = m.begins_a && m.begins_b && m.used && m.map && twin->counterpart && twin->partner;
    if (done) {
        map_scopes(&m);
        map_steps(twin, m.map);
    }
    free(m.begins_a);
    free(m.begins_b);
    free(m.used);
    free(m.map);
    return done;
}

size_t twin_pairs(const struct twin *twin)
{
    size_t n = 0;
    for (trace_ref ref = 1; ref <= trace_count(twin->a); ref++)
        n += twin->counterpart[ref] != 0;
    return n;
}

uint32_t twin_lone_scope(const struct twin *twin, trace_ref ref)
{
    uint32_t lone = 0;
    for (uint32_t scope = trace_get(twin->a, ref)->scope; scope;) {
        const struct trace_scope *s = trace_get_scope(twin->a, scope);
        for (trace_ref in = s->first; in < s->past_last; in++)
            if (twin->counterpart[in])
                return lone;
        lone = scope;
        scope = s->parent;
    }
    return lone;
}

void twin_others_alone(const struct twin *twin, trace_ref ref, trace_ref *first, trace_ref *past_last)
{
    trace_ref other = twin->counterpart[ref];
    *first = *past_last = other ? other + 1 : 0;
    while (other && *past_last <= trace_count(twin->b) && !twin->partner[*past_last])
        ++*past_last;
}
