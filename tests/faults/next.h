// SPDX-License-Identifier: MIT
// What the libraries for LD_PRELOAD share.
#ifndef GLASSLOCK_TESTS_FAULTS_NEXT_H
#define GLASSLOCK_TESTS_FAULTS_NEXT_H

#include <dlfcn.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define EXPORT __attribute__((visibility("default")))

// The function of that name which would have been called. ISO C knows no other way from an object to a
// function.
static inline void next_find(void *function, const char *name)
{
    void *found = dlsym(RTLD_NEXT, name);
    memcpy(function, &found, sizeof found);
}

// Is this the program under test, the test program, or a planted defect? What else the environment reaches
// (shells, peers) is left alone.
static inline bool next_is_ours(void)
{
    const char *name = program_invocation_short_name;
    return strcmp(name, "glasslock") == 0 || strcmp(name, "run-tests") == 0 ||
           strcmp(name, "planted-faults") == 0;
}

// The number that follows `name` in the text, as 3 does "in=" in "in=3 most=20".
static inline unsigned long next_number(const char *text, const char *name, unsigned long otherwise)
{
    const char *at = strstr(text, name);
    return at ? strtoul(at + strlen(name), NULL, 10) : otherwise;
}

#endif
