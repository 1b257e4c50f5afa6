// SPDX-License-Identifier: MIT
// Reading a recorded trace: names of the vocabulary, values as hex and as integers, table cells.
#include "crypto/trace/trace.h"

#include "crypto/common/hex.h"

#include <stdlib.h>
#include <string.h>

static const char *const op_names[TRACE_OPS] = {
#define OP(symbol, name, meaning) [TRACE_##symbol] = name,
#include "crypto/trace/trace_ops.def"
#undef OP
};

static const char *const op_meanings[TRACE_OPS] = {
#define OP(symbol, name, meaning) [TRACE_##symbol] = meaning,
#include "crypto/trace/trace_ops.def"
#undef OP
};

static const char *const kind_names[TRACE_KINDS] = {
    [TRACE_BITS] = "bits",       [TRACE_BYTES] = "bytes", [TRACE_WORD] = "word", [TRACE_STATE] = "state",
    [TRACE_INTEGER] = "integer", [TRACE_PT] = "point",    [TRACE_FLAG] = "flag",
};

static const char *const level_names[TRACE_LEVELS] = {
    [TRACE_ALGORITHM] = "algorithm", [TRACE_PHASE] = "operation", [TRACE_BLOCK] = "block",
    [TRACE_ROUND] = "round",         [TRACE_LANE] = "lane",
};

const char *trace_op_name(enum trace_op op)
{
    return op_names[op];
}

const char *trace_op_meaning(enum trace_op op)
{
    return op_meanings[op];
}

bool trace_op_find(const char *name, enum trace_op *op)
{
    for (int i = 0; i < TRACE_OPS; i++) {
        if (strcmp(op_names[i], name) == 0) {
            *op = (enum trace_op)i;
            return true;
        }
    }
    return false;
}

const char *trace_kind_name(enum trace_kind kind)
{
    return kind_names[kind];
}

const char *trace_level_name(enum trace_level level)
{
    return level_names[level];
}

uint64_t trace_table_cell(const struct trace_table *table, size_t index)
{
    switch (table->cell_size) {
    case 1:
        return ((const uint8_t *)table->cells)[index];
    case 4:
        return ((const uint32_t *)table->cells)[index];
    default:
        return ((const uint64_t *)table->cells)[index];
    }
}

trace_ref trace_find(const struct trace *t, trace_ref from, const char *label)
{
    for (trace_ref ref = from ? from : 1; ref <= trace_count(t); ref++)
        if (strcmp(trace_get(t, ref)->label, label) == 0)
            return ref;
    return 0;
}

char *trace_value_hex(const struct trace_step *step)
{
    size_t bytes = (step->bits + 7) / 8;
    size_t digits = (step->bits + 3) / 4;
    char *text = malloc(2 * bytes + 1);
    if (!text)
        return NULL;
    gl_hex_encode(text, step->value, bytes);
    memmove(text, text + (2 * bytes - digits), digits + 1);
    return text;
}

void trace_value_mpz(const struct trace_step *step, mpz_t out)
{
    mpz_import(out, (step->bits + 7) / 8, 1, 1, 1, 0, step->value);
}

bool trace_lookup(const struct trace *t, const struct trace_step *step, unsigned *row, unsigned *column)
{
    if (step->op != TRACE_SUBSTITUTE || !step->table || step->n_inputs != 1)
        return false;
    const struct trace_step *input = trace_get(t, step->inputs[0]);
    if (input->bits != step->table->unit || input->bits > 8)
        return false;
    unsigned unit = input->value[0];
    if (step->table->layout == TRACE_DES_SBOX) {
        *row = (unit >> 4 & 2) | (unit & 1);
        *column = unit >> 1 & 15;
    } else {
        *row = unit / step->table->columns;
        *column = unit % step->table->columns;
    }
    return true;
}
