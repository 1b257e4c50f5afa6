// SPDX-License-Identifier: MIT
// Between mpz_t, which forgets leading zeros, and arrays of limbs of a fixed length, which constant-time code
// needs. CT: depends on lengths in limbs only.
#ifndef GLASSLOCK_RSA_LIMBS_H
#define GLASSLOCK_RSA_LIMBS_H

#include <gmp.h>
#include <stdbool.h>
#include <stddef.h>

// z >= 0 into n limbs, zeros on top; z has at most n.
void limbs_load(mp_limb_t *out, size_t n, const mpz_t z);
void limbs_store(mpz_t z, const mp_limb_t *in, size_t n);

// z's first n limbs have been written in place (mpz_limbs_write): find its size.
void limbs_finish(mpz_t z, size_t n);

// A number whose limbs serve as scratch space; ti_wipe_mpz() wipes and frees it.
mp_limb_t *limbs_scratch(mpz_t z, size_t n);

// out = a mod m, for a >= 0 and m > 0. out may be a.
void limbs_mod(mpz_t out, const mpz_t a, const mpz_t m);

// out = a b mod m, for a, b >= 0. out may be any of them.
void limbs_mul_mod(mpz_t out, const mpz_t a, const mpz_t b, const mpz_t m);

// out = a + b and a - b mod m, for a, b in [0, m - 1]. out may be any of them.
void limbs_add_mod(mpz_t out, const mpz_t a, const mpz_t b, const mpz_t m);
void limbs_sub_mod(mpz_t out, const mpz_t a, const mpz_t b, const mpz_t m);

// out = a b + c, for a, b, c >= 0; c has at most as many limbs as a and b together, and the sum too. out may
// be any of them.
void limbs_mul_add(mpz_t out, const mpz_t a, const mpz_t b, const mpz_t c);

// z >>= bits, 0 < bits < the bits of a limb.
void limbs_shift_right(mpz_t z, unsigned bits);

// Is a < b, are they equal? Both >= 0. The answer is as secret as they are: gl_declassify() it where it is
// not.
bool limbs_less(const mpz_t a, const mpz_t b);
bool limbs_equal(const mpz_t a, const mpz_t b);

#endif
