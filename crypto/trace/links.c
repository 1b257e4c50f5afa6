// SPDX-License-Identifier: MIT
// The links of each operation, written from the words of trace_ops.def, as the checker is.
#include "crypto/trace/depend.h"

struct walk {
    const struct trace *t;
    const struct trace_step *step, *in; // the step, and the input in question
    size_t input;                       // its number
    void (*each)(void *context, const struct trace_link *link);
    void *context;
};

static void bits(const struct walk *w, uint32_t in, uint32_t out, uint32_t n)
{
    if (n)
        w->each(w->context, &(struct trace_link){.kind = TRACE_LINK_BITS, .in = in, .out = out, .n = n});
}

static void units(const struct walk *w, uint32_t n, uint32_t in_unit, uint32_t out_unit)
{
    if (n)
        w->each(w->context, &(struct trace_link){
                                .kind = TRACE_LINK_UNITS, .n = n, .in_unit = in_unit, .out_unit = out_unit});
}

static void all(const struct walk *w)
{
    units(w, 1, w->in->bits, w->step->bits);
}

static void carry(const struct walk *w)
{
    w->each(w->context, &(struct trace_link){.kind = TRACE_LINK_CARRY});
}

// The low bits of both, from `out_end` (one past the lowest output bit) upward.
static void aligned(const struct walk *w, uint32_t in_end, uint32_t out_end, uint32_t n)
{
    bits(w, in_end - n, out_end - n, n);
}

static uint32_t smaller(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

// out = in rotated right by p
static void rotated(const struct walk *w, uint32_t p)
{
    uint32_t width = w->step->bits;
    p %= width;
    bits(w, 0, p, width - p);
    bits(w, width - p, 0, p);
}

static void sigma(const struct walk *w)
{
    for (size_t i = 0; i < 3; i++)
        if (i < 2 || w->step->op == TRACE_SIGMA)
            rotated(w, w->step->params[i]);
        else
            bits(w, 0, w->step->params[i], w->step->bits - w->step->params[i]);
}

static void by_table(const struct walk *w)
{
    const struct trace_table *table = w->step->table;
    for (uint32_t i = 0; i < table->rows * table->columns; i++) {
        uint32_t from = (uint32_t)trace_table_cell(table, i) - table->first;
        bits(w, from * table->unit, i * table->unit, table->unit);
    }
}

static void concatenated(const struct walk *w)
{
    uint32_t before = 0;
    for (size_t i = 0; i < w->input; i++)
        before += trace_get(w->t, w->step->inputs[i])->bits;
    bits(w, 0, before, w->in->bits);
}

static void bytes_reversed(const struct walk *w)
{
    for (uint32_t at = 0; at < w->step->bits; at += 8)
        bits(w, at, w->step->bits - 8 - at, 8);
}

// AND and OR with a constant let only some bits through.
static void masked(const struct walk *w, bool open)
{
    const struct trace_step *mask = trace_get(w->t, w->step->inputs[!w->input]);
    uint32_t width = w->step->bits, surplus = (8 - width % 8) % 8;
    if (mask->op != TRACE_CONSTANT) {
        bits(w, 0, 0, width);
        return;
    }
    for (uint32_t i = 0; i < width; i++)
        if ((mask->value[(surplus + i) / 8] >> (7 - (surplus + i) % 8) & 1) == open)
            bits(w, i, i, 1);
}

static uint8_t gf_times(unsigned a, unsigned b)
{
    unsigned product = 0;
    for (; b; b >>= 1, a = (a << 1) ^ (a & 0x80 ? 0x11b : 0))
        product ^= b & 1 ? a : 0;
    return (uint8_t)product;
}

// Multiplication by a constant of GF(2^8) is linear: where the image of one input bit has a 1, there it goes.
static void gf_linear(const struct walk *w, uint8_t factor, uint32_t in, uint32_t out)
{
    for (uint32_t i = 0; i < 8; i++) {
        uint8_t image = gf_times(0x80U >> i, factor);
        for (uint32_t j = 0; j < 8; j++)
            if (image >> (7 - j) & 1)
                bits(w, in + i, out + j, 1);
    }
}

static void gf_multiplied(const struct walk *w)
{
    const struct trace_step *other = trace_get(w->t, w->step->inputs[!w->input]);
    if (other->op == TRACE_CONSTANT)
        gf_linear(w, other->value[0], 0, 0);
    else
        all(w);
}

static void mixed(const struct walk *w)
{
    for (uint32_t column = 0; column < w->step->bits / 32; column++)
        for (uint32_t r = 0; r < 4; r++)
            for (uint32_t k = 0; k < 4; k++)
                gf_linear(w, (uint8_t)trace_table_cell(w->step->table, 4 * r + k), 32 * column + 8 * k,
                          32 * column + 8 * r);
}

// The coordinates of 04 || x || y.
static void coordinate(const struct walk *w, uint32_t point_bits, bool y, bool out)
{
    uint32_t field = (point_bits - 8) / 2, end = 8 + field + (y ? field : 0);
    uint32_t plain = out ? w->in->bits : w->step->bits, n = smaller(field, plain);
    if (out)
        aligned(w, plain, end, n);
    else
        aligned(w, end, plain, n);
}

static void linear(const struct walk *w)
{
    const struct trace_step *step = w->step;
    uint32_t width = step->bits, p = step->n_params ? step->params[0] : 0;
    switch (step->op) {
    case TRACE_ROTATE_LEFT:
        rotated(w, width - p % width);
        break;
    case TRACE_ROTATE_RIGHT:
        rotated(w, p);
        break;
    case TRACE_SHIFT_LEFT:
        bits(w, p, 0, p < width ? width - p : 0);
        break;
    case TRACE_SHIFT_RIGHT:
        bits(w, 0, p, p < width ? width - p : 0);
        break;
    case TRACE_SLICE:
        bits(w, p, 0, width);
        break;
    case TRACE_CONVERT:
        aligned(w, w->in->bits, width, smaller(w->in->bits, width));
        break;
    default:
        bits(w, 0, 0, width);
    }
}

static void structured(const struct walk *w)
{
    const struct trace_step *step = w->step;
    switch (step->op) {
    case TRACE_PERMUTE:
    case TRACE_SELECT:
        by_table(w);
        break;
    case TRACE_CONCATENATE:
        concatenated(w);
        break;
    case TRACE_REVERSE_BYTES:
        bytes_reversed(w);
        break;
    case TRACE_PARITY:
        units(w, step->bits, 8, 1);
        break;
    case TRACE_SUBSTITUTE:
        units(w, step->bits / step->table->cell_bits, step->table->unit, step->table->cell_bits);
        break;
    case TRACE_MIX_COLUMNS:
        mixed(w);
        break;
    case TRACE_GF_MULTIPLY:
        gf_multiplied(w);
        break;
    case TRACE_BASE64:
        units(w, (w->in->bits + 5) / 6, 6, 8);
        break;
    case TRACE_UNBASE64:
        units(w, w->in->bits / 8, 8, 6);
        break;
    case TRACE_POINT:
        coordinate(w, step->bits, w->input == 1, true);
        break;
    case TRACE_POINT_X:
    case TRACE_POINT_Y:
        coordinate(w, w->in->bits, step->op == TRACE_POINT_Y, false);
        break;
    default:
        all(w);
    }
}

void trace_each_link(const struct trace *t, const struct trace_step *step, size_t input,
                     void (*each)(void *context, const struct trace_link *link), void *context)
{
    struct walk w = {t, step, trace_get(t, step->inputs[input]), input, each, context};
    switch (step->op) {
    case TRACE_LENGTH: // of the shape, not of the bits
        break;
    case TRACE_COPY:
    case TRACE_XOR:
    case TRACE_NOT:
    case TRACE_CHOOSE:
    case TRACE_MAJORITY:
    case TRACE_ROTATE_LEFT:
    case TRACE_ROTATE_RIGHT:
    case TRACE_SHIFT_LEFT:
    case TRACE_SHIFT_RIGHT:
    case TRACE_SLICE:
    case TRACE_CONVERT:
        linear(&w);
        break;
    case TRACE_AND:
    case TRACE_OR:
        masked(&w, step->op == TRACE_AND);
        break;
    case TRACE_SIGMA:
    case TRACE_SIGMA_SHIFT:
        sigma(&w);
        break;
    case TRACE_ADD:
    case TRACE_SUM:
    case TRACE_DIFFERENCE:
    case TRACE_PRODUCT:
        carry(&w);
        break;
    default:
        structured(&w);
    }
}
