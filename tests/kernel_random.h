// SPDX-License-Identifier: MIT
// A kernel whose random bytes go wrong. getrandom() of the test program is its own and stands before the C
// library's; until a test arms it, it passes every call on. Children and other programs are not affected.
#ifndef GLASSLOCK_TESTS_KERNEL_RANDOM_H
#define GLASSLOCK_TESTS_KERNEL_RANDOM_H

#include <stddef.h>

#define KERNEL_RANDOM_ALWAYS (-1)

struct kernel_random {
    int interrupted; // so many calls fail with EINTR first
    size_t most;     // a call gives at most so many bytes; 0: as many as are asked for
    int calls;       // after so many calls, all others fail with ENOSYS; KERNEL_RANDOM_ALWAYS: none does
};

void kernel_random_arm(const struct kernel_random *how); // NULL: as it was
int kernel_random_calls(void);                           // since it was armed

#endif
