// SPDX-License-Identifier: MIT
// Bytes among the arguments: as hex, as text, from a file; and keys.
#include "app/trace/trace_args.h"

#include "crypto/common/hex.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define MAX_INPUT_BYTES ((size_t)1 << 20) // a trace of more is no use to a reader

static enum gl_error from_hex(struct trace_args *a, const char *name, const char *hex, struct bytes_arg *out)
{
    size_t digits = strlen(hex);
    if (digits / 2 > MAX_INPUT_BYTES)
        return arg_wrong(a, "%s: more than %zu bytes", name, MAX_INPUT_BYTES);
    out->n = digits / 2;
    out->data = arg_memory(a, out->n);
    if (!out->data)
        return GL_ERR_MEMORY;
    enum gl_error error = gl_hex_decode(out->data, hex, digits);
    if (error == GL_ERR_LENGTH)
        return arg_wrong(a, "%s: an odd number of hex digits (%zu)", name, digits);
    return error ? arg_wrong(a, "%s: not hex: '%.40s'", name, hex) : GL_OK;
}

static enum gl_error from_text(struct trace_args *a, const char *text, struct bytes_arg *out)
{
    out->n = strlen(text);
    out->data = arg_memory(a, out->n);
    if (!out->data)
        return GL_ERR_MEMORY;
    memcpy(out->data, text, out->n);
    return GL_OK;
}

static enum gl_error from_file(struct trace_args *a, const char *path, struct bytes_arg *out)
{
    FILE *in = strcmp(path, "-") == 0 ? stdin : fopen(path, "rb");
    if (!in && errno == ENOMEM)
        return GL_ERR_MEMORY;
    a->unread = true; // unless it is read after all
    if (!in)
        return arg_wrong(a, "cannot read '%s': %s", path, strerror(errno));
    out->data = arg_memory(a, MAX_INPUT_BYTES + 1);
    out->n = out->data ? fread(out->data, 1, MAX_INPUT_BYTES + 1, in) : 0;
    bool broken = ferror(in);
    int reason = errno;
    if (in != stdin)
        fclose(in);
    if (!out->data)
        return GL_ERR_MEMORY;
    if (broken)
        return arg_wrong(a, "cannot read '%s': %s", path, strerror(reason));
    if (out->n > MAX_INPUT_BYTES)
        return arg_wrong(a, "%s: more than %zu bytes", path, MAX_INPUT_BYTES);
    a->unread = false;
    return GL_OK;
}

enum gl_error arg_hex(struct trace_args *a, enum trace_option option, const char *otherwise,
                      struct bytes_arg *out)
{
    const char *hex = arg_text(a, option, otherwise);
    enum gl_error error =
        hex ? from_hex(a, arg_name(option), hex, out) : arg_wrong(a, "%s HEX is needed", arg_name(option));
    if (!error)
        trace_vary_apply(&a->vary, option, out->data, out->n);
    return error;
}

// The one given of hex, text and file; more than one is a contradiction.
static enum gl_error one_of(struct trace_args *a, enum trace_option hex, enum trace_option text,
                            enum trace_option file, const char *otherwise, bool otherwise_is_text,
                            struct bytes_arg *out)
{
    const char *h = arg_text(a, hex, NULL), *w = arg_text(a, text, NULL), *f = arg_text(a, file, NULL);
    if (!!h + !!w + !!f > 1)
        return arg_wrong(a, "give one of %s, %s and %s", arg_name(hex), arg_name(text), arg_name(file));
    if (h)
        return from_hex(a, arg_name(hex), h, out);
    if (w)
        return from_text(a, w, out);
    if (f)
        return from_file(a, f, out);
    if (!otherwise)
        return arg_wrong(a, "give one of %s, %s and %s", arg_name(hex), arg_name(text), arg_name(file));
    return otherwise_is_text ? from_text(a, otherwise, out) : from_hex(a, arg_name(hex), otherwise, out);
}

enum gl_error arg_key(struct trace_args *a, const char *otherwise, struct bytes_arg *out)
{
    enum gl_error error = one_of(a, OPT_KEY, OPT_KEY_TEXT, OPT_KEY_FILE, otherwise, false, out);
    if (!error)
        trace_vary_apply(&a->vary, OPT_KEY, out->data, out->n);
    return error;
}

enum gl_error arg_input(struct trace_args *a, const char *otherwise, bool otherwise_is_text,
                        struct bytes_arg *out)
{
    enum gl_error error = one_of(a, OPT_IN, OPT_TEXT, OPT_IN_FILE, otherwise, otherwise_is_text, out);
    if (!error)
        trace_vary_apply(&a->vary, OPT_IN, out->data, out->n);
    return error;
}

enum gl_error arg_pem(struct trace_args *a, enum key_kind kind, bool need_private, struct key *key,
                      bool *given)
{
    const char *path = arg_text(a, OPT_KEY_FILE, NULL);
    struct bytes_arg pem = {0};
    *given = path != NULL;
    *key = (struct key){.kind = KEY_NONE};
    if (!path)
        return GL_OK;
    enum gl_error error = from_file(a, path, &pem);
    if (error)
        return error;
    error = key_from_pem(key, (const char *)pem.data, pem.n);
    if (error == GL_ERR_MEMORY)
        return error;
    a->unread = error != GL_OK;
    if (error)
        return arg_wrong(a, "%s: not a key that can be read: %s", path, gl_error_string(error));
    if (key->kind != kind || (need_private && !key->is_private)) {
        key_clear(key);
        return arg_wrong(a, "%s: a key of another kind than this needs", path);
    }
    return GL_OK;
}
