// SPDX-License-Identifier: MIT
// What if: the wishes that a trace carries, the engines that ask for them, and a table of the user's.
#include "crypto/trace/recorder.h"

#include <string.h>

void trace_set_what_if(struct trace *t, const struct trace_what_if *what_if)
{
    t->what_if = *what_if;
}

const struct trace_what_if *trace_get_what_if(const struct trace *t)
{
    return &t->what_if;
}

void trace_what_if_met(const struct trace *t, bool *rounds, bool *table, bool *left_out)
{
    *rounds = t->met_rounds;
    *table = t->met_table;
    *left_out = t->met_left_out;
}

// A cell of the size that the table's shape has: engines and checkers read both alike.
static bool put_cell(void *cells, const struct trace_table *like, size_t index, uint64_t value)
{
    if (like->cell_bits < 64 && value >> like->cell_bits)
        return false;
    if (like->cell_size == 1)
        ((uint8_t *)cells)[index] = (uint8_t)value;
    else if (like->cell_size == 4)
        ((uint32_t *)cells)[index] = (uint32_t)value;
    else
        ((uint64_t *)cells)[index] = value;
    return true;
}

const struct trace_table *trace_keep_table(struct trace *t, const struct trace_table *like, const char *name,
                                           const char *citation, const uint64_t *cells)
{
    size_t n = (size_t)like->rows * like->columns;
    struct trace_table *table = t->own_table ? NULL : trace_keep(t, sizeof *table);
    void *copy = table ? trace_keep(t, n * like->cell_size) : NULL;
    if (!copy)
        return NULL;
    for (size_t i = 0; i < n; i++)
        if (!put_cell(copy, like, i, cells[i]))
            return NULL;
    *table = *like;
    table->name = trace_keep_copy(t, name, strlen(name) + 1);
    table->citation = trace_keep_copy(t, citation, strlen(citation) + 1);
    table->cells = copy;
    t->own_table = table->name && table->citation ? table : NULL;
    return t->own_table;
}

const struct trace_table *trace_table_of(const struct trace *t, size_t index)
{
    size_t house = 0;
    while (house < index && trace_table_at(house))
        house++;
    const struct trace_table *table = trace_table_at(house);
    return table || house < index ? table : t->own_table;
}

unsigned trace_rounds(struct trace *t, unsigned standard)
{
    if (!t || !t->what_if.rounds)
        return standard;
    t->met_rounds = true;
    if (t->what_if.rounds > standard)
        trace_fail(t, GL_ERR_RANGE);
    return t->what_if.rounds < standard ? t->what_if.rounds : standard;
}

const struct trace_table *trace_table_used(struct trace *t, const struct trace_table *standard)
{
    if (!t || t->what_if.from != standard)
        return standard;
    t->met_table = true;
    return t->what_if.to;
}

bool trace_leaves_out(struct trace *t, const char *part)
{
    size_t i = 0;
    if (!t || !t->what_if.left_out)
        return false;
    while (i < t->n_parts && strcmp(t->parts[i], part) != 0)
        i++;
    if (i == t->n_parts && i < TRACE_MAX_PARTS)
        t->parts[t->n_parts++] = part;
    bool wished = strcmp(t->what_if.left_out, part) == 0;
    t->met_left_out = t->met_left_out || wished;
    return wished;
}

const char *trace_part(const struct trace *t, size_t index)
{
    return index < t->n_parts ? t->parts[index] : NULL;
}
