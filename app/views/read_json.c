// SPDX-License-Identifier: MIT
// A trace from its JSON, through the recorder's own calls. Strict: every member is asked for, and an unknown
// one refused. What can be derived (tables, scopes' extents, path, row, column, text) must be what this
// program derives.
#include "app/views/view_json.h"

#include "crypto/common/hex.h"
#include "crypto/common/no_memory.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct reading {
    json_t *root;
    struct trace *t;
    uint32_t open[64]; // ids of the open scopes
    size_t depth, next_scope;
    size_t misdescribed;
    const char *unlike;
    char *why;
    size_t room;
};

static enum gl_error wrong(struct reading *r, size_t step, const char *what)
{
    snprintf(r->why, r->room, "step %zu: %s", step, what);
    return GL_ERR_ENCODING;
}

static json_t *scope_at(const struct reading *r, size_t id)
{
    return json_array_get(json_object_get(r->root, "scopes"), id);
}

static json_int_t integer(json_t *object, const char *key)
{
    json_t *value = json_object_get(object, key);
    return json_is_integer(value) ? json_integer_value(value) : -1;
}

static bool level_find(const char *name, enum trace_level *level)
{
    for (int i = 0; name && i < TRACE_LEVELS; i++) {
        if (strcmp(trace_level_name((enum trace_level)i), name) == 0) {
            *level = (enum trace_level)i;
            return true;
        }
    }
    return false;
}

static void close_to(struct reading *r, json_int_t id)
{
    while (r->depth > 1 && r->open[r->depth - 1] != id) {
        trace_close(r->t);
        r->depth--;
    }
}

// Open every scope that begins at or before this step, each inside its parent; then close down to the step's
// own.
static bool enter_scope(struct reading *r, json_int_t first, json_int_t scope)
{
    for (json_t *next; (next = scope_at(r, r->next_scope)) && integer(next, "first") <= first;
         r->next_scope++) {
        enum trace_level level = TRACE_PHASE;
        const char *title = json_string_value(json_object_get(next, "title"));
        if (!title || !level_find(json_string_value(json_object_get(next, "level")), &level) ||
            r->depth == 64 || integer(next, "id") != (json_int_t)r->next_scope)
            return false;
        close_to(r, integer(next, "parent"));
        if (r->open[r->depth - 1] != integer(next, "parent"))
            return false;
        trace_open(r->t, level, title, (uint32_t)integer(next, "number"));
        r->open[r->depth++] = (uint32_t)r->next_scope;
    }
    close_to(r, scope);
    return r->open[r->depth - 1] == scope;
}

static bool read_numbers(json_t *array, uint32_t *out, size_t most, uint8_t *n)
{
    if (!json_is_array(array) || json_array_size(array) > most)
        return false;
    for (size_t i = 0; i < json_array_size(array); i++) {
        json_int_t value = json_integer_value(json_array_get(array, i));
        if (!json_is_integer(json_array_get(array, i)) || value < 0 || value > UINT32_MAX)
            return false;
        out[i] = (uint32_t)value;
    }
    *n = (uint8_t)json_array_size(array);
    return true;
}

static bool kind_find(const char *name, enum trace_kind *kind)
{
    for (int i = 0; name && i < TRACE_KINDS; i++) {
        if (strcmp(trace_kind_name((enum trace_kind)i), name) == 0) {
            *kind = (enum trace_kind)i;
            return true;
        }
    }
    return false;
}

// Hex of exactly ceil(bits / 4) digits, as big-endian bytes; malloc'd, NULL where it is not that.
static uint8_t *read_value(const char *hex, size_t bits)
{
    size_t digits = (bits + 3) / 4, bytes = (bits + 7) / 8;
    if (!hex || strlen(hex) != digits)
        return NULL;
    char *padded = gl_need(malloc(2 * bytes + 2));
    uint8_t *out = gl_need(malloc(bytes + 1));
    padded[0] = '0';
    memcpy(padded + 2 * bytes - digits, hex, digits + 1);
    if (gl_hex_decode(out, padded, 2 * bytes)) {
        free(out);
        out = NULL;
    }
    free(padded);
    return out;
}

static bool path_is(const struct reading *r, json_t *path)
{
    bool same = json_array_size(path) == r->depth;
    for (size_t i = 0; same && i < r->depth; i++) {
        const char *title = json_string_value(json_object_get(scope_at(r, r->open[i]), "title"));
        const char *said = json_string_value(json_array_get(path, i));
        same = title && said && strcmp(title, said) == 0;
    }
    return same;
}

static bool number_is(json_t *said, bool there, unsigned number)
{
    return there ? json_is_integer(said) && json_integer_value(said) == number : json_is_null(said);
}

static bool well_described(const struct reading *r, trace_ref ref, json_t *path, json_t *row, json_t *column,
                           const char *text)
{
    const struct trace_step *step = trace_get(r->t, ref);
    unsigned at_row = 0, at_column = 0;
    bool cell = trace_lookup(r->t, step, &at_row, &at_column);
    char *derived = view_explain(r->t, step);
    bool same = strcmp(derived, text) == 0 && path_is(r, path) && number_is(row, cell, at_row) &&
                number_is(column, cell, at_column);
    free(derived);
    return same;
}

static enum gl_error read_step(struct reading *r, json_t *step, size_t seq)
{
    struct trace_use use = {.n_in = 0};
    enum trace_op op = TRACE_INPUT;
    enum trace_kind kind = TRACE_BYTES;
    const char *label = NULL, *op_name = NULL, *kind_name = NULL, *hex = NULL, *text = NULL;
    json_t *inputs = NULL, *params = NULL, *table = NULL, *row = NULL, *column = NULL, *function = NULL;
    json_t *citation = NULL, *report = NULL, *path = NULL;
    json_int_t number = 0, scope = 0, bits = 0, group = 0;
    if (json_unpack(
            step,
            "{s:I, s:I, s:o, s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:s, s:I, s:I, s:s, s:o, s:o, s:s !}",
            "seq", &number, "scope", &scope, "path", &path, "label", &label, "op", &op_name, "inputs",
            &inputs, "params", &params, "table", &table, "row", &row, "column", &column, "function",
            &function, "kind", &kind_name, "bits", &bits, "group", &group, "value", &hex, "citation",
            &citation, "report", &report, "text", &text) != 0)
        return wrong(r, seq, "a member is missing, unknown or of the wrong type");
    if (number != (json_int_t)seq)
        return wrong(r, seq, "out of sequence");
    if (!trace_op_find(op_name, &op) || !kind_find(kind_name, &kind))
        return wrong(r, seq, "unknown operation or kind");
    if (!read_numbers(inputs, use.in, TRACE_MAX_INPUTS, &use.n_in) ||
        !read_numbers(params, use.params, TRACE_MAX_PARAMS, &use.n_params))
        return wrong(r, seq, "inputs or parameters are not numbers, or too many");
    for (size_t i = 0; i < use.n_in; i++)
        if (use.in[i] == 0 || use.in[i] >= seq)
            return wrong(r, seq, "an input is not an earlier step");
    json_t *tables = json_object_get(r->root, "tables");
    if (json_is_string(table) && !(use.table = view_json_find_table(r->t, tables, json_string_value(table))))
        return wrong(r, seq, "unknown table");
    if (bits < 0 || bits > (json_int_t)1 << 31 || group < 0 || group > UINT16_MAX ||
        !enter_scope(r, number, scope))
        return wrong(r, seq, "width or scope out of range");
    uint8_t *value = read_value(hex, (size_t)bits);
    if (!value)
        return wrong(r, seq, "the value is not hex of its width");
    trace_ref ref = trace_emit(r->t,
                               SAY(label, 0, json_string_value(citation), (uint32_t)group,
                                   json_string_value(report), json_string_value(function)),
                               op, &use, kind, value, (size_t)bits);
    free(value);
    if (ref && !r->misdescribed && !well_described(r, ref, path, row, column, text))
        r->misdescribed = seq;
    return trace_error(r->t);
}

// Is a member that the steps imply what this program would write for them?
static bool as_implied(json_t *said, json_t *derived)
{
    bool same = derived && json_equal(said, derived);
    json_decref(derived);
    return same;
}

static enum gl_error read_root(struct reading *r)
{
    const char *format = NULL, *algorithm = NULL;
    json_t *tables = NULL, *scopes = NULL, *steps = NULL, *wishes = NULL;
    json_int_t version = 0;
    if (json_unpack(r->root, "{s:s, s:I, s:s, s:o, s:o, s:o, s?o !}", "format", &format, "version", &version,
                    "algorithm", &algorithm, "tables", &tables, "scopes", &scopes, "steps", &steps,
                    "not_the_standard", &wishes) != 0 ||
        (wishes && !json_is_object(wishes)) || strcmp(format, VIEW_JSON_FORMAT) != 0 ||
        version != VIEW_JSON_VERSION || !json_is_array(scopes) || !json_is_array(steps)) {
        snprintf(r->why, r->room, "not a %s of version %d", VIEW_JSON_FORMAT, VIEW_JSON_VERSION);
        return GL_ERR_ENCODING;
    }
    const char *title = json_string_value(json_object_get(scope_at(r, 0), "title"));
    r->t = trace_new(title ? title : "");
    if (!r->t)
        return GL_ERR_MEMORY;
    r->depth = 1;
    r->next_scope = 1;
    enum gl_error error = GL_OK;
    for (size_t i = 0; !error && i < json_array_size(steps); i++)
        error = read_step(r, json_array_get(steps, i), i + 1);
    if (!error && !as_implied(tables, view_json_tables(r->t)))
        r->unlike = "tables";
    else if (!error && !as_implied(scopes, view_json_scopes(r->t)))
        r->unlike = "scopes";
    return error;
}

enum gl_error view_json_read(struct view_saved *saved, FILE *in, char *why, size_t room)
{
    json_error_t parse_error;
    struct reading r = {.why = why, .room = room};
    why[0] = '\0';
    r.root = json_loadf(in, JSON_REJECT_DUPLICATES, &parse_error);
    if (!r.root) {
        if (ferror(in))
            snprintf(why, room, "%s", strerror(errno));
        else
            snprintf(why, room, "line %d: %s", parse_error.line, parse_error.text);
        return GL_ERR_ENCODING;
    }
    enum gl_error error = read_root(&r);
    if (error) {
        trace_free(r.t);
        json_decref(r.root);
        return error;
    }
    *saved = (struct view_saved){r.t, r.root, r.misdescribed, r.unlike};
    return GL_OK;
}

void view_saved_free(struct view_saved *saved)
{
    trace_free(saved->trace);
    json_decref(saved->storage);
    *saved = (struct view_saved){0};
}
