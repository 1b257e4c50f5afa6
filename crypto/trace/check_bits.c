// SPDX-License-Identifier: MIT
// The checker on bit strings: values as integers, bits picked one at a time.
#include "crypto/trace/check_ops.h"

bool check_same_width(const struct check *c)
{
    for (size_t i = 0; i < c->step->n_inputs; i++)
        if (c->in[i]->bits != c->step->bits)
            return false;
    return true;
}

void check_cut(mpz_t z, size_t bits)
{
    mpz_fdiv_r_2exp(z, z, bits);
}

bool check_constant(struct check *c)
{
    const struct trace_table *table = c->step->table;
    if (!table) { // a literal is what it says
        trace_value_mpz(c->step, c->out);
        return true;
    }
    uint32_t index = c->step->params[0];
    if (index >= table->rows * table->columns || c->step->bits != table->cell_bits)
        return false;
    uint64_t cell = trace_table_cell(table, index);
    mpz_import(c->out, 1, 1, sizeof cell, 0, 0, &cell);
    return true;
}

bool check_copy(struct check *c)
{
    mpz_set(c->out, c->a[0]);
    return check_same_width(c);
}

bool check_select(struct check *c)
{
    const struct trace_table *table = c->step->table;
    size_t n = (size_t)table->rows * table->columns, unit = table->unit;
    size_t in_bits = c->in[0]->bits;
    if (table->layout != TRACE_POSITIONS || c->step->bits != n * unit || in_bits % unit)
        return false;
    mpz_set_ui(c->out, 0);
    for (size_t i = 0; i < n; i++) {
        uint64_t from = trace_table_cell(table, i) - table->first;
        if (from >= in_bits / unit)
            return false;
        for (size_t bit = 0; bit < unit; bit++)
            if (mpz_tstbit(c->a[0], in_bits - 1 - (from * unit + bit)))
                mpz_setbit(c->out, c->step->bits - 1 - (i * unit + bit));
    }
    return true;
}

bool check_permute(struct check *c)
{
    const struct trace_table *table = c->step->table;
    size_t n = (size_t)table->rows * table->columns;
    uint64_t seen = 0;
    if (n > 64)
        return false;
    for (size_t i = 0; i < n; i++)
        seen |= UINT64_C(1) << ((trace_table_cell(table, i) - table->first) & 63);
    if (seen != (n == 64 ? UINT64_MAX : (UINT64_C(1) << n) - 1) || c->in[0]->bits != c->step->bits)
        return false;
    return check_select(c);
}

bool check_slice(struct check *c)
{
    size_t from = c->step->params[0], bits = c->step->bits;
    if (from > c->in[0]->bits || bits > c->in[0]->bits - from)
        return false;
    mpz_fdiv_q_2exp(c->out, c->a[0], c->in[0]->bits - from - bits);
    check_cut(c->out, bits);
    return true;
}

bool check_concatenate(struct check *c)
{
    size_t bits = 0;
    mpz_set_ui(c->out, 0);
    for (size_t i = 0; i < c->step->n_inputs; i++) {
        mpz_mul_2exp(c->out, c->out, c->in[i]->bits);
        mpz_add(c->out, c->out, c->a[i]);
        bits += c->in[i]->bits;
    }
    return bits == c->step->bits;
}

bool check_reverse_bytes(struct check *c)
{
    if (!check_same_width(c) || c->step->bits % 8)
        return false;
    mpz_import(c->out, c->step->bits / 8, -1, 1, 1, 0, c->in[0]->value); // the last byte weighs most
    return true;
}

bool check_fill(struct check *c)
{
    if (c->step->bits % 8 || c->step->params[0] > 255)
        return false;
    // A run of n equal bytes is the byte times 0101...01 = (2^8n - 1) / 255.
    mpz_set_ui(c->out, 1);
    mpz_mul_2exp(c->out, c->out, c->step->bits);
    mpz_sub_ui(c->out, c->out, 1);
    mpz_divexact_ui(c->out, c->out, 255);
    mpz_mul_ui(c->out, c->out, c->step->params[0]);
    return true;
}

bool check_length(struct check *c)
{
    uint32_t unit = c->step->params[0];
    if (unit == 0 || c->in[0]->bits % unit)
        return false;
    mpz_set_ui(c->out, c->in[0]->bits / unit);
    return true;
}

bool check_parity(struct check *c)
{
    size_t bytes = c->in[0]->bits / 8;
    mpz_set_ui(c->out, 0);
    for (size_t i = 0; i < bytes; i++) {
        mpz_fdiv_q_2exp(c->x, c->a[0], 8 * (bytes - 1 - i));
        check_cut(c->x, 8);
        if (mpz_popcount(c->x) % 2)
            mpz_setbit(c->out, bytes - 1 - i);
    }
    return c->in[0]->bits % 8 == 0 && c->step->bits == bytes;
}
