// SPDX-License-Identifier: MIT
#include "tests/golden.h"
#include "tests/run.h"
#include "tests/trace_mutate.h"

#include "crypto/common/hex.h"
#include "crypto/hash/hash.h"
#include "crypto/trace/check.h"
#include "crypto/hash/tables.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

// FIPS 180-4's examples (csrc.nist.gov, "abc") and RFC 1321, A.5.
static void abc_as_the_standards_have_it(void)
{
    static const struct {
        const struct hash_alg *alg;
        const char *digest;
    } cases[] = {
        {&hash_md5, "900150983cd24fb0d6963f7d28e17f72"},
        {&hash_sha1, "a9993e364706816aba3e25717850c26c9cd0d89d"},
        {&hash_sha224, "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7"},
        {&hash_sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
        {&hash_sha384,
         "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7"},
        {&hash_sha512,
         "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd"
         "454d4423643ce80e2a9ac94fa54ca49f"},
        {&hash_sha512_224, "4634270f707b6a54daae7530460842e20e37ed265ceee9a43e8924aa"},
        {&hash_sha512_256, "53048e2681941ef99b2e29b76b4c7dabe4c2d0c634fc6d46e0e2f13107e7af23"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        uint8_t digest[HASH_MAX_DIGEST_BYTES];
        char hex[2 * HASH_MAX_DIGEST_BYTES + 1];
        hash_digest(cases[i].alg, "abc", 3, digest);
        gl_hex_encode(hex, digest, cases[i].alg->digest_bytes);
        CU_ASSERT_STRING_EQUAL(hex, cases[i].digest);
    }
}

// K and H(0) of SHA-2 from their definition, with GMP: leading bits of the fractions of cube and square roots
// of primes.
static uint64_t root_fraction(unsigned long prime, unsigned long root, unsigned bits)
{
    mpz_t z;
    mpz_init_set_ui(z, prime);
    mpz_mul_2exp(z, z, root * bits);
    mpz_root(z, z, root);
    mpz_fdiv_r_2exp(z, z, bits);
    uint64_t fraction = mpz_get_ui(z);
    mpz_clear(z);
    return fraction;
}

static void constants_follow_from_their_definition(void)
{
    mpz_t prime;
    mpz_init_set_ui(prime, 1);
    for (unsigned i = 0; i < 80; i++) {
        mpz_nextprime(prime, prime);
        unsigned long p = mpz_get_ui(prime);
        CU_ASSERT_EQUAL(sha512_K[i], root_fraction(p, 3, 64));
        if (i < 64)
            CU_ASSERT_EQUAL(sha256_K[i], root_fraction(p, 3, 32));
        if (i < 8) {
            CU_ASSERT_EQUAL(sha256_initial[i], root_fraction(p, 2, 32));
            CU_ASSERT_EQUAL(sha512_initial[i], root_fraction(p, 2, 64));
        } else if (i < 16) {
            CU_ASSERT_EQUAL(sha384_initial[i - 8], root_fraction(p, 2, 64));
            CU_ASSERT_EQUAL(sha224_initial[i - 8], (uint32_t)root_fraction(p, 2, 64));
        }
    }
    mpz_clear(prime);
    for (unsigned i = 0; i < 64; i++)
        CU_ASSERT_EQUAL(md5_T[i], (uint32_t)(fabs(sin(i + 1)) * 4294967296.0));
}

// FIPS 180-4, 5.3.6: the truncated hashes' initial values come out of SHA-512 with its own values xor a5a5...
static void truncated_initial_values(void)
{
    uint64_t modified[8];
    for (int i = 0; i < 8; i++)
        modified[i] = sha512_initial[i] ^ UINT64_C(0xa5a5a5a5a5a5a5a5);
    struct hash_alg generator = hash_sha512;
    generator.initial = modified;
    uint8_t digest[64];
    for (int which = 0; which < 2; which++) {
        const uint64_t *expected = which ? sha512_256_initial : sha512_224_initial;
        hash_digest(&generator, which ? "SHA-512/256" : "SHA-512/224", 11, digest);
        for (int i = 0; i < 8; i++) {
            uint64_t word = 0;
            for (int j = 0; j < 8; j++)
                word = word << 8 | digest[8 * i + j];
            CU_ASSERT_EQUAL(word, expected[i]);
        }
    }
}

static void chunked_equals_one_shot(void)
{
    uint8_t message[300], whole[64], chunked[64];
    for (size_t i = 0; i < sizeof message; i++)
        message[i] = (uint8_t)(i * 7 + 3);
    for (const struct hash_alg *const *alg = hash_algs; *alg; alg++) {
        for (size_t bytes = 0; bytes <= sizeof message; bytes += bytes % 64 > 50 ? 1 : 3) {
            hash_digest(*alg, message, bytes, whole);
            for (size_t cut = 0; cut <= bytes; cut += 13) {
                struct hash_ctx ctx;
                hash_init(&ctx, *alg);
                hash_update(&ctx, message, cut / 2);
                hash_update(&ctx, message + cut / 2, cut - cut / 2);
                hash_update(&ctx, message + cut, bytes - cut);
                hash_final(&ctx, chunked);
                CU_ASSERT_EQUAL(memcmp(whole, chunked, (*alg)->digest_bytes), 0);
            }
        }
    }
}

// Every engine of every hash against the textbook, over all lengths around block borders, and the choice is
// real.
static void engines_agree(void)
{
    uint8_t message[400], expected[64], digest[64];
    for (size_t i = 0; i < sizeof message; i++)
        message[i] = (uint8_t)(i * 31 + i / 7);
    for (const struct hash_alg *const *alg = hash_algs; *alg; alg++) {
        const struct gl_engine *textbook = gl_engine_find((*alg)->family, "textbook");
        CU_ASSERT_PTR_NOT_NULL_FATAL(textbook);
        for (const struct gl_engine *const *engine = (*alg)->family->engines; *engine; engine++) {
            if (!gl_engine_available(*engine))
                continue;
            for (size_t bytes = 0; bytes <= sizeof message; bytes++) {
                struct hash_ctx ctx;
                hash_init_engine(&ctx, *alg, (const struct hash_engine *)textbook);
                hash_update(&ctx, message, bytes);
                hash_final(&ctx, expected);
                gl_engine_set((*alg)->family, *engine);
                hash_init(&ctx, *alg);
                CU_ASSERT_PTR_EQUAL(&ctx.engine->engine, *engine);
                hash_update(&ctx, message, bytes);
                hash_final(&ctx, digest);
                CU_ASSERT_EQUAL(memcmp(digest, expected, (*alg)->digest_bytes), 0);
            }
            gl_engine_set((*alg)->family, NULL);
        }
    }
}

static void a_copied_context_forks(void)
{
    struct hash_ctx one, two;
    uint8_t a[32], b[32], expected[32];
    hash_init(&one, &hash_sha256);
    hash_update(&one, "ab", 2);
    two = one;
    hash_update(&one, "c", 1);
    hash_update(&two, "d", 1);
    hash_final(&one, a);
    hash_final(&two, b);
    hash_digest(&hash_sha256, "abc", 3, expected);
    CU_ASSERT_EQUAL(memcmp(a, expected, 32), 0);
    hash_digest(&hash_sha256, "abd", 3, expected);
    CU_ASSERT_EQUAL(memcmp(b, expected, 32), 0);
}

static void names_in_any_spelling(void)
{
    CU_ASSERT_PTR_EQUAL(hash_find("sha256"), &hash_sha256);
    CU_ASSERT_PTR_EQUAL(hash_find("SHA-512/224"), &hash_sha512_224);
    CU_ASSERT_PTR_EQUAL(hash_find("sha512-256"), &hash_sha512_256);
    CU_ASSERT_PTR_NULL(hash_find("sha25"));
    CU_ASSERT_PTR_NULL(hash_find("sha2566"));
    CU_ASSERT_PTR_NULL(hash_find(""));
}

// The n-th word of a golden line such as "t= 3: 11111111 22222222 ...".
static const char *nth_word(const char *line, int n)
{
    const char *at = strchr(line, ':') + 2;
    for (; n > 0; n--)
        at = strchr(at, ' ') + 1;
    return at;
}

static void golden_words(struct golden *g, const struct hash_alg *alg, const char *format, const int *order)
{
    for (int i = 0; i < (int)(alg->state_bytes / alg->word_bytes); i++) {
        char label[16];
        int n = order ? order[i] : i;
        snprintf(label, sizeof label, format, order ? "abcdefgh"[n] : n);
        golden_expect(g, label, nth_word(g->text, n));
    }
}

static void golden_file(const struct hash_alg *alg, const char *name, const char *message)
{
    // The order in which a round records its variables: last to first, but for SHA-1 and SHA-2 alike 'a' is
    // last.
    static const int sha1_order[] = {4, 3, 2, 1, 0}, sha2_order[] = {7, 6, 5, 4, 3, 2, 1, 0};
    struct trace *t = trace_new(alg->name);
    struct golden g;
    uint8_t digest[64];
    CU_ASSERT_EQUAL(hash_trace(t, alg, (const uint8_t *)message, strlen(message), 0, digest, NULL), GL_OK);
    golden_open(&g, name, t);
    while (golden_next(&g)) {
        char label[16];
        unsigned i = 0;
        if (strncmp(g.text, "H(0):", 5) == 0) {
            golden_words(&g, alg, "H(0)[%d]", NULL);
        } else if (sscanf(g.text, "W[%u]", &i) == 1) {
            snprintf(label, sizeof label, "W[%u]", i);
            golden_expect(&g, label, golden_after(&g, "= "));
        } else if (strncmp(g.text, "t=", 2) == 0) {
            golden_words(&g, alg, "%c", alg == &hash_sha1 ? sha1_order : sha2_order);
        } else if (strncmp(g.text, "H:", 2) == 0) {
            golden_words(&g, alg, "H[%d]", NULL);
        } else {
            CU_ASSERT_EQUAL(strncmp(g.text, "block ", 6), 0); // every other line is understood
        }
    }
    golden_close(&g);
    trace_free(t);
}

#define TWO_BLOCKS "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"

static void golden_traces(void)
{
    golden_file(&hash_sha1, "sha1-empty.txt", "");
    golden_file(&hash_sha1, "sha1-abc.txt", "abc");
    golden_file(&hash_sha1, "sha1-448.txt", TWO_BLOCKS);
    golden_file(&hash_sha256, "sha256-empty.txt", "");
    golden_file(&hash_sha256, "sha256-abc.txt", "abc");
    golden_file(&hash_sha256, "sha256-448.txt", TWO_BLOCKS);
    golden_file(&hash_sha512, "sha512-empty.txt", "");
    golden_file(&hash_sha512, "sha512-abc.txt", "abc");
    golden_file(&hash_sha512, "sha512-448.txt", TWO_BLOCKS);
}

static void the_trace_ends_in_the_digest(void)
{
    static const size_t lengths[] = {0, 1, 55, 56, 63, 64, 111, 112, 119, 128, 200};
    uint8_t message[200], plain[64], traced[64];
    memset(message, 'x', sizeof message);
    for (const struct hash_alg *const *alg = hash_algs; *alg; alg++) {
        for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
            struct trace *t = trace_new("hash");
            trace_ref ref = 0;
            hash_digest(*alg, message, lengths[i], plain);
            CU_ASSERT_EQUAL(hash_trace(t, *alg, message, lengths[i], 0, traced, &ref), GL_OK);
            CU_ASSERT_EQUAL(memcmp(plain, traced, (*alg)->digest_bytes), 0);
            CU_ASSERT_EQUAL(memcmp(plain, trace_get(t, ref)->value, (*alg)->digest_bytes), 0);
            assert_sound(t, 8);
            trace_free(t);
        }
    }
}

// Of a long message the first and the last blocks are walked through; those between are one step, which is
// checked too.
static void long_messages_fold(void)
{
    enum { BYTES = 20000 };
    uint8_t *message = calloc(1, BYTES), digest[HASH_MAX_DIGEST_BYTES], expected[HASH_MAX_DIGEST_BYTES];
    for (size_t i = 0; i < BYTES; i++)
        message[i] = (uint8_t)(i * i >> 3);
    for (const struct hash_alg *const *alg = hash_algs; *alg; alg++) {
        struct trace *t = trace_new((*alg)->name);
        CU_ASSERT_EQUAL_FATAL(hash_trace(t, *alg, message, BYTES, 0, digest, NULL), GL_OK);
        hash_digest(*alg, message, BYTES, expected);
        CU_ASSERT_EQUAL(memcmp(digest, expected, (*alg)->digest_bytes), 0);
        CU_ASSERT(trace_count(t) < 8000);
        CU_ASSERT_NOT_EQUAL(trace_find(t, 1, "the state after"), 0);
        assert_sound(t, 8);
        struct trace *altered = trace_copy_flipped(t, trace_find(t, 1, "the state after"), 5);
        CU_ASSERT_EQUAL(trace_check(altered, NULL), GL_ERR_INCONSISTENT);
        trace_free(altered);
        trace_free(t);
    }
    free(message);
}

void suite_hash(void)
{
    add_suite("hash", (const struct test_case[]){
                          {"abc, as the standards have it", abc_as_the_standards_have_it},
                          {"constants follow from their definition", constants_follow_from_their_definition},
                          {"initial values of the truncated SHA-512s", truncated_initial_values},
                          {"chunked equals one-shot", chunked_equals_one_shot},
                          {"every engine agrees with the textbook", engines_agree},
                          {"a copied context forks", a_copied_context_forks},
                          {"names in any spelling", names_in_any_spelling},
                          {"golden traces, every value", golden_traces},
                          {"the trace is sound and ends in the digest", the_trace_ends_in_the_digest},
                          {"long messages fold", long_messages_fold},
                          {0},
                      });
}
