// SPDX-License-Identifier: MIT
// Between mpz_t, which forgets leading zeros, and arrays of limbs of a fixed length, which constant-time code
// needs. CT: depends on lengths in limbs only.
#ifndef GLASSLOCK_RSA_LIMBS_H
#define GLASSLOCK_RSA_LIMBS_H

#include <gmp.h>
#include <stddef.h>

// z >= 0 into n limbs, zeros on top; z has at most n.
void limbs_load(mp_limb_t *out, size_t n, const mpz_t z);
void limbs_store(mpz_t z, const mp_limb_t *in, size_t n);

// A number whose limbs serve as scratch space; ti_wipe_mpz() wipes and frees it.
mp_limb_t *limbs_scratch(mpz_t z, size_t n);

// out = a mod m, for a >= 0 and m > 0. out may be a.
void limbs_mod(mpz_t out, const mpz_t a, const mpz_t m);

#endif
