// SPDX-License-Identifier: MIT
// P-256 in plain C with 64-bit limbs: the portable engine. It asks of the compiler only the product of two
// words (unsigned __int128), and of the machine that a multiplication takes a constant time. How it works is
// told in the templates that it is made of; what makes it quick is the prime's shape (p256_field_portable.h),
// the table of multiples of G (p256_multiply.h), and the inversion by division steps (invert.c).
#include "crypto/ec/engines.h"
#include "crypto/ec/p256.h"

#if defined(__SIZEOF_INT128__) && GMP_LIMB_BITS == 64
#include "crypto/ec/p256_field_portable.h"

#include "crypto/ec/p256_point.h"

#include "crypto/ec/p256_multiply.h"

#include "crypto/ec/p256_comb.h"

#include "crypto/ec/p256_engine.h"

const struct p256_field p256_field_portable = {fe_mul, fe_sqr, fe_add, fe_sub, fe_halve};

const struct ec_engine ec_p256_portable = {
    .engine = {.name = "p256-portable",
               .technique = "P-256: four 64-bit limbs, Montgomery form, comb and windows",
               .constant_time = true},
    .supports = engine_supports,
    .add = engine_add,
    .multiply = engine_multiply,
    .multiply_base = engine_multiply_base,
    .multiply_two = engine_multiply_two,
    .sign = engine_sign,
    .verify = engine_verify,
};

#else

const struct p256_field p256_field_portable = {0};

static bool nowhere(void)
{
    return false;
}

const struct ec_engine ec_p256_portable = {
    .engine = {.name = "p256-portable", .technique = "needs 128-bit products", .available = nowhere},
};

#endif
