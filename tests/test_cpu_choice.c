// SPDX-License-Identifier: MIT
// Which engine serves: the first of its family that this CPU can run, unless the environment says otherwise.
// What is asserted here follows from the CPU's features: cpu_lesser runs this suite on lesser CPUs, too.
#include "tests/run.h"

#include "crypto/cipher/cipher.h"
#include "crypto/common/cpu.h"
#include "crypto/des/des_keysearch.h"
#include "crypto/des/des_mixed.h"
#include "crypto/dsa/power.h"
#include "crypto/hash/families.h"

#include <stdlib.h>
#include <string.h>

// ---- a family of our own ----

static bool never(void)
{
    return false;
}

static const struct gl_engine quick = {.name = "quick", .available = never, .constant_time = true},
                              tables = {.name = "tables"},
                              slices = {.name = "slices", .available = never, .constant_time = true},
                              careful = {.name = "careful", .constant_time = true}, plain = {.name = "plain"};
static const struct gl_engine *const list[] = {&quick, &tables, &slices, &careful, &plain, NULL};
static const struct gl_engine *const leaky_list[] = {&quick, &tables, &plain, NULL};
static _Atomic(const struct gl_engine *) chosen, leaky_chosen;
static const struct gl_family family = {"ours", list, &chosen}, leaky = {"leaky", leaky_list, &leaky_chosen};

static void first_that_can_run(void)
{
    CU_ASSERT_PTR_EQUAL(gl_engine_chosen(&family), &tables);
    CU_ASSERT_PTR_EQUAL(gl_engine_constant_time(&family), &careful);
    CU_ASSERT_PTR_NULL(gl_engine_constant_time(&leaky));
    CU_ASSERT_PTR_NULL(gl_engine_find(&family, "slices")); // it is there, but cannot run
    CU_ASSERT_PTR_NULL(gl_engine_find(&family, "slice"));
    CU_ASSERT_PTR_EQUAL(gl_engine_find(&family, "careful"), &careful);
    gl_engine_set(&family, &plain);
    CU_ASSERT_PTR_EQUAL(gl_engine_chosen(&family), &plain);
    CU_ASSERT_PTR_EQUAL(gl_engine_constant_time(&family), &careful);
    gl_engine_set(&family, NULL);
    CU_ASSERT_PTR_EQUAL(gl_engine_chosen(&family), &tables);
}

// Pairs of other families and pairs that are wrong (which the program refuses at its start) are passed over.
static void the_environment_chooses(void)
{
    const char *before = getenv("GLASSLOCK_ENGINE");
    char *kept = before ? strdup(before) : NULL;
    const struct gl_engine *in_force = gl_engine_chosen(&sha256_family);
    setenv("GLASSLOCK_ENGINE", "md5=nonsense,aes=textbook,,sha256=portable,sha256=textbook", 1);
    gl_engine_set(&sha256_family, NULL);
    CU_ASSERT_STRING_EQUAL(gl_engine_chosen(&sha256_family)->name, "portable");
    setenv("GLASSLOCK_ENGINE", "aes=textbook", 1);
    gl_engine_set(&sha256_family, NULL);
    const struct gl_engine *const *best = sha256_family.engines;
    while (!gl_engine_available(*best))
        best++;
    CU_ASSERT_PTR_EQUAL(gl_engine_chosen(&sha256_family), *best);
    if (kept)
        setenv("GLASSLOCK_ENGINE", kept, 1);
    else
        unsetenv("GLASSLOCK_ENGINE");
    gl_engine_set(&sha256_family, in_force);
    free(kept);
}

// ---- DES, where a call chooses among engines ----

// The best engine serves every mode; the first constant-time one is the widest slice engine.
static void des_engines(void)
{
    const struct gl_engine *constant_time = gl_engine_constant_time(&des_family);
    CU_ASSERT_PTR_EQUAL(des_family.engines[0], &des_mixed.engine);
    CU_ASSERT_FALSE(des_mixed.engine.constant_time);
    CU_ASSERT_FALSE(des_table.engine.constant_time);
    CU_ASSERT_PTR_EQUAL(constant_time, gl_cpu_has(GL_CPU_AVX512) ? &des_slice_avx512.engine
                                       : gl_cpu_has(GL_CPU_AVX2) ? &des_slice_avx2.engine
                                                                 : &des_slice64.engine);
    CU_ASSERT_EQUAL(gl_engine_available(&des_slice_avx512.engine), gl_cpu_has(GL_CPU_AVX512));
    CU_ASSERT_EQUAL(gl_engine_available(&des_slice_avx2.engine), gl_cpu_has(GL_CPU_AVX2));
    CU_ASSERT_TRUE(gl_engine_available(&des_slice64.engine));
}

// Whole batches and long ends go to the slices, short ends and chains to the tables.
static void des_mixture(void)
{
    size_t lanes = gl_cpu_has(GL_CPU_AVX512) ? 512 : gl_cpu_has(GL_CPU_AVX2) ? 256 : 64;
    for (size_t n = 0; n < 3 * lanes; n++) {
        struct des_mixed_plan ecb = des_mixed_plan(CIPHER_ECB, CIPHER_ENCRYPT, n);
        CU_ASSERT_PTR_EQUAL(&ecb.slice->engine, gl_engine_constant_time(&des_family));
        CU_ASSERT_EQUAL(ecb.sliced, n % lanes < 24 ? n - n % lanes : n);
        CU_ASSERT_EQUAL(des_mixed_plan(CIPHER_ECB, CIPHER_DECRYPT, n).sliced, ecb.sliced);
        CU_ASSERT_EQUAL(des_mixed_plan(CIPHER_CBC, CIPHER_DECRYPT, n).sliced, ecb.sliced);
        CU_ASSERT_EQUAL(des_mixed_plan(CIPHER_CBC, CIPHER_ENCRYPT, n).sliced, 0);
    }
}

// What the mixed engine computes, at lengths that are cut in two.
static void des_mixture_computes(void)
{
    enum { MOST = 600 };
    static uint8_t in[MOST * 8], mixed[MOST * 8], textbook[MOST * 8];
    const struct gl_engine *engines[] = {&des_mixed.engine, gl_engine_find(&des_family, "textbook")};
    for (size_t i = 0; i < sizeof in; i++)
        in[i] = (uint8_t)(i * 7 + i / 256);
    for (size_t n = 60; n <= MOST; n += 135) {
        uint8_t *outs[] = {mixed, textbook};
        for (int e = 0; e < 2; e++) {
            struct cipher_ctx ctx;
            gl_engine_set(&des_family, engines[e]);
            CU_ASSERT_EQUAL(cipher_init(&ctx, &cipher_des, CIPHER_CBC, CIPHER_DECRYPT,
                                        (const uint8_t *)"8 bytes.", 8, (const uint8_t *)"an IV..."),
                            GL_OK);
            CU_ASSERT_EQUAL(cipher_blocks(&ctx, outs[e], in, n * 8), GL_OK);
            cipher_wipe(&ctx);
        }
        CU_ASSERT_EQUAL(memcmp(mixed, textbook, n * 8), 0);
    }
    gl_engine_set(&des_family, NULL);
}

static void des_key_search(void)
{
    const struct des_keysearch_engine *best = des_keysearch_best();
    struct des_keysearch s = {.plain = "a block", .unknown = 12};
    struct cipher_ctx ctx;
    uint8_t key[DES_KEY_BYTES];
    uint64_t bits = 0xfedcba98765432 & ((UINT64_C(1) << DES_KEY_BITS) - 1), found = 0;
    CU_ASSERT_PTR_EQUAL(best, gl_cpu_has(GL_CPU_AVX512) ? &des_keysearch_avx512
                              : gl_cpu_has(GL_CPU_AVX2) ? &des_keysearch_avx2
                                                        : &des_keysearch_64);
    des_key_from_bits(key, bits);
    CU_ASSERT_EQUAL(cipher_init(&ctx, &cipher_des, CIPHER_ECB, CIPHER_ENCRYPT, key, sizeof key, NULL), GL_OK);
    CU_ASSERT_EQUAL(cipher_blocks(&ctx, s.cipher, s.plain, DES_BLOCK_BYTES), GL_OK);
    cipher_wipe(&ctx);
    s.key = bits ^ 0xabc;
    CU_ASSERT_TRUE(best->search(&s, 0, des_keysearch_batches(&s, best), &found));
    CU_ASSERT_EQUAL(found, bits);
}

// ---- DSA's own powers ----

// The engine ifma takes what suits it; GMP's quick function the rest, and everything on other CPUs.
static void dsa_powers(void)
{
    static const char *const moduli[] = {"1", "2", "f000000000000000000000000000000e", // even
                                         "ffffffffffffffffffffffffffffff61"};
    mpz_t out, expected, base, exponent, modulus;
    mpz_inits(out, expected, base, exponent, modulus, NULL);
    for (size_t i = 0; i < sizeof moduli / sizeof *moduli; i++) {
        mpz_set_str(modulus, moduli[i], 16);
        for (unsigned e = 0; e <= 3; e++) {
            mpz_set_ui(exponent, e * 40503);
            for (int b = -1; b <= 2; b++) { // below 0, 0, in range, and above the modulus
                mpz_mul_si(base, modulus, b);
                mpz_add_ui(base, base, b > 0 ? 12345 : 0);
                mpz_powm(expected, base, exponent, modulus);
                dsa_power(out, base, exponent, modulus);
                CU_ASSERT_EQUAL(mpz_cmp(out, expected), 0);
                mpz_mod(base, base, modulus);
                dsa_power(base, base, exponent, modulus); // in place
                CU_ASSERT_EQUAL(mpz_cmp(base, expected), 0);
            }
        }
    }
    mpz_clears(out, expected, base, exponent, modulus, NULL);
}

void suite_cpu_choice(void)
{
    static const struct test_case cases[] = {
        {"the first engine that can run serves", first_that_can_run},
        {"the environment chooses", the_environment_chooses},
        {"DES: which engine serves whom", des_engines},
        {"DES: which engines the mixed one uses", des_mixture},
        {"DES: the mixture computes the same", des_mixture_computes},
        {"DES: the key search takes the widest", des_key_search},
        {"DSA: powers with and without an engine", dsa_powers},
        {0},
    };
    add_suite("cpu_choice", cases);
}
