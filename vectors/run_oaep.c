// SPDX-License-Identifier: MIT
// RSA-OAEP: decryption of every row, and encryption where the file gives the seed.
#include "crypto/encoding/key.h"
#include "vectors/run_rsa.h"

#include <string.h>

bool rsa_example_key(struct run *r, struct rsa_private *key)
{
    mpz_t again;
    mpz_init(again);
    run_integer(r, "Modulus", key->public.n);
    run_integer(r, "Exponent", key->public.e);
    run_integer(r, "Private Exponent", key->d);
    run_integer(r, "Prime 1", key->p);
    run_integer(r, "Prime 2", key->q);
    run_integer(r, "Prime exponent 1", key->dp);
    run_integer(r, "Prime exponent 2", key->dq);
    run_integer(r, "Coefficient", key->qinv);
    run_integer(r, "Private Modulus", again);
    if (mpz_cmp(again, key->public.n) != 0)
        run_malformed(r, "Private Modulus", "the private key's modulus is not the public key's");
    run_integer(r, "Public exponent", again);
    if (mpz_cmp(again, key->public.e) != 0)
        run_malformed(r, "Public exponent", "the private key's public exponent is not the public key's");
    mpz_clear(again);
    return !r->malformed;
}

static void decrypt(struct run *r, const struct rsa_private *key, const struct rsa_oaep *oaep,
                    struct blob ciphertext, const char *name, struct blob expected)
{
    size_t bytes = 0;
    uint8_t *out = run_memory(r, rsa_modulus_bytes(&key->public));
    run_works(r, name, rsa_oaep_decrypt(key, oaep, NULL, out, &bytes, ciphertext.data, ciphertext.bytes));
    run_equal(r, name, expected, out, bytes);
}

static void encrypt(struct run *r, const struct rsa_private *key, const struct rsa_oaep *oaep,
                    struct blob message, struct blob expected)
{
    struct run_stream stream = {.first = run_hex(r, "Seed")};
    struct gl_random random = run_random(&stream);
    uint8_t *out = run_memory(r, rsa_modulus_bytes(&key->public));
    run_works(r, "Encryption",
              rsa_oaep_encrypt(&key->public, oaep, &random, out, message.data, message.bytes));
    run_equal(r, "Encryption", expected, out, rsa_modulus_bytes(&key->public));
}

void run_oaep(struct run *r)
{
    struct rsa_private key;
    struct rsa_oaep oaep = {.hash = &hash_sha1, .mgf_hash = &hash_sha1};
    rsa_private_init(&key);
    struct blob message = run_hex(r, "Message");
    if (run_has(r, "alg"))
        oaep.hash = run_hash(r, "alg");
    if (run_has(r, "mgf1"))
        oaep.mgf_hash = run_hash(r, "mgf1");
    bool seeded = run_has(r, "Seed");
    if (rsa_example_key(r, &key)) {
        // Leading zeros are dropped in some files: a ciphertext is as long as its modulus.
        struct blob ciphertext = run_hex_wide(r, "Encryption", rsa_modulus_bytes(&key.public));
        if (!r->malformed)
            run_works(r, "Modulus", rsa_private_check(&key));
        if (!r->malformed)
            decrypt(r, &key, &oaep, ciphertext, "Message", message);
        if (!r->malformed && seeded)
            encrypt(r, &key, &oaep, message, ciphertext);
    }
    rsa_private_clear(&key);
}

// "Hello World", in quotes.
static struct blob quoted(struct run *r, const char *name)
{
    const char *text = run_text(r, name);
    size_t length = strlen(text);
    if (length < 2 || text[0] != '"' || text[length - 1] != '"')
        return run_hex(r, name);
    struct blob blob = {.data = run_memory(r, length), .bytes = length - 2};
    memcpy(blob.data, text + 1, length - 2);
    return blob;
}

void run_oaep_label(struct run *r)
{
    struct key key;
    struct blob der = run_hex(r, "KEY"), label = run_hex(r, "OAEPLabel"), in = run_hex(r, "Input");
    struct blob expected = quoted(r, "Output");
    const struct hash_alg *hash = run_hash(r, "OAEPDigest");
    if (strcmp(run_text(r, "RSAPadding"), "OAEP") != 0)
        run_malformed(r, "RSAPadding", "RSAPadding is not OAEP");
    if (r->malformed)
        return;
    enum gl_error error = key_from_der(&key, KEY_PKCS8, der.data, der.bytes);
    if (error || key.kind != KEY_RSA) {
        run_malformed(r, "KEY", "KEY is no RSA key in PKCS#8: %s", gl_error_string(error));
        return;
    }
    struct rsa_oaep oaep = {.hash = hash, .mgf_hash = hash, .label = label.data, .label_bytes = label.bytes};
    decrypt(r, &key.rsa, &oaep, in, "Output", expected);
    key_clear(&key);
}
