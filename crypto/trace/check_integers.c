// SPDX-License-Identifier: MIT
// The checker on integers. GMP's own functions stand here on purpose: the engines' square-and-multiply is
// what they check.
#include "crypto/trace/check_ops.h"

#define PRIME_ROUNDS 40

bool check_convert(struct check *c)
{
    mpz_set(c->out, c->a[0]);
    return true;
}

bool check_sum(struct check *c)
{
    mpz_add(c->out, c->a[0], c->a[1]);
    return true;
}

bool check_difference(struct check *c)
{
    mpz_sub(c->out, c->a[0], c->a[1]);
    return mpz_sgn(c->out) >= 0;
}

bool check_product(struct check *c)
{
    mpz_mul(c->out, c->a[0], c->a[1]);
    return true;
}

bool check_quotient(struct check *c)
{
    if (mpz_sgn(c->a[1]) == 0)
        return false;
    mpz_fdiv_q(c->out, c->a[0], c->a[1]);
    return true;
}

static bool modulo(struct check *c, size_t modulus)
{
    if (mpz_sgn(c->a[modulus]) == 0)
        return false;
    mpz_mod(c->out, c->out, c->a[modulus]);
    return true;
}

bool check_reduce(struct check *c)
{
    mpz_set(c->out, c->a[0]);
    return modulo(c, 1);
}

bool check_add_mod(struct check *c)
{
    mpz_add(c->out, c->a[0], c->a[1]);
    return modulo(c, 2);
}

bool check_subtract_mod(struct check *c)
{
    mpz_sub(c->out, c->a[0], c->a[1]);
    return modulo(c, 2);
}

bool check_multiply_mod(struct check *c)
{
    mpz_mul(c->out, c->a[0], c->a[1]);
    return modulo(c, 2);
}

bool check_modexp(struct check *c)
{
    if (mpz_sgn(c->a[2]) == 0)
        return false;
    mpz_powm(c->out, c->a[0], c->a[1], c->a[2]);
    return true;
}

// The inverse is the x in [0, b - 1] with a x = 1: multiplying back is the check that needs no algorithm.
bool check_invert(struct check *c)
{
    if (mpz_sgn(c->a[1]) == 0)
        return false;
    trace_value_mpz(c->step, c->out);
    mpz_mul(c->x, c->out, c->a[0]);
    mpz_mod(c->x, c->x, c->a[1]);
    if (mpz_cmp_ui(c->x, 1) != 0 || mpz_cmp(c->out, c->a[1]) >= 0)
        mpz_add_ui(c->out, c->out, 1); // not the inverse: anything but the recorded value
    return true;
}

bool check_gcd(struct check *c)
{
    mpz_gcd(c->out, c->a[0], c->a[1]);
    return true;
}

bool check_lcm(struct check *c)
{
    mpz_lcm(c->out, c->a[0], c->a[1]);
    return true;
}

static bool flag(struct check *c, bool truth)
{
    mpz_set_ui(c->out, truth);
    return c->step->bits == 1;
}

bool check_is_prime(struct check *c)
{
    return flag(c, mpz_probab_prime_p(c->a[0], PRIME_ROUNDS) > 0);
}

bool check_equal(struct check *c)
{
    return flag(c, mpz_cmp(c->a[0], c->a[1]) == 0);
}

bool check_less(struct check *c)
{
    return flag(c, mpz_cmp(c->a[0], c->a[1]) < 0);
}
