// SPDX-License-Identifier: MIT
// Traced integers: the language of the textbook RSA, DSA and elliptic curves, over GMP's mpz_t.
//
// A `struct ti` is a non-negative integer that remembers which step produced it and how wide it prints. Each
// function sets `out` (which may be one of the inputs) to one operation of the vocabulary and records it when
// t is not NULL. The output's width is that of the modulus where there is one, else as stated. Plain, not
// constant-time; ti_clear() wipes the limbs, for most of these numbers are secret.
#ifndef GLASSLOCK_TRACE_TI_H
#define GLASSLOCK_TRACE_TI_H

#include "crypto/trace/trace.h"

struct ti {
    mpz_t z;
    size_t bits; // printed width
    trace_ref ref;
};

// Bits of the number; 1 for 0, which still prints as a digit.
size_t ti_bits(const mpz_t z);

void ti_init(struct ti *a);
void ti_clear(struct ti *a); // wipes

// Wipe an mpz's limbs and clear it; for secrets outside a struct ti.
void ti_wipe_mpz(mpz_t z);

// Roots: record `z`, `bits` wide, as given from outside or (literal) fixed by the standard.
void ti_input(struct trace *t, struct trace_say say, struct ti *out, const mpz_t z, size_t bits);
void ti_constant(struct trace *t, struct trace_say say, struct ti *out, unsigned long z, size_t bits);

// A small number that a comparison needs, as FILL: unlike a literal, the checker knows what it must be.
void ti_small(struct trace *t, struct trace_say say, struct ti *out, uint8_t value);

void ti_copy(struct trace *t, struct trace_say say, struct ti *out, const struct ti *a);

// out = a + b, a - b (needs a >= b), a b, a / b rounded down: exact; width as the result needs.
void ti_sum(struct trace *t, struct trace_say say, struct ti *out, const struct ti *a, const struct ti *b);
void ti_difference(struct trace *t, struct trace_say say, struct ti *out, const struct ti *a,
                   const struct ti *b);
void ti_product(struct trace *t, struct trace_say say, struct ti *out, const struct ti *a,
                const struct ti *b);
void ti_quotient(struct trace *t, struct trace_say say, struct ti *out, const struct ti *a,
                 const struct ti *b);
void ti_gcd(struct trace *t, struct trace_say say, struct ti *out, const struct ti *a, const struct ti *b);
void ti_lcm(struct trace *t, struct trace_say say, struct ti *out, const struct ti *a, const struct ti *b);

// Modulo n; the result is in [0, n - 1].
void ti_reduce(struct trace *t, struct trace_say say, struct ti *out, const struct ti *a, const struct ti *n);
void ti_add_mod(struct trace *t, struct trace_say say, struct ti *out, const struct ti *a, const struct ti *b,
                const struct ti *n);
void ti_subtract_mod(struct trace *t, struct trace_say say, struct ti *out, const struct ti *a,
                     const struct ti *b, const struct ti *n);
void ti_multiply_mod(struct trace *t, struct trace_say say, struct ti *out, const struct ti *a,
                     const struct ti *b, const struct ti *n);

// out = the inverse of a modulo n; false (and nothing recorded) where there is none.
bool ti_invert(struct trace *t, struct trace_say say, struct ti *out, const struct ti *a, const struct ti *n);

// A summary step: out = a^e mod n, already computed by narrated steps into `result`.
void ti_modexp_result(struct trace *t, struct trace_say say, struct ti *out, const struct ti *a,
                      const struct ti *e, const struct ti *n, const struct ti *result);

// Verdicts, recorded as flags. They return the truth.
bool ti_equal(struct trace *t, struct trace_say say, const struct ti *a, const struct ti *b);
bool ti_less(struct trace *t, struct trace_say say, const struct ti *a, const struct ti *b);

// Is z in [1, n - 1]? Two verdicts and the distance of z to n, for the scope `title`.
bool ti_in_range(struct trace *t, const char *title, const char *citation, const struct ti *z,
                 const struct ti *n);

#endif
