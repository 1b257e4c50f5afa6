// SPDX-License-Identifier: MIT
// Every table that a trace can name, gathered from the algorithms' own lists.
#include "crypto/trace/trace.h"

#include "crypto/aes/tables.h"
#include "crypto/des/tables.h"
#include "crypto/hash/tables.h"

#include <string.h>

// Each algorithm's list ends with NULL; a new one is one line.

static const struct trace_table *const *const lists[] = {
    des_trace_tables,
    aes_trace_tables,
    hash_trace_tables,
};

const struct trace_table *trace_table_at(size_t index)
{
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++)
        for (const struct trace_table *const *table = lists[i]; *table; table++)
            if (index-- == 0)
                return *table;
    return NULL;
}

const struct trace_table *trace_table_find(const char *name)
{
    const struct trace_table *table = NULL;
    for (size_t i = 0; (table = trace_table_at(i)); i++)
        if (strcmp(table->name, name) == 0)
            return table;
    return NULL;
}
