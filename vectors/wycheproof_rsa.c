// SPDX-License-Identifier: MIT
// Wycheproof's RSA kinds: OAEP decryption, PKCS#1 v1.5 signatures (verify and generate), PSS verification.
#include "vectors/wycheproof.h"

#include "crypto/encoding/key.h"
#include "vectors/run_rsa.h"

#include <string.h>

// The key stands in the group several times; the copies in other forms are for libraries that want those.
static void ignore_copies(struct run *r)
{
    static const char *const copies[] = {"publicKeyAsn",   "publicKeyPem", "publicKeyJwk*", "privateKeyPem",
                                         "privateKeyJwk*", "keyAsn",       "keyPem",        "keyJwk*",
                                         "publicKeyPkcs8", "privateKey.*", "publicKey.*",   "keySize",
                                         "keysize"};
    for (size_t i = 0; i < sizeof copies / sizeof *copies; i++)
        run_ignore(r, copies[i]);
}

static void read_public(struct run *r, struct rsa_public *key)
{
    struct key spki;
    run_integer(r, run_has(r, "publicKey.modulus") ? "publicKey.modulus" : "n", key->n);
    run_integer(r, run_has(r, "publicKey.publicExponent") ? "publicKey.publicExponent" : "e", key->e);
    ignore_copies(r);
    if (!run_has(r, "publicKeyDer"))
        return;
    struct blob der = run_hex(r, "publicKeyDer");
    if (r->malformed || key_from_der(&spki, KEY_SPKI, der.data, der.bytes) != GL_OK)
        return; // an encoding that we refuse says nothing of the signature
    if (spki.kind != KEY_RSA || mpz_cmp(spki.rsa.public.n, key->n) != 0)
        run_malformed(r, "publicKeyDer", "publicKeyDer is another key than publicKey");
    key_clear(&spki);
}

static void verify(struct run *r, bool pss)
{
    struct rsa_public key;
    struct rsa_scheme scheme = {.pss = pss, .hash = wycheproof_hash(r, "sha")};
    rsa_public_init(&key);
    wycheproof_common(r);
    scheme.mgf_hash = pss ? wycheproof_hash(r, "mgfSha") : scheme.hash;
    if (pss && run_has(r, "mgf") && strcmp(run_text(r, "mgf"), "MGF1") != 0)
        run_malformed(r, "mgf", "mgf is not MGF1");
    if (pss)
        scheme.salt.bytes = run_number(r, "sLen");
    struct blob msg = run_hex(r, "msg"), sig = run_hex(r, "sig");
    read_public(r, &key);
    if (!r->malformed)
        wycheproof_result(r, rsa_public_check(&key) == GL_OK &&
                                 rsa_scheme_verify(&key, &scheme, msg, sig) == GL_OK);
    rsa_public_clear(&key);
}

void run_wycheproof_pkcs1(struct run *r)
{
    verify(r, false);
}

void run_wycheproof_pss(struct run *r)
{
    verify(r, true);
}

// The private key by numbers, else by its PKCS#8. False: malformed, or a key that we refuse.
static bool read_private(struct run *r, struct rsa_private *key)
{
    bool numbers = run_has(r, "privateKey.modulus");
    run_integer(r, numbers ? "privateKey.modulus" : "n", key->public.n);
    run_integer(r, run_has(r, "privateKey.publicExponent") ? "privateKey.publicExponent" : "e",
                key->public.e);
    run_integer(r, numbers ? "privateKey.privateExponent" : "d", key->d);
    ignore_copies(r);
    if (run_has(r, "privateKeyPkcs8")) {
        struct key pkcs8;
        struct blob der = run_hex(r, "privateKeyPkcs8");
        if (!r->malformed && key_from_der(&pkcs8, KEY_PKCS8, der.data, der.bytes) == GL_OK) {
            if (pkcs8.kind != KEY_RSA || mpz_cmp(pkcs8.rsa.public.n, key->public.n) != 0)
                run_malformed(r, "privateKeyPkcs8", "privateKeyPkcs8 is another key than privateKey");
            key_clear(&pkcs8);
        }
    }
    return !r->malformed && rsa_private_check(key) == GL_OK;
}

void run_wycheproof_oaep(struct run *r)
{
    struct rsa_private key;
    struct rsa_oaep oaep = {.hash = wycheproof_hash(r, "sha"), .mgf_hash = wycheproof_hash(r, "mgfSha")};
    struct blob ct = run_hex(r, "ct"), msg = run_hex(r, "msg"), label = {0};
    size_t bytes = 0;
    rsa_private_init(&key);
    wycheproof_common(r);
    if (run_has(r, "mgf") && strcmp(run_text(r, "mgf"), "MGF1") != 0)
        run_malformed(r, "mgf", "mgf is not MGF1");
    if (run_has(r, "label"))
        label = run_hex(r, "label");
    oaep.label = label.data;
    oaep.label_bytes = label.bytes;
    bool sound = read_private(r, &key);
    if (!r->malformed) {
        uint8_t *out = run_memory(r, rsa_modulus_bytes(&key.public));
        bool accepted = sound &&
                        rsa_oaep_decrypt(&key, &oaep, NULL, out, &bytes, ct.data, ct.bytes) == GL_OK &&
                        bytes == msg.bytes && memcmp(out, msg.data, bytes) == 0;
        wycheproof_result(r, accepted);
    }
    rsa_private_clear(&key);
}

void run_wycheproof_pkcs1_generate(struct run *r)
{
    uint8_t digest[HASH_MAX_DIGEST_BYTES];
    struct rsa_private key;
    const struct hash_alg *hash = wycheproof_hash(r, "sha");
    struct blob msg = run_hex(r, "msg"), sig = run_hex(r, "sig");
    rsa_private_init(&key);
    wycheproof_common(r);
    bool sound = read_private(r, &key);
    run_ignore(r, "publicKeyDer");
    if (!r->malformed) {
        size_t k = rsa_modulus_bytes(&key.public);
        uint8_t *out = run_memory(r, k);
        hash_digest(hash, msg.data, msg.bytes, digest);
        bool made = sound && rsa_pkcs1_sign(&key, hash, NULL, out, digest) == GL_OK && sig.bytes == k &&
                    memcmp(out, sig.data, k) == 0;
        wycheproof_result(r,
                          made && rsa_pkcs1_verify(&key.public, hash, sig.data, sig.bytes, digest) == GL_OK);
    }
    rsa_private_clear(&key);
}
