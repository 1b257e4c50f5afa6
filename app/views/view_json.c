// SPDX-License-Identifier: MIT
// The JSON view: trace.schema.json, version 1. Written step by step, so that a long trace needs no second
// copy in memory.
#include "app/views/view_json.h"

#include "crypto/common/no_memory.h"

#include <jansson.h>
#include <stdlib.h>

static json_t *string_or_null(const char *text)
{
    return text ? json_string(text) : json_null();
}

static json_t *table_json(const struct trace_table *table)
{
    static const char *const layouts[] = {"positions", "lookup", "des-sbox", "list", "matrix"};
    json_t *cells = json_array();
    for (size_t i = 0; i < (size_t)table->rows * table->columns; i++) {
        char hex[20];
        snprintf(hex, sizeof hex, "%0*llx", (int)(table->cell_bits + 3) / 4,
                 (unsigned long long)trace_table_cell(table, i));
        if (table->cell_bits > 32)
            json_array_append_new(cells, json_string(hex));
        else
            json_array_append_new(cells, json_integer((json_int_t)trace_table_cell(table, i)));
    }
    return json_pack("{s:s, s:s, s:s, s:i, s:i, s:i, s:i, s:i, s:o}", "name", table->name, "citation",
                     table->citation, "layout", layouts[table->layout], "rows", (int)table->rows, "columns",
                     (int)table->columns, "first", (int)table->first, "unit", (int)table->unit, "cell_bits",
                     (int)table->cell_bits, "cells", cells);
}

// Every table that some step uses, once.
json_t *view_json_tables(const struct trace *t)
{
    json_t *tables = json_array();
    const struct trace_table *table = NULL;
    for (size_t i = 0; (table = trace_table_of(t, i)); i++) {
        bool used = false;
        for (trace_ref ref = 1; !used && ref <= trace_count(t); ref++)
            used = trace_get(t, ref)->table == table;
        if (used)
            json_array_append_new(tables, table_json(table));
    }
    return tables;
}

json_t *view_json_scopes(const struct trace *t)
{
    json_t *scopes = json_array();
    for (size_t i = 0; i < trace_scopes(t); i++) {
        const struct trace_scope *s = trace_get_scope(t, i);
        json_array_append_new(scopes, json_pack("{s:i, s:i, s:s, s:i, s:s, s:i, s:i}", "id", (int)i, "parent",
                                                (int)s->parent, "level", trace_level_name(s->level), "number",
                                                (int)s->number, "title", s->title, "first", (int)s->first,
                                                "past_last", (int)s->past_last));
    }
    return scopes;
}

static void append_path(const struct trace *t, uint32_t scope, json_t *path)
{
    const struct trace_scope *s = trace_get_scope(t, scope);
    if (scope)
        append_path(t, s->parent, path);
    json_array_append_new(path, json_string(s->title));
}

static json_t *step_json(const struct trace *t, trace_ref ref)
{
    const struct trace_step *step = trace_get(t, ref);
    json_t *path = json_array(), *inputs = json_array(), *params = json_array();
    unsigned row = 0, column = 0;
    bool cell = trace_lookup(t, step, &row, &column);
    char *value = gl_need(trace_value_hex(step)), *text = view_explain(t, step);
    append_path(t, step->scope, path);
    for (size_t i = 0; i < step->n_inputs; i++)
        json_array_append_new(inputs, json_integer(step->inputs[i]));
    for (size_t i = 0; i < step->n_params; i++)
        json_array_append_new(params, json_integer(step->params[i]));
    json_t *out = json_pack(
        "{s:i, s:i, s:o, s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:s, s:i, s:i, s:s, s:o, s:o, s:s}", "seq",
        (int)ref, "scope", (int)step->scope, "path", path, "label", step->label, "op",
        trace_op_name(step->op), "inputs", inputs, "params", params, "table",
        string_or_null(step->table ? step->table->name : NULL), "row", cell ? json_integer(row) : json_null(),
        "column", cell ? json_integer(column) : json_null(), "function", string_or_null(step->function),
        "kind", trace_kind_name(step->kind), "bits", (int)step->bits, "group", (int)step->group, "value",
        value, "citation", string_or_null(step->citation), "report", string_or_null(step->report), "text",
        text);
    free(value);
    free(text);
    return out;
}

static bool put(FILE *out, json_t *value)
{
    bool done = value && json_dumpf(value, out, JSON_COMPACT) == 0;
    json_decref(value);
    return done;
}

// The wishes that make this another algorithm than the standard's; the member is not there where there is
// none.
static bool put_what_if(FILE *out, const struct trace *t)
{
    const struct trace_what_if *w = trace_get_what_if(t);
    if (!w->rounds && !w->to && !w->left_out)
        return true;
    json_t *object = json_pack("{s:s?, s:s?, s:s?}", "replaced", w->to ? w->from->name : NULL, "by",
                               w->to ? w->to->name : NULL, "left_out", w->left_out);
    if (object)
        json_object_set_new(object, "rounds", w->rounds ? json_integer(w->rounds) : json_null());
    fputs(",\n\"not_the_standard\":", out);
    return put(out, object);
}

enum gl_error view_json(FILE *out, const struct trace *t, const char *algorithm)
{
    fprintf(out, "{\"format\":\"%s\",\"version\":%d,\"algorithm\":\"%s\",\n\"tables\":", VIEW_JSON_FORMAT,
            VIEW_JSON_VERSION, algorithm);
    bool done = put(out, view_json_tables(t));
    fputs(",\n\"scopes\":", out);
    done = done && put(out, view_json_scopes(t)) && put_what_if(out, t);
    fputs(",\n\"steps\":[\n", out);
    for (trace_ref ref = 1; done && ref <= trace_count(t); ref++) {
        done = put(out, step_json(t, ref));
        fputs(ref < trace_count(t) ? ",\n" : "\n", out);
    }
    fputs("]}\n", out);
    return done ? GL_OK : GL_ERR_MEMORY;
}
