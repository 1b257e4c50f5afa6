// SPDX-License-Identifier: MIT
#include "tests/ct/twins.h"

#include "tests/ct/harness.h"

#include "crypto/cipher/cipher.h"
#include "crypto/ec/ec.h"
#include "crypto/hash/hash.h"
#include "crypto/rsa/rsa.h"

#include <string.h>

static volatile uint32_t sink; // keeps the compiler from dropping a leak

// ---- engines ----

static const struct gl_engine *under; // the engine that does the work: of the family that was asked for last

// The leak of them all: a table look-up at a secret byte.
static void look_up(uint8_t secret)
{
    static volatile uint8_t table[256];
    sink = table[secret];
}

static void hash_compress(void *state, const uint8_t *blocks, size_t n_blocks)
{
    if (n_blocks)
        look_up(blocks[0]);
    ((const struct hash_engine *)under)->compress(state, blocks, n_blocks);
}

static const struct hash_engine leaky_hash = {
    .engine = {.name = "leaky", .technique = "a constant-time engine, and a table look-up"},
    .compress = hash_compress,
};

// The second limb: the end limbs of the check's keys are public (keys.h).
static void modexp_leaky(const struct modexp_job *job)
{
    look_up((uint8_t)mpz_getlimbn(job->exponent, mpz_size(job->exponent) > 1));
    ((const struct modexp_engine *)under)->modexp(job);
}

static void modexp_as_it_is(const struct modexp_job *job)
{
    const struct modexp_engine *engine = (const struct modexp_engine *)under;
    (engine->modexp_public ? engine->modexp_public : engine->modexp)(job);
}

static const struct modexp_engine leaky_modexp = {
    .engine = {.name = "leaky", .technique = "a constant-time engine, and a table look-up"},
    .modexp = modexp_leaky,
    .modexp_public = modexp_as_it_is,
};

static bool supports(const struct ec_curve *curve)
{
    const struct ec_engine *engine = (const struct ec_engine *)under;
    return !engine->supports || engine->supports(curve);
}

static void multiply(const struct ec_group *g, struct ec_point *R, const mpz_t k, const struct ec_point *P)
{
    look_up((uint8_t)mpz_getlimbn(k, 0));
    ((const struct ec_engine *)under)->multiply(g, R, k, P);
}

static const struct ec_engine leaky_ec = {
    .engine = {.name = "leaky", .technique = "a constant-time engine, and a table look-up"},
    .supports = supports,
    .multiply = multiply,
};

static void ecb_leaky(const void *schedule, enum cipher_direction direction, uint8_t *out, const uint8_t *in,
                      size_t n_blocks)
{
    ((const struct cipher_engine *)under)->ecb(schedule, direction, out, in, n_blocks);
    if (n_blocks)
        look_up(out[0]); // of a decryption what goes in is public
}

static const struct gl_engine *leaky_cipher(void)
{
    static struct cipher_engine leaky; // with the schedule of the engine under it
    const struct cipher_engine *engine = (const struct cipher_engine *)under;
    leaky = (struct cipher_engine){
        .engine = {.name = "leaky", .technique = "a constant-time engine, and a table look-up"},
        .schedule_bytes = engine->schedule_bytes,
        .expand = engine->expand,
        .ecb = ecb_leaky,
    };
    return &leaky.engine;
}

const struct gl_engine *twin_engine(const struct gl_family *family)
{
    under = gl_engine_constant_time(family);
    if (!under)
        return NULL;
    if (family == &modexp_family)
        return &leaky_modexp.engine;
    if (family == &ec_family)
        return &leaky_ec.engine;
    for (const struct cipher_alg *const *alg = cipher_algs; *alg; alg++)
        if ((*alg)->family == family)
            return leaky_cipher();
    for (const struct hash_alg *const *alg = hash_algs; *alg; alg++)
        if ((*alg)->family == family)
            return &leaky_hash.engine;
    harness_fail("a family of another kind: twins.c needs an engine that leaks for it");
}

// ---- functions ----

__attribute__((noinline)) bool twin_equal(const void *a, const void *b, size_t bytes)
{
    const volatile uint8_t *x = a, *y = b;
    for (size_t i = 0; i < bytes; i++)
        if (x[i] != y[i])
            return false;
    return true;
}

// Spares what is zero already.
__attribute__((noinline)) void twin_wipe(void *data, size_t bytes)
{
    volatile uint8_t *x = data;
    for (size_t i = 0; i < bytes; i++)
        if (x[i])
            x[i] = 0;
}

// The padding oracle's friend: it stops at the first wrong byte.
__attribute__((noinline)) enum gl_error twin_unpad(const uint8_t *data, size_t *bytes, size_t block_bytes)
{
    const volatile uint8_t *x = data;
    size_t n = x[*bytes - 1];
    if (n < 1 || n > block_bytes)
        return GL_ERR_DECRYPT;
    for (size_t i = *bytes - n; i < *bytes; i++)
        if (x[i] != n)
            return GL_ERR_DECRYPT;
    *bytes -= n;
    return GL_OK;
}

// Where z has fewer bytes, less is written: mpz_export() takes its time by that.
__attribute__((noinline)) enum gl_error twin_i2osp(uint8_t *out, size_t bytes, const mpz_t z)
{
    size_t n = (mpz_sizeinbase(z, 2) + 7) / 8;
    if (n > bytes)
        return GL_ERR_RANGE;
    memset(out, 0, bytes);
    mpz_export(out + bytes - n, NULL, 1, 1, 1, 0, z);
    return GL_OK;
}
