// SPDX-License-Identifier: MIT
#include "crypto/encoding/der.h"

#include <stdio.h>
#include <string.h>

// The next element's header: its contents into *inside, the reader past it. Lengths in their one DER form
// (X.690, 10.1).
static enum gl_error element(struct der_reader *r, enum der_tag tag, struct der_reader *inside)
{
    const uint8_t *at = r->at;
    size_t left = r->left, length = 0;
    if (left < 2 || at[0] != (uint8_t)tag)
        return GL_ERR_ENCODING;
    uint8_t first = at[1];
    at += 2;
    left -= 2;
    if (first < 0x80) {
        length = first;
    } else {
        size_t digits = first & 0x7f;
        if (digits == 0 || digits > 4 || digits > left || at[0] == 0)
            return GL_ERR_ENCODING; // indefinite, too long, cut, or with a leading zero
        for (size_t i = 0; i < digits; i++)
            length = length << 8 | at[i];
        if (length < 0x80)
            return GL_ERR_ENCODING; // the short form would have done
        at += digits;
        left -= digits;
    }
    if (length > left)
        return GL_ERR_ENCODING;
    *inside = (struct der_reader){at, length};
    r->at = at + length;
    r->left = left - length;
    return GL_OK;
}

bool der_next_is(const struct der_reader *r, enum der_tag tag)
{
    return r->left > 0 && r->at[0] == (uint8_t)tag;
}

enum gl_error der_enter(struct der_reader *r, enum der_tag tag, struct der_reader *inside)
{
    return element(r, tag, inside);
}

enum gl_error der_integer(struct der_reader *r, mpz_t out)
{
    struct der_reader copy = *r, value;
    if (element(&copy, DER_INTEGER, &value) || value.left == 0)
        return GL_ERR_ENCODING;
    bool negative = value.at[0] & 0x80;
    bool padded = value.left > 1 && value.at[0] == 0 && !(value.at[1] & 0x80);
    if (negative || padded)
        return GL_ERR_ENCODING;
    mpz_import(out, value.left, 1, 1, 1, 0, value.at);
    *r = copy;
    return GL_OK;
}

enum gl_error der_small(struct der_reader *r, unsigned *out)
{
    struct der_reader copy = *r, value;
    if (element(&copy, DER_INTEGER, &value) || value.left != 1 || value.at[0] & 0x80)
        return GL_ERR_ENCODING;
    *out = value.at[0];
    *r = copy;
    return GL_OK;
}

enum gl_error der_bytes(struct der_reader *r, enum der_tag tag, const uint8_t **data, size_t *bytes)
{
    struct der_reader value;
    enum gl_error error = element(r, tag, &value);
    if (error)
        return error;
    *data = value.at;
    *bytes = value.left;
    return GL_OK;
}

enum gl_error der_bit_string(struct der_reader *r, const uint8_t **data, size_t *bytes)
{
    struct der_reader copy = *r, value;
    if (element(&copy, DER_BIT_STRING, &value) || value.left == 0 || value.at[0] != 0)
        return GL_ERR_ENCODING; // the first byte counts unused bits
    *data = value.at + 1;
    *bytes = value.left - 1;
    *r = copy;
    return GL_OK;
}

// The next arc in base 128, high bit for "more"; no leading 0x80.
static enum gl_error arc(struct der_reader *r, unsigned long *out)
{
    *out = 0;
    if (r->left == 0 || r->at[0] == 0x80)
        return GL_ERR_ENCODING;
    while (r->left > 0) {
        uint8_t byte = *r->at++;
        r->left--;
        if (*out > UINT32_MAX)
            return GL_ERR_ENCODING;
        *out = *out << 7 | (byte & 0x7f);
        if (!(byte & 0x80))
            return GL_OK;
    }
    return GL_ERR_ENCODING;
}

enum gl_error der_oid(struct der_reader *r, char *dotted, size_t room)
{
    struct der_reader copy = *r, value;
    unsigned long number = 0;
    if (element(&copy, DER_OID, &value) || arc(&value, &number))
        return GL_ERR_ENCODING;
    unsigned long first = number < 80 ? number / 40 : 2;
    int n = snprintf(dotted, room, "%lu.%lu", first, number - 40 * first);
    while (n > 0 && (size_t)n < room && value.left > 0) {
        if (arc(&value, &number))
            return GL_ERR_ENCODING;
        int more = snprintf(dotted + n, room - (size_t)n, ".%lu", number);
        n = more < 0 ? -1 : n + more;
    }
    if (n < 0 || (size_t)n >= room)
        return GL_ERR_ENCODING;
    *r = copy;
    return GL_OK;
}

enum gl_error der_null(struct der_reader *r)
{
    struct der_reader copy = *r, value;
    if (element(&copy, DER_NULL, &value) || value.left)
        return GL_ERR_ENCODING;
    *r = copy;
    return GL_OK;
}

enum gl_error der_end(const struct der_reader *r)
{
    return r->left ? GL_ERR_ENCODING : GL_OK;
}
