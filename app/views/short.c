// SPDX-License-Identifier: MIT
// The short form: of what repeats, the first in full, and of the others what leaves them.
#include "app/views/short.h"

#include "crypto/common/no_memory.h"

#include <stdlib.h>

#define FEW_ROUNDS 16 // so many still have a line each
#define FEW_STEPS  20 // a scope with more of its own is cut
#define FIRST      8  // of those, kept
#define LAST       2

#define ALL  0          // of struct room's only: every step
#define NONE UINT32_MAX // no step

// A scope while the trace is walked over.
struct room {
    size_t kin[TRACE_LEVELS]; // scopes of each level directly inside it, and those met so far
    size_t met[TRACE_LEVELS];
    size_t own, passed; // steps of its own, and those walked over
    trace_ref only;     // the one step that shows, or ALL, or NONE
};

// What the scope would show if all around it were shown in full.
static trace_ref alone(const struct trace_scope *s, struct room *parent)
{
    size_t place = parent->met[s->level]++, count = parent->kin[s->level];
    if (s->level <= TRACE_PHASE || place == 0)
        return ALL;
    bool line = s->level != TRACE_LANE && (count <= FEW_ROUNDS || place == 1 || place + 1 == count);
    return line && s->past_last > s->first ? s->past_last - 1 : NONE;
}

static void furnish(const struct trace *t, struct room *rooms)
{
    for (size_t i = 1; i < trace_scopes(t); i++) {
        const struct trace_scope *s = trace_get_scope(t, i);
        rooms[s->parent].kin[s->level]++;
    }
    for (size_t i = 1; i < trace_scopes(t); i++) { // parents come before their children
        const struct trace_scope *s = trace_get_scope(t, i);
        trace_ref around = rooms[s->parent].only, only = alone(s, &rooms[s->parent]);
        rooms[i].only = around == ALL ? only : only == ALL || only == around ? around : NONE;
    }
    for (trace_ref ref = 1; ref <= trace_count(t); ref++)
        rooms[trace_get(t, ref)->scope].own++;
}

enum view_short *view_short_form(const struct trace *t)
{
    struct room *rooms = gl_need(calloc(trace_scopes(t), sizeof *rooms));
    enum view_short *shown = gl_need(calloc(trace_count(t) + 1, sizeof *shown));
    furnish(t, rooms);
    for (trace_ref ref = 1; ref <= trace_count(t); ref++) {
        struct room *room = rooms + trace_get(t, ref)->scope;
        size_t before = room->passed++;
        bool few = room->own <= FEW_STEPS || before < FIRST || before + LAST >= room->own;
        shown[ref] = room->only == ref ? VIEW_VALUE : room->only == ALL && few ? VIEW_WHOLE : VIEW_HIDDEN;
    }
    free(rooms);
    return shown;
}
