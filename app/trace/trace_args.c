// SPDX-License-Identifier: MIT
// Options by their names; numbers, points and names of things among them.
#include "app/trace/trace_args.h"

#include "crypto/common/bytes.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static const char *const names[TRACE_OPTIONS] = {
    [OPT_KEY] = "--key",
    [OPT_KEY_TEXT] = "--key-text",
    [OPT_KEY_FILE] = "--key-file",
    [OPT_IN] = "--in",
    [OPT_TEXT] = "--text",
    [OPT_IN_FILE] = "--in-file",
    [OPT_IV] = "--iv",
    [OPT_MODE] = "--mode",
    [OPT_HASH] = "--hash",
    [OPT_CURVE] = "--curve",
    [OPT_SALT] = "--salt",
    [OPT_INFO] = "--info",
    [OPT_LABEL] = "--label",
    [OPT_SEED] = "--oaep-seed",
    [OPT_SIGNATURE] = "--signature",
    [OPT_LENGTH] = "--length",
    [OPT_ITERATIONS] = "--iterations",
    [OPT_BITS] = "--bits",
    [OPT_TIME] = "--time",
    [OPT_P] = "-p",
    [OPT_Q] = "-q",
    [OPT_E] = "-e",
    [OPT_D] = "-d",
    [OPT_K] = "-k",
    [OPT_POINT_P] = "-P",
    [OPT_POINT_Q] = "-Q",
    [OPT_ROUNDS] = "--rounds",
    [OPT_TABLE] = "--table",
    [OPT_LEAVE_OUT] = "--leave-out",
};

const char *arg_name(enum trace_option option)
{
    return names[option];
}

enum gl_error arg_wrong(struct trace_args *a, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(a->why, sizeof a->why, format, arguments);
    va_end(arguments);
    return GL_ERR_ARGUMENT;
}

const char *arg_text(struct trace_args *a, enum trace_option option, const char *otherwise)
{
    a->used[option] = true;
    return a->value[option] ? a->value[option] : otherwise;
}

bool arg_decrypt(struct trace_args *a)
{
    a->used_decrypt = true;
    return a->decrypt;
}

bool arg_verify(struct trace_args *a)
{
    a->used_verify = true;
    return a->verify;
}

uint8_t *arg_memory(struct trace_args *a, size_t n)
{
    if (a->n_allocated == sizeof a->allocated / sizeof a->allocated[0])
        return NULL;
    uint8_t *data = calloc(1, n + 1);
    if (data)
        a->allocated[a->n_allocated++] = (struct bytes_arg){data, n};
    return data;
}

void args_clear(struct trace_args *a)
{
    while (a->n_allocated > 0) {
        struct bytes_arg *last = &a->allocated[--a->n_allocated];
        gl_wipe_free(last->data, last->n);
    }
}

enum gl_error arg_number(struct trace_args *a, enum trace_option option, const char *otherwise, mpz_t z)
{
    const char *text = arg_text(a, option, otherwise);
    if (!text)
        return arg_wrong(a, "%s NUMBER is needed", names[option]);
    bool hex = strncmp(text, "0x", 2) == 0;
    const char *digits = hex ? text + 2 : text;
    size_t n = strspn(digits, hex ? "0123456789abcdefABCDEF" : "0123456789");
    if (n == 0 || digits[n] || n > 2 * RSA_MAX_BYTES || mpz_set_str(z, digits, hex ? 16 : 10) != 0)
        return arg_wrong(a, "%s: not a number: '%.40s' (decimal, or hex with 0x)", names[option], text);
    return GL_OK;
}

enum gl_error arg_unsigned(struct trace_args *a, enum trace_option option, unsigned otherwise, unsigned least,
                           unsigned most, unsigned *out)
{
    const char *text = arg_text(a, option, NULL);
    *out = otherwise;
    if (!text)
        return GL_OK;
    char *end = NULL;
    unsigned long value = strtoul(text, &end, 10);
    if (!*text || *end || text[0] == '-' || value < least || value > most)
        return arg_wrong(a, "%s: '%.20s' is not a number from %u to %u", names[option], text, least, most);
    *out = (unsigned)value;
    return GL_OK;
}

enum gl_error arg_hash(struct trace_args *a, const char *otherwise, const struct hash_alg **out)
{
    const char *name = arg_text(a, OPT_HASH, otherwise);
    *out = hash_find(name);
    return *out ? GL_OK : arg_wrong(a, "--hash: unknown hash '%.20s'", name);
}

enum gl_error arg_curve(struct trace_args *a, const char *otherwise, const struct ec_curve **out)
{
    const char *name = arg_text(a, OPT_CURVE, otherwise);
    *out = ec_find(name);
    return *out ? GL_OK
                : arg_wrong(a, "--curve: unknown curve '%.20s' (classroom, P-192 to P-521, secp256k1)", name);
}

enum gl_error arg_point(struct trace_args *a, enum trace_option option, const char *otherwise,
                        const struct ec_group *g, struct ec_point *out)
{
    const char *text = arg_text(a, option, otherwise);
    if (strcmp(text, "O") == 0) {
        out->infinity = true;
        return GL_OK;
    }
    int read = 0;
    out->infinity = false;
    bool right = gmp_sscanf(text, "%Zi,%Zi%n", out->x, out->y, &read) == 2 && text[read] == '\0';
    if (!right)
        return arg_wrong(a, "%s: a point is x,y (decimal, or hex with 0x) or O, not '%.40s'", names[option],
                         text);
    bool in_field = mpz_sgn(out->x) >= 0 && mpz_sgn(out->y) >= 0 && mpz_cmp(out->x, g->p) < 0 &&
                    mpz_cmp(out->y, g->p) < 0;
    if (!in_field || !ec_point_on_curve(g, out))
        return arg_wrong(a, "%s: the point %.40s is not on the curve %s", names[option], text,
                         g->curve->name);
    return GL_OK;
}
