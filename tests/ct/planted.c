// SPDX-License-Identifier: MIT
// Leaks planted on purpose, each the twin of a mistake that has been made in the world: both methods must see
// them. A check that reports nothing proves something only if it reports these.
#include "tests/ct/ct.h"

#include <string.h>

static uint8_t secret[32];
static volatile uint32_t sink; // keeps the compiler from dropping the work
static volatile uint8_t zeros[32];

// A MAC compared until the first difference.
static __attribute__((noinline)) bool equal_until_different(const uint8_t *a, const volatile uint8_t *b,
                                                            size_t bytes)
{
    for (size_t i = 0; i < bytes; i++)
        if (a[i] != b[i])
            return false;
    return true;
}

static void early_exit(const struct gl_family *family, const struct gl_engine *engine)
{
    (void)family;
    (void)engine;
    ct_secret(secret, sizeof secret);
    ct_begin();
    sink = equal_until_different(secret, zeros, sizeof secret);
    ct_end();
}

// An S-box looked up at a secret index.
static __attribute__((noinline)) uint32_t substitute(const uint8_t *in, size_t bytes)
{
    static volatile uint8_t box[256];
    uint32_t sum = 0;
    for (size_t i = 0; i < bytes; i++)
        sum += box[in[i]];
    return sum;
}

static void table_look_up(const struct gl_family *family, const struct gl_engine *engine)
{
    (void)family;
    (void)engine;
    ct_secret(secret, sizeof secret);
    ct_begin();
    sink = substitute(secret, sizeof secret);
    ct_end();
}

// Square and multiply, with the multiplication only where the exponent has a one.
static __attribute__((noinline)) uint32_t power(uint32_t base, const uint8_t *exponent, unsigned bits)
{
    uint32_t result = 1;
    for (unsigned i = 0; i < bits; i++) {
        result *= result;
        if (exponent[i / 8] >> i % 8 & 1) {
            result *= base;
            sink = result; // a store, so that this stays a branch
        }
    }
    return result;
}

static void secret_bit(const struct gl_family *family, const struct gl_engine *engine)
{
    (void)family;
    (void)engine;
    ct_secret(secret, sizeof secret);
    ct_begin();
    sink = power(3, secret, 64);
    ct_end();
}

// A reduction by the processor's division, whose time depends on its operands. Memcheck does not know that.
static __attribute__((noinline)) uint32_t reduce(const uint8_t *in, uint32_t modulus)
{
    uint32_t x;
    memcpy(&x, in, sizeof x);
    return x % modulus;
}

static void division(const struct gl_family *family, const struct gl_engine *engine)
{
    (void)family;
    (void)engine;
    static volatile uint32_t modulus = 3329;
    ct_secret(secret, sizeof secret);
    ct_begin();
    sink = reduce(secret, modulus);
    ct_end();
}

const struct ct_operation ct_planted[] = {
    {.name = "comparison with an early exit", .run = early_exit, .kind = CT_PLANTED},
    {.name = "table look-up at a secret index", .run = table_look_up, .kind = CT_PLANTED},
    {.name = "branch on a secret bit", .run = secret_bit, .kind = CT_PLANTED},
    {.name = "division of a secret", .run = division, .kind = CT_PLANTED, .no_memcheck = true},
    {0},
};
