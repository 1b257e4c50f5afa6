// SPDX-License-Identifier: MIT
// Signatures as bytes: DER and r || s.
#include "tests/run.h"

#include "crypto/encoding/signature.h"

#include <string.h>

static void set(struct ecdsa_signature *sig, const char *r, const char *s)
{
    ecdsa_signature_init(sig);
    mpz_set_str(sig->r, r, 16);
    mpz_set_str(sig->s, s, 16);
}

static void both_ways(void)
{
    static const char *const numbers[] = {"1", "7f", "80", "ff", "100", "8000000000000000"};
    for (size_t i = 0; i < 6; i++) {
        for (size_t j = 0; j < 6; j++) {
            struct ecdsa_signature sig, back;
            uint8_t der[SIGNATURE_MAX_BYTES], flat[16];
            set(&sig, numbers[i], numbers[j]);
            ecdsa_signature_init(&back);
            size_t bytes = signature_to_der(&sig, der);
            CU_ASSERT_EQUAL(signature_from_der(&back, der, bytes), GL_OK);
            CU_ASSERT_TRUE(mpz_cmp(sig.r, back.r) == 0 && mpz_cmp(sig.s, back.s) == 0);
            CU_ASSERT_EQUAL(signature_to_p1363(&sig, 8, flat), GL_OK);
            CU_ASSERT_EQUAL(signature_from_p1363(&back, 8, flat, 16), GL_OK);
            CU_ASSERT_TRUE(mpz_cmp(sig.r, back.r) == 0 && mpz_cmp(sig.s, back.s) == 0);
            ecdsa_signature_clear(&sig);
            ecdsa_signature_clear(&back);
        }
    }
}

static void widths(void)
{
    struct ecdsa_signature sig;
    uint8_t flat[16] = {0};
    set(&sig, "100", "1");
    CU_ASSERT_EQUAL(signature_to_p1363(&sig, 1, flat), GL_ERR_RANGE);
    CU_ASSERT_NOT_EQUAL(signature_from_p1363(&sig, 8, flat, 15), GL_OK);
    CU_ASSERT_NOT_EQUAL(signature_from_p1363(&sig, 7, flat, 16), GL_OK);
    ecdsa_signature_clear(&sig);
}

// No byte of a DER signature can be cut, added or put in another form.
static void strict(void)
{
    struct ecdsa_signature sig, back;
    uint8_t der[SIGNATURE_MAX_BYTES + 1], other[SIGNATURE_MAX_BYTES];
    set(&sig, "ff00ff00ff00ff00ff00ff00ff00ff00", "123456789abcdef0123456789abcdef0");
    ecdsa_signature_init(&back);
    size_t bytes = signature_to_der(&sig, der);
    for (size_t cut = 0; cut < bytes; cut++)
        CU_ASSERT_EQUAL(signature_from_der(&back, der, cut), GL_ERR_ENCODING);
    der[bytes] = 0;
    CU_ASSERT_EQUAL(signature_from_der(&back, der, bytes + 1), GL_ERR_ENCODING);
    for (size_t i = 0; i < bytes * 255;
         i++) { // every other value of every byte: refused, or another signature
        uint8_t kept = der[i / 255];
        der[i / 255] = (uint8_t)(kept + 1 + i % 255);
        if (signature_from_der(&back, der, bytes) == GL_OK) {
            CU_ASSERT_FALSE(mpz_cmp(sig.r, back.r) == 0 && mpz_cmp(sig.s, back.s) == 0);
            CU_ASSERT_EQUAL(signature_to_der(&back, other), bytes); // and it has this one form
            CU_ASSERT_EQUAL(memcmp(der, other, bytes), 0);
        }
        der[i / 255] = kept;
    }
    ecdsa_signature_clear(&sig);
    ecdsa_signature_clear(&back);
}

static void too_wide(void)
{
    struct ecdsa_signature sig;
    uint8_t der[SIGNATURE_MAX_BYTES];
    ecdsa_signature_init(&sig);
    mpz_setbit(sig.r, 2000);
    CU_ASSERT_EQUAL(signature_to_der(&sig, der), 0);
    ecdsa_signature_clear(&sig);
}

void suite_signature(void)
{
    static const struct test_case cases[] = {
        {"DER and r || s, both ways", both_ways},
        {"widths of r || s", widths},
        {"one form only", strict},
        {"numbers wider than any curve's", too_wide},
        {0},
    };
    add_suite("signature", cases);
}
