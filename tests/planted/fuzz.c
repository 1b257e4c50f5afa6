// SPDX-License-Identifier: MIT
// A fuzz target with the defect that the environment's PLANTED names, behind the four bytes "0xff": each must
// be found. Without it there is nothing to find.
#include "tests/fuzz/fuzz.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

static volatile int sink;

static bool is(const char *defect)
{
    const char *planted = getenv("PLANTED");
    return planted && strcmp(planted, defect) == 0;
}

// NOLINTBEGIN: these are what the fuzzers must find
static void go_wrong(const uint8_t *data, size_t size)
{
    volatile int most = INT_MAX;
    if (is("overflow"))
        sink = data[size];
    if (is("undefined"))
        most = most + 1;
    if (is("broken"))
        FUZZ_REQUIRE(size < 4);
    while (is("slow"))
        sink++;
    if (is("large")) {
        char *volatile large = malloc((size_t)600 << 20);
        free(large);
    }
    if (is("leak")) {
        char *volatile lost = malloc(100);
        lost = NULL;
        sink = lost != NULL;
    }
}
// NOLINTEND

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size >= 4 && data[0] == '0' && data[1] == 'x' && data[2] == 'f' && data[3] == 'f')
        go_wrong(data, size);
    return 0;
}
