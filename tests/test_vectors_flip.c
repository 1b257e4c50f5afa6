// SPDX-License-Identifier: MIT
// One digit of an expected value changed, in each kind of file: the run fails and names file, line and case.
#include "tests/run.h"
#include "tests/vector_temp.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DATA "vectors/data/"
#define RSA  DATA "asymmetric/RSA/"

// The file is cut at the first empty line after so many bytes, so that the test is quick; 0: not at all.
static const struct flip {
    const char *path, *before; // the digit stands behind this text, at its first place
    size_t cut;
    const char *part; // of the message
} flips[] = {
    {DATA "ciphers/AES/CBC/CBCMMT256.rsp", "\nCIPHERTEXT = ", 3000, ": COUNT 0: CIPHERTEXT differs"},
    {DATA "ciphers/AES/ECB/ECBVarKey192.rsp", "[DECRYPT]\n\nCOUNT = 0\nKEY = ", 0, ": COUNT 0: "},
    {DATA "ciphers/3DES/CBC/TCBCMMT3.rsp", "\nCIPHERTEXT = ", 2000, ": COUNT 0: CIPHERTEXT differs"},
    {DATA "ciphers/3DES/ECB/TECBvartext.rsp", "\nCIPHERTEXT = ", 2000, ": COUNT 0: CIPHERTEXT differs"},
    {DATA "hashes/SHA1/SHA1ShortMsg.rsp", "\nMD = ", 2000, ": case 1: MD differs"},
    {DATA "hashes/SHA2/SHA512Monte.rsp", "\nMD = ", 1000, ": COUNT 0: MD differs"},
    {DATA "hashes/SHA2/SHA512_256LongMsg.rsp", "\nMD = ", 2000, ": case 1: MD differs"},
    {DATA "HMAC/rfc-4231-sha384.txt", "\nMD = ", 0, ": case 1: MD differs"},
    {DATA "KDF/rfc-5869-HKDF-SHA256.txt", "\nPRK  = ", 0, ": COUNT 1: PRK differs"},
    {DATA "KDF/hkdf-generated.txt", "\nOKM = ", 0, ": COUNT 0: OKM differs"},
    {DATA "KDF/rfc-6070-PBKDF2-SHA1.txt", "\nDERIVED_KEY = ", 0, ": COUNT 0: DERIVED_KEY differs"},
    {RSA "oaep-custom/oaep-sha1-sha224.txt", "# Message:\n", 3600, ": Example 1: Message differs"},
    {RSA "oaep-label.txt", "\nOutput = \"", 0, ": COUNT 1: Output differs"},
    {RSA "SigVer15EMTest.txt", "\nResult = ", 6000, ": case 1: Result differs"},
    {RSA "SigVer15EMTest.txt", "\nEM with hash moved = 000", 6000, ": case 1: EM with hash moved differs"},
    {RSA "FIPS_186-2/SigGenPSS_186-2.txt", "\nS = ", 2600, ": case 1: S is refused"},
    {RSA "FIPS_186-2/SigVerPSS_186-3.rsp", "\nResult = ", 3000, ": case 1: Result differs"},
    {RSA "FIPS_186-2/SigGen15_186-3.rsp", "\nS = ", 2600, ": case 1: S is refused"},
    {RSA "FIPS_186-2/SigVer15_186-3.rsp", "\nResult = ", 3000, ": case 1: Result differs"},
    {DATA "asymmetric/ECDSA/FIPS_186-3/SigGen.txt", "\nR = ", 1800, ": case 1: R differs"},
    {DATA "asymmetric/ECDSA/FIPS_186-3/SigVer.rsp", "\nResult = ", 1800, ": case 1: Result differs"},
    {DATA "asymmetric/ECDSA/FIPS_186-3/KeyPair.rsp", "\nQy = ", 1000, ": case 1: "},
    {DATA "asymmetric/ECDSA/FIPS_186-3/PKV.rsp", "\nResult = ", 1000, ": case 1: Result differs"},
    {DATA "asymmetric/DSA/FIPS_186-3/SigGen.txt", "\nS = ", 2600, ": case 1: S differs"},
    {DATA "asymmetric/DSA/FIPS_186-3/SigVer.rsp", "\nResult = ", 2600, ": case 1: Result differs"},
    {DATA "asymmetric/DSA/FIPS_186-3/KeyPair.rsp", "\nY = ", 1800, ": case 1: Y: "},
    {DATA "asymmetric/DSA/FIPS_186-3/PQGVer.rsp", "\nResult = ", 1500, ": case 1: Result differs"},
    {DATA "fernet/generate.json", "\"token\": \"gAAAAAAdwJ6wAAECAwQF", 0, ": case 1: token"},
    {DATA "fernet/verify.json", "\"src\": \"", 0, ": case 1: src differs"},
};

static void cut(char *text, size_t bytes)
{
    size_t length = strlen(text);
    if (!bytes || bytes >= length)
        return;
    for (char *at = text + bytes; *at; at++) {
        if (*at == '\n' && (at[1] == '\n' || (at[1] == '\r' && at[2] == '\n') || at[1] == '#')) {
            at[1] = 0;
            return;
        }
    }
}

static char other(char c)
{
    if (c >= '0' && c <= '9')
        return c == '0' ? '1' : '0';
    if (c == 'P' || c == 'F') // the result of a verification
        return c == 'P' ? 'F' : 'P';
    return c == 'a' ? 'b' : 'a';
}

static unsigned line_of(const char *text, const char *place)
{
    unsigned line = 1;
    for (; text < place; text++)
        line += *text == '\n';
    return line;
}

static void check_flip(const struct flip *flip)
{
    const char *name = strrchr(flip->path, '/') + 1;
    char *text = vector_temp_load(flip->path);
    CU_ASSERT_PTR_NOT_NULL_FATAL(text);
    cut(text, flip->cut);
    char *place = strstr(text, flip->before);
    if (!place)
        fprintf(stderr, "%s: no '%s'\n", flip->path, flip->before);
    CU_ASSERT_PTR_NOT_NULL_FATAL(place);
    place += strlen(flip->before);

    struct vectors_report *report = vector_temp_run(text, name);
    CU_ASSERT_PTR_NOT_NULL_FATAL(report);
    CU_ASSERT(report->passed > 0);
    CU_ASSERT_EQUAL(report->failed + report->n_errors, 0);
    for (size_t i = 0; i < report->n_errors; i++)
        fprintf(stderr, "%s\n", report->errors[i].text);
    vectors_report_free(report);

    *place = other(*place);
    report = vector_temp_run(text, name);
    CU_ASSERT_PTR_NOT_NULL_FATAL(report);
    CU_ASSERT(report->failed > 0);
    CU_ASSERT(vector_report_failure(report, 0, name));
    // A label of a PKCS #1 file stands above its digits.
    bool label = place[-1] == '\n';
    bool secondary = strcmp(flip->part, ": COUNT 0: ") == 0 || strcmp(flip->part, ": case 1: ") == 0;
    CU_ASSERT(vector_report_failure(report, secondary ? 0 : line_of(text, place) - label, flip->part));
    vectors_report_free(report);
    free(text);
}

static void test_flips(void)
{
    for (size_t i = 0; i < sizeof flips / sizeof *flips; i++)
        check_flip(&flips[i]);
}

void suite_vectors_flip(void);
void suite_vectors_flip(void)
{
    static const struct test_case cases[] = {
        {"one digit flipped in each kind of file", test_flips},
        {0},
    };
    add_suite("vectors_flip", cases);
}
