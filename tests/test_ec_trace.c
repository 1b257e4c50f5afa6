// SPDX-License-Identifier: MIT
// Narration of curves, ECDSA, ECDH and DSA: the RFC 6979 golden traces, and soundness of every kind of trace.
#include "tests/golden.h"
#include "tests/run.h"
#include "tests/trace_mutate.h"

#include "crypto/dsa/dsa.h"
#include "crypto/ec/ecdh.h"
#include "crypto/ec/ecdsa.h"

#include <stdlib.h>
#include <string.h>

struct line {
    const char *prefix, *label;
    bool verify; // the value belongs to the verification
};

static const struct line lines[] = {
    {"q = ", "n", false},
    {"x = ", "d", false},
    {"int2octets(x)", "int2octets(x)", false},
    {"H(m) ", "H(M)", false},
    {"bits2octets", "bits2octets(H(m))", false},
    {"b. V", "b. V", false},
    {"c. K", "c. K", false},
    {"d. K", "d. K", false},
    {"e. V", "e. V", false},
    {"f. K", "f. K", false},
    {"g. V", "g. V", false},
    {"r = ", "r = x_R mod n", false},
    {"e = ", "e", false},
    {"k^-1 = ", "k^-1 mod n", false},
    {"s = ", "s = k^-1 (e + d r) mod n", false},
    {"k*G.x = ", "x_R", false},
    {"verify: w = ", "w = s^-1 mod n", true},
    {"u1 = ", "u1 = e w mod n", true},
    {"u2 = ", "u2 = r w mod n", true},
    {"X = ", "X", true},
    {"Y = ", "Y", true},
    {"v = ", "v = X mod n", true},
};

// "h. try 1: T = 88.. k = 88.. accept"
static void try_line(struct golden *g)
{
    golden_expect(g, "T", golden_after(g, "T = "));
    golden_expect_integer(g, "k", golden_after(g, "k = "));
}

// The y of k G is in the recorded point: 04 || x || y.
static void point_line(struct golden *g)
{
    size_t bytes = 0;
    uint8_t *y = golden_bytes(golden_after(g, "= "), &bytes);
    const struct trace_step *step = trace_get(g->trace, trace_find(g->trace, 1, "R = k G"));
    CU_ASSERT_PTR_NOT_NULL_FATAL(step);
    mpz_t a, b;
    mpz_inits(a, b, NULL);
    mpz_import(a, 32, 1, 1, 1, 0, step->value + 33);
    mpz_set_str(b, golden_after(g, "= "), 16);
    CU_ASSERT_EQUAL(mpz_cmp(a, b), 0);
    mpz_clears(a, b, NULL);
    g->values++;
    free(y);
}

static void golden_line(struct golden *g, const struct trace *sign, const struct trace *verify)
{
    g->trace = sign;
    g->at = 1; // the file's order is not the computation's (e comes late)
    if (strncmp(g->text, "h. try", 6) == 0) {
        try_line(g);
        return;
    }
    if (strncmp(g->text, "k*G.y", 5) == 0) {
        point_line(g);
        return;
    }
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        if (strncmp(g->text, lines[i].prefix, strlen(lines[i].prefix)) != 0)
            continue;
        const char *value = strchr(g->text, '=') + 2;
        g->trace = lines[i].verify ? verify : sign;
        golden_expect_integer(g, lines[i].label, value);
        return;
    }
    // The public key is the verification's input; everything else is the title.
    if (strncmp(g->text, "Ux", 2) == 0 || strncmp(g->text, "Uy", 2) == 0) {
        g->trace = verify;
        g->at = trace_find(verify, 1, "n"); // Q comes after the curve
        golden_expect_integer(g, g->text[1] == 'x' ? "x" : "y", strchr(g->text, '=') + 2);
    } else {
        CU_ASSERT_EQUAL(strncmp(g->text, "RFC 6979", 8), 0);
    }
}

static void golden_file(const char *hash_name, const char *message)
{
    char name[64];
    const struct hash_alg *hash = hash_find(hash_name);
    struct ec_key key;
    struct ecdsa_signature sig;
    mpz_t x;
    size_t bytes = 0;
    snprintf(name, sizeof name, "rfc6979-P-256-%s-%s.txt", hash_name, message);
    uint8_t *private = golden_field(name, "x", &bytes);
    mpz_init(x);
    mpz_import(x, bytes, 1, 1, 1, 0, private);
    ec_key_init(&key);
    ecdsa_signature_init(&sig);
    CU_ASSERT_EQUAL(ec_key_set_private(&key, &ec_p256, x), GL_OK);
    struct trace *sign = trace_new("ECDSA"), *verify = trace_new("ECDSA");
    struct ecdsa_nonce nonce = {.nonce_hash = hash};
    const uint8_t *text = (const uint8_t *)message;
    CU_ASSERT_EQUAL(ecdsa_trace_sign(sign, &key, hash, &nonce, &sig, text, strlen(message)), GL_OK);
    CU_ASSERT_EQUAL(ecdsa_trace_verify(verify, &key, hash, &sig, text, strlen(message)), GL_OK);
    struct golden g;
    golden_open(&g, name, sign);
    while (golden_next(&g))
        golden_line(&g, sign, verify);
    CU_ASSERT_EQUAL(g.values, 27);
    golden_close(&g);
    assert_sound(sign, 3);
    trace_free(sign);
    trace_free(verify);
    ecdsa_signature_clear(&sig);
    ec_key_clear(&key);
    mpz_clear(x);
    free(private);
}

static void golden_traces(void)
{
    static const char *const hashes[] = {"sha1", "sha224", "sha256", "sha384", "sha512"};
    for (int i = 0; i < 5; i++) {
        golden_file(hashes[i], "sample");
        golden_file(hashes[i], "test");
    }
}

static void set_point(struct ec_point *P, const struct ec_group *g, unsigned long k)
{
    mpz_t z;
    mpz_init_set_ui(z, k);
    ec_multiply_base(g, P, z);
    mpz_clear(z);
}

// Chord, tangent, vertical line, and O on either side.
static void additions_are_sound(void)
{
    static const unsigned long pairs[][2] = {{2, 3}, {4, 4}, {5, 24}, {0, 6}, {6, 0}, {0, 0}};
    struct ec_group g;
    struct ec_point P, Q, R, expected;
    ec_group_init(&g, &ec_classroom);
    ec_point_init(&P);
    ec_point_init(&Q);
    ec_point_init(&R);
    ec_point_init(&expected);
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        set_point(&P, &g, pairs[i][0]);
        set_point(&Q, &g, pairs[i][1]);
        set_point(&expected, &g, pairs[i][0] + pairs[i][1]);
        struct trace *t = trace_new("Point addition");
        CU_ASSERT_EQUAL(ec_trace_add(t, &ec_classroom, &R, &P, &Q), GL_OK);
        CU_ASSERT_TRUE(ec_point_equal(&R, &expected));
        assert_sound(t, 0);
        trace_free(t);
    }
    struct trace *t = trace_new("Point addition");
    mpz_set_ui(P.x, 1);
    P.infinity = false;
    CU_ASSERT_EQUAL(ec_trace_add(t, &ec_classroom, &R, &P, &Q), GL_ERR_POINT);
    trace_free(t);
    ec_point_clear(&P);
    ec_point_clear(&Q);
    ec_point_clear(&R);
    ec_point_clear(&expected);
    ec_group_clear(&g);
}

static void multiplications_are_sound(void)
{
    struct ec_group g;
    struct ec_point P, R, expected;
    mpz_t k;
    mpz_init(k);
    ec_group_init(&g, &ec_classroom);
    ec_point_init(&P);
    ec_point_init(&R);
    ec_point_init(&expected);
    set_point(&P, &g, 3);
    for (unsigned long i = 0; i < 60; i += i < 5 ? 1 : 6) {
        mpz_set_ui(k, i);
        struct trace *t = trace_new("k P");
        CU_ASSERT_EQUAL(ec_trace_multiply(t, &ec_classroom, &R, k, &P), GL_OK);
        set_point(&expected, &g, 3 * i);
        CU_ASSERT_TRUE(ec_point_equal(&R, &expected));
        assert_sound(t, 25);
        trace_free(t);
    }
    mpz_clear(k);
    ec_point_clear(&P);
    ec_point_clear(&R);
    ec_point_clear(&expected);
    ec_group_clear(&g);
}

static void sign_and_verify(const struct ec_curve *curve, size_t steps)
{
    const uint8_t *message = (const uint8_t *)"attack at dawn";
    struct ec_key key, other;
    struct ecdsa_signature sig;
    uint8_t secret[EC_MAX_BYTES], expected[EC_MAX_BYTES];
    ec_key_init(&key);
    ec_key_init(&other);
    ecdsa_signature_init(&sig);
    ec_key_generate(&other, curve, NULL);
    struct trace *t = trace_new("key pair");
    CU_ASSERT_EQUAL(ec_trace_keygen(t, curve, other.d, &key), GL_OK);
    CU_ASSERT_TRUE(ec_point_equal(&key.Q, &other.Q));
    assert_sound(t, steps);
    trace_free(t);
    for (int i = 0; i < 2; i++) { // a random nonce, then RFC 6979
        t = trace_new("sign");
        struct ecdsa_nonce nonce = {.nonce_hash = i ? &hash_sha256 : NULL};
        CU_ASSERT_EQUAL(ecdsa_trace_sign(t, &key, &hash_sha256, &nonce, &sig, message, 14), GL_OK);
        assert_sound(t, steps);
        trace_free(t);
        t = trace_new("verify");
        CU_ASSERT_EQUAL(ecdsa_trace_verify(t, &key, &hash_sha256, &sig, message, 14), GL_OK);
        assert_sound(t, steps);
        trace_free(t);
    }
    mpz_add_ui(sig.s, sig.s, mpz_cmp_ui(sig.s, 28) == 0 ? 29 : 1);
    t = trace_new("verify");
    enum gl_error error = ecdsa_trace_verify(t, &key, &hash_sha256, &sig, message, 14);
    CU_ASSERT_TRUE(error == GL_ERR_VERIFY ||
                   curve == &ec_classroom); // 29 numbers: a forgery may pass by chance
    assert_sound(t, steps);
    trace_free(t);
    mpz_set_str(sig.s, curve->n, 16); // out of range
    t = trace_new("verify");
    CU_ASSERT_EQUAL(ecdsa_trace_verify(t, &key, &hash_sha256, &sig, message, 14), GL_ERR_VERIFY);
    assert_sound(t, 0);
    trace_free(t);
    ec_key_generate(&other, curve, NULL);
    t = trace_new("ECDH");
    CU_ASSERT_EQUAL(ecdh_trace(t, &key, &other, secret), GL_OK);
    CU_ASSERT_EQUAL(ecdh(&other, &key, expected), GL_OK);
    CU_ASSERT_EQUAL(memcmp(secret, expected, ec_field_bytes(curve)), 0);
    assert_sound(t, steps);
    trace_free(t);
    ec_key_clear(&key);
    ec_key_clear(&other);
    ecdsa_signature_clear(&sig);
}

static void ecdsa_and_ecdh_are_sound(void)
{
    for (int i = 0; i < 10; i++)
        sign_and_verify(&ec_classroom, 40);
    sign_and_verify(&ec_p192, 3);
    sign_and_verify(&ec_p521, 1);
}

static void dsa_round_trip_and_traces(void)
{
    const uint8_t *message = (const uint8_t *)"sample";
    struct dsa_key key;
    struct ecdsa_signature sig;
    uint8_t digest[20];
    dsa_key_init(&key);
    ecdsa_signature_init(&sig);
    hash_digest(&hash_sha1, message, 6, digest);
    CU_ASSERT_EQUAL_FATAL(dsa_generate_params(&key.params, 1024, 160, &hash_sha1, NULL, NULL), GL_OK);
    CU_ASSERT_EQUAL(dsa_generate_key(&key, NULL), GL_OK);
    CU_ASSERT_EQUAL(dsa_key_check(&key), GL_OK);
    for (int i = 0; i < 2; i++) {
        struct ecdsa_nonce nonce = {.nonce_hash = i ? &hash_sha1 : NULL};
        struct trace *t = trace_new("DSA");
        CU_ASSERT_EQUAL(dsa_trace_sign(t, &key, &hash_sha1, &nonce, &sig, message, 6), GL_OK);
        CU_ASSERT_EQUAL(dsa_verify(&key, &sig, digest, 20), GL_OK);
        assert_sound(t, 10);
        trace_free(t);
        CU_ASSERT_EQUAL(dsa_sign(&key, &nonce, &sig, digest, 20), GL_OK);
        t = trace_new("DSA");
        CU_ASSERT_EQUAL(dsa_trace_verify(t, &key, &hash_sha1, &sig, message, 6), GL_OK);
        assert_sound(t, 10);
        trace_free(t);
    }
    digest[3] ^= 1;
    CU_ASSERT_EQUAL(dsa_verify(&key, &sig, digest, 20), GL_ERR_VERIFY);
    digest[3] ^= 1;
    mpz_t r;
    mpz_init_set(r, sig.r);
    for (int what = 0; what < 4; what++) {
        mpz_set(sig.r, r);
        if (what == 0)
            mpz_set_ui(sig.r, 0);
        else if (what == 1)
            mpz_set(sig.r, key.params.q);
        else if (what == 2)
            mpz_add(sig.r, sig.r, key.params.q);
        else
            mpz_combit(sig.r, 7);
        CU_ASSERT_EQUAL(dsa_verify(&key, &sig, digest, 20), GL_ERR_VERIFY);
        struct trace *t = trace_new("DSA");
        CU_ASSERT_EQUAL(dsa_trace_verify(t, &key, &hash_sha1, &sig, message, 6), GL_ERR_VERIFY);
        assert_sound(t, 5);
        trace_free(t);
    }
    for (int what = 0; what < 5; what++) { // a key with one number altered is no key
        mpz_ptr numbers[] = {key.params.p, key.params.q, key.params.g, key.y, key.x};
        mpz_add_ui(numbers[what], numbers[what], 2);
        CU_ASSERT_EQUAL(dsa_key_check(&key), GL_ERR_KEY);
        mpz_sub_ui(numbers[what], numbers[what], 2);
    }
    mpz_clear(r);
    dsa_key_clear(&key);
    ecdsa_signature_clear(&sig);
}

void suite_ec_trace(void)
{
    add_suite("ec_trace", (const struct test_case[]){
                              {"RFC 6979 on P-256: golden traces, every value", golden_traces},
                              {"additions: chord, tangent, vertical, O", additions_are_sound},
                              {"multiplications", multiplications_are_sound},
                              {"ECDSA and ECDH traces are sound", ecdsa_and_ecdh_are_sound},
                              {"DSA: round trip, refusals, traces", dsa_round_trip_and_traces},
                              {0},
                          });
}
