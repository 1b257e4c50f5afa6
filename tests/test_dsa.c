// SPDX-License-Identifier: MIT
// DSA's groups: progress that is told and stopped, and the proof of a construction whose candidates leave
// their range, which is rare.
#include "tests/run.h"

#include "crypto/common/hex.h"
#include "crypto/dsa/dsa.h"
#include "crypto/rsa/rsa.h"

#include <string.h>

// FIPS 186-4, A.1.2.1.2 with SHA-1, L = 1024 and N = 160, by a program of its own in Python. The first seed
// is the 3405th of its search: on the way to p, the prime of 34 bits begins so close to 2^34 that the
// counting starts again from below (C.6, step 23).
#define FIRST_SEED "fff627644781a6b214d4e53bd4e5e421a0b01870"
#define Q          "bce9262ce37b0b1e9da169117450d12a2d9aacc3"
#define P                                                                                                    \
    "e1ac207a5ccaa8a34f8c454b85210e7dd7f1a5c493d39ba599068f5e7a6f54cacc314b2aa2c105a0278255d55ce8105429bca5" \
    "47cc80fc82bcbfd68e67d0e399f9ad272387ea6cdd041b632c15b5c4a45488c6684f4e4b156b6bce2e8134b6affed14dc37c88" \
    "12c1f503c347e7cd0c4d94c3658175b5ace054f5fd71b136146f"
#define Q_SEED    "fff627644781a6b214d4e53bd4e5e421a0b01918"
#define P_SEED    "fff627644781a6b214d4e53bd4e5e421a0b03763"
#define Q_COUNTER 146
#define P_COUNTER 1178

static void construction_out_of_range(void)
{
    uint8_t seed[20];
    struct dsa_key key;
    struct dsa_construction c = {seed, sizeof seed, .pgen_counter = P_COUNTER, .qgen_counter = Q_COUNTER};
    CU_ASSERT_EQUAL_FATAL(gl_hex_decode(seed, FIRST_SEED, 40), GL_OK);
    dsa_key_init(&key);
    mpz_set_str(key.params.p, P, 16);
    mpz_set_str(key.params.q, Q, 16);
    mpz_init_set_str(c.pseed, P_SEED, 16);
    mpz_init_set_str(c.qseed, Q_SEED, 16);
    CU_ASSERT_EQUAL(dsa_validate_construction(&key.params, &hash_sha1, &c), GL_OK);
    c.pgen_counter++;
    CU_ASSERT_EQUAL(dsa_validate_construction(&key.params, &hash_sha1, &c), GL_ERR_KEY);
    c.pgen_counter--;
    mpz_add_ui(c.pseed, c.pseed, 1);
    CU_ASSERT_EQUAL(dsa_validate_construction(&key.params, &hash_sha1, &c), GL_ERR_KEY);
    mpz_sub_ui(c.pseed, c.pseed, 1);
    seed[19] ^= 2;
    CU_ASSERT_EQUAL(dsa_validate_construction(&key.params, &hash_sha1, &c), GL_ERR_KEY);
    seed[19] ^= 2;
    c.firstseed_bytes = 513; // longer than any seed
    CU_ASSERT_EQUAL(dsa_validate_construction(&key.params, &hash_sha1, &c), GL_ERR_KEY);
    mpz_clears(c.pseed, c.qseed, NULL);
    dsa_key_clear(&key);
}

// Stages as they are told; false at a chosen one.
struct told {
    int last, stop_at;
    unsigned n[4]; // how often each stage
};

static bool tell(void *context, int stage, unsigned candidates)
{
    struct told *told = context;
    (void)candidates;
    CU_ASSERT_TRUE_FATAL(stage >= 1 && stage <= 3);
    told->last = stage;
    told->n[stage]++;
    return stage != told->stop_at;
}

static enum gl_error make_group(struct told *told, struct dsa_key *key)
{
    struct rsa_progress progress = {tell, told};
    return dsa_generate_params(&key->params, 1024, 160, &hash_sha256, NULL, &progress);
}

static void progress_is_told_and_stops(void)
{
    struct dsa_key key;
    dsa_key_init(&key);
    for (int stop_at = 1; stop_at <= 2; stop_at++) {
        struct told told = {.stop_at = stop_at};
        CU_ASSERT_EQUAL(make_group(&told, &key), GL_ERR_CANCELLED);
        CU_ASSERT_EQUAL(told.last, stop_at);
        CU_ASSERT_EQUAL(told.n[stop_at], 1);
        CU_ASSERT_EQUAL(told.n[3], 0);
    }
    struct told told = {0};
    CU_ASSERT_EQUAL(make_group(&told, &key), GL_OK);
    CU_ASSERT_TRUE(told.last == 3 && told.n[3] == 1 && told.n[1] >= 1 && told.n[2] >= 1);
    CU_ASSERT_EQUAL(dsa_generate_key(&key, NULL), GL_OK);
    CU_ASSERT_EQUAL(dsa_key_check(&key), GL_OK);
    CU_ASSERT_EQUAL(dsa_generate_params(&key.params, 1024, 161, &hash_sha256, NULL, NULL), GL_ERR_RANGE);
    CU_ASSERT_EQUAL(dsa_generate_params(&key.params, 2048, 256, &hash_sha1, NULL, NULL), GL_ERR_RANGE);
    dsa_key_clear(&key);
}

// The private number and the order come from keys that were checked; whoever calls with others is refused.
static void nonces_want_sound_numbers(void)
{
    const uint8_t digest[32] = {1};
    mpz_t k, q, x;
    mpz_inits(k, x, NULL);
    mpz_init_set_ui(q, 101);
    static const struct {
        long x;
        enum gl_error error;
    } cases[] = {{-1, GL_ERR_RANGE}, {0, GL_ERR_RANGE}, {1, GL_OK}, {100, GL_OK}, {101, GL_ERR_RANGE}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        mpz_set_si(x, cases[i].x);
        mpz_set_ui(k, 0);
        CU_ASSERT_EQUAL(rfc6979_nonce(k, q, x, &hash_sha256, digest, sizeof digest, 0), cases[i].error);
        CU_ASSERT_EQUAL(mpz_sgn(k) > 0 && mpz_cmp(k, q) < 0, cases[i].error == GL_OK);
    }
    mpz_set_ui(x, 1);
    mpz_set_ui(q, 0);
    mpz_setbit(q, 72 * 8); // one bit more than there is room for
    CU_ASSERT_EQUAL(rfc6979_nonce(k, q, x, &hash_sha256, digest, sizeof digest, 0), GL_ERR_RANGE);
    mpz_sub_ui(q, q, 1);
    CU_ASSERT_EQUAL(rfc6979_nonce(k, q, x, &hash_sha256, digest, sizeof digest, 0), GL_OK);
    mpz_clears(k, q, x, NULL);
}

void suite_dsa(void)
{
    static const struct test_case cases[] = {
        {"a construction that leaves its range", construction_out_of_range},
        {"progress is told, and stops the search", progress_is_told_and_stops},
        {"nonces want sound numbers", nonces_want_sound_numbers},
        {0},
    };
    add_suite("dsa", cases);
}
