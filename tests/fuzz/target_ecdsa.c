// SPDX-License-Identifier: MIT
// ECDSA: RFC 6979 gives the same signature with every engine; OpenSSL verifies it, and every engine what
// OpenSSL signs; both refuse it with a byte changed. Private keys and digests are the input's.
#include "crypto/encoding/key.h"
#include "crypto/encoding/signature.h"
#include "tests/fuzz/engines.h"
#include "tests/fuzz/fuzz.h"

#include <openssl/evp.h>
#include <openssl/x509.h>
#include <stdlib.h>
#include <string.h>

static EVP_PKEY *their_key(const struct ec_key *ours)
{
    struct key key = {.kind = KEY_EC, .is_private = true};
    uint8_t *der = NULL;
    size_t bytes;
    key.ec = *ours; // borrowed, not cleared
    FUZZ_REQUIRE(!key_to_der(&key, KEY_TRADITIONAL, &der, &bytes));
    const uint8_t *at = der;
    EVP_PKEY *theirs = d2i_PrivateKey(EVP_PKEY_EC, NULL, &at, (long)bytes);
    FUZZ_REQUIRE(theirs);
    free(der);
    return theirs;
}

static bool they_verify(EVP_PKEY *key, const uint8_t *der, size_t bytes, const uint8_t *digest,
                        size_t digest_bytes)
{
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(key, NULL);
    FUZZ_REQUIRE(ctx && EVP_PKEY_verify_init(ctx) == 1);
    bool good = EVP_PKEY_verify(ctx, der, bytes, digest, digest_bytes) == 1;
    EVP_PKEY_CTX_free(ctx);
    return good;
}

static size_t they_sign(EVP_PKEY *key, uint8_t *der, size_t room, const uint8_t *digest, size_t digest_bytes)
{
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(key, NULL);
    FUZZ_REQUIRE(ctx && EVP_PKEY_sign_init(ctx) == 1 &&
                 EVP_PKEY_sign(ctx, der, &room, digest, digest_bytes) == 1);
    EVP_PKEY_CTX_free(ctx);
    return room;
}

struct message {
    const uint8_t *digest;
    size_t bytes;
    uint8_t change;
};

static void check(const struct ec_key *key, const struct message *m)
{
    EVP_PKEY *theirs = their_key(key);
    uint8_t first[SIGNATURE_MAX_BYTES] = {0}, der[SIGNATURE_MAX_BYTES], from_them[SIGNATURE_MAX_BYTES];
    size_t first_bytes = 0, n = they_sign(theirs, from_them, sizeof from_them, m->digest, m->bytes);
    struct ecdsa_signature sig;
    ecdsa_signature_init(&sig);
    for (struct engine_walk w = walk(&ec_family); walk_next(&w);) {
        const struct ecdsa_nonce nonce = {.nonce_hash = &hash_sha256};
        FUZZ_REQUIRE(!ecdsa_sign(key, &nonce, &sig, m->digest, m->bytes));
        size_t bytes = signature_to_der(&sig, der);
        if (!first_bytes)
            memcpy(first, der, first_bytes = bytes);
        FUZZ_REQUIRE(bytes == first_bytes && !memcmp(der, first, bytes));
        FUZZ_REQUIRE(!signature_from_der(&sig, from_them, n));
        FUZZ_REQUIRE(!ecdsa_verify(key, &sig, m->digest, m->bytes));
        mpz_combit(sig.s, m->change % key->curve->order_bits);
        FUZZ_REQUIRE(ecdsa_verify(key, &sig, m->digest, m->bytes) == GL_ERR_VERIFY);
    }
    FUZZ_REQUIRE(they_verify(theirs, first, first_bytes, m->digest, m->bytes));
    first[first_bytes - 1] ^= (uint8_t)(1u << m->change % 8);
    FUZZ_REQUIRE(!they_verify(theirs, first, first_bytes, m->digest, m->bytes));
    ecdsa_signature_clear(&sig);
    EVP_PKEY_free(theirs);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct ec_curve *const curves[] = {&ec_p256, &ec_p256,      &ec_p192, &ec_p224,
                                                    &ec_p384, &ec_secp256k1, &ec_p521};
    struct fuzz_in in = fuzz_in(data, size);
    const struct ec_curve *curve = curves[fuzz_u8(&in) % 7];
    struct message m = {.change = fuzz_u8(&in), .bytes = fuzz_u8(&in) % 64 + 1};
    uint8_t number[EC_MAX_BYTES], digest[64];
    struct ec_key key;
    mpz_t d;
    fuzz_fill(&in, number, ec_order_bytes(curve));
    fuzz_fill(&in, digest, sizeof digest);
    m.digest = digest;
    mpz_init(d);
    ec_key_init(&key);
    mpz_import(d, ec_order_bytes(curve), 1, 1, 1, 0, number);
    if (!ec_key_set_private(&key, curve, d))
        check(&key, &m);
    ec_key_clear(&key);
    mpz_clear(d);
    return 0;
}
