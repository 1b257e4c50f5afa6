// SPDX-License-Identifier: MIT
#include "app/step/cursor.h"

#include "app/views/view.h"
#include "crypto/common/no_memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct trace_scope *scope_at(const struct trace *t, uint32_t index)
{
    return trace_get_scope(t, index);
}

// The innermost scope around `scope` (itself included) of this level, or the fallback.
static uint32_t enclosing(const struct trace *t, uint32_t scope, enum trace_level level, uint32_t otherwise)
{
    for (;; scope = scope_at(t, scope)->parent) {
        if (scope_at(t, scope)->level == level)
            return scope;
        if (scope == 0)
            return otherwise;
    }
}

// Does a scope hold another of this level? Those inside follow it at once.
static bool holds_level(const struct trace *t, uint32_t scope, enum trace_level level)
{
    for (uint32_t i = scope + 1; i < trace_scopes(t) && scope_at(t, i)->first < scope_at(t, scope)->past_last;
         i++)
        if (scope_at(t, i)->level == level)
            return true;
    return false;
}

// The round or block around a scope, or the fallback. One with whole computations inside, with rounds and
// blocks of their own (PBKDF2's T_1 and U_1 hold HMACs), is no unit to move by.
static uint32_t around(const struct trace *t, uint32_t scope, enum trace_level level, uint32_t otherwise)
{
    uint32_t unit = enclosing(t, scope, level, 0);
    return unit && !holds_level(t, unit, level) ? unit : otherwise;
}

static uint32_t without_lane(const struct trace *t, uint32_t scope)
{
    return scope_at(t, scope)->level == TRACE_LANE ? scope_at(t, scope)->parent : scope;
}

// The phase or algorithm around a scope.
static uint32_t phase(const struct trace *t, uint32_t scope)
{
    while (scope && scope_at(t, scope)->level > TRACE_PHASE)
        scope = scope_at(t, scope)->parent;
    return scope;
}

// A number that steps of one unit share and neighbours do not.
static uint64_t unit_of(const struct trace *t, trace_ref ref, enum cursor_unit unit)
{
    uint32_t scope = trace_get(t, ref)->scope, open = without_lane(t, scope);
    switch (unit) {
    case CURSOR_OPERATION: // all lanes of one parent, or the step itself
        return scope == open ? ref : UINT64_C(1) << 32 | open;
    case CURSOR_ROUND:
        return around(t, scope, TRACE_ROUND, open);
    case CURSOR_BLOCK:
        return around(t, scope, TRACE_BLOCK, phase(t, around(t, scope, TRACE_ROUND, scope)));
    default:
        return ref;
    }
}

void cursor_extent(const struct trace *t, trace_ref at, enum cursor_unit unit, trace_ref *first,
                   trace_ref *past_last)
{
    uint64_t here = unit_of(t, at, unit);
    trace_ref count = (trace_ref)trace_count(t);
    *first = at;
    while (*first > 1 && unit_of(t, *first - 1, unit) == here)
        --*first;
    *past_last = at + 1;
    while (*past_last <= count && unit_of(t, *past_last, unit) == here)
        ++*past_last;
}

trace_ref cursor_forward(const struct trace *t, trace_ref at, enum cursor_unit unit)
{
    trace_ref first = 0, past_last = 0;
    cursor_extent(t, at, unit, &first, &past_last);
    return past_last <= trace_count(t) ? past_last : at;
}

trace_ref cursor_back(const struct trace *t, trace_ref at, enum cursor_unit unit)
{
    trace_ref first = 0, past_last = 0;
    cursor_extent(t, at, unit, &first, &past_last);
    if (at > first || first == 1)
        return first;
    cursor_extent(t, first - 1, unit, &first, &past_last);
    return first;
}

void cursor_place(const struct trace *t, trace_ref at, char *out, size_t room)
{
    view_path(t, trace_get(t, at)->scope, out, room);
}

bool cursor_within(const struct trace *t, uint32_t scope, trace_ref at)
{
    const struct trace_scope *s = scope_at(t, scope);
    return at >= s->first && at < s->past_last;
}

static bool holds(const char *text, const char *part)
{
    return strcasestr(text, part) != NULL;
}

// The first step of the next scope, from `at` on and round the end, of this level and number or with this
// title.
static trace_ref scope_named(const struct trace *t, trace_ref at, enum trace_level level, uint32_t number,
                             const char *title)
{
    trace_ref before = 0, after = 0;
    for (uint32_t i = 1; i < trace_scopes(t); i++) {
        const struct trace_scope *s = scope_at(t, i);
        bool fits = title ? holds(s->title, title) : s->level == level && s->number == number;
        if (!fits || s->first >= s->past_last)
            continue;
        if (s->first > at && !after)
            after = s->first;
        if (s->first <= at && !before)
            before = s->first;
    }
    return after ? after : before;
}

// A round of this number in the block around `at`, or 0.
static trace_ref round_here(const struct trace *t, trace_ref at, uint32_t number)
{
    trace_ref first = 0, past_last = 0;
    cursor_extent(t, at, CURSOR_BLOCK, &first, &past_last);
    for (uint32_t i = 1; i < trace_scopes(t); i++) {
        const struct trace_scope *s = scope_at(t, i);
        if (s->level == TRACE_ROUND && s->number == number && s->first >= first && s->first < past_last)
            return s->first;
    }
    return 0;
}

trace_ref cursor_named(const struct trace *t, trace_ref at, const char *name)
{
    unsigned number = 0;
    int end = 0;
    name += strspn(name, " #");
    if (sscanf(name, "%9u%n", &number, &end) == 1 && !name[end])
        return number >= 1 && number <= trace_count(t) ? number : 0;
    bool round =
        sscanf(name, "round %9u%n", &number, &end) == 1 || sscanf(name, "r%9u%n", &number, &end) == 1;
    if (round && !name[end]) {
        trace_ref here = round_here(t, at, number);
        return here ? here : scope_named(t, at, TRACE_ROUND, number, NULL);
    }
    bool block =
        sscanf(name, "block %9u%n", &number, &end) == 1 || sscanf(name, "b%9u%n", &number, &end) == 1;
    if (block && !name[end])
        return scope_named(t, at, TRACE_BLOCK, number, NULL);
    return *name ? scope_named(t, at, TRACE_ROUND, 0, name) : 0;
}

static bool step_holds(const struct trace_step *step, const char *text, bool hidden)
{
    if (holds(step->label, text))
        return true;
    if (hidden)
        return false;
    char *hex = gl_need(trace_value_hex(step));
    bool found = holds(hex, text);
    free(hex);
    return found;
}

trace_ref cursor_search(const struct trace *t, trace_ref at, const char *text, trace_ref hidden_from)
{
    size_t count = trace_count(t);
    for (size_t i = 0; i < count && *text; i++) {
        trace_ref ref = (trace_ref)((at + i) % count + 1);
        if (step_holds(trace_get(t, ref), text, hidden_from && ref >= hidden_from))
            return ref;
    }
    return 0;
}
