// SPDX-License-Identifier: MIT
#include "tests/golden.h"
#include "tests/run.h"
#include "tests/trace_mutate.h"

#include "crypto/rsa/octets.h"
#include "crypto/rsa/rsa_trace.h"

#include <stdlib.h>
#include <string.h>

static void field_mpz(mpz_t z, const char *name, const char *key)
{
    size_t bytes = 0;
    uint8_t *data = golden_field(name, key, &bytes);
    os2ip(z, data, bytes);
    free(data);
}

// PKCS #1's own worked example (oaep-int.txt): e, n, d are given, and every value of the encoding.
static void golden_oaep(void)
{
    static const char *const name = "oaep-int-sha1.txt";
    static const char *const lines[][2] = {
        {"lHash ", NULL},
        {"DB = pHash", "DB"},
        {"dbMask = ", "dbMask"},
        {"maskedDB = ", "maskedDB"},
        {"seedMask = ", "seedMask"},
        {"maskedSeed = ", "maskedSeed"},
        {"EM = ", "maskedSeed || maskedDB"},
        {"Ciphertext", "C"},
        {"EM with", "EM"},
    };
    struct rsa_private key;
    rsa_private_init(&key);
    field_mpz(key.public.n, name, "n");
    mpz_set_ui(key.public.e, 0x11);
    size_t bytes = 0, seed_bytes = 0, out_bytes = 0;
    uint8_t *message = golden_field(name, "M", &bytes), *seed = golden_field(name, "seed", &seed_bytes);
    uint8_t out[128], back[128];
    struct rsa_oaep oaep = {&hash_sha1, &hash_sha1, NULL, 0};
    struct trace *t = trace_new("RSA-OAEP");
    CU_ASSERT_EQUAL(rsa_trace_oaep_encrypt(t, &key.public, &oaep, seed, out, message, bytes), GL_OK);
    struct golden g;
    golden_open(&g, name, t);
    while (golden_next(&g)) {
        for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
            if (strncmp(g.text, lines[i][0], strlen(lines[i][0])) != 0)
                continue;
            if (lines[i][1]) { // the value stands on the next line, indented
                const char *label = lines[i][1];
                CU_ASSERT_TRUE(golden_next(&g));
                g.at = 1; // the file prints EM twice, and C before the second
                golden_expect(&g, label, g.text + 2);
            } else {
                golden_expect(&g, "lHash", g.text + 6);
            }
            break;
        }
    }
    CU_ASSERT_EQUAL(g.values, 9);
    golden_close(&g);
    trace_free(t);
    field_mpz(key.d, name, "d");
    CU_ASSERT_EQUAL(rsa_private_complete(&key), GL_OK);
    t = trace_new("RSA-OAEP");
    CU_ASSERT_EQUAL(rsa_trace_oaep_decrypt(t, &key, &oaep, back, &out_bytes, out, 128), GL_OK);
    CU_ASSERT_EQUAL(out_bytes, bytes);
    CU_ASSERT_EQUAL(memcmp(back, message, bytes), 0);
    assert_sound(t, 12);
    trace_free(t);
    out[5] ^= 1;
    t = trace_new("RSA-OAEP");
    CU_ASSERT_EQUAL(rsa_trace_oaep_decrypt(t, &key, &oaep, back, &out_bytes, out, 128), GL_ERR_DECRYPT);
    assert_sound(t, 2); // a refusal is narrated as soundly
    trace_free(t);
    free(message);
    free(seed);
    rsa_private_clear(&key);
}

// The golden PSS file has n and the values of the encoding, but no d: the encoding is checked through
// verification of its own signature, and through signing with a key of ours for the order of steps.
static void golden_pss(void)
{
    static const char *const name = "pss-int-sha1.txt";
    static const char *const lines[][2] = {
        {"sig ", "S"},     {"EM ", "EM"},         {"maskedDB(top bit cleared) ", "maskedDB"},
        {"H ", "H"},       {"dbMask ", "dbMask"}, {"DB ", "DB"},
        {"salt ", "salt"}, {"M-prime ", "M'"},    {"mHash ", "mHash"},
    };
    struct rsa_public key;
    struct rsa_pss pss = {&hash_sha1, &hash_sha1, 20};
    size_t bytes = 0, sig_bytes = 0;
    uint8_t *message = golden_field(name, "M", &bytes), *sig = golden_field(name, "sig", &sig_bytes);
    rsa_public_init(&key);
    field_mpz(key.n, name, "n");
    mpz_set_ui(key.e, 65537);
    struct trace *t = trace_new("RSA-PSS");
    CU_ASSERT_EQUAL(rsa_trace_pss_verify(t, &key, &pss, sig, sig_bytes, message, bytes), GL_OK);
    struct golden g;
    golden_open(&g, name, t);
    while (golden_next(&g)) {
        for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
            if (strncmp(g.text, lines[i][0], strlen(lines[i][0])) == 0) {
                g.at = 1; // verification meets the values in another order than signing
                golden_expect(&g, lines[i][1], g.text + strlen(lines[i][0]));
            }
        }
    }
    CU_ASSERT_EQUAL(g.values, 9);
    golden_close(&g);
    assert_sound(t, 20);
    trace_free(t);
    message[0] ^= 1;
    t = trace_new("RSA-PSS");
    CU_ASSERT_EQUAL(rsa_trace_pss_verify(t, &key, &pss, sig, sig_bytes, message, bytes), GL_ERR_VERIFY);
    assert_sound(t, 5);
    trace_free(t);
    free(message);
    free(sig);
    rsa_public_clear(&key);
}

static void toy_key(struct rsa_private *key, struct trace *t)
{
    mpz_t p, q, e;
    mpz_init_set_ui(p, 61);
    mpz_init_set_ui(q, 53);
    mpz_init_set_ui(e, 17);
    rsa_private_init(key);
    CU_ASSERT_EQUAL(rsa_trace_keygen(t, p, q, e, key), GL_OK);
    mpz_clears(p, q, e, NULL);
}

static void toy_sizes(void)
{
    struct rsa_private key;
    struct trace *t = trace_new("RSA");
    toy_key(&key, t);
    CU_ASSERT_EQUAL(mpz_cmp_ui(key.public.n, 3233), 0);
    CU_ASSERT_EQUAL(mpz_cmp_ui(key.d, 413), 0); // 17^-1 mod lcm(60, 52)
    assert_sound(t, 0);
    trace_free(t);
    mpz_t m, c;
    mpz_init_set_ui(m, 65);
    mpz_init(c);
    t = trace_new("RSA");
    CU_ASSERT_EQUAL(rsa_trace_public(t, &key.public, c, m), GL_OK);
    CU_ASSERT_EQUAL(mpz_cmp_ui(c, 2790), 0);
    assert_sound(t, 0);
    trace_free(t);
    for (int crt = 0; crt < 2; crt++) {
        t = trace_new("RSA");
        CU_ASSERT_EQUAL(rsa_trace_private(t, &key, crt, m, c), GL_OK);
        CU_ASSERT_EQUAL(mpz_cmp_ui(m, 65), 0);
        assert_sound(t, 0);
        trace_free(t);
    }
    mpz_set_ui(m, 3233);
    t = trace_new("RSA");
    CU_ASSERT_EQUAL(rsa_trace_public(t, &key.public, c, m), GL_ERR_RANGE);
    trace_free(t);
    rsa_private_clear(&key);
    mpz_clears(m, c, NULL);
}

// The labels and small numbers that the trace must show, in this order.
struct shown {
    const char *label;
    unsigned long value;
};

static void expect_shown(const struct trace *t, const struct shown *shown, size_t count)
{
    trace_ref at = 0;
    mpz_t z;
    mpz_init(z);
    for (size_t i = 0; i < count; i++) {
        at = trace_find(t, at + 1, shown[i].label);
        CU_ASSERT_NOT_EQUAL_FATAL(at, 0);
        trace_value_mpz(trace_get(t, at), z);
        CU_ASSERT_EQUAL(mpz_cmp_ui(z, shown[i].value), 0);
    }
    mpz_clear(z);
}

// As on the blackboard: 65^17 mod 3233, and back by CRT.
static void toy_trace_shows_every_number(void)
{
    static const struct shown keygen[] = {
        {"n = p q", 3233},
        {"p - 1", 60},
        {"q - 1", 52},
        {"lambda(n) = lcm(p - 1, q - 1)", 780},
        {"gcd(e, lambda(n))", 1},
        {"d = e^-1 mod lambda(n)", 413},
        {"e d mod lambda(n)", 1},
        {"dP = d mod (p - 1)", 53},
        {"dQ = d mod (q - 1)", 49},
        {"qInv = q^-1 mod p", 38},
    };
    static const struct shown power[] = {
        {"bit of the exponent", 1}, {"start: x", 65}, {"bit of the exponent", 0}, {"square", 992},
        {"bit of the exponent", 0}, {"square", 1232}, {"bit of the exponent", 0}, {"square", 1547},
        {"bit of the exponent", 1}, {"square", 789},  {"multiply by x", 2790},    {"m^e mod n", 2790},
    };
    static const struct shown crt[] = {
        {"c mod p", 45},         {"m_1 = c^dP mod p", 4},           {"c mod q", 34}, {"m_2 = c^dQ mod q", 12},
        {"m_1 - m_2 mod p", 53}, {"h = (m_1 - m_2) qInv mod p", 1}, {"q h", 53},     {"m = m_2 + q h", 65},
    };
    struct rsa_private key;
    mpz_t m;
    mpz_init_set_ui(m, 65);
    struct trace *t = trace_new("RSA");
    toy_key(&key, t);
    expect_shown(t, keygen, sizeof keygen / sizeof keygen[0]);
    trace_free(t);
    t = trace_new("RSA");
    CU_ASSERT_EQUAL(rsa_trace_public(t, &key.public, m, m), GL_OK);
    expect_shown(t, power, sizeof power / sizeof power[0]);
    CU_ASSERT_EQUAL(trace_find(t, trace_find(t, 1, "multiply by x") + 1, "multiply by x"), 0);
    CU_ASSERT_STRING_EQUAL(trace_get_scope(t, 2)->title, "Bit 4");
    trace_free(t);
    t = trace_new("RSA");
    CU_ASSERT_EQUAL(rsa_trace_private(t, &key, true, m, m), GL_OK);
    expect_shown(t, crt, sizeof crt / sizeof crt[0]);
    trace_free(t);
    rsa_private_clear(&key);
    mpz_clear(m);
}

static void wrong_primes_are_refused(void)
{
    struct rsa_private key;
    mpz_t p, q, e;
    mpz_init_set_ui(p, 15);
    mpz_init_set_ui(q, 53);
    mpz_init_set_ui(e, 17);
    rsa_private_init(&key);
    struct trace *t = trace_new("RSA");
    CU_ASSERT_EQUAL(rsa_trace_keygen(t, p, q, e, &key), GL_ERR_KEY);
    mpz_set_ui(p, 53);
    CU_ASSERT_EQUAL(rsa_trace_keygen(t, p, q, e, &key), GL_ERR_RANGE);
    mpz_set_ui(p, 2); // 2 - 1 = 1 leaves no exponent
    CU_ASSERT_EQUAL(rsa_trace_keygen(t, p, q, e, &key), GL_ERR_RANGE);
    mpz_set_ui(p, 61);
    mpz_set_ui(e, 15); // shares 3 and 5 with lambda
    CU_ASSERT_EQUAL(rsa_trace_keygen(t, p, q, e, &key), GL_ERR_KEY);
    trace_free(t);
    mpz_clears(p, q, e, NULL);
    rsa_private_clear(&key);
}

static void generated_keys_are_narrated(void)
{
    for (unsigned bits = 12; bits <= 512; bits = bits * 6 / 2 * 2) {
        struct rsa_private key;
        mpz_t m, c;
        mpz_init_set_ui(m, 1000);
        mpz_init(c);
        rsa_private_init(&key);
        struct trace *t = trace_new("RSA");
        CU_ASSERT_EQUAL(rsa_trace_generate(t, bits, 65537, NULL, &key), GL_OK);
        CU_ASSERT_EQUAL(mpz_sizeinbase(key.public.n, 2), bits);
        assert_sound(t, 30);
        trace_free(t);
        t = trace_new("RSA");
        CU_ASSERT_EQUAL(rsa_trace_public(t, &key.public, c, m), GL_OK);
        CU_ASSERT_EQUAL(rsa_trace_private(t, &key, true, c, c), GL_OK);
        CU_ASSERT_EQUAL(mpz_cmp(c, m), 0);
        trace_free(t);
        rsa_private_clear(&key);
        mpz_clears(m, c, NULL);
    }
}

// The search for q meets p again: it is passed over without a word. Then the source runs dry.
static void the_same_prime_is_not_taken_twice(void)
{
    static const uint8_t drawn[] = {0xc0, 0x05, 0xc0, 0x05, 0xc0, 0x11}; // 49157, 49157, 49169
    for (size_t count = sizeof drawn;; count -= 2) {
        struct gl_random_fixed fixed = {.bytes = drawn, .count = count};
        struct gl_random random = gl_random_from_fixed(&fixed);
        struct rsa_private key;
        struct trace *t = trace_new("RSA");
        rsa_private_init(&key);
        enum gl_error error = rsa_trace_generate(t, 32, 65537, &random, &key);
        CU_ASSERT_EQUAL(error, count == sizeof drawn ? GL_OK : GL_ERR_RANDOM);
        if (!error) {
            trace_ref p = trace_find(t, 1, "candidate"), q = trace_find(t, p + 1, "candidate");
            CU_ASSERT_EQUAL(mpz_cmp_ui(key.public.n, 49157ul * 49169ul), 0);
            CU_ASSERT_EQUAL(trace_find(t, q + 1, "candidate"), 0); // two were narrated, not three
            CU_ASSERT_STRING_EQUAL(trace_get_scope(t, trace_get(t, q)->scope)->title, "Candidate 2");
            assert_sound(t, 30);
        }
        trace_free(t);
        rsa_private_clear(&key);
        if (count == 0)
            break;
    }
}

static void signatures_at_real_size(void)
{
    static const uint8_t message[] = "a message to sign", salt[20] = "twenty bytes of salt";
    struct rsa_private key;
    struct rsa_pss pss = {&hash_sha256, &hash_sha256, 20};
    uint8_t sig[129], digest[32];
    rsa_private_init(&key);
    hash_digest(&hash_sha256, message, sizeof message, digest);
    for (unsigned bits = 1024; bits <= 1026; bits += 2) {
        size_t k = (bits + 7) / 8;
        CU_ASSERT_EQUAL(rsa_generate(&key, bits, 65537, NULL, NULL), GL_OK);
        struct trace *t = trace_new("RSA-PSS");
        CU_ASSERT_EQUAL(rsa_trace_pss_sign(t, &key, &pss, salt, sig, message, sizeof message), GL_OK);
        CU_ASSERT_EQUAL(rsa_pss_verify(&key.public, &pss, sig, k, digest), GL_OK);
        assert_sound(t, 3);
        trace_free(t);
        t = trace_new("RSA-PSS");
        CU_ASSERT_EQUAL(rsa_trace_pss_verify(t, &key.public, &pss, sig, k, message, sizeof message), GL_OK);
        trace_free(t);
        t = trace_new("RSA PKCS#1 v1.5");
        CU_ASSERT_EQUAL(rsa_trace_pkcs1_sign(t, &key, &hash_sha256, sig, message, sizeof message), GL_OK);
        CU_ASSERT_EQUAL(rsa_pkcs1_verify(&key.public, &hash_sha256, sig, k, digest), GL_OK);
        assert_sound(t, 3);
        trace_free(t);
        t = trace_new("RSA PKCS#1 v1.5");
        CU_ASSERT_EQUAL(rsa_trace_pkcs1_verify(t, &key.public, &hash_sha256, sig, k, message, sizeof message),
                        GL_OK);
        assert_sound(t, 10);
        trace_free(t);
        t = trace_new("RSA PKCS#1 v1.5");
        CU_ASSERT_EQUAL(rsa_trace_pkcs1_verify(t, &key.public, &hash_sha256, sig, k, message, 3),
                        GL_ERR_VERIFY);
        assert_sound(t, 5);
        trace_free(t);
    }
    rsa_private_clear(&key);
}

void suite_rsa_trace(void)
{
    add_suite("rsa_trace", (const struct test_case[]){
                               {"OAEP: golden trace, every value", golden_oaep},
                               {"PSS: golden trace, every value", golden_pss},
                               {"toy sizes: 61 x 53", toy_sizes},
                               {"the toy trace shows every number", toy_trace_shows_every_number},
                               {"wrong primes are refused", wrong_primes_are_refused},
                               {"generated keys are narrated", generated_keys_are_narrated},
                               {"the same prime is not taken twice", the_same_prime_is_not_taken_twice},
                               {"signatures at real size", signatures_at_real_size},
                               {0},
                           });
}
