// SPDX-License-Identifier: MIT
// Modular exponentiation, textbook engine: square and multiply from the highest bit of the exponent down, in
// traced integers (crypto/trace/ti.h). Not constant-time: a multiplication for each 1 of the exponent, as
// class loves to see.
#include "crypto/rsa/modexp.h"

#define CITE "RFC 8017, 5.1"

// The bit of e at `position` from the right, as a step.
static bool bit_of(struct trace *t, const struct ti *e, size_t position)
{
    bool bit = mpz_tstbit(e->z, position);
    if (t)
        trace_emit_word(
            t, SAY("bit of the exponent", 0, CITE), TRACE_SLICE,
            &(struct trace_use){
                .in = {e->ref}, .n_in = 1, .params = {(uint32_t)(e->bits - 1 - position)}, .n_params = 1},
            TRACE_FLAG, bit, 1);
    return bit;
}

void modexp_narrate(struct trace *t, const char *title, struct ti *out, const struct ti *base,
                    const struct ti *e, const struct ti *n)
{
    trace_open(t, TRACE_PHASE, title, 0);
    if (mpz_sgn(e->z) == 0) {
        ti_small(t, SAY("x^0 = 1", 0, CITE), out, 1);
    } else {
        size_t position = mpz_sizeinbase(e->z, 2) - 1;
        trace_open(t, TRACE_ROUND, "Bit %u", (uint32_t)position);
        bit_of(t, e, position);
        ti_copy(t, SAY("start: x", 0, CITE), out, base); // the highest bit is 1
        trace_close(t);
        while (position-- > 0) {
            trace_open(t, TRACE_ROUND, "Bit %u", (uint32_t)position);
            bool one = bit_of(t, e, position);
            ti_multiply_mod(t, SAY("square", 0, CITE), out, out, out, n);
            if (one)
                ti_multiply_mod(t, SAY("multiply by x", 0, CITE), out, out, base, n);
            trace_close(t);
        }
    }
    ti_modexp_result(t, SAY(title, 0, CITE), out, base, e, n, out);
    trace_close(t);
}

static void square_and_multiply(const struct modexp_job *job)
{
    struct ti x, e, n, r;
    ti_init(&x);
    ti_init(&e);
    ti_init(&n);
    ti_init(&r);
    mpz_set(x.z, job->base);
    mpz_set(e.z, job->exponent);
    mpz_set(n.z, job->modulus);
    modexp_narrate(NULL, "", &r, &x, &e, &n);
    mpz_set(job->out, r.z);
    ti_clear(&x);
    ti_clear(&e);
    ti_clear(&n);
    ti_clear(&r);
}

const struct modexp_engine modexp_textbook = {
    .engine = {.name = "textbook", .technique = "square and multiply, bit by bit", .narrates = true},
    .modexp = square_and_multiply,
};
