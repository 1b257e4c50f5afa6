// SPDX-License-Identifier: MIT
// What a runner sees of its case: fields, comparisons, the first failure.
#include "vectors/run.h"

#include "crypto/common/hex.h"
#include "crypto/common/no_memory.h"

#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void run_free(struct run *r)
{
    for (size_t i = 0; i < r->n_owned; i++)
        free(r->owned[i]);
    free(r->owned);
    r->owned = NULL;
    r->n_owned = 0;
}

void *run_memory(struct run *r, size_t bytes)
{
    void *memory = gl_need(calloc(1, bytes + 1));
    r->owned = gl_need(realloc(r->owned, (r->n_owned + 1) * sizeof *r->owned));
    r->owned[r->n_owned++] = memory;
    return memory;
}

static const struct vector_field *find(struct run *r, const char *name)
{
    const struct vector_field *field = vector_case_find(r->c, name);
    if (field)
        atomic_store_explicit(&((struct vector_field *)field)->read, true, memory_order_relaxed);
    return field;
}

static void set_message(struct run *r, const char *name, const char *format, va_list arguments)
{
    const struct vector_field *field = name ? vector_case_find(r->c, name) : NULL;
    r->line = field ? field->line : r->c->line;
    vsnprintf(r->message, sizeof r->message, format, arguments);
}

void run_malformed(struct run *r, const char *name, const char *format, ...)
{
    va_list arguments;
    if (r->malformed)
        return;
    r->malformed = true;
    va_start(arguments, format);
    set_message(r, name, format, arguments);
    va_end(arguments);
}

void run_fail(struct run *r, const char *name, const char *format, ...)
{
    va_list arguments;
    if (r->malformed || r->failed)
        return;
    r->failed = true;
    va_start(arguments, format);
    set_message(r, name, format, arguments);
    va_end(arguments);
}

bool run_has(struct run *r, const char *name)
{
    return find(r, name) != NULL;
}

const char *run_text(struct run *r, const char *name)
{
    const struct vector_field *field = find(r, name);
    if (!field)
        run_malformed(r, NULL, "the field %s is missing", name);
    return field ? field->value : "";
}

struct blob run_hex_wide(struct run *r, const char *name, size_t bytes)
{
    const char *text = run_text(r, name);
    size_t digits = strlen(text), needed = (digits + 1) / 2;
    size_t width = needed > bytes ? needed : bytes;
    struct blob blob = {.data = run_memory(r, width), .bytes = width};
    for (size_t i = 0; i < digits; i++) {
        int digit = gl_hex_digit(text[digits - 1 - i]);
        if (digit < 0) {
            run_malformed(r, name, "%s is not hex", name);
            return blob;
        }
        blob.data[width - 1 - i / 2] |= (uint8_t)(digit << (i % 2 * 4));
    }
    return blob;
}

struct blob run_hex(struct run *r, const char *name)
{
    return run_hex_wide(r, name, 0);
}

void run_integer(struct run *r, const char *name, mpz_t z)
{
    struct blob blob = run_hex(r, name);
    if (!*run_text(r, name))
        run_malformed(r, name, "%s is empty", name);
    mpz_import(z, blob.bytes, 1, 1, 1, 0, blob.data);
}

unsigned long run_number(struct run *r, const char *name)
{
    const char *text = run_text(r, name);
    char *end = NULL;
    errno = 0;
    unsigned long number = strtoul(text, &end, 10);
    if (!r->malformed && (!isdigit((unsigned char)*text) || *end || errno))
        run_malformed(r, name, "%s is not a number: '%.40s'", name, text);
    return number;
}

const struct hash_alg *run_hash(struct run *r, const char *name)
{
    const char *text = run_text(r, name);
    const struct hash_alg *hash = hash_find(text);
    if (!hash)
        run_malformed(r, name, "%s names no hash that is known: '%.40s'", name, text);
    return hash;
}

void run_ignore(struct run *r, const char *pattern)
{
    size_t length = strlen(pattern);
    bool star = length && pattern[length - 1] == '*';
    for (size_t i = 0; i < r->c->fields.count; i++) {
        struct vector_field *field = r->c->fields.at[i];
        if (star ? strncmp(field->name, pattern, length - 1) == 0 : strcmp(field->name, pattern) == 0)
            atomic_store_explicit(&field->read, true, memory_order_relaxed);
    }
}

void run_equal(struct run *r, const char *name, struct blob expected, const void *got, size_t bytes)
{
    if (expected.bytes != bytes || memcmp(expected.data, got, bytes) != 0)
        run_fail(r, name, "%s differs", name);
}

void run_equal_integer(struct run *r, const char *name, const mpz_t expected, const mpz_t got)
{
    if (mpz_cmp(expected, got) != 0)
        run_fail(r, name, "%s differs", name);
}

void run_works(struct run *r, const char *name, enum gl_error error)
{
    if (error == GL_ERR_MEMORY)
        gl_no_memory(); // that says nothing about the vector
    if (error)
        run_fail(r, name, "%s: %s", name, gl_error_string(error));
}

void run_result(struct run *r, bool accepted)
{
    const char *result = run_text(r, "Result");
    bool word = (*result == 'P' || *result == 'F') && (result[1] == 0 || result[1] == ' ');
    if (!r->malformed && !word)
        run_malformed(r, "Result", "Result is neither P nor F: '%.40s'", result);
    else if (accepted && *result == 'F')
        run_fail(r, "Result", "Result differs: accepted, but the file says %.80s", result);
    else if (!accepted && *result == 'P')
        run_fail(r, "Result", "Result differs: refused, but the file says P");
}

static enum gl_error fill(void *context, void *out, size_t bytes)
{
    struct run_stream *stream = context;
    size_t left = stream->first.bytes - stream->used, n = bytes < left ? bytes : left;
    memcpy(out, stream->first.data + stream->used, n);
    stream->used += n;
    return bytes > n ? gl_random_bytes(NULL, (uint8_t *)out + n, bytes - n) : GL_OK;
}

struct gl_random run_random(struct run_stream *stream)
{
    return (struct gl_random){.fill = fill, .context = stream};
}
