// SPDX-License-Identifier: MIT
// Where a secret becomes public on purpose.
//
// The constant-time check (tests/ct/) follows secrets through the code and complains where a branch depends
// on one. A few branches may: whether a padding was right is what a decryption answers. gl_declassify() marks
// such a value as public from here on, and every call says beside it why that is safe. In the program itself
// it is nothing; in the check it tells valgrind.
#ifndef GLASSLOCK_COMMON_DECLASSIFY_H
#define GLASSLOCK_COMMON_DECLASSIFY_H

#include <stddef.h>

#ifdef GLASSLOCK_CHECK_CT
#include <valgrind/memcheck.h>
static inline void gl_declassify(const void *value, size_t bytes)
{
    (void)VALGRIND_MAKE_MEM_DEFINED(value, bytes);
}
#else
static inline void gl_declassify(const void *value, size_t bytes)
{
    (void)value;
    (void)bytes;
}
#endif

#endif
