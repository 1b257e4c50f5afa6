// SPDX-License-Identifier: MIT
// Two runs side by side: each step's two values, with carets under the digits that differ, then the distances
// by round.
#include "app/views/view_diff.h"

#include "app/views/avalanche.h"
#include "app/views/view.h"
#include "crypto/common/no_memory.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#define LABEL_COLUMNS 22

struct page {
    FILE *out;
    const struct twin *twin;
    bool colour, full;
    size_t digits; // of a value on one line
};

static void put_carets(const struct page *p, const char *a, const char *b, size_t n, int indent)
{
    size_t last = 0;
    for (size_t i = 0; i < n; i++)
        last = a[i] != b[i] ? i + 1 : last;
    if (!last)
        return;
    fprintf(p->out, "%*s%s", indent, "", p->colour ? "\033[33m" : "");
    for (size_t i = 0; i < last; i++)
        fputc(a[i] != b[i] ? '^' : ' ', p->out);
    fprintf(p->out, "%s\n", p->colour ? "\033[0m" : "");
}

// Long values over several lines, each with its carets under the second column.
static void put_values(const struct page *p, const char *a, const char *b, uint32_t differ, uint32_t bits,
                       int indent)
{
    size_t n = strlen(a), width = n < p->digits ? n : p->digits;
    for (size_t at = 0; at < n || at == 0; at += width) {
        size_t take = n - at < width ? n - at : width;
        if (at)
            fprintf(p->out, "%*s", indent, "");
        fprintf(p->out, "%-*.*s  %.*s", (int)width, (int)take, a + at, (int)take, b + at);
        if (at == 0)
            fprintf(p->out, "%*s  %u of %u", (int)(width - take), "", differ, bits);
        fputc('\n', p->out);
        put_carets(p, a + at, b + at, take, indent + (int)width + 2);
        if (width == 0)
            break;
    }
}

static void put_step(const struct page *p, trace_ref ref)
{
    const struct trace_step *a = trace_get(p->twin->a, ref),
                            *b = trace_get(p->twin->b, p->twin->counterpart[ref]);
    uint32_t differ = 0;
    bool pair = twin_distance(p->twin, ref, &differ);
    char *first = gl_need(trace_value_hex(a)), *second = pair ? gl_need(trace_value_hex(b)) : NULL;
    fprintf(p->out, "  #%-5u %-*.*s ", ref, LABEL_COLUMNS, LABEL_COLUMNS, a->label);
    if (second)
        put_values(p, first, second, differ, a->bits, 9 + LABEL_COLUMNS);
    else
        fprintf(p->out, "%.*s  (no counterpart)\n", (int)p->digits, first);
    free(first);
    free(second);
}

static bool differs(const struct twin *twin, trace_ref ref)
{
    uint32_t bits = 0;
    return !twin_distance(twin, ref, &bits) || bits > 0;
}

void view_diff_text(FILE *out, const struct twin *twin, const struct view_diff_options *o)
{
    size_t digits = o->width > 9 + LABEL_COLUMNS + 20 ? (o->width - 9 - LABEL_COLUMNS - 16) / 2 : 16;
    struct page p = {out, twin, o->colour, o->full, digits > 32 ? 32 : digits};
    uint32_t scope = UINT32_MAX;
    size_t same = 0;
    fprintf(out, "%s: the run as given, and with %s\n", o->title, o->changes);
    if (o->warning)
        fprintf(out, "!! %s\n", o->warning);
    for (trace_ref ref = 1; ref <= trace_count(twin->a); ref++) {
        if (!o->full && !differs(twin, ref)) {
            same++;
            continue;
        }
        if (trace_get(twin->a, ref)->scope != scope) {
            scope = trace_get(twin->a, ref)->scope;
            char path[VIEW_PATH_ROOM];
            view_path(twin->a, scope, path, sizeof path);
            fprintf(out, "\n%s\n", scope ? path : trace_get_scope(twin->a, 0)->title);
        }
        put_step(&p, ref);
    }
    fprintf(out, "\n%zu of %zu steps are the same in both runs%s\n", same, trace_count(twin->a),
            same && !o->full ? " (--full shows them)" : "");
    struct avalanche one = {0};
    if (avalanche_add(&one, twin)) {
        snprintf(one.what, sizeof one.what, "%s", o->changes);
        fputc('\n', out);
        view_avalanche_text(out, &one);
    }
    avalanche_clear(&one);
    if (o->warning)
        fprintf(out, "\n!! %s\n", o->warning);
}

enum gl_error view_diff_json(FILE *out, const struct twin *twin, const struct view_diff_options *o)
{
    json_t *steps = json_array();
    for (trace_ref ref = 1; ref <= trace_count(twin->a); ref++) {
        uint32_t differ = 0;
        bool pair = twin_distance(twin, ref, &differ);
        char *a = gl_need(trace_value_hex(trace_get(twin->a, ref)));
        char *b = pair ? gl_need(trace_value_hex(trace_get(twin->b, twin->counterpart[ref]))) : NULL;
        json_t *distance = pair ? json_integer(differ) : json_null();
        json_array_append_new(steps, json_pack("{s:i, s:s, s:s, s:s?, s:i, s:o}", "seq", (int)ref, "label",
                                               trace_get(twin->a, ref)->label, "value", a, "other", b, "bits",
                                               (int)trace_get(twin->a, ref)->bits, "differ", distance));
        free(a);
        free(b);
    }
    size_t n = 0;
    struct twin_round *all = twin_rounds(twin, TRACE_ROUND, &n);
    json_t *rounds = json_array();
    for (size_t i = 0; i < n; i++)
        json_array_append_new(rounds, json_pack("{s:i, s:s, s:i, s:i}", "scope", (int)all[i].scope, "title",
                                                trace_get_scope(twin->a, all[i].scope)->title, "differ",
                                                (int)all[i].differ, "bits", (int)all[i].bits));
    free(all);
    json_t *root = json_pack("{s:s, s:i, s:s, s:s, s:s?, s:o, s:o}", "format", "glasslock-diff", "version", 1,
                             "algorithm", o->algorithm, "changes", o->changes, "warning", o->warning, "steps",
                             steps, "rounds", rounds);
    bool done = root && json_dumpf(root, out, JSON_COMPACT) == 0;
    json_decref(root);
    fputc('\n', out);
    return done ? GL_OK : GL_ERR_MEMORY;
}
