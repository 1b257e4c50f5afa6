// SPDX-License-Identifier: MIT
// Wycheproof's schemas, on small files made with the openssl command (tests/wycheproof/make.py): all pass; a
// result turned round fails under its flag; what is unread, unknown or miscounted is an error.
#include "tests/run.h"
#include "tests/vector_temp.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const files[] = {"cbc",  "hmac",  "pbkdf2",         "hkdf",        "oaep",
                                    "pss",  "pkcs1", "pkcs1_generate", "ecdsa",       "ecdsa_p1363",
                                    "ecdh", "dsa",   "dsa_p1363",      "ecdh_ecpoint"};
#define N_FILES (sizeof files / sizeof *files)

static char *load(const char *name)
{
    char path[64];
    snprintf(path, sizeof path, "tests/wycheproof/%s.json", name);
    char *text = vector_temp_load(path);
    CU_ASSERT_PTR_NOT_NULL_FATAL(text);
    return text;
}

// Run the text with its first `from` replaced by `to`; *line is where that stood.
static struct vectors_report *run_replaced(const char *text, const char *from, const char *to, unsigned *line)
{
    const char *at = strstr(text, from);
    CU_ASSERT_PTR_NOT_NULL_FATAL(at);
    char *changed = calloc(1, strlen(text) + strlen(to) + 1);
    CU_ASSERT_PTR_NOT_NULL_FATAL(changed);
    sprintf(changed, "%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
    *line = 1;
    for (const char *c = text; c < at; c++)
        *line += *c == '\n';
    struct vectors_report *report = vector_temp_run(changed, "wycheproof.json");
    free(changed);
    CU_ASSERT_PTR_NOT_NULL_FATAL(report);
    return report;
}

static void test_pass(void)
{
    for (size_t i = 0; i < N_FILES; i++) {
        char *text = load(files[i]);
        struct vectors_report *report = vector_temp_run(text, "wycheproof.json");
        CU_ASSERT_PTR_NOT_NULL_FATAL(report);
        CU_ASSERT_EQUAL(report->n_errors, 0);
        CU_ASSERT_EQUAL(report->failed, 0);
        CU_ASSERT(report->passed >= 3);
        vectors_report_free(report);
        free(text);
    }
}

static void check_turned(const char *name, const char *from, const char *to, const char *part,
                         const char *flag)
{
    unsigned line = 0;
    char *text = load(name);
    struct vectors_report *report = run_replaced(text, from, to, &line);
    CU_ASSERT_EQUAL(report->n_errors, 0);
    CU_ASSERT(report->failed > 0);
    CU_ASSERT(vector_report_failure(report, line, part));
    CU_ASSERT(report->n_failures > 0 && strstr(report->failures[0].flags, flag) != NULL);
    vectors_report_free(report);
    free(text);
}

static void test_turned(void)
{
    for (size_t i = 0; i < N_FILES; i++) {
        check_turned(files[i], "\"result\": \"valid\"", "\"result\": \"invalid\"",
                     ": tcId 1: accepted, but the result is invalid", "Normal");
        check_turned(files[i], "\"result\": \"invalid\"", "\"result\": \"valid\"",
                     ": tcId 2: refused, but the result is valid", "Damaged");
    }
}

static void test_errors(void)
{
    static const struct {
        const char *from, *to, *part;
    } wrong[] = {
        {"\"tcId\": 1", "\"tcId\": 1, \"extra\": 1", "the field extra was not read"},
        {"\"keySize\"", "\"extraGroup\": \"00\", \"keySize\"", "the field extraGroup was not read"},
        {"\"generatorVersion\"", "\"extraTop\": 1, \"generatorVersion\"", "the field extraTop was not read"},
        {"\"result\": \"valid\"", "\"result\": \"good\"",
         "result is none of valid, invalid, acceptable: 'good'"},
        {"\"tag\":", "\"tagged\":", "the field tag is missing"},
        {"\"numberOfTests\": 3", "\"numberOfTests\": 4", "numberOfTests is 4, but there are 3"},
        {"mac_test_schema", "max_test_schema", "no schema that is known"},
        {"HMACSHA256", "HMACSHA999", "algorithm names no hash that is known"},
        {"\"key\": \"00", "\"key\": \"0x", "key is not hex"},
    };
    char *text = load("hmac");
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        unsigned line = 0;
        struct vectors_report *report = run_replaced(text, wrong[i].from, wrong[i].to, &line);
        CU_ASSERT(report->n_errors > 0);
        bool missing = strcmp(wrong[i].from, "\"tag\":") == 0;
        CU_ASSERT(vector_report_error(report, missing ? 0 : line, wrong[i].part));
        vectors_report_free(report);
    }
    size_t half = strlen(text) / 2;
    text[half] = 0;
    struct vectors_report *report = vector_temp_run(text, "truncated.json");
    CU_ASSERT_PTR_NOT_NULL_FATAL(report);
    CU_ASSERT(vector_report_error(report, 0, "not JSON"));
    vectors_report_free(report);
    free(text);
}

void suite_vectors_wycheproof(void);
void suite_vectors_wycheproof(void)
{
    static const struct test_case cases[] = {
        {"every schema passes", test_pass},
        {"results turned round", test_turned},
        {"unread, unknown, miscounted, truncated", test_errors},
        {0},
    };
    add_suite("vectors_wycheproof", cases);
}
