// SPDX-License-Identifier: MIT
// The readers are strict: what is malformed, unread or unknown is an error that names file and line.
#include "tests/run.h"
#include "tests/vector_temp.h"

#include <stdio.h>
#include <string.h>

#define AES_HEAD "# AESVS MMT test data for ECB\n\n[ENCRYPT]\n\n"
#define AES_KEY  "KEY = 000102030405060708090a0b0c0d0e0f\n"
#define AES_TEXT "PLAINTEXT = 00112233445566778899aabbccddeeff\n"
#define AES_OUT  "CIPHERTEXT = 69c4e0d86a7b0430d8cdb78070b4c55a\n" // FIPS 197, C.1
#define SHA_HEAD "#  \"SHA-1 ShortMsg\"\n\n[L = 20]\n\n"
#define SHA_ABC  "a9993e364706816aba3e25717850c26c9cd0d89d"

static const struct {
    const char *text;
    unsigned line;
    const char *part;
} wrong[] = {
    {AES_HEAD "COUNT = 0\n" AES_KEY AES_TEXT AES_OUT "TAG = 00\n", 9, "the field TAG was not read"},
    {AES_HEAD "COUNT = 0\n" AES_KEY AES_TEXT "CIPHERTEXT = 69c4e0d86a7b0430d8cdb78070b4c55x\n", 8,
     "CIPHERTEXT is not hex"},
    {AES_HEAD "COUNT = 0\n" AES_KEY AES_TEXT, 5, "no kind of test vectors that is known"},
    {AES_HEAD "COUNT = 0\n" AES_KEY AES_TEXT AES_OUT "\nCOUNT = 1\n" AES_KEY AES_TEXT, 10,
     "COUNT 1: the field CIPHERTEXT is missing"},
    {AES_HEAD "COUNT = 0\n" AES_KEY AES_TEXT "CIPHERTEXT = 69c4\n", 8,
     "CIPHERTEXT is not as long as PLAINTEXT"},
    {AES_HEAD "COUNT = 0\nKEY = 00\n" AES_TEXT AES_OUT, 6, "no cipher takes a key of 1 bytes"},
    {"# AESVS\n[ENCIPHER]\nCOUNT = 0\n" AES_KEY AES_TEXT AES_OUT, 2, "neither [ENCRYPT] nor [DECRYPT]"},
    {AES_HEAD "COUNT = 0\n" AES_KEY AES_TEXT AES_OUT "garbage\n", 9, "neither a field (NAME = VALUE)"},
    {AES_HEAD "= 0\n", 5, "a field without a name"},
    {"[ENCRYPT\n", 1, "a section that does not end with ']'"},
    {"# AESVS test data for CFB128\n[ENCRYPT]\nCOUNT = 0\n" AES_KEY AES_TEXT AES_OUT, 0,
     "a file of mode CFB"},
    {SHA_HEAD "Len = 24\nMsg = 616263\nMD = " SHA_ABC "\n\nLen = 8\nMsg = 00\n", 9,
     "the field Len was not read"},
    {SHA_HEAD "Len = 23\nMsg = 616263\nMD = " SHA_ABC "\n", 5, "Len is not a whole number of bytes"},
    {SHA_HEAD "Len = 32\nMsg = 616263\nMD = " SHA_ABC "\n", 6, "Msg has 3 bytes, but Len says 4"},
    {SHA_HEAD "Len = x\nMsg = 616263\nMD = " SHA_ABC "\n", 5, "Len is not a number"},
    {"# SHA-1\n[L = 28]\n\nLen = 24\nMsg = 616263\nMD = " SHA_ABC "\n", 2, "L is not the length of SHA-1"},
    {"[P-192]\nQx = 01\nQy = 02\nResult = X\n", 4, "Result is neither P nor F"},
    {"[P-999]\nQx = 01\nQy = 02\nResult = P\n", 1, "no curve that is known: 'P-999'"},
    {"[P-256,SHA-9]\nMsg = 00\nQx = 01\nQy = 02\nR = 1\nS = 1\nResult = P\n", 1,
     "no hash that is known: 'SHA-9'"},
    {"hello, world\n", 1, "neither a field"},
    {"", 0, "no kind of test vectors"},
    {"{\"a\": ", 1, "not JSON"},
    {"[{\"a\": 1}]\n", 0, "neither Wycheproof's nor Fernet's"},
    {"# Example 1: a key\n# Modulus:\n00 zz\n", 3, "Modulus is not hex"},
    {"# Example 1: a key\n# Modulus:\n00 a1\n#:\n02\n\n# Message:\n00\n", 4, "a label without a name"},
    {"# Example 1: a key\n# Modulus:\n00 a1\n# Encryption Example 1 =x\n", 4,
     "'=x' after the example's number"},
};

static void test_wrong(void)
{
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct vectors_report *report = vector_temp_run(wrong[i].text, "wrong.rsp");
        CU_ASSERT_PTR_NOT_NULL_FATAL(report);
        CU_ASSERT(report->n_errors > 0);
        unsigned line = strstr(wrong[i].part, "no kind") ? 0 : wrong[i].line;
        bool told =
            vector_report_error(report, line, wrong[i].part) && vector_report_error(report, 0, "wrong.rsp: ");
        if (!told)
            fprintf(stderr, "case %zu: %s", i, wrong[i].text);
        CU_ASSERT(told);
        vectors_report_free(report);
    }
}

static void check_right(const char *text, unsigned cases)
{
    struct vectors_report *report = vector_temp_run(text, "right.rsp");
    CU_ASSERT_PTR_NOT_NULL_FATAL(report);
    CU_ASSERT_EQUAL(report->n_errors, 0);
    CU_ASSERT_EQUAL(report->failed, 0);
    CU_ASSERT(report->n_rows > 0);
    for (size_t i = 0; i < report->n_rows; i++)
        CU_ASSERT_EQUAL(report->rows[i].passed + report->rows[i].unavailable, cases);
    for (size_t i = 0; i < report->n_errors; i++)
        fprintf(stderr, "%s\n", report->errors[i].text);
    vectors_report_free(report);
}

// What the formats allow: carriage returns, upper case, odd hex, records without blank lines, a section that
// is followed directly by its record, `Len = 0` with `Msg = 00`.
static void test_right(void)
{
    check_right(AES_HEAD "COUNT = 0\n" AES_KEY AES_TEXT AES_OUT, 1);
    check_right(
        "# ECB\r\n[ENCRYPT]\r\nCOUNT = 0\r\nKEY = 00102030405060708090A0B0C0D0E0F\r\n"
        "PLAINTEXT = 00112233445566778899AABBCCDDEEFF\r\nCIPHERTEXT = 69C4E0D86A7B0430D8CDB78070B4C55A\r\n",
        1);
    check_right(AES_HEAD "COUNT = 0\n" AES_KEY AES_TEXT AES_OUT "COUNT = 1\n" AES_KEY AES_TEXT AES_OUT, 2);
    // SP 800-67's example (B.1), with the key in one piece: 24 bytes that are no AES key
    check_right("# Triple DES, ECB\n[ENCRYPT]\nCOUNT = 0\n"
                "KEY = 0123456789abcdef23456789abcdef01456789abcdef0123\n"
                "PLAINTEXT = 5468652071756663\nCIPHERTEXT = a826fd8ce53b855f\n",
                1);
    check_right(SHA_HEAD "Len = 0\nMsg = 00\nMD = da39a3ee5e6b4b0d3255bfef95601890afd80709\n", 1);
    // CAVP's HMAC: the first Tlen bytes (RFC 2202, case 1, cut)
    check_right("[L=20]\n\nCount = 0\nKlen = 20\nTlen = 10\nKey = 0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b\n"
                "Msg = 4869205468657265\nMac = b617318655057264e28b\n",
                1);
}

static void test_unreadable(void)
{
    const char *const paths[] = {"tests", "tests/no-such-file.rsp"};
    struct vectors_report *report = vectors_run(paths, 2, &(struct vectors_options){0});
    CU_ASSERT_PTR_NOT_NULL_FATAL(report);
    CU_ASSERT_EQUAL(report->n_errors, 2);
    CU_ASSERT(vector_report_error(report, 0, "tests: not a regular file"));
    CU_ASSERT(vector_report_error(report, 0, "tests/no-such-file.rsp: No such file or directory"));
    vectors_report_free(report);
}

void suite_vectors_readers(void);
void suite_vectors_readers(void)
{
    static const struct test_case cases[] = {
        {"malformed, unread, unknown", test_wrong},
        {"what the formats allow", test_right},
        {"unreadable", test_unreadable},
        {0},
    };
    add_suite("vectors_readers", cases);
}
