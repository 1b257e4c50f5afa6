// SPDX-License-Identifier: MIT
// `glasslock trace fernet`: by default the example of the Fernet specification.
#include "app/trace/trace_args.h"
#include "crypto/token/fernet.h"

#include <string.h>

#define SPEC_KEY  "730ff4c7af3d46923e8ed451ee813c87f790b0a226bc96a92de49b5e9c05e1ee"
#define SPEC_IV   "000102030405060708090a0b0c0d0e0f"
#define SPEC_TIME 499162800
#define SPEC_TOKEN                                                                                           \
    "gAAAAAAdwJ6wAAECAwQFBgcICQoLDA0ODy021cpGVWKZ_eEwCGM4BLLF_5CV9dOPmrhuVUPgJobwOz7JcbmrR64jVmpU4IwqDA=="

static enum gl_error encrypt(struct trace_args *a, struct trace *t, const uint8_t *key)
{
    struct bytes_arg iv = {0}, in = {0};
    unsigned time = 0;
    enum gl_error error = arg_input(a, "hello", true, &in);
    if (!error)
        error = arg_hex(a, OPT_IV, SPEC_IV, &iv);
    if (!error && iv.n != 16)
        return arg_wrong(a, "--iv: Fernet's IV has 16 bytes, not %zu", iv.n);
    if (!error)
        error = arg_unsigned(a, OPT_TIME, SPEC_TIME, 0, UINT32_MAX, &time);
    size_t room = error ? 0 : fernet_token_chars(in.n) + 1;
    char *narrated = (char *)arg_memory(a, room), *plain = (char *)arg_memory(a, room);
    if (!error && (!narrated || !plain))
        error = GL_ERR_MEMORY;
    if (!error)
        error = fernet_trace_encrypt(t, key, time, iv.data, narrated, in.data, in.n);
    if (!error)
        error = fernet_encrypt(key, time, iv.data, plain, in.data, in.n);
    a->compared = !error;
    a->agrees = !error && strcmp(narrated, plain) == 0;
    return error;
}

// The input is a token. Its age is not judged: a trace has no clock.
static enum gl_error decrypt(struct trace_args *a, struct trace *t, const uint8_t *key)
{
    struct bytes_arg in = {0};
    size_t bytes = 0;
    enum gl_error error = arg_input(a, SPEC_TOKEN, true, &in);
    if (error)
        return error;
    char *token = (char *)arg_memory(a, in.n + 1);
    uint8_t *out = arg_memory(a, in.n + 1);
    if (!token || !out)
        return GL_ERR_MEMORY;
    memcpy(token, in.data, in.n);
    token[in.n] = '\0';
    error = fernet_trace_decrypt(t, key, 0, 0, out, &bytes, token);
    if (error)
        return error == GL_ERR_DECRYPT ? arg_wrong(a, "the token is not valid under this key") : error;
    const struct trace_step *message = trace_get(t, trace_find(t, 1, "message"));
    a->compared = true;
    a->agrees = message && message->bits == bytes * 8 && memcmp(message->value, out, bytes) == 0;
    return GL_OK;
}

enum gl_error trace_run_fernet(struct trace_args *a, struct trace *t, const char *name)
{
    (void)name;
    struct bytes_arg key = {0};
    enum gl_error error = arg_key(a, SPEC_KEY, &key);
    if (error)
        return error;
    if (key.n != FERNET_KEY_BYTES)
        return arg_wrong(a, "the key has %zu bytes, and Fernet's has %d", key.n, FERNET_KEY_BYTES);
    return arg_decrypt(a) ? decrypt(a, t, key.data) : encrypt(a, t, key.data);
}
