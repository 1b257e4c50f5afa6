// SPDX-License-Identifier: MIT
// The official vectors, all of them: nothing fails, and there are as many cases as there should be.
#include "tests/run.h"
#include "vectors/suite.h"

#include <stdio.h>
#include <string.h>

// Sanitizers make the arithmetic several times slower: long files are sampled there, but still read whole.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SAMPLE 10
#else
#define SAMPLE 1
#endif

static const struct {
    const char *algorithm;
    unsigned cases;
} expected[] = {
    {"3DES-CBC", 530},   {"3DES-ECB", 530},    {"AES-CBC", 2138},    {"AES-ECB", 2138},   {"DES-CBC", 490},
    {"DES-ECB", 490},    {"DSA", 940},         {"ECDSA", 860},       {"Fernet", 10},      {"HKDF-SHA-1", 4},
    {"HKDF-SHA-256", 4}, {"HMAC-MD5", 7},      {"HMAC-SHA-1", 7},    {"HMAC-SHA-224", 6}, {"HMAC-SHA-256", 6},
    {"HMAC-SHA-384", 6}, {"HMAC-SHA-512", 6},  {"PBKDF2-SHA-1", 6},  {"RSA-OAEP", 1501},  {"RSA-PKCS1", 1400},
    {"RSA-PSS", 1010},   {"SHA-1", 229},       {"SHA-224", 229},     {"SHA-256", 229},    {"SHA-384", 357},
    {"SHA-512", 357},    {"SHA-512/224", 357}, {"SHA-512/256", 357},
};

static void check_row(const struct vectors_row *row)
{
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        if (strcmp(expected[i].algorithm, row->algorithm) != 0)
            continue;
        CU_ASSERT_EQUAL(row->cases, expected[i].cases);
        CU_ASSERT_EQUAL(row->failed, 0);
        CU_ASSERT_EQUAL(row->passed + row->skipped + row->unavailable, row->cases);
        if (SAMPLE == 1)
            CU_ASSERT(row->skipped <= 1);
        return;
    }
    fprintf(stderr, "a row that nobody expects: %s\n", row->algorithm);
    CU_FAIL("an unexpected row");
}

static void test_official(void)
{
    size_t n = 0;
    char **paths = vectors_official("vectors/data", &n);
    CU_ASSERT_EQUAL_FATAL(n, 123);
    struct vectors_options options = {.sample = SAMPLE};
    struct vectors_report *report = vectors_run((const char *const *)paths, n, &options);
    CU_ASSERT_PTR_NOT_NULL_FATAL(report);
    CU_ASSERT_EQUAL(report->n_errors, 0);
    CU_ASSERT_EQUAL(report->n_failures, 0);
    CU_ASSERT(report->n_rows >= sizeof expected / sizeof *expected);
    for (size_t i = 0; i < report->n_rows; i++)
        check_row(&report->rows[i]);
    for (size_t i = 0; i < report->n_errors; i++)
        fprintf(stderr, "%s\n", report->errors[i].text);
    for (size_t i = 0; i < report->n_failures; i++)
        fprintf(stderr, "%s\n", report->failures[i].text);
    vectors_report_free(report);
    vectors_paths_free(paths, n);
}

static void test_no_folder(void)
{
    size_t n = 1;
    CU_ASSERT_PTR_NULL(vectors_official("vectors/none", &n));
    CU_ASSERT_EQUAL(n, 0);
}

void suite_vectors(void);
void suite_vectors(void)
{
    static const struct test_case cases[] = {
        {"all official vectors pass, and all are there", test_official},
        {"a folder that is not there", test_no_folder},
        {0},
    };
    add_suite("vectors", cases);
}
