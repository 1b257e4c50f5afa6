// SPDX-License-Identifier: MIT
// The checker on words: logic, rotations and sums, computed on integers of any size.
#include "crypto/trace/check_ops.h"

bool check_xor(struct check *c)
{
    mpz_set(c->out, c->a[0]);
    for (size_t i = 1; i < c->step->n_inputs; i++)
        mpz_xor(c->out, c->out, c->a[i]);
    return check_same_width(c);
}

bool check_and(struct check *c)
{
    mpz_and(c->out, c->a[0], c->a[1]);
    return check_same_width(c);
}

bool check_or(struct check *c)
{
    mpz_ior(c->out, c->a[0], c->a[1]);
    return check_same_width(c);
}

// The complement within the width: 2^bits - 1 - a
static void complement(mpz_t out, const mpz_t a, size_t bits)
{
    mpz_set_ui(out, 1);
    mpz_mul_2exp(out, out, bits);
    mpz_sub_ui(out, out, 1);
    mpz_sub(out, out, a);
}

bool check_not(struct check *c)
{
    complement(c->out, c->a[0], c->step->bits);
    return check_same_width(c);
}

// Rotation to the left is multiplication by 2^n modulo 2^bits - 1, with what overflows added below.
static void rotate_left(mpz_t out, const mpz_t a, size_t bits, size_t n, mpz_t scratch)
{
    mpz_mul_2exp(scratch, a, n % bits);
    mpz_fdiv_q_2exp(out, scratch, bits);
    check_cut(scratch, bits);
    mpz_add(out, out, scratch);
}

bool check_rotate_left(struct check *c)
{
    if (!check_same_width(c) || c->step->bits == 0)
        return false;
    rotate_left(c->out, c->a[0], c->step->bits, c->step->params[0], c->x);
    return true;
}

static void rotate_right(mpz_t out, const mpz_t a, size_t bits, size_t n, mpz_t scratch)
{
    rotate_left(out, a, bits, bits - n % bits, scratch);
}

bool check_rotate_right(struct check *c)
{
    if (!check_same_width(c) || c->step->bits == 0)
        return false;
    rotate_right(c->out, c->a[0], c->step->bits, c->step->params[0], c->x);
    return true;
}

bool check_shift_left(struct check *c)
{
    if (c->step->params[0] >= c->step->bits) { // all leaves; a shift from a hostile file must not allocate
        mpz_set_ui(c->out, 0);
        return check_same_width(c);
    }
    mpz_mul_2exp(c->out, c->a[0], c->step->params[0]);
    check_cut(c->out, c->step->bits);
    return check_same_width(c);
}

bool check_shift_right(struct check *c)
{
    mpz_fdiv_q_2exp(c->out, c->a[0], c->step->params[0]);
    return check_same_width(c);
}

static bool sigma(struct check *c, bool shift)
{
    const uint32_t *p = c->step->params;
    size_t bits = c->step->bits;
    if (!check_same_width(c) || bits == 0)
        return false;
    rotate_right(c->out, c->a[0], bits, p[0], c->x);
    rotate_right(c->y, c->a[0], bits, p[1], c->x);
    mpz_xor(c->out, c->out, c->y);
    if (shift)
        mpz_fdiv_q_2exp(c->y, c->a[0], p[2]);
    else
        rotate_right(c->y, c->a[0], bits, p[2], c->x);
    mpz_xor(c->out, c->out, c->y);
    return true;
}

bool check_sigma(struct check *c)
{
    return sigma(c, false);
}

bool check_sigma_shift(struct check *c)
{
    return sigma(c, true);
}

bool check_choose(struct check *c)
{
    mpz_and(c->out, c->a[0], c->a[1]);
    complement(c->x, c->a[0], c->step->bits);
    mpz_and(c->x, c->x, c->a[2]);
    mpz_xor(c->out, c->out, c->x);
    return check_same_width(c);
}

bool check_majority(struct check *c)
{
    mpz_set_ui(c->out, 0);
    for (size_t bit = 0; bit < c->step->bits; bit++)
        if (mpz_tstbit(c->a[0], bit) + mpz_tstbit(c->a[1], bit) + mpz_tstbit(c->a[2], bit) >= 2)
            mpz_setbit(c->out, bit);
    return check_same_width(c);
}

bool check_add(struct check *c)
{
    mpz_set_ui(c->out, 0);
    for (size_t i = 0; i < c->step->n_inputs; i++)
        mpz_add(c->out, c->out, c->a[i]);
    check_cut(c->out, c->step->bits);
    return check_same_width(c);
}
