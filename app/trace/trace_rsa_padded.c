// SPDX-License-Identifier: MIT
// `glasslock trace` for RSA with its paddings, which need a real key: OAEP, and signatures by PSS and PKCS#1
// v1.5.
#include "app/trace/trace_args.h"

#include "crypto/common/bytes.h"
#include "crypto/rsa/rsa_trace.h"

// A real key where padding needs one: from --key-file, or made for the occasion.
static enum gl_error real_key(struct trace_args *a, bool need_private, struct key *key)
{
    bool given = false;
    unsigned bits = 0;
    enum gl_error error = arg_pem(a, KEY_RSA, need_private, key, &given);
    if (error || given)
        return error;
    error = arg_unsigned(a, OPT_BITS, 1024, 1024, 4096, &bits);
    if (error)
        return error;
    key_init(key, KEY_RSA);
    key->is_private = true;
    error = rsa_generate(&key->rsa, bits / 2 * 2, 65537, NULL, NULL);
    if (error)
        key_clear(key);
    return error;
}

struct oaep_call {
    struct key key;
    struct rsa_oaep oaep;
    struct bytes_arg in, label;
};

static enum gl_error oaep_encrypt(struct trace_args *a, struct trace *t, struct oaep_call *c)
{
    size_t k = rsa_modulus_bytes(&c->key.rsa.public), n = 0;
    struct bytes_arg seed = {arg_memory(a, HASH_MAX_DIGEST_BYTES), c->oaep.hash->digest_bytes};
    uint8_t *out = arg_memory(a, k), *back = arg_memory(a, k);
    if (!seed.data || !out || !back)
        return GL_ERR_MEMORY;
    enum gl_error error = gl_random_bytes(NULL, seed.data, seed.n);
    if (!error && a->value[OPT_SEED])
        error = arg_hex(a, OPT_SEED, NULL, &seed);
    if (!error && seed.n != c->oaep.hash->digest_bytes)
        error = arg_wrong(a, "--oaep-seed: %zu bytes, where the hash has %zu", seed.n,
                          c->oaep.hash->digest_bytes);
    if (!error)
        error = rsa_trace_oaep_encrypt(t, &c->key.rsa.public, &c->oaep, seed.data, out, c->in.data, c->in.n);
    if (error == GL_ERR_LENGTH)
        return arg_wrong(a, "the message is too long for this key and hash");
    if (!error && c->key.is_private) {
        a->compared = true;
        a->agrees = rsa_oaep_decrypt(&c->key.rsa, &c->oaep, NULL, back, &n, out, k) == GL_OK &&
                    n == c->in.n && memcmp(back, c->in.data, n) == 0;
    }
    return error;
}

static enum gl_error oaep_decrypt(struct trace_args *a, struct trace *t, struct oaep_call *c)
{
    size_t k = rsa_modulus_bytes(&c->key.rsa.public), n = 0, m = 0;
    uint8_t *out = arg_memory(a, k), *plain = arg_memory(a, k);
    if (!out || !plain)
        return GL_ERR_MEMORY;
    enum gl_error error = rsa_trace_oaep_decrypt(t, &c->key.rsa, &c->oaep, out, &n, c->in.data, c->in.n);
    enum gl_error expected = rsa_oaep_decrypt(&c->key.rsa, &c->oaep, NULL, plain, &m, c->in.data, c->in.n);
    a->compared = true;
    a->agrees = error == expected && n == m && memcmp(out, plain, n) == 0;
    a->refused = error == GL_ERR_DECRYPT;
    return error == GL_ERR_DECRYPT ? GL_OK : error;
}

enum gl_error trace_run_rsa_oaep(struct trace_args *a, struct trace *t, const char *name)
{
    (void)name;
    struct oaep_call c = {.key = {.kind = KEY_NONE}};
    bool decrypt = arg_decrypt(a);
    if (decrypt && !a->value[OPT_KEY_FILE])
        return arg_wrong(
            a, "--decrypt needs --key-file with a private key, and --in or --in-file with the ciphertext");
    enum gl_error error = arg_hash(a, "sha1", &c.oaep.hash);
    c.oaep.mgf_hash = c.oaep.hash;
    if (!error)
        error = arg_hex(a, OPT_LABEL, "", &c.label);
    c.oaep.label = c.label.data;
    c.oaep.label_bytes = c.label.n;
    if (!error)
        error = real_key(a, decrypt, &c.key);
    if (!error)
        error = arg_input(a, decrypt ? NULL : "hello", true, &c.in);
    if (!error)
        error = decrypt ? oaep_decrypt(a, t, &c) : oaep_encrypt(a, t, &c);
    key_clear(&c.key);
    return error;
}

struct signature_call {
    struct key key;
    struct rsa_pss pss;
    struct bytes_arg in, signature;
    bool is_pss;
    uint8_t digest[HASH_MAX_DIGEST_BYTES];
};

static enum gl_error sign(struct trace_args *a, struct trace *t, struct signature_call *c)
{
    size_t k = rsa_modulus_bytes(&c->key.rsa.public);
    struct bytes_arg salt = {arg_memory(a, RSA_MAX_BYTES), c->pss.hash->digest_bytes};
    uint8_t *out = arg_memory(a, k);
    if (!salt.data || !out)
        return GL_ERR_MEMORY;
    enum gl_error error = gl_random_bytes(NULL, salt.data, salt.n);
    if (!error && c->is_pss && a->value[OPT_SALT])
        error = arg_hex(a, OPT_SALT, NULL, &salt);
    if (error)
        return error;
    c->pss.salt_bytes = salt.n;
    error = c->is_pss ? rsa_trace_pss_sign(t, &c->key.rsa, &c->pss, salt.data, out, c->in.data, c->in.n)
                      : rsa_trace_pkcs1_sign(t, &c->key.rsa, c->pss.hash, out, c->in.data, c->in.n);
    if (error == GL_ERR_LENGTH)
        return arg_wrong(a, "the key is too small for this hash and salt");
    a->compared = true;
    a->agrees = (c->is_pss ? rsa_pss_verify(&c->key.rsa.public, &c->pss, out, k, c->digest)
                           : rsa_pkcs1_verify(&c->key.rsa.public, c->pss.hash, out, k, c->digest)) == GL_OK;
    return error;
}

static enum gl_error verify(struct trace_args *a, struct trace *t, struct signature_call *c)
{
    const struct rsa_public *key = &c->key.rsa.public;
    enum gl_error error, expected;
    c->pss.salt_bytes = RSA_PSS_SALT_ANY;
    if (c->is_pss) {
        error = rsa_trace_pss_verify(t, key, &c->pss, c->signature.data, c->signature.n, c->in.data, c->in.n);
        expected = rsa_pss_verify(key, &c->pss, c->signature.data, c->signature.n, c->digest);
    } else {
        error = rsa_trace_pkcs1_verify(t, key, c->pss.hash, c->signature.data, c->signature.n, c->in.data,
                                       c->in.n);
        expected = rsa_pkcs1_verify(key, c->pss.hash, c->signature.data, c->signature.n, c->digest);
    }
    a->compared = true;
    a->agrees = error == expected;
    a->refused = error == GL_ERR_VERIFY;
    return error == GL_ERR_VERIFY ? GL_OK : error;
}

enum gl_error trace_run_rsa_signature(struct trace_args *a, struct trace *t, const char *name)
{
    struct signature_call c = {.key = {.kind = KEY_NONE}, .is_pss = strcmp(name, "rsa-pss") == 0};
    bool verifying = arg_verify(a);
    if (verifying && (!a->value[OPT_KEY_FILE] || !a->value[OPT_SIGNATURE]))
        return arg_wrong(a, "--verify needs --key-file with a key and --signature HEX");
    enum gl_error error = arg_hash(a, "sha256", &c.pss.hash);
    c.pss.mgf_hash = c.pss.hash;
    if (!error)
        error = arg_input(a, "sample", true, &c.in);
    if (!error && verifying)
        error = arg_hex(a, OPT_SIGNATURE, NULL, &c.signature);
    if (!error && c.is_pss)
        arg_text(a, OPT_SALT, NULL);
    if (!error)
        error = real_key(a, !verifying, &c.key);
    if (!error) {
        hash_digest(c.pss.hash, c.in.data, c.in.n, c.digest);
        error = verifying ? verify(a, t, &c) : sign(a, t, &c);
    }
    key_clear(&c.key);
    return error;
}
