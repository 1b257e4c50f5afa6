// SPDX-License-Identifier: MIT
// Suites for the test program itself: it must say by its exit status what it has seen.
#include "tests/run.h"

#include <stdlib.h>

static void right(void)
{
    CU_ASSERT(1);
}

static void wrong(void)
{
    CU_ASSERT_EQUAL(1, 2);
}

static void crash(void)
{
    abort();
}

static void passes(void)
{
    add_suite("passes", (const struct test_case[]){{"right", right}, {NULL, NULL}});
}

static void fails(void)
{
    add_suite("fails", (const struct test_case[]){
                           {"right", right}, {"wrong", wrong}, {"right again", right}, {NULL, NULL}});
}

static void crashes(void)
{
    add_suite("crashes", (const struct test_case[]){{"right", right}, {"crash", crash}, {NULL, NULL}});
}

static void empty(void)
{
    add_suite("empty", (const struct test_case[]){{NULL, NULL}});
}

const struct test_suite test_suites[] = {
    {"passes", passes}, {"fails", fails}, {"crashes", crashes}, {"empty", empty}, {0},
};
