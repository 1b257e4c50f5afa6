// SPDX-License-Identifier: MIT
#include "tests/fuzz/fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

_Noreturn void fuzz_broken(const char *promise, const char *file, int line)
{
    dprintf(STDERR_FILENO, "%s:%d: broken: %s\n", file, line, promise);
    abort();
}
