// SPDX-License-Identifier: MIT
// Where a secret becomes public on purpose.
//
// The constant-time check (tests/ct/) follows secrets through the code and complains where a branch depends
// on one. A few branches may: whether a padding was right is what a decryption answers. gl_declassify() marks
// such a value as public from here on, and every call says beside it why that is safe. In the program itself
// it is nothing; in the check it tells valgrind.
//
// The check's other method compares what is executed, and sees a difference also where only public values
// differ. Variable-time work on a value that has just become public stands between gl_public_begin() and
// gl_public_end().
#ifndef GLASSLOCK_COMMON_DECLASSIFY_H
#define GLASSLOCK_COMMON_DECLASSIFY_H

#include <stddef.h>

#ifdef GLASSLOCK_CHECK_CT
#include <stdbool.h>
#include <valgrind/memcheck.h>
__attribute__((weak)) void ct_public_work(bool begins); // tests/ct/harness.c
static inline void gl_declassify(const void *value, size_t bytes)
{
    (void)VALGRIND_MAKE_MEM_DEFINED(value, bytes);
}
static inline void gl_public_begin(void)
{
    if (ct_public_work)
        ct_public_work(true);
}
static inline void gl_public_end(void)
{
    if (ct_public_work)
        ct_public_work(false);
}
#else
static inline void gl_declassify(const void *value, size_t bytes)
{
    (void)value;
    (void)bytes;
}
static inline void gl_public_begin(void) {}
static inline void gl_public_end(void) {}
#endif

#endif
