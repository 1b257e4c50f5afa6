// SPDX-License-Identifier: MIT
// A table that is not of the house, read back from a trace's JSON.
#include "app/views/view_json.h"

#include <string.h>

#define MAX_CELLS 256

// One of the house with this shape, for the user's to be like.
static const struct trace_table *of_shape(const char *layout, json_int_t rows, json_int_t columns,
                                          json_int_t unit, json_int_t cell_bits)
{
    const struct trace_table *table = NULL;
    bool des = strcmp(layout, "des-sbox") == 0;
    for (size_t i = 0; (table = trace_table_at(i)); i++)
        if (table->layout == (des ? TRACE_DES_SBOX : TRACE_LOOKUP) && table->rows == rows &&
            table->columns == columns && table->unit == unit && table->cell_bits == cell_bits)
            return table;
    return NULL;
}

static const struct trace_table *read_table(struct trace *t, json_t *object)
{
    const char *name = NULL, *citation = NULL, *layout = NULL;
    json_int_t rows = 0, columns = 0, first = 0, unit = 0, cell_bits = 0;
    json_t *cells = NULL;
    uint64_t values[MAX_CELLS];
    if (json_unpack(object, "{s:s, s:s, s:s, s:I, s:I, s:I, s:I, s:I, s:o !}", "name", &name, "citation",
                    &citation, "layout", &layout, "rows", &rows, "columns", &columns, "first", &first, "unit",
                    &unit, "cell_bits", &cell_bits, "cells", &cells) != 0)
        return NULL;
    const struct trace_table *like = of_shape(layout, rows, columns, unit, cell_bits);
    size_t n = json_array_size(cells);
    if (!like || n > MAX_CELLS || n != (size_t)like->rows * like->columns)
        return NULL;
    for (size_t i = 0; i < n; i++) {
        json_t *cell = json_array_get(cells, i);
        if (!json_is_integer(cell) || json_integer_value(cell) < 0)
            return NULL;
        values[i] = (uint64_t)json_integer_value(cell);
    }
    return trace_keep_table(t, like, name, citation, values);
}

const struct trace_table *view_json_find_table(struct trace *t, json_t *tables, const char *name)
{
    const struct trace_table *table = NULL;
    for (size_t i = 0; (table = trace_table_of(t, i)); i++)
        if (strcmp(table->name, name) == 0)
            return table;
    size_t i = 0;
    json_t *object = NULL;
    json_array_foreach(tables, i, object)
    {
        const char *other = json_string_value(json_object_get(object, "name"));
        if (other && strcmp(other, name) == 0)
            return read_table(t, object);
    }
    return NULL;
}
