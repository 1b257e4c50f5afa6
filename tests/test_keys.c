// SPDX-License-Identifier: MIT
// Keys in every format: round trips, cuts, and every byte of a valid key changed.
#include "tests/run.h"

#include "crypto/encoding/der.h"
#include "crypto/encoding/key.h"

#include <stdlib.h>
#include <string.h>

// A key of the kind, small and quick: RSA-1024, P-256, DSA-1024. Made once.
static const struct key *test_key(enum key_kind kind)
{
    static struct key keys[KEY_DSA + 1];
    struct key *key = &keys[kind];
    if (key->kind != KEY_NONE)
        return key;
    key_init(key, kind);
    key->is_private = true;
    enum gl_error error = GL_OK;
    if (kind == KEY_RSA) {
        error = rsa_generate(&key->rsa, 1024, 65537, NULL, NULL);
    } else if (kind == KEY_EC) {
        error = ec_key_generate(&key->ec, &ec_p256, NULL);
    } else {
        error = dsa_generate_params(&key->dsa.params, 1024, 160, &hash_sha256, NULL, NULL);
        if (!error)
            error = dsa_generate_key(&key->dsa, NULL);
    }
    CU_ASSERT_EQUAL_FATAL(error, GL_OK);
    return key;
}

static bool same_public(const struct key *a, const struct key *b)
{
    if (a->kind != b->kind)
        return false;
    if (a->kind == KEY_RSA)
        return mpz_cmp(a->rsa.public.n, b->rsa.public.n) == 0 &&
               mpz_cmp(a->rsa.public.e, b->rsa.public.e) == 0;
    if (a->kind == KEY_EC)
        return a->ec.curve == b->ec.curve && ec_point_equal(&a->ec.Q, &b->ec.Q);
    return mpz_cmp(a->dsa.params.p, b->dsa.params.p) == 0 && mpz_cmp(a->dsa.params.q, b->dsa.params.q) == 0 &&
           mpz_cmp(a->dsa.params.g, b->dsa.params.g) == 0 && mpz_cmp(a->dsa.y, b->dsa.y) == 0;
}

static bool same_private(const struct key *a, const struct key *b)
{
    return a->kind == KEY_RSA  ? mpz_cmp(a->rsa.d, b->rsa.d) == 0 && mpz_cmp(a->rsa.qinv, b->rsa.qinv) == 0
           : a->kind == KEY_EC ? mpz_cmp(a->ec.d, b->ec.d) == 0
                               : mpz_cmp(a->dsa.x, b->dsa.x) == 0;
}

static bool is_public_format(enum key_format format)
{
    return format == KEY_SPKI || format == KEY_RSA_PUBLIC;
}

// Call `visit` for every kind in every format that suits it, with its DER.
static void for_each(void (*visit)(const struct key *, enum key_format, const uint8_t *, size_t))
{
    for (enum key_kind kind = KEY_RSA; kind <= KEY_DSA; kind++) {
        for (enum key_format format = KEY_PKCS8; format <= KEY_RSA_PUBLIC; format++) {
            uint8_t *der = NULL;
            size_t bytes = 0;
            enum gl_error error = key_to_der(test_key(kind), format, &der, &bytes);
            if (format == KEY_RSA_PUBLIC && kind != KEY_RSA) {
                CU_ASSERT_EQUAL(error, GL_ERR_ARGUMENT);
                continue;
            }
            CU_ASSERT_EQUAL_FATAL(error, GL_OK);
            visit(test_key(kind), format, der, bytes);
            free(der);
        }
    }
}

static void round_trip(const struct key *key, enum key_format format, const uint8_t *der, size_t bytes)
{
    struct key back, again;
    char *pem = NULL;
    CU_ASSERT_EQUAL_FATAL(key_from_der(&back, format, der, bytes), GL_OK);
    CU_ASSERT_TRUE(same_public(key, &back));
    CU_ASSERT_EQUAL(back.is_private, !is_public_format(format));
    if (back.is_private) {
        CU_ASSERT_TRUE(same_private(key, &back));
    } else {
        CU_ASSERT_EQUAL(key_to_pem(&back, KEY_PKCS8, &pem), GL_ERR_ARGUMENT);
    }
    CU_ASSERT_EQUAL_FATAL(key_to_pem(&back, format, &pem), GL_OK);
    CU_ASSERT_EQUAL_FATAL(key_from_pem(&again, pem, strlen(pem)), GL_OK);
    CU_ASSERT_TRUE(same_public(key, &again));
    free(pem);
    key_clear(&back);
    key_clear(&again);
    key_clear(&again); // twice is allowed
}

static void round_trips(void)
{
    for_each(round_trip);
}

// A copy on the heap, where a sanitizer sees a read beyond its end, with room for `more` zeros.
static uint8_t *copy_of(const uint8_t *data, size_t bytes, size_t more)
{
    uint8_t *copy = calloc(1, bytes + more + (bytes + more == 0));
    if (!copy)
        abort();
    memcpy(copy, data, bytes);
    return copy;
}

// Cut at every byte, one byte more, and read as every other format.
static void cut(const struct key *key, enum key_format format, const uint8_t *der, size_t bytes)
{
    struct key back;
    (void)key;
    for (size_t n = 0; n < bytes; n++) {
        uint8_t *copy = copy_of(der, n, 0);
        CU_ASSERT_NOT_EQUAL(key_from_der(&back, format, copy, n), GL_OK);
        free(copy);
    }
    uint8_t *longer = copy_of(der, bytes, 1);
    CU_ASSERT_EQUAL(key_from_der(&back, format, longer, bytes + 1), GL_ERR_ENCODING);
    free(longer);
    for (enum key_format other = KEY_PKCS8; other <= KEY_RSA_PUBLIC; other++)
        if (other != format)
            CU_ASSERT_NOT_EQUAL(key_from_der(&back, other, der, bytes), GL_OK);
}

static void cuts_and_tails(void)
{
    for_each(cut);
}

// Each byte with two of its bits changed in turn: refused, or a key that passes its check and is written back
// in the same bytes (a curve point's sign bit aside, which has two forms).
static void mutate(const struct key *key, enum key_format format, const uint8_t *der, size_t bytes)
{
    static const uint8_t flips[] = {0x01, 0x80};
    uint8_t *copy = copy_of(der, bytes, 0);
    for (size_t i = 0; i < bytes * 2; i++) {
        struct key back;
        memcpy(copy, der, bytes);
        copy[i / 2] ^= flips[i % 2];
        if (key_from_der(&back, format, copy, bytes) != GL_OK)
            continue;
        uint8_t *again = NULL;
        size_t again_bytes = 0;
        CU_ASSERT_FALSE(same_public(key, &back)); // not one byte of a key is idle
        CU_ASSERT_EQUAL_FATAL(key_to_der(&back, format, &again, &again_bytes), GL_OK);
        CU_ASSERT_EQUAL_FATAL(again_bytes, bytes);
        CU_ASSERT_EQUAL(memcmp(again, copy, bytes), 0);
        free(again);
        key_clear(&back);
    }
    free(copy);
}

static void every_byte_counts(void)
{
    for_each(mutate);
}

static void every_curve(void)
{
    for (const struct ec_curve *const *curve = ec_curves; *curve; curve++) {
        struct key key;
        char *pem = NULL;
        key_init(&key, KEY_EC);
        key.is_private = true;
        CU_ASSERT_EQUAL_FATAL(ec_key_generate(&key.ec, *curve, NULL), GL_OK);
        for (enum key_format format = KEY_PKCS8; format <= KEY_TRADITIONAL; format++) {
            struct key back;
            enum gl_error error = key_to_pem(&key, format, &pem);
            if (!(*curve)->oid) {
                CU_ASSERT_EQUAL(error, GL_ERR_UNSUPPORTED);
                continue;
            }
            CU_ASSERT_EQUAL_FATAL(error, GL_OK);
            CU_ASSERT_EQUAL_FATAL(key_from_pem(&back, pem, strlen(pem)), GL_OK);
            CU_ASSERT_TRUE(same_public(&key, &back));
            free(pem);
            key_clear(&back);
        }
        key_clear(&key);
    }
}

// A private key whose public half is another's, and labels that do not say what is inside.
static void wrong_inside(void)
{
    struct key key, back;
    uint8_t *der = NULL;
    size_t bytes = 0;
    char *pem = NULL;
    key_init(&key, KEY_EC);
    key.is_private = true;
    CU_ASSERT_EQUAL_FATAL(ec_key_generate(&key.ec, &ec_p256, NULL), GL_OK);
    ec_point_set(&key.ec.Q, &test_key(KEY_EC)->ec.Q);
    CU_ASSERT_EQUAL_FATAL(key_to_der(&key, KEY_PKCS8, &der, &bytes), GL_OK);
    CU_ASSERT_EQUAL(key_from_der(&back, KEY_PKCS8, der, bytes), GL_ERR_KEY);
    free(der);
    key_clear(&key);
    CU_ASSERT_EQUAL_FATAL(key_to_pem(test_key(KEY_EC), KEY_TRADITIONAL, &pem), GL_OK);
    for (char *at = pem; (at = strstr(at, "EC PRIVATE")) != NULL;)
        *at = 'X';
    CU_ASSERT_EQUAL(key_from_pem(&back, pem, strlen(pem)), GL_ERR_UNSUPPORTED);
    free(pem);
    static const char encrypted[] =
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMAA=\n-----END ENCRYPTED PRIVATE KEY-----\n";
    CU_ASSERT_EQUAL(key_from_pem(&back, encrypted, sizeof encrypted - 1), GL_ERR_UNSUPPORTED);
}

// The label says DSA, the contents RSA.
static void another_label(void)
{
    struct key key;
    char *pem = NULL;
    CU_ASSERT_EQUAL_FATAL(key_to_pem(test_key(KEY_RSA), KEY_TRADITIONAL, &pem), GL_OK);
    for (char *at = pem; (at = strstr(at, "RSA")) != NULL;)
        *at = 'D';
    CU_ASSERT_EQUAL(key_from_pem(&key, pem, strlen(pem)), GL_ERR_ENCODING);
    free(pem);
}

// PKCS#8 may end in attributes, which are skipped.
static void attributes(void)
{
    struct key key;
    uint8_t *der = NULL;
    size_t bytes = 0;
    CU_ASSERT_EQUAL_FATAL(key_to_der(test_key(KEY_EC), KEY_PKCS8, &der, &bytes), GL_OK);
    CU_ASSERT_TRUE_FATAL(der[1] == 0x81 && der[2] < 0xfe); // the length in one byte
    uint8_t *more = copy_of(der, bytes, 2);
    more[2] = (uint8_t)(more[2] + 2);
    more[bytes] = 0xa0;
    CU_ASSERT_EQUAL(key_from_der(&key, KEY_PKCS8, more, bytes + 2), GL_OK);
    CU_ASSERT_TRUE(same_private(test_key(KEY_EC), &key));
    key_clear(&key);
    free(more);
    free(der);
}

// PKCS#8 names the curve outside; a key that names one inside as well must name the same.
static void a_curve_inside(void)
{
    static const struct {
        const char *inside;
        enum gl_error error;
    } cases[] = {
        {"1.2.840.10045.3.1.7", GL_OK}, {"1.3.132.0.10", GL_ERR_KEY}, {"1.2.3.4", GL_ERR_UNSUPPORTED}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const uint8_t d[32] = {[31] = 5};
        uint8_t buffer[200];
        size_t bytes = 0;
        struct key key;
        struct der_writer w;
        mpz_t z;
        mpz_init_set_ui(z, 1);
        der_writer_init(&w, buffer, sizeof buffer);
        size_t end = der_mark(&w); // from the back: the key in its string, the algorithm, the version
        der_put_oid(&w, cases[i].inside);
        der_wrap(&w, DER_CONTEXT_0, end);
        der_put_bytes(&w, DER_OCTET_STRING, d, sizeof d);
        der_put_integer(&w, z);
        der_wrap(&w, DER_SEQUENCE, end);
        der_wrap(&w, DER_OCTET_STRING, end);
        size_t algorithm = der_mark(&w);
        der_put_oid(&w, "1.2.840.10045.3.1.7"); // P-256
        der_put_oid(&w, "1.2.840.10045.2.1");
        der_wrap(&w, DER_SEQUENCE, algorithm);
        mpz_set_ui(z, 0);
        der_put_integer(&w, z);
        der_wrap(&w, DER_SEQUENCE, end);
        const uint8_t *der = der_written(&w, &bytes);
        CU_ASSERT_PTR_NOT_NULL_FATAL(der);
        CU_ASSERT_EQUAL(key_from_der(&key, KEY_PKCS8, der, bytes), cases[i].error);
        if (cases[i].error == GL_OK) {
            CU_ASSERT_TRUE(key.is_private && key.ec.curve == &ec_p256 && mpz_cmp_ui(key.ec.d, 5) == 0);
            key_clear(&key);
        }
        mpz_clear(z);
    }
}

void suite_keys(void)
{
    static const struct test_case cases[] = {
        {"every kind in every format, both ways", round_trips},
        {"cut at every byte, one byte more, another format", cuts_and_tails},
        {"every byte counts", every_byte_counts},
        {"every curve", every_curve},
        {"a label of another kind", another_label},
        {"attributes", attributes},
        {"a curve inside PKCS#8", a_curve_inside},
        {"wrong insides", wrong_inside},
        {0},
    };
    add_suite("keys", cases);
}
