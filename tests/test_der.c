// SPDX-License-Identifier: MIT
// DER: one form a value, in both directions, and a refusal for all the others.
#include "tests/run.h"

#include "crypto/encoding/der.h"

#include <string.h>

#define READER(...)                                                                                          \
    {                                                                                                        \
        (const uint8_t[]){__VA_ARGS__}, sizeof((const uint8_t[]){__VA_ARGS__})                               \
    }

static enum gl_error integer_of(struct der_reader r, long expected)
{
    mpz_t z;
    size_t before = r.left;
    mpz_init_set_si(z, -1);
    enum gl_error error = der_integer(&r, z);
    if (error) {
        CU_ASSERT_EQUAL(r.left, before); // a refusal leaves the reader as it was
    } else {
        CU_ASSERT_EQUAL(mpz_cmp_si(z, expected), 0);
    }
    mpz_clear(z);
    return error;
}

static void integers_strict(void)
{
    CU_ASSERT_EQUAL(integer_of((struct der_reader)READER(2, 1, 0), 0), GL_OK);
    CU_ASSERT_EQUAL(integer_of((struct der_reader)READER(2, 1, 0x7f), 127), GL_OK);
    CU_ASSERT_EQUAL(integer_of((struct der_reader)READER(2, 2, 0, 0x80), 128), GL_OK);
    CU_ASSERT_EQUAL(integer_of((struct der_reader)READER(2, 2, 1, 0), 256), GL_OK);
    const struct der_reader wrong[] = {
        READER(2, 0),             // no contents
        READER(2, 1, 0x80),       // negative
        READER(2, 1, 0xff),       // negative
        READER(2, 2, 0, 0x7f),    // padded
        READER(2, 2, 0, 0),       // padded
        READER(2, 2, 1),          // cut
        READER(2, 0x81, 1, 5),    // long form for a short length
        READER(2, 0x82, 0, 1, 5), // the same, with a leading zero
        READER(2, 0x80, 5, 0, 0), // indefinite
        READER(2, 0x85, 0, 0, 0, 0, 1, 5),
        READER(2, 0xff, 5),
        READER(2),
        READER(3, 1, 0),    // another tag
        READER(0x22, 1, 0), // constructed
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        CU_ASSERT_EQUAL(integer_of(wrong[i], 0), GL_ERR_ENCODING);
}

static void small_numbers(void)
{
    unsigned version = 99;
    struct der_reader one = READER(2, 1, 1), wide = READER(2, 2, 1, 0), negative = READER(2, 1, 0x81);
    CU_ASSERT_EQUAL(der_small(&one, &version), GL_OK);
    CU_ASSERT_EQUAL(version, 1);
    CU_ASSERT_EQUAL(der_end(&one), GL_OK);
    CU_ASSERT_EQUAL(der_small(&wide, &version), GL_ERR_ENCODING);
    CU_ASSERT_EQUAL(der_small(&negative, &version), GL_ERR_ENCODING);
    CU_ASSERT_EQUAL(der_end(&wide), GL_ERR_ENCODING);
}

static void bit_strings(void)
{
    const uint8_t *data;
    size_t bytes;
    struct der_reader good = READER(3, 3, 0, 0xab, 0xcd), unused = READER(3, 2, 4, 0xa0),
                      empty = READER(3, 0), cut = READER(3, 3, 0, 0xab);
    CU_ASSERT_EQUAL(der_bit_string(&good, &data, &bytes), GL_OK);
    CU_ASSERT_EQUAL_FATAL(bytes, 2);
    CU_ASSERT_EQUAL(memcmp(data, "\xab\xcd", 2), 0);
    CU_ASSERT_EQUAL(der_bit_string(&unused, &data, &bytes), GL_ERR_ENCODING);
    CU_ASSERT_EQUAL(der_bit_string(&empty, &data, &bytes), GL_ERR_ENCODING);
    CU_ASSERT_EQUAL(der_bit_string(&cut, &data, &bytes), GL_ERR_ENCODING);
}

static void nulls_and_tags(void)
{
    struct der_reader null = READER(5, 0), full = READER(5, 1, 0);
    CU_ASSERT_TRUE(der_next_is(&null, DER_NULL));
    CU_ASSERT_FALSE(der_next_is(&null, DER_OID));
    CU_ASSERT_EQUAL(der_null(&full), GL_ERR_ENCODING);
    CU_ASSERT_EQUAL(der_null(&null), GL_OK);
    CU_ASSERT_FALSE(der_next_is(&null, DER_NULL)); // nothing left
}

static void object_identifiers(void)
{
    static const char *const dotted[] = {"1.2.840.10045.2.1", "1.3.132.0.34", "2.999.3", "0.9", "2.5.29.15"};
    char text[64];
    uint8_t buffer[64];
    for (size_t i = 0; i < sizeof dotted / sizeof *dotted; i++) {
        struct der_writer w;
        struct der_reader r;
        der_writer_init(&w, buffer, sizeof buffer);
        der_put_oid(&w, dotted[i]);
        r.at = der_written(&w, &r.left);
        CU_ASSERT_PTR_NOT_NULL_FATAL(r.at);
        CU_ASSERT_EQUAL(der_oid(&r, text, sizeof text), GL_OK);
        CU_ASSERT_STRING_EQUAL(text, dotted[i]);
    }
    struct der_reader empty = READER(6, 0), open = READER(6, 2, 0x2a, 0x86),
                      padded = READER(6, 3, 0x2a, 0x80, 1), good = READER(6, 3, 0x2a, 0x86, 0x48),
                      huge = READER(6, 8, 0x2a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f);
    CU_ASSERT_EQUAL(der_oid(&empty, text, sizeof text), GL_ERR_ENCODING);
    CU_ASSERT_EQUAL(der_oid(&open, text, sizeof text), GL_ERR_ENCODING);
    CU_ASSERT_EQUAL(der_oid(&padded, text, sizeof text), GL_ERR_ENCODING);
    CU_ASSERT_EQUAL(der_oid(&huge, text, sizeof text), GL_ERR_ENCODING);
    CU_ASSERT_EQUAL(der_oid(&good, text, 4), GL_ERR_ENCODING); // no room
    CU_ASSERT_EQUAL(der_oid(&good, text, sizeof text), GL_OK);
    CU_ASSERT_STRING_EQUAL(text, "1.2.840");
}

// A SEQUENCE of an OCTET STRING of each length around the limits of the length forms.
static void lengths_both_ways(void)
{
    static const size_t lengths[] = {0, 1, 125, 127, 128, 253, 255, 256, 65535, 65536};
    static uint8_t data[65536], buffer[65536 + 16];
    memset(data, 0x5a, sizeof data);
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        struct der_writer w;
        struct der_reader r, inside;
        const uint8_t *at;
        size_t bytes;
        der_writer_init(&w, buffer, sizeof buffer);
        size_t mark = der_mark(&w);
        der_put_bytes(&w, DER_OCTET_STRING, data, lengths[i]);
        der_wrap(&w, DER_SEQUENCE, mark);
        r.at = der_written(&w, &r.left);
        CU_ASSERT_PTR_NOT_NULL_FATAL(r.at);
        CU_ASSERT_EQUAL(der_enter(&r, DER_SEQUENCE, &inside), GL_OK);
        CU_ASSERT_EQUAL(der_end(&r), GL_OK);
        CU_ASSERT_EQUAL(der_bytes(&inside, DER_OCTET_STRING, &at, &bytes), GL_OK);
        CU_ASSERT_EQUAL_FATAL(bytes, lengths[i]);
        CU_ASSERT_EQUAL(memcmp(at, data, bytes), 0);
        CU_ASSERT_EQUAL(der_end(&inside), GL_OK);
    }
}

static void integers_both_ways(void)
{
    mpz_t z, back;
    uint8_t buffer[80];
    mpz_init(z);
    mpz_init(back);
    for (unsigned bits = 0; bits <= 520; bits++) {
        for (int less = 0; less <= 1; less++) { // 2^bits and 2^bits - 1
            struct der_writer w;
            struct der_reader r;
            mpz_set_ui(z, 0);
            mpz_setbit(z, bits);
            mpz_sub_ui(z, z, (unsigned long)less);
            der_writer_init(&w, buffer, sizeof buffer);
            der_put_integer(&w, z);
            r.at = der_written(&w, &r.left);
            CU_ASSERT_PTR_NOT_NULL_FATAL(r.at);
            CU_ASSERT_EQUAL(der_integer(&r, back), GL_OK);
            CU_ASSERT_EQUAL(mpz_cmp(z, back), 0);
        }
    }
    mpz_clear(z);
    mpz_clear(back);
}

static void full_writer_stays_full(void)
{
    uint8_t buffer[4];
    size_t bytes;
    struct der_writer w;
    der_writer_init(&w, buffer, sizeof buffer);
    der_put_bytes(&w, DER_OCTET_STRING, (const uint8_t *)"abc", 3);
    CU_ASSERT_PTR_NULL(der_written(&w, &bytes));
    der_put_null(&w);
    CU_ASSERT_PTR_NULL(der_written(&w, &bytes));
}

static void write_all(struct der_writer *w)
{
    mpz_t z;
    mpz_init_set_ui(z, 300);
    size_t mark = der_mark(w);
    der_put_null(w);
    der_put_oid(w, "1.2.840.10045.2.1");
    der_put_bit_string(w, (const uint8_t *)"bits", 4);
    der_put_integer(w, z);
    der_wrap(w, DER_SEQUENCE, mark);
    mpz_clear(z);
}

// Every buffer that is too small by a byte or more, and what is no object identifier.
static void too_small_by_a_byte(void)
{
    uint8_t buffer[64];
    size_t needed = 0, bytes = 0;
    struct der_writer w;
    der_writer_init(&w, buffer, sizeof buffer);
    write_all(&w);
    CU_ASSERT_PTR_NOT_NULL(der_written(&w, &needed));
    for (size_t room = 0; room <= needed; room++) {
        der_writer_init(&w, buffer + 1, room);
        buffer[0] = buffer[room + 1] = 0x5a;
        write_all(&w);
        CU_ASSERT_EQUAL(der_written(&w, &bytes) != NULL, room == needed);
        CU_ASSERT_TRUE(buffer[0] == 0x5a && buffer[room + 1] == 0x5a);
    }
    static const char *const no_oids[] = {"", "1"};
    for (size_t i = 0; i < 2; i++) {
        der_writer_init(&w, buffer, sizeof buffer);
        der_put_oid(&w, no_oids[i]);
        CU_ASSERT_PTR_NULL(der_written(&w, &bytes));
        CU_ASSERT_EQUAL(bytes, 0);
    }
}

void suite_der(void)
{
    static const struct test_case cases[] = {
        {"integers are minimal and not negative", integers_strict},
        {"version numbers", small_numbers},
        {"bit strings have no unused bits", bit_strings},
        {"null and tags", nulls_and_tags},
        {"object identifiers", object_identifiers},
        {"lengths around every limit", lengths_both_ways},
        {"integers of 1 to 521 bits, both ways", integers_both_ways},
        {"a full writer stays full", full_writer_stays_full},
        {"a buffer that is too small by a byte", too_small_by_a_byte},
        {0},
    };
    add_suite("der", cases);
}
