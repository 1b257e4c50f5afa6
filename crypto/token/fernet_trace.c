// SPDX-License-Identifier: MIT
// Fernet narrated: padding, AES-128-CBC, HMAC-SHA-256 and base64, each with every step inside.
//
// The cipher records its key and IV as inputs of its own; an EQUAL step ties each to the part of the Fernet
// key or token that it is.
#include "crypto/token/fernet.h"

#include "crypto/cipher/cipher.h"
#include "crypto/common/bytes.h"
#include "crypto/encoding/base64.h"
#include "crypto/hash/hmac.h"
#include "crypto/trace/tb.h"

#include <stdlib.h>

#define CITE      "Fernet specification"
#define FIELDS    CITE ", Token Fields"
#define MAKE      CITE ", Generating"
#define CHECK     CITE ", Verifying"
#define BLOCK     16
#define HALF      16
#define MAC       32
#define CIPHER_AT 25
#define LEAST     (CIPHER_AT + BLOCK + MAC)

struct keys {
    struct tb signing, encryption;
};

static struct keys split_key(struct trace *t, const uint8_t key[FERNET_KEY_BYTES])
{
    struct tb whole = tb_input(t, SAY("key", 0, CITE ", Key Format"), key, FERNET_KEY_BYTES);
    return (struct keys){tb_slice(t, SAY("signing key", 0, CITE ", Key Format"), whole, 0, HALF),
                         tb_slice(t, SAY("encryption key", 0, CITE ", Key Format"), whole, HALF, HALF)};
}

static bool is_input(const struct trace_step *step, struct tb part)
{
    return step->op == TRACE_INPUT && step->bits == part.n * 8 && memcmp(step->value, part.data, part.n) == 0;
}

// The next INPUT step after `from` with that value is the part's own. Were there none, the step made here
// would refer to nothing, which fails the trace.
static void tie(struct trace *t, const char *label, trace_ref from, struct tb part)
{
    trace_ref ref = from + 1;
    while (ref <= trace_count(t) && !is_input(trace_get(t, ref), part))
        ref++;
    tb_equal(t, SAY(label, 0, FIELDS), part, tb_of(t, ref));
}

// AES-128-CBC over `in`; the output is a step of the trace.
static struct tb run_cipher(struct trace *t, enum cipher_direction direction, struct tb key, struct tb iv,
                            struct tb in)
{
    struct tb out = {0};
    trace_ref from = (trace_ref)trace_count(t), ref = 0;
    uint8_t *buffer = malloc(in.n + 1);
    enum gl_error error = buffer ? cipher_trace(t, &cipher_aes128, CIPHER_CBC, direction, key.data, key.n,
                                                iv.data, in.data, in.n, in.ref, buffer, &ref)
                                 : GL_ERR_MEMORY;
    gl_wipe_free(buffer, in.n);
    if (error) {
        trace_fail(t, error);
        return out;
    }
    tie(t, "the cipher's key is the encryption key", from, key);
    tie(t, "the cipher's IV is the token's", from, iv);
    return tb_of(t, ref);
}

static struct tb run_hmac(struct trace *t, struct tb key, struct tb data)
{
    uint8_t mac[MAC];
    trace_ref ref = 0;
    enum gl_error error =
        hmac_trace(t, &hash_sha256, key.data, key.n, key.ref, data.data, data.n, data.ref, mac, &ref);
    if (error)
        trace_fail(t, error);
    return tb_of(t, ref); // nothing, after a failure
}

static enum gl_error encode(struct trace *t, struct tb raw, char *token)
{
    base64_encode(token, raw.data, raw.n, true);
    trace_emit(t, SAY("token", 0, MAKE ", step 5"), TRACE_BASE64,
               &(struct trace_use){.in = {raw.ref}, .n_in = 1, .params = {1}, .n_params = 1}, TRACE_BYTES,
               token, base64_chars(raw.n) * 8);
    return trace_error(t);
}

enum gl_error fernet_trace_encrypt(struct trace *t, const uint8_t key[FERNET_KEY_BYTES], uint64_t time,
                                   const uint8_t iv[16], char *token, const uint8_t *message, size_t bytes)
{
    static const uint8_t version = 0x80;
    uint8_t clock[8];
    if (!t)
        return fernet_encrypt(key, time, iv, token, message, bytes);
    if (bytes > UINT32_MAX / 16)
        return GL_ERR_TOO_LARGE;
    gl_store64_be(clock, time);
    struct keys keys = split_key(t, key);
    struct tb text = tb_input(t, SAY("message", 0, MAKE), message, bytes);
    struct tb fields[4] = {tb_constant(t, SAY("version", 0, FIELDS), &version, 1),
                           tb_input(t, SAY("timestamp", 0, FIELDS), clock, sizeof clock),
                           tb_input(t, SAY("IV of the token", 0, FIELDS), iv, BLOCK)};
    size_t fill = BLOCK - bytes % BLOCK;
    struct tb padding = tb_fill(t, SAY("PKCS#7 padding", 0, "RFC 5652, 6.3"), (uint8_t)fill, fill);
    struct tb padded =
        tb_concatenate(t, SAY("padded message", 0, "RFC 5652, 6.3"), 2, (struct tb[]){text, padding});
    if (trace_error(t))
        return trace_error(t);
    fields[3] = run_cipher(t, CIPHER_ENCRYPT, keys.encryption, fields[2], padded);
    if (trace_error(t))
        return trace_error(t);
    struct tb body =
        tb_concatenate(t, SAY("version || timestamp || IV || ciphertext", 0, MAKE ", step 4"), 4, fields);
    struct tb mac = run_hmac(t, keys.signing, body);
    struct tb raw = tb_concatenate(t, SAY("all fields", 0, MAKE ", step 5"), 2, (struct tb[]){body, mac});
    return trace_error(t) ? trace_error(t) : encode(t, raw, token);
}

// After the MAC: the padding, which is the last byte repeated that many times.
static void unpad(struct trace *t, struct tb padded, size_t message_bytes)
{
    size_t fill = padded.n - message_bytes;
    struct tb found = tb_slice(t, SAY("PKCS#7 padding", 0, "RFC 5652, 6.3"), padded, message_bytes, fill);
    struct tb right = tb_fill(t, SAY("what it must be", 0, "RFC 5652, 6.3"), (uint8_t)fill, fill);
    tb_equal(t, SAY("padding is right", 0, CHECK ", step 5"), found, right);
    tb_slice(t, SAY("message", 0, CHECK ", step 6"), padded, 0, message_bytes);
}

static void narrate_open(struct trace *t, const uint8_t key[FERNET_KEY_BYTES], const char *token,
                         const uint8_t *data, size_t raw, size_t message_bytes)
{
    static const uint8_t version = 0x80;
    struct keys keys = split_key(t, key);
    struct tb text = tb_input(t, SAY("token", 0, CHECK), token, strlen(token));
    trace_ref ref = trace_emit(t, SAY("all fields", 0, CHECK ", step 1"), TRACE_UNBASE64,
                               &(struct trace_use){.in = {text.ref}, .n_in = 1, .params = {1}, .n_params = 1},
                               TRACE_BYTES, data, raw * 8);
    if (trace_error(t))
        return;
    struct tb all = tb_of(t, ref);
    tb_equal(t, SAY("version is 80", 0, CHECK ", step 2"), tb_slice(t, SAY("version", 0, FIELDS), all, 0, 1),
             tb_constant(t, SAY("80", 0, FIELDS), &version, 1));
    tb_slice(t, SAY("timestamp", 0, CHECK ", step 3"), all, 1, 8);
    struct tb body =
        tb_slice(t, SAY("version || timestamp || IV || ciphertext", 0, FIELDS), all, 0, raw - MAC);
    struct tb mac = run_hmac(t, keys.signing, body);
    if (trace_error(t))
        return;
    tb_equal(t, SAY("the MAC is right", 0, CHECK ", step 4"), mac,
             tb_slice(t, SAY("MAC of the token", 0, FIELDS), all, raw - MAC, MAC));
    struct tb iv = tb_slice(t, SAY("IV of the token", 0, FIELDS), all, CIPHER_AT - BLOCK, BLOCK);
    struct tb sealed = tb_slice(t, SAY("ciphertext", 0, FIELDS), all, CIPHER_AT, raw - CIPHER_AT - MAC);
    if (trace_error(t))
        return;
    struct tb padded = run_cipher(t, CIPHER_DECRYPT, keys.encryption, iv, sealed);
    if (!trace_error(t))
        unpad(t, padded, message_bytes);
}

// Only a token that opens is narrated: of the others all there is to say is that they do not.
enum gl_error fernet_trace_decrypt(struct trace *t, const uint8_t key[FERNET_KEY_BYTES], uint64_t now,
                                   uint64_t ttl, uint8_t *out, size_t *out_bytes, const char *token)
{
    size_t chars = strlen(token), raw = 0;
    enum gl_error error = fernet_decrypt(key, now, ttl, out, out_bytes, token);
    if (error || !t)
        return error;
    uint8_t *data = malloc(chars + 1);
    error = data ? base64_decode(data, &raw, token, chars, true) : GL_ERR_MEMORY;
    if (!error)
        narrate_open(t, key, token, data, raw, *out_bytes);
    gl_wipe_free(data, chars + 1);
    return error ? error : trace_error(t);
}
