// SPDX-License-Identifier: MIT
#include "crypto/trace/ti.h"

#include "crypto/common/bytes.h"

size_t ti_bits(const mpz_t z)
{
    return mpz_sizeinbase(z, 2); // which is 1 for 0
}

void ti_init(struct ti *a)
{
    mpz_init(a->z);
    a->bits = 1;
    a->ref = 0;
}

void ti_wipe_mpz(mpz_t z)
{
    gl_wipe(z->_mp_d, (size_t)z->_mp_alloc * sizeof(mp_limb_t));
    mpz_clear(z);
}

void ti_clear(struct ti *a)
{
    ti_wipe_mpz(a->z);
}

// Record what is now in out->z. The references are read before the call, so out may be an input.
static void record(struct trace *t, struct trace_say say, enum trace_op op, struct ti *out, size_t bits,
                   struct trace_use use)
{
    out->bits = bits;
    out->ref = trace_emit_mpz(t, say, op, &use, out->z, bits);
}

#define USE1(a)       ((struct trace_use){.in = {(a)->ref}, .n_in = 1})
#define USE2(a, b)    ((struct trace_use){.in = {(a)->ref, (b)->ref}, .n_in = 2})
#define USE3(a, b, c) ((struct trace_use){.in = {(a)->ref, (b)->ref, (c)->ref}, .n_in = 3})

void ti_input(struct trace *t, struct trace_say say, struct ti *out, const mpz_t z, size_t bits)
{
    mpz_set(out->z, z);
    record(t, say, TRACE_INPUT, out, bits, (struct trace_use){0});
}

void ti_constant(struct trace *t, struct trace_say say, struct ti *out, unsigned long z, size_t bits)
{
    mpz_set_ui(out->z, z);
    record(t, say, TRACE_CONSTANT, out, bits, (struct trace_use){0});
}

void ti_small(struct trace *t, struct trace_say say, struct ti *out, uint8_t value)
{
    mpz_set_ui(out->z, value);
    record(t, say, TRACE_FILL, out, 8, (struct trace_use){.params = {value}, .n_params = 1});
}

void ti_copy(struct trace *t, struct trace_say say, struct ti *out, const struct ti *a)
{
    struct trace_use use = USE1(a);
    mpz_set(out->z, a->z);
    record(t, say, TRACE_COPY, out, a->bits, use);
}

void ti_sum(struct trace *t, struct trace_say say, struct ti *out, const struct ti *a, const struct ti *b)
{
    struct trace_use use = USE2(a, b);
    mpz_add(out->z, a->z, b->z);
    record(t, say, TRACE_SUM, out, ti_bits(out->z), use);
}

void ti_difference(struct trace *t, struct trace_say say, struct ti *out, const struct ti *a,
                   const struct ti *b)
{
    struct trace_use use = USE2(a, b);
    mpz_sub(out->z, a->z, b->z);
    record(t, say, TRACE_DIFFERENCE, out, ti_bits(out->z), use);
}

void ti_product(struct trace *t, struct trace_say say, struct ti *out, const struct ti *a, const struct ti *b)
{
    struct trace_use use = USE2(a, b);
    mpz_mul(out->z, a->z, b->z);
    record(t, say, TRACE_PRODUCT, out, ti_bits(out->z), use);
}

void ti_quotient(struct trace *t, struct trace_say say, struct ti *out, const struct ti *a,
                 const struct ti *b)
{
    struct trace_use use = USE2(a, b);
    mpz_fdiv_q(out->z, a->z, b->z);
    record(t, say, TRACE_QUOTIENT, out, ti_bits(out->z), use);
}

void ti_gcd(struct trace *t, struct trace_say say, struct ti *out, const struct ti *a, const struct ti *b)
{
    struct trace_use use = USE2(a, b);
    mpz_gcd(out->z, a->z, b->z);
    record(t, say, TRACE_GCD, out, ti_bits(out->z), use);
}

void ti_lcm(struct trace *t, struct trace_say say, struct ti *out, const struct ti *a, const struct ti *b)
{
    struct trace_use use = USE2(a, b);
    mpz_lcm(out->z, a->z, b->z);
    record(t, say, TRACE_LCM, out, ti_bits(out->z), use);
}

void ti_reduce(struct trace *t, struct trace_say say, struct ti *out, const struct ti *a, const struct ti *n)
{
    struct trace_use use = USE2(a, n);
    mpz_mod(out->z, a->z, n->z);
    record(t, say, TRACE_REDUCE, out, ti_bits(n->z), use);
}

void ti_add_mod(struct trace *t, struct trace_say say, struct ti *out, const struct ti *a, const struct ti *b,
                const struct ti *n)
{
    struct trace_use use = USE3(a, b, n);
    mpz_add(out->z, a->z, b->z);
    mpz_mod(out->z, out->z, n->z);
    record(t, say, TRACE_ADD_MOD, out, ti_bits(n->z), use);
}

void ti_subtract_mod(struct trace *t, struct trace_say say, struct ti *out, const struct ti *a,
                     const struct ti *b, const struct ti *n)
{
    struct trace_use use = USE3(a, b, n);
    mpz_sub(out->z, a->z, b->z);
    mpz_mod(out->z, out->z, n->z);
    record(t, say, TRACE_SUBTRACT_MOD, out, ti_bits(n->z), use);
}

void ti_multiply_mod(struct trace *t, struct trace_say say, struct ti *out, const struct ti *a,
                     const struct ti *b, const struct ti *n)
{
    struct trace_use use = USE3(a, b, n);
    mpz_mul(out->z, a->z, b->z);
    mpz_mod(out->z, out->z, n->z);
    record(t, say, TRACE_MULTIPLY_MOD, out, ti_bits(n->z), use);
}

bool ti_invert(struct trace *t, struct trace_say say, struct ti *out, const struct ti *a, const struct ti *n)
{
    struct trace_use use = USE2(a, n);
    if (!mpz_invert(out->z, a->z, n->z))
        return false;
    record(t, say, TRACE_INVERT, out, ti_bits(n->z), use);
    return true;
}

void ti_modexp_result(struct trace *t, struct trace_say say, struct ti *out, const struct ti *a,
                      const struct ti *e, const struct ti *n, const struct ti *result)
{
    struct trace_use use = USE3(a, e, n);
    mpz_set(out->z, result->z);
    record(t, say, TRACE_MODEXP, out, ti_bits(n->z), use);
}

static bool verdict(struct trace *t, struct trace_say say, enum trace_op op, const struct ti *a,
                    const struct ti *b, bool truth)
{
    struct trace_use use = USE2(a, b);
    trace_emit_word(t, say, op, &use, TRACE_FLAG, truth, 1);
    return truth;
}

bool ti_equal(struct trace *t, struct trace_say say, const struct ti *a, const struct ti *b)
{
    return verdict(t, say, TRACE_EQUAL, a, b, mpz_cmp(a->z, b->z) == 0);
}

bool ti_less(struct trace *t, struct trace_say say, const struct ti *a, const struct ti *b)
{
    return verdict(t, say, TRACE_LESS, a, b, mpz_cmp(a->z, b->z) < 0);
}

bool ti_in_range(struct trace *t, const char *title, const char *citation, const struct ti *z,
                 const struct ti *n)
{
    struct ti x;
    ti_init(&x);
    trace_open(t, TRACE_PHASE, title, 0);
    ti_small(t, SAY("0", 0, citation), &x, 0);
    bool positive = ti_less(t, SAY("is it above 0?", 0, citation), &x, z);
    bool below = ti_less(t, SAY("is it below the order?", 0, citation), z, n);
    if (below)
        ti_difference(t, SAY("how far below", 0, citation), &x, n, z);
    else
        ti_difference(t, SAY("how far above", 0, citation), &x, z, n);
    trace_close(t);
    ti_clear(&x);
    return positive && below;
}
