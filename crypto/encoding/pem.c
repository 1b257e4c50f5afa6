// SPDX-License-Identifier: MIT
#include "crypto/encoding/pem.h"

#include "crypto/common/bytes.h"
#include "crypto/encoding/base64.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINE_CHARS 64

char *pem_encode(const char *label, const uint8_t *der, size_t bytes)
{
    size_t chars = base64_chars(bytes), room = chars + chars / LINE_CHARS + 2 * strlen(label) + 64;
    char *base64 = malloc(chars + 1), *out = malloc(room), *at = out;
    if (base64 && out) {
        base64_encode(base64, der, bytes, false);
        at += sprintf(at, "-----BEGIN %s-----\n", label);
        for (size_t i = 0; i < chars; i += LINE_CHARS)
            at += sprintf(at, "%.*s\n", LINE_CHARS, base64 + i);
        sprintf(at, "-----END %s-----\n", label);
    } else {
        free(out);
        out = NULL;
    }
    gl_wipe_free(base64, chars + 1);
    return out;
}

// Where the line at `at` ends (its newline, or the end).
static const char *line_end(const char *at, const char *end)
{
    const char *newline = memchr(at, '\n', (size_t)(end - at));
    return newline ? newline : end;
}

// The label of a "-----BEGIN label-----" (or END) line, its length in *n; NULL where the line is none.
static const char *boundary(const char *line, const char *end, const char *word, size_t *n)
{
    size_t head = strlen(word);
    while (end > line && isspace((unsigned char)end[-1]))
        end--;
    if ((size_t)(end - line) < head + 5 || memcmp(line, word, head) != 0 || memcmp(end - 5, "-----", 5) != 0)
        return NULL;
    *n = (size_t)(end - line) - head - 5;
    return line + head;
}

// Collect the base64 characters of one line; false for anything that is none (a header, say).
static bool take_line(const char *line, const char *end, char *base64, size_t *chars)
{
    for (; line < end; line++) {
        if (*line == '\r' || *line == ' ' || *line == '\t')
            continue;
        if (!isalnum((unsigned char)*line) && !strchr("+/=", *line))
            return false;
        base64[(*chars)++] = *line;
    }
    return true;
}

// From the line after BEGIN up to END, whose label must be the same.
static enum gl_error body(const char *at, const char *end, const char *label, size_t label_chars,
                          char *base64, size_t *chars)
{
    while (at < end) {
        const char *eol = line_end(at, end);
        size_t n = 0;
        const char *closing = boundary(at, eol, "-----END ", &n);
        if (closing)
            return n == label_chars && memcmp(closing, label, n) == 0 ? GL_OK : GL_ERR_ENCODING;
        if (*chars == 0 && eol - at >= 10 && memcmp(at, "Proc-Type:", 10) == 0)
            return GL_ERR_UNSUPPORTED; // "4,ENCRYPTED" (RFC 1421, 4.6.1.1)
        if (!take_line(at, eol, base64, chars))
            return GL_ERR_ENCODING;
        at = eol < end ? eol + 1 : end;
    }
    return GL_ERR_ENCODING; // no END
}

enum gl_error pem_decode(const char *text, size_t chars, char label[PEM_MAX_LABEL_CHARS + 1], uint8_t **der,
                         size_t *bytes)
{
    const char *at = text, *end = text + chars, *name = NULL;
    size_t n = 0, used = 0;
    while (at < end && !name) {
        const char *eol = line_end(at, end);
        name = boundary(at, eol, "-----BEGIN ", &n);
        at = eol < end ? eol + 1 : end;
    }
    if (!name || n > PEM_MAX_LABEL_CHARS)
        return GL_ERR_ENCODING;
    char *base64 = malloc(chars + 1);
    uint8_t *out = malloc(chars + 1);
    enum gl_error error = base64 && out ? body(at, end, name, n, base64, &used) : GL_ERR_MEMORY;
    if (!error)
        error = base64_decode(out, bytes, base64, used, false);
    if (!error && *bytes == 0)
        error = GL_ERR_ENCODING;
    gl_wipe_free(base64, chars + 1);
    if (error) {
        gl_wipe_free(out, chars + 1);
        return error;
    }
    memcpy(label, name, n);
    label[n] = '\0';
    *der = out;
    return GL_OK;
}
