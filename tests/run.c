// SPDX-License-Identifier: MIT
// run-tests [SUITE...]: run all suites, or those named.
#include "tests/run.h"

#include <CUnit/Basic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void add_suite(const char *name, const struct test_case *cases)
{
    CU_pSuite suite = CU_add_suite(name, NULL, NULL);
    for (; suite && cases->name; cases++)
        if (!CU_add_test(suite, cases->name, cases->run))
            suite = NULL;
    if (!suite) {
        fprintf(stderr, "run-tests: suite %s: %s\n", name, CU_get_error_msg());
        exit(2);
    }
}

static const struct test_suite *find(const char *name)
{
    for (const struct test_suite *suite = test_suites; suite->name; suite++)
        if (strcmp(suite->name, name) == 0)
            return suite;
    return NULL;
}

int main(int argc, char **argv)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
    if (CU_initialize_registry() != CUE_SUCCESS)
        return 2;
    for (int i = 1; i < argc; i++) {
        const struct test_suite *suite = find(argv[i]);
        if (!suite) {
            fprintf(stderr, "run-tests: no suite '%s'; a suite is a file tests/test_NAME.c\n", argv[i]);
            return 2;
        }
        suite->add();
    }
    for (const struct test_suite *suite = test_suites; argc == 1 && suite->name; suite++)
        suite->add();
    CU_basic_set_mode(CU_BRM_VERBOSE);
    CU_basic_run_tests();
    bool failed = CU_get_number_of_failures() > 0 || CU_get_number_of_tests_run() == 0;
    CU_cleanup_registry();
    return failed ? 1 : 0;
}
