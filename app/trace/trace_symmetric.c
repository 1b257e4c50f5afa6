// SPDX-License-Identifier: MIT
// `glasslock trace` for ciphers, hashes, HMAC and key derivation. Without arguments each shows its standard's
// own example.
#include "app/trace/trace_args.h"

#include "crypto/cipher/cipher.h"
#include "crypto/common/bytes.h"
#include "crypto/hash/hkdf.h"
#include "crypto/hash/hmac.h"
#include "crypto/hash/pbkdf2.h"
#include "crypto/trace/tb.h"

#include <stdio.h>

static void compare(struct trace_args *a, const void *narrated, const void *plain, size_t n)
{
    a->compared = true;
    a->agrees = n == 0 || memcmp(narrated, plain, n) == 0;
}

struct cipher_call {
    const struct cipher_alg *alg;
    enum cipher_mode mode;
    enum cipher_direction direction;
    struct bytes_arg key, iv, in;
};

static const struct cipher_alg *cipher_named(const char *name, size_t key_bytes)
{
    const struct cipher_alg *aes = key_bytes == 24   ? &cipher_aes192
                                   : key_bytes == 32 ? &cipher_aes256
                                                     : &cipher_aes128;
    const struct cipher_alg *alg = cipher_find(name);
    return alg ? alg : aes; // plain "aes"
}

// The classical examples of DES; else 00 01 02 ..., as in FIPS 197's examples C.1 to C.3.
static enum gl_error read_key(struct trace_args *a, const char *name, struct bytes_arg *key)
{
    char counted[2 * CIPHER_MAX_KEY_BYTES + 1] = "";
    for (unsigned i = 0; i < cipher_named(name, 0)->key_bytes; i++)
        snprintf(counted + (size_t)2 * i, 3, "%02x", i);
    return arg_key(a,
                   strcmp(name, "des") == 0    ? "133457799bbcdff1"
                   : strcmp(name, "des3") == 0 ? "0123456789abcdef23456789abcdef01456789abcdef0123"
                                               : counted,
                   key);
}

static enum gl_error read_cipher(struct trace_args *a, const char *name, struct cipher_call *c)
{
    const char *mode = arg_text(a, OPT_MODE, a->value[OPT_IV] ? "cbc" : "ecb");
    c->direction = arg_decrypt(a) ? CIPHER_DECRYPT : CIPHER_ENCRYPT;
    if (strcmp(mode, "ecb") != 0 && strcmp(mode, "cbc") != 0)
        return arg_wrong(a, "--mode: '%.10s' is neither ecb nor cbc", mode);
    c->mode = mode[0] == 'c' ? CIPHER_CBC : CIPHER_ECB;
    enum gl_error error = read_key(a, name, &c->key);
    if (error)
        return error;
    c->alg = cipher_named(name, c->key.n);
    if (!cipher_key_fits(c->alg, c->key.n))
        return arg_wrong(a, "a key of %zu bytes does not fit %s, which takes %zu", c->key.n, c->alg->title,
                         c->alg->key_bytes);
    const char *block = c->alg->block_bytes == 8 ? "0123456789abcdef" : "00112233445566778899aabbccddeeff";
    if (c->direction == CIPHER_DECRYPT && strcmp(name, "des") == 0)
        block = "85e813540f0ab405"; // what the classical example encrypts to
    error = arg_input(a, block, false, &c->in);
    if (!error && c->mode == CIPHER_CBC) {
        error = arg_hex(a, OPT_IV,
                        c->alg->block_bytes == 8 ? "0000000000000000" : "00000000000000000000000000000000",
                        &c->iv);
        if (!error && c->iv.n != c->alg->block_bytes)
            return arg_wrong(a, "--iv: %zu bytes, where a block has %zu", c->iv.n, c->alg->block_bytes);
    }
    return error;
}

// PKCS#7 as steps: the plaintext, n bytes of value n, the padded plaintext.
static enum gl_error pad(struct trace_args *a, struct trace *t, struct cipher_call *c, trace_ref *ref)
{
    size_t block = c->alg->block_bytes, padded = pkcs7_padded_bytes(c->in.n, block);
    uint8_t value = (uint8_t)(padded - c->in.n), *data = arg_memory(a, padded);
    if (!data)
        return GL_ERR_MEMORY;
    trace_open(t, TRACE_PHASE, "PKCS#7 padding", 0);
    struct tb text = tb_input(t, SAY("plaintext", 0, "RFC 5652, 6.3"), c->in.data, c->in.n);
    struct tb padding = tb_fill(t, SAY("padding", 0, "RFC 5652, 6.3"), value, value);
    struct tb whole =
        tb_concatenate(t, SAY("padded plaintext", 0, "RFC 5652, 6.3"), 2, (struct tb[]){text, padding});
    trace_close(t);
    if (trace_error(t))
        return trace_error(t);
    memcpy(data, whole.data, padded);
    c->in = (struct bytes_arg){data, padded};
    *ref = whole.ref;
    return GL_OK;
}

enum gl_error trace_run_cipher(struct trace_args *a, struct trace *t, const char *name)
{
    struct cipher_call c = {.alg = cipher_named(name, 0)}; // of AES, the key will say which
    struct cipher_ctx ctx;
    trace_ref in_ref = 0;
    enum gl_error error = read_cipher(a, name, &c);
    if (error)
        return error;
    a->used_pad = true;
    bool odd = c.in.n % c.alg->block_bytes || c.in.n == 0;
    if (a->pad && c.direction == CIPHER_DECRYPT)
        return arg_wrong(a, "--pad goes with encryption");
    if (odd && !a->pad)
        return arg_wrong(a, "the input has %zu bytes, which is not a multiple of %zu; --pad pads it", c.in.n,
                         c.alg->block_bytes);
    error = a->pad ? pad(a, t, &c, &in_ref) : GL_OK;
    uint8_t *out = arg_memory(a, c.in.n), *plain = arg_memory(a, c.in.n);
    if (!error && (!out || !plain))
        error = GL_ERR_MEMORY;
    if (!error)
        error = cipher_trace(t, c.alg, c.mode, c.direction, c.key.data, c.key.n, c.iv.data, c.in.data, c.in.n,
                             in_ref, out, NULL);
    if (error)
        return error;
    error = cipher_init(&ctx, c.alg, c.mode, c.direction, c.key.data, c.key.n, c.iv.data);
    if (!error)
        error = cipher_blocks(&ctx, plain, c.in.data, c.in.n);
    compare(a, out, plain, c.in.n);
    cipher_wipe(&ctx);
    return error;
}

enum gl_error trace_run_hash(struct trace_args *a, struct trace *t, const char *name)
{
    const struct hash_alg *alg = hash_find(name);
    uint8_t narrated[HASH_MAX_DIGEST_BYTES], plain[HASH_MAX_DIGEST_BYTES];
    struct bytes_arg in = {0};
    enum gl_error error = arg_input(a, "abc", true, &in);
    if (!error)
        error = hash_trace(t, alg, in.data, in.n, 0, narrated, NULL);
    if (error)
        return error;
    hash_digest(alg, in.data, in.n, plain);
    compare(a, narrated, plain, alg->digest_bytes);
    return GL_OK;
}

enum gl_error trace_run_hmac(struct trace_args *a, struct trace *t, const char *name)
{
    (void)name;
    const struct hash_alg *alg = NULL;
    uint8_t narrated[HASH_MAX_DIGEST_BYTES], plain[HASH_MAX_DIGEST_BYTES];
    struct bytes_arg key = {0}, in = {0};
    enum gl_error error = arg_hash(a, "sha256", &alg);
    if (!error)
        error = arg_key(a, "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", &key); // RFC 4231, test case 1
    if (!error)
        error = arg_input(a, "Hi There", true, &in);
    if (!error)
        error = hmac_trace(t, alg, key.data, key.n, 0, in.data, in.n, 0, narrated, NULL);
    if (error)
        return error;
    hmac_digest(alg, key.data, key.n, in.data, in.n, plain);
    compare(a, narrated, plain, alg->digest_bytes);
    return GL_OK;
}

enum gl_error trace_run_hkdf(struct trace_args *a, struct trace *t, const char *name)
{
    (void)name;
    const struct hash_alg *alg = NULL;
    struct bytes_arg ikm = {0}, salt = {0}, info = {0};
    unsigned length = 0;
    uint8_t narrated[TRACE_MAX_INPUTS * HASH_MAX_DIGEST_BYTES], plain[sizeof narrated];
    enum gl_error error = arg_hash(a, "sha256", &alg); // RFC 5869, A.1
    if (!error)
        error = arg_key(a, "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", &ikm);
    if (!error)
        error = arg_hex(a, OPT_SALT, "000102030405060708090a0b0c", &salt);
    if (!error)
        error = arg_hex(a, OPT_INFO, "f0f1f2f3f4f5f6f7f8f9", &info);
    if (!error)
        error = arg_unsigned(a, OPT_LENGTH, 42, 1, TRACE_MAX_INPUTS * (unsigned)alg->digest_bytes, &length);
    if (!error)
        error = hkdf_trace(t, alg, salt.data, salt.n, ikm.data, ikm.n, info.data, info.n, narrated, length);
    if (!error)
        error = hkdf(alg, salt.data, salt.n, ikm.data, ikm.n, info.data, info.n, plain, length);
    if (!error)
        compare(a, narrated, plain, length);
    return error;
}

enum gl_error trace_run_pbkdf2(struct trace_args *a, struct trace *t, const char *name)
{
    (void)name;
    const struct hash_alg *alg = NULL;
    struct bytes_arg password = {0}, salt = {0};
    unsigned length = 0, iterations = 0;
    uint8_t narrated[TRACE_MAX_INPUTS * HASH_MAX_DIGEST_BYTES], plain[sizeof narrated];
    enum gl_error error = arg_hash(a, "sha1", &alg); // RFC 6070, the first: "password", "salt"
    if (!error)
        error = arg_key(a, "70617373776f7264", &password);
    if (!error)
        error = arg_hex(a, OPT_SALT, "73616c74", &salt);
    if (!error)
        error = arg_unsigned(a, OPT_ITERATIONS, 1, 1, 64, &iterations);
    if (!error)
        error = arg_unsigned(a, OPT_LENGTH, (unsigned)alg->digest_bytes, 1,
                             TRACE_MAX_INPUTS * (unsigned)alg->digest_bytes, &length);
    if (!error)
        error =
            pbkdf2_trace(t, alg, password.data, password.n, salt.data, salt.n, iterations, narrated, length);
    if (!error)
        error = pbkdf2(alg, password.data, password.n, salt.data, salt.n, iterations, plain, length);
    if (!error)
        compare(a, narrated, plain, length);
    return error;
}
