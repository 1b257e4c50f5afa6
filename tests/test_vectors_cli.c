// SPDX-License-Identifier: MIT
// The command `glasslock vectors`: its table, its JSON, its filter and its exit status.
#include "tests/run.h"
#include "tests/shell.h"

#include <jansson.h>
#include <string.h>

#define AES  "vectors/data/ciphers/AES/CBC/CBCGFSbox128.rsp"
#define ONE  "head -14 " AES " >\"$T/one.rsp\" && "
#define FLIP "sed '0,/CIPHERTEXT = 0/s//CIPHERTEXT = 1/' \"$T/one.rsp\" >\"$T/flipped.rsp\""

static void the_table_adds_up(void)
{
    struct shell s = shell_run(ONE "NO_COLOR= $G vectors --filter AES-CBC \"$T/one.rsp\"");
    CU_ASSERT_EQUAL(s.status, 0);
    CU_ASSERT_STRING_EQUAL(s.err, "");
    CU_ASSERT_PTR_NULL(strchr(s.out, '\033'));
    CU_ASSERT_PTR_NOT_NULL(strstr(s.out, "AES-CBC            textbook     "));
    CU_ASSERT_PTR_NOT_NULL(strstr(s.out, "of 1 files in "));
    CU_ASSERT_PTR_NOT_NULL(strstr(s.out, " passed, 0 failed\n"));
    shell_free(&s);
}

static void json_holds_the_table(void)
{
    struct shell s = shell_run(ONE "$G vectors --json --jobs 1 \"$T/one.rsp\"");
    CU_ASSERT_EQUAL(s.status, 0);
    json_t *root = json_loads(s.out, 0, NULL);
    CU_ASSERT_PTR_NOT_NULL_FATAL(root);
    json_t *rows = json_object_get(root, "rows"), *row = NULL;
    json_int_t cases = 0, passed = 0;
    size_t i = 0;
    CU_ASSERT(json_array_size(rows) > 0);
    json_array_foreach(rows, i, row)
    {
        CU_ASSERT_STRING_EQUAL(json_string_value(json_object_get(row, "algorithm")), "AES-CBC");
        CU_ASSERT_STRING_EQUAL(json_string_value(json_object_get(row, "family")), "aes");
        cases += json_integer_value(json_object_get(row, "cases"));
        passed += json_integer_value(json_object_get(row, "passed"));
        passed += json_integer_value(json_object_get(row, "unavailable")); // engines that this CPU cannot run
    }
    CU_ASSERT(cases > 0);
    CU_ASSERT_EQUAL(cases, passed);
    CU_ASSERT_EQUAL(json_integer_value(json_object_get(root, "cases")), cases);
    CU_ASSERT_EQUAL(json_array_size(json_object_get(root, "failures")), 0);
    json_decref(root);
    shell_free(&s);
}

static void a_failure_is_told_with_its_line(void)
{
    struct shell s = shell_run(ONE FLIP " && $G vectors \"$T/flipped.rsp\"");
    CU_ASSERT_EQUAL(s.status, 1);
    CU_ASSERT_PTR_NOT_NULL(strstr(s.err, "flipped.rsp: line 14: "));
    CU_ASSERT_PTR_NOT_NULL(strstr(s.err, "COUNT 0"));
    shell_free(&s);
    s = shell_run("$G vectors --json \"$T/flipped.rsp\"");
    CU_ASSERT_EQUAL(s.status, 1);
    json_t *root = json_loads(s.out, 0, NULL);
    json_t *failure = json_array_get(json_object_get(root, "failures"), 0);
    CU_ASSERT_EQUAL(json_integer_value(json_object_get(failure, "line")), 14);
    json_decref(root);
    shell_free(&s);
}

static void filter_and_list_choose(void)
{
    shell_expect(0, "$G vectors --list --filter sha-1 | grep -q '^SHA-1 '");
    shell_expect(1, "$G vectors --list --filter sha-1 | grep -q AES");
    shell_expect(0, "$G vectors --list --filter sha-1 | grep -q ' 0 passed, 0 failed'");
    shell_expect(0, "$G vectors --filter sha-224 | grep -q '^SHA-224 '");
}

static void wrong_lines_are_refused(void)
{
    shell_refused(2, "glasslock vectors: unknown option '--bogus'", "$G vectors --bogus");
    shell_refused(2, "needs a value", "$G vectors --filter");
    shell_refused(2, "--jobs takes a number", "$G vectors --jobs 0");
    shell_refused(2, "--jobs takes a number", "$G vectors --jobs -1");
    shell_refused(2, "--jobs takes a number", "$G vectors --jobs many");
    shell_refused(2, "no algorithm's name holds 'rot13'", "$G vectors --filter rot13");
    shell_refused(2, "none.rsp: No such file", "$G vectors $T/none.rsp");
    shell_refused(2, "not a regular file", "$G vectors tests");
    shell_refused(2, "neither a field", "echo hello >\"$T/bad.rsp\" && $G vectors \"$T/bad.rsp\"");
    shell_refused(2, "no vectors in", "GLASSLOCK_VECTORS=$T/nowhere $G vectors");
}

static void a_file_that_is_unread_hides_no_other(void)
{
    struct shell s = shell_run(ONE "$G vectors \"$T/none.rsp\" \"$T/one.rsp\"");
    CU_ASSERT_EQUAL(s.status, 2);
    CU_ASSERT_PTR_NOT_NULL(strstr(s.err, "none.rsp"));
    CU_ASSERT_PTR_NOT_NULL(strstr(s.out, "AES-CBC"));
    shell_free(&s);
}

void suite_vectors_cli(void)
{
    static const struct test_case cases[] = {
        {"the table adds up", the_table_adds_up},
        {"JSON holds the table", json_holds_the_table},
        {"a failure is told with its line", a_failure_is_told_with_its_line},
        {"--filter and --list choose", filter_and_list_choose},
        {"wrong lines are refused", wrong_lines_are_refused},
        {"a file that is unread hides no other", a_file_that_is_unread_hides_no_other},
        {0},
    };
    add_suite("vectors_cli", cases);
}
