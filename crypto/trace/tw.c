// SPDX-License-Identifier: MIT
#include "crypto/trace/tw.h"

trace_ref tw_record(struct trace *t, struct trace_say say, enum trace_op op, const struct trace_use *use,
                    uint64_t v, unsigned bits)
{
    return trace_emit_word(t, say, op, use, bits % 8 || say.group ? TRACE_BITS : TRACE_WORD, v, bits);
}

trace_ref tw_record_n(struct trace *t, struct trace_say say, enum trace_op op, size_t n, const struct tw *in,
                      const uint32_t params[3], uint8_t n_params, uint64_t v, unsigned bits)
{
    struct trace_use use = {.n_in = (uint8_t)n, .n_params = n_params};
    for (size_t i = 0; i < n; i++)
        use.in[i] = in[i].ref;
    for (size_t i = 0; i < n_params; i++)
        use.params[i] = params[i];
    return tw_record(t, say, op, &use, v, bits);
}

// A step with one input and a table.
static struct tw with_table(struct trace *t, struct trace_say say, enum trace_op op, struct tw a,
                            const struct trace_table *table, uint64_t v, unsigned bits)
{
    struct tw out = {v, bits, 0};
    if (t)
        out.ref =
            tw_record(t, say, op, &(struct trace_use){.in = {a.ref}, .n_in = 1, .table = table}, v, bits);
    return out;
}

struct tw tw_constant(struct trace *t, struct trace_say say, const struct trace_table *table, size_t index)
{
    struct tw out = {trace_table_cell(table, index), table->cell_bits, 0};
    if (t)
        out.ref = tw_record(t, say, TRACE_CONSTANT,
                            &(struct trace_use){.params = {(uint32_t)index}, .n_params = 1, .table = table},
                            out.v, out.bits);
    return out;
}

static uint64_t pick_bits(struct tw a, const struct trace_table *table)
{
    const uint8_t *positions = table->cells;
    uint64_t out = 0;
    for (unsigned i = 0; i < table->rows * table->columns; i++)
        out = out << 1 | (a.v >> (a.bits - 1 - (positions[i] - table->first)) & 1);
    return out;
}

struct tw tw_permute(struct trace *t, struct trace_say say, struct tw a, const struct trace_table *table)
{
    return with_table(t, say, TRACE_PERMUTE, a, table, pick_bits(a, table), table->rows * table->columns);
}

struct tw tw_select(struct trace *t, struct trace_say say, struct tw a, const struct trace_table *table)
{
    return with_table(t, say, TRACE_SELECT, a, table, pick_bits(a, table), table->rows * table->columns);
}

struct tw tw_substitute(struct trace *t, struct trace_say say, struct tw a, const struct trace_table *table)
{
    size_t index = (size_t)a.v;
    if (table->layout == TRACE_DES_SBOX) {
        size_t row = (a.v >> 4 & 2) | (a.v & 1); // the first and the last bit
        index = row * table->columns + (a.v >> 1 & 15);
    }
    return with_table(t, say, TRACE_SUBSTITUTE, a, table, trace_table_cell(table, index), table->cell_bits);
}

struct tw tw_slice(struct trace *t, struct trace_say say, struct tw a, unsigned from, unsigned count)
{
    uint64_t v = a.v >> (a.bits - from - count) & tw_mask(count);
    return (struct tw){v, count,
                       t ? tw_record_n(t, say, TRACE_SLICE, 1, &a, (uint32_t[3]){from}, 1, v, count) : 0};
}

struct tw tw_concatenate(struct trace *t, struct trace_say say, size_t n, const struct tw *words)
{
    struct tw out = {0};
    for (size_t i = 0; i < n; i++) {
        out.v = out.bits ? out.v << words[i].bits | words[i].v : words[i].v;
        out.bits += words[i].bits;
    }
    out.ref = t ? tw_record_n(t, say, TRACE_CONCATENATE, n, words, NULL, 0, out.v, out.bits) : 0;
    return out;
}

struct tw tw_copy(struct trace *t, struct trace_say say, struct tw a)
{
    return tw_of(t, say, TRACE_COPY, 1, &a, a.v);
}

struct tw tw_reverse_bytes(struct trace *t, struct trace_say say, struct tw a)
{
    return tw_of(t, say, TRACE_REVERSE_BYTES, 1, &a, __builtin_bswap64(a.v) >> (64 - a.bits));
}

struct tw tw_parity(struct trace *t, struct trace_say say, struct tw a)
{
    struct tw out = {.bits = a.bits / 8};
    for (unsigned i = 0; i < out.bits; i++)
        out.v = out.v << 1 | (uint64_t)__builtin_parityll(a.v >> (a.bits - 8 * (i + 1)) & 0xff);
    out.ref = t ? tw_record_n(t, say, TRACE_PARITY, 1, &a, NULL, 0, out.v, out.bits) : 0;
    return out;
}
