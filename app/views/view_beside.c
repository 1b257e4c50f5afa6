// SPDX-License-Identifier: MIT
// Real and toy in two columns. A step without a partner has an empty place beside it; long runs of rounds
// without one are told in a line.
#include "app/views/view_beside.h"

#include "app/views/view.h"
#include "crypto/common/no_memory.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#define LABEL_COLUMNS 26
#define NUMBER        8 // "  #12345"

struct page {
    FILE *out;
    const struct twin *twin;
    const struct view_beside_options *o;
    int column, other_column; // of values
    uint32_t scope;
    trace_ref others; // the steps of the other run up to here are told
    size_t folded;    // steps since the last line
    uint32_t first_folded, last_folded;
};

// One cell: the value, or as much of it as fits and its size.
static void put_value(FILE *out, const struct trace_step *step, int width, bool padded)
{
    char *value = step ? view_value(step) : gl_need(strdup("-")), more[32] = "";
    int n = (int)strlen(value), room = width;
    if (step && n > room) {
        snprintf(more, sizeof more, "... (%u bits)", step->bits);
        room -= (int)strlen(more);
    }
    int shown = n < room ? n : room, used = shown + (int)strlen(more);
    fprintf(out, "%.*s%s%*s", shown, value, more, padded ? width - used : 0, "");
    free(value);
}

static void put_line(const struct page *p, trace_ref ref, trace_ref other)
{
    const struct trace_step *a = trace_get(p->twin->a, ref), *b = trace_get(p->twin->b, other);
    const struct trace_step *named = a ? a : b;
    char number[16] = "";
    if (a)
        snprintf(number, sizeof number, "#%u", ref);
    fprintf(p->out, "  %-6s %-*.*s ", number, LABEL_COLUMNS, LABEL_COLUMNS, named ? named->label : "");
    put_value(p->out, a, p->column, true);
    fputs(" | ", p->out);
    if (b)
        fprintf(p->out, "#%-4u ", other);
    put_value(p->out, b, p->other_column, false);
    fputc('\n', p->out);
}

// The round around a step in which no step has a partner, where its steps are told in one line; else 0.
static uint32_t lone_round(const struct page *p, trace_ref ref)
{
    uint32_t lone = p->o->full ? 0 : twin_lone_scope(p->twin, ref);
    return lone && trace_get_scope(p->twin->a, lone)->level == TRACE_ROUND ? lone : 0;
}

static void put_folded(struct page *p)
{
    const struct trace *a = p->twin->a;
    if (p->folded)
        fprintf(p->out, "\n%s%s%s: %zu steps without a partner in the toy run (--full shows them)\n",
                trace_get_scope(a, p->first_folded)->title, p->first_folded == p->last_folded ? "" : " to ",
                p->first_folded == p->last_folded ? "" : trace_get_scope(a, p->last_folded)->title,
                p->folded);
    p->folded = 0;
}

static void put_heading(struct page *p, const struct trace *t, uint32_t scope, const char *whose)
{
    char path[VIEW_PATH_ROOM];
    view_path(t, scope, path, sizeof path);
    fprintf(p->out, "\n%s%s\n", scope ? path : trace_get_scope(t, 0)->title, whose);
}

// The other run's steps without a partner, up to and without `until`.
static void put_others(struct page *p, trace_ref until)
{
    uint32_t scope = UINT32_MAX;
    for (; p->others < until; p->others++) {
        const struct trace_step *step = trace_get(p->twin->b, p->others);
        if (p->twin->partner[p->others])
            continue;
        if (step->scope != scope)
            put_heading(p, p->twin->b, step->scope, " (in the toy run alone)");
        scope = step->scope;
        p->scope = UINT32_MAX; // the next step of the real run says again where it stands
        put_line(p, 0, p->others);
    }
}

static void put_steps(struct page *p)
{
    for (trace_ref ref = 1; ref <= trace_count(p->twin->a); ref++) {
        const struct trace_step *step = trace_get(p->twin->a, ref);
        uint32_t fold = lone_round(p, ref);
        if (fold) {
            p->first_folded = p->folded++ ? p->first_folded : fold;
            p->last_folded = fold;
            continue;
        }
        put_folded(p);
        put_others(p, p->twin->counterpart[ref]);
        if (step->scope != p->scope)
            put_heading(p, p->twin->a, step->scope, "");
        p->scope = step->scope;
        put_line(p, ref, p->twin->counterpart[ref]);
    }
    put_folded(p);
    put_others(p, (trace_ref)trace_count(p->twin->b) + 1);
}

static void put_notes(FILE *out, const struct view_beside_options *o)
{
    if (o->warning)
        fprintf(out, "!! %s\n", o->warning);
    if (o->note)
        fprintf(out, "%s\n", o->note);
}

void view_beside_text(FILE *out, const struct twin *twin, const struct view_beside_options *o)
{
    int room = (int)o->width - NUMBER - LABEL_COLUMNS - 12, column = room * 3 / 5;
    struct page p = {.out = out,
                     .twin = twin,
                     .o = o,
                     .column = column < 24 ? 24 : column,
                     .other_column = room - column < 18 ? 18 : room - column,
                     .scope = UINT32_MAX,
                     .others = 1};
    fprintf(out, "%s, and beside it the toy run: %s\n", o->title, o->toy);
    put_notes(out, o);
    put_steps(&p);
    size_t pairs = twin_pairs(twin);
    fprintf(out,
            "\n%zu steps stand side by side; %zu of the real run and %zu of the toy run have no partner\n",
            pairs, trace_count(twin->a) - pairs, trace_count(twin->b) - pairs);
    put_notes(out, o);
}

static json_t *step_json(const struct trace *t, trace_ref ref)
{
    const struct trace_step *step = trace_get(t, ref);
    char *hex = step ? gl_need(trace_value_hex(step)) : NULL, path[VIEW_PATH_ROOM] = "";
    if (!step)
        return json_null();
    view_path(t, step->scope, path, sizeof path);
    json_t *object = json_pack("{s:i, s:s, s:s, s:s, s:i}", "seq", (int)ref, "path", path, "label",
                               step->label, "value", hex, "bits", (int)step->bits);
    free(hex);
    return object;
}

enum gl_error view_beside_json(FILE *out, const struct twin *twin, const struct view_beside_options *o)
{
    json_t *steps = json_array(), *alone = json_array();
    for (trace_ref ref = 1; ref <= trace_count(twin->a); ref++) {
        json_t *step = step_json(twin->a, ref);
        json_object_set_new(step, "partner", step_json(twin->b, twin->counterpart[ref]));
        json_array_append_new(steps, step);
    }
    for (trace_ref ref = 1; ref <= trace_count(twin->b); ref++)
        if (!twin->partner[ref])
            json_array_append_new(alone, step_json(twin->b, ref));
    json_t *root = json_pack("{s:s, s:i, s:s, s:s, s:s?, s:o, s:o}", "format", "glasslock-beside", "version",
                             1, "algorithm", o->algorithm, "other", o->toy, "note", o->note, "steps", steps,
                             "alone", alone);
    bool done = root && json_dumpf(root, out, JSON_COMPACT) == 0;
    json_decref(root);
    fputc('\n', out);
    return done ? GL_OK : GL_ERR_MEMORY;
}
