// SPDX-License-Identifier: MIT
// Inside the checker: one function an operation, each written from the words of trace_ops.def alone.
#ifndef GLASSLOCK_TRACE_CHECK_OPS_H
#define GLASSLOCK_TRACE_CHECK_OPS_H

#include "crypto/trace/trace.h"

struct check {
    const struct trace_step *step;
    const struct trace_step *in[TRACE_MAX_INPUTS];
    mpz_t a[TRACE_MAX_INPUTS]; // the inputs' values
    mpz_t out;                 // what the operation makes of them
    mpz_t x, y;                // scratch
};

// Set c->out; false where the inputs' shapes do not suit the operation (the step is then wrong, whatever its
// value).
typedef bool check_op(struct check *c);

struct check_rule {
    check_op *run; // NULL: a root, nothing to recompute
    uint8_t min_inputs, max_inputs;
    uint8_t n_params;
    bool needs_table, needs_function;
};
extern const struct check_rule check_rules[TRACE_OPS];

// Are all inputs as wide as the output?
bool check_same_width(const struct check *c);
// z = its low `bits` bits
void check_cut(mpz_t z, size_t bits);

check_op check_constant, check_copy, check_permute, check_select, check_slice, check_concatenate,
    check_reverse_bytes, check_fill, check_length, check_parity;
check_op check_xor, check_and, check_or, check_not, check_rotate_left, check_rotate_right, check_shift_left,
    check_shift_right, check_sigma, check_sigma_shift, check_choose, check_majority, check_add;
check_op check_substitute, check_mix_columns, check_gf_multiply;
check_op check_hash, check_compress, check_hmac, check_mgf1, check_base64, check_unbase64;
check_op check_convert, check_sum, check_difference, check_product, check_quotient, check_reduce,
    check_add_mod, check_subtract_mod, check_multiply_mod, check_modexp, check_invert, check_gcd, check_lcm,
    check_is_prime, check_equal, check_less;
check_op check_point, check_point_x, check_point_y, check_on_curve, check_point_negate, check_point_add,
    check_point_double, check_point_multiply;

#endif
