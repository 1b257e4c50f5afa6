// SPDX-License-Identifier: MIT
// DER, the strict form of ASN.1 (ITU-T X.690), as far as keys and signatures need it.
//
// The reader walks a buffer and never copies or allocates; every length is checked against what is left. It
// refuses all that BER allows and DER does not: indefinite and non-minimal lengths, padded and negative
// integers, trailing bytes. The writer fills a buffer from the end to the front, so that every length is
// known when it is written.
#ifndef GLASSLOCK_ENCODING_DER_H
#define GLASSLOCK_ENCODING_DER_H

#include "crypto/common/error.h"

#include <gmp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum der_tag {
    DER_INTEGER = 0x02,
    DER_BIT_STRING = 0x03,
    DER_OCTET_STRING = 0x04,
    DER_NULL = 0x05,
    DER_OID = 0x06,
    DER_SEQUENCE = 0x30,
    DER_CONTEXT_0 = 0xa0,
    DER_CONTEXT_1 = 0xa1
};

struct der_reader {
    const uint8_t *at;
    size_t left;
};

// Every reading function returns GL_ERR_ENCODING for anything but the strict form, and leaves the reader as
// it was.
bool der_next_is(const struct der_reader *r, enum der_tag tag);
enum gl_error der_enter(struct der_reader *r, enum der_tag tag, struct der_reader *inside);
enum gl_error der_integer(struct der_reader *r, mpz_t out);   // non-negative
enum gl_error der_small(struct der_reader *r, unsigned *out); // a version number
enum gl_error der_bytes(struct der_reader *r, enum der_tag tag, const uint8_t **data, size_t *bytes);
enum gl_error der_bit_string(struct der_reader *r, const uint8_t **data, size_t *bytes); // whole bytes only
enum gl_error der_oid(struct der_reader *r, char *dotted, size_t room); // "1.2.840.10045.2.1"
enum gl_error der_null(struct der_reader *r);
enum gl_error der_end(const struct der_reader *r); // nothing left

struct der_writer {
    uint8_t *start; // of the buffer
    size_t left;    // free bytes before what is written
    size_t size;
    bool full; // sticky: the buffer was too small
};

void der_writer_init(struct der_writer *w, uint8_t *buffer, size_t bytes);
size_t der_mark(const struct der_writer *w);                        // where a container will end
void der_wrap(struct der_writer *w, enum der_tag tag, size_t mark); // header for all written since the mark
void der_put_integer(struct der_writer *w, const mpz_t z);
void der_put_bytes(struct der_writer *w, enum der_tag tag, const uint8_t *data, size_t bytes);
void der_put_bit_string(struct der_writer *w, const uint8_t *data, size_t bytes);
void der_put_oid(struct der_writer *w, const char *dotted);
void der_put_raw(struct der_writer *w, const uint8_t *data, size_t bytes); // no header
void der_put_null(struct der_writer *w);
// What was written; NULL where it did not fit.
const uint8_t *der_written(const struct der_writer *w, size_t *bytes);

#endif
