// SPDX-License-Identifier: MIT
// P-256 with MULX, ADCX and ADOX (and AVX2 to read tables): p256_portable.c with another field arithmetic.
// Nearly all of the time goes into some thousands of products mod p, one after the other, each of about 30
// cycles where plain C takes more than twice that: p256_field_mulx.h.
#include "crypto/ec/engines.h"
#include "crypto/ec/p256.h"

#if defined(__BMI2__) && defined(__ADX__) && defined(__AVX2__) && GMP_LIMB_BITS == 64
#include "crypto/common/cpu.h"
#include "crypto/ec/p256_field_mulx.h"

#include "crypto/ec/p256_point.h"

#include "crypto/ec/p256_multiply.h"

#include "crypto/ec/p256_comb.h"

#include "crypto/ec/p256_engine.h"

static bool available(void)
{
    return gl_cpu_has(GL_CPU_BMI2) && gl_cpu_has(GL_CPU_ADX) && gl_cpu_has(GL_CPU_AVX2);
}

const struct p256_field p256_field_mulx = {fe_mul, fe_sqr, fe_add, fe_sub, fe_halve};

const struct ec_engine ec_p256_mulx = {
    .engine = {.name = "p256-mulx",
               .technique = "P-256: mulx with two carry chains, comb and windows",
               .available = available,
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

const struct p256_field p256_field_mulx = {0};

static bool nowhere(void)
{
    return false;
}

const struct ec_engine ec_p256_mulx = {
    .engine = {.name = "p256-mulx", .technique = "needs BMI2, ADX and AVX2", .available = nowhere},
};

#endif
