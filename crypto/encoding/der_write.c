// SPDX-License-Identifier: MIT
#include "crypto/encoding/der.h"

#include <stdlib.h>
#include <string.h>

void der_writer_init(struct der_writer *w, uint8_t *buffer, size_t bytes)
{
    *w = (struct der_writer){.start = buffer, .left = bytes, .size = bytes};
}

// Make room for `bytes` before what is written; NULL when there is none.
static uint8_t *before(struct der_writer *w, size_t bytes)
{
    if (w->full || bytes > w->left) {
        w->full = true;
        return NULL;
    }
    w->left -= bytes;
    return w->start + w->left;
}

void der_put_raw(struct der_writer *w, const uint8_t *data, size_t bytes)
{
    uint8_t *at = before(w, bytes);
    if (at && bytes)
        memcpy(at, data, bytes);
}

static void put_byte(struct der_writer *w, uint8_t byte)
{
    der_put_raw(w, &byte, 1);
}

static void put_header(struct der_writer *w, enum der_tag tag, size_t length)
{
    if (length < 0x80) {
        put_byte(w, (uint8_t)length);
    } else {
        uint8_t digits = 0;
        for (; length > 0; length >>= 8, digits++)
            put_byte(w, (uint8_t)length);
        put_byte(w, 0x80 | digits);
    }
    put_byte(w, (uint8_t)tag);
}

size_t der_mark(const struct der_writer *w)
{
    return w->left;
}

void der_wrap(struct der_writer *w, enum der_tag tag, size_t mark)
{
    put_header(w, tag, mark - w->left);
}

void der_put_integer(struct der_writer *w, const mpz_t z)
{
    size_t bytes = mpz_sgn(z) ? mpz_sizeinbase(z, 2) / 8 + 1 : 1; // room for the sign bit, which is 0
    uint8_t *at = before(w, bytes);
    if (!at)
        return;
    size_t used = mpz_sgn(z) ? (mpz_sizeinbase(z, 2) + 7) / 8 : 0;
    memset(at, 0, bytes);
    if (used)
        mpz_export(at + bytes - used, NULL, 1, 1, 1, 0, z);
    put_header(w, DER_INTEGER, bytes);
}

void der_put_bytes(struct der_writer *w, enum der_tag tag, const uint8_t *data, size_t bytes)
{
    der_put_raw(w, data, bytes);
    put_header(w, tag, bytes);
}

void der_put_bit_string(struct der_writer *w, const uint8_t *data, size_t bytes)
{
    der_put_raw(w, data, bytes);
    put_byte(w, 0); // no unused bits
    put_header(w, DER_BIT_STRING, bytes + 1);
}

// Base 128 from the last digit to the first.
static void put_arc(struct der_writer *w, unsigned long number)
{
    put_byte(w, number & 0x7f);
    while (number >>= 7)
        put_byte(w, (uint8_t)(0x80 | (number & 0x7f)));
}

void der_put_oid(struct der_writer *w, const char *dotted)
{
    unsigned long arcs[16];
    size_t n = 0, mark = w->left;
    for (char *end = NULL; *dotted && n < 16; dotted = *end ? end + 1 : end)
        arcs[n++] = strtoul(dotted, &end, 10);
    if (n < 2) {
        w->full = true;
        return;
    }
    while (n > 2)
        put_arc(w, arcs[--n]);
    put_arc(w, 40 * arcs[0] + arcs[1]);
    der_wrap(w, DER_OID, mark);
}

void der_put_null(struct der_writer *w)
{
    put_header(w, DER_NULL, 0);
}

const uint8_t *der_written(const struct der_writer *w, size_t *bytes)
{
    *bytes = w->size - w->left;
    return w->full ? NULL : w->start + w->left;
}
