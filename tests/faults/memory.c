// SPDX-License-Identifier: MIT
// LD_PRELOAD: the Nth allocation of a program fails.
//
//   GLASSLOCK_FAIL_ALLOC=N     the Nth call from the start on returns NULL, errno is ENOMEM; all others
//   succeed GLASSLOCK_FAIL_ALLOC=N+    so does every call after it GLASSLOCK_COUNT_ALLOC=FILE at exit,
//   "COUNTED FAILED" is written to FILE: how many calls there were, and how
//                              many of them failed
//
// A call is one of malloc, calloc, realloc, reallocarray, posix_memalign, aligned_alloc and memalign, whoever
// makes it: the program, the C library inside strdup(), fopen() or getline(), or another library. The numbers
// are those of one process: its children count nothing. What allocates is the next malloc in line, that of
// the C library or of a sanitizer; free() is left alone. A breakpoint on memory_fails() shows who was
// refused.
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define EXPORT __attribute__((visibility("default")))

EXPORT void memory_fails(unsigned long number);
EXPORT void *memalign(size_t alignment, size_t bytes);

static struct {
    void *(*malloc)(size_t);
    void *(*calloc)(size_t, size_t);
    void *(*realloc)(void *, size_t);
    void *(*aligned_alloc)(size_t, size_t);
} next;
static _Atomic bool looking_up; // dlsym() may allocate, before there is a malloc
static bool armed, ever_after;
static unsigned long nth;
static atomic_ulong counted, failed;
static char report[4096];

static void find(void *function, const char *name)
{
    void *found = dlsym(RTLD_NEXT, name);
    memcpy(function, &found, sizeof found); // ISO C knows no other way from an object to a function
}

// false: only dlsym() itself can meet that, and it copes.
static bool ready(void)
{
    if (next.aligned_alloc)
        return true;
    if (atomic_exchange(&looking_up, true))
        return false;
    find(&next.malloc, "malloc");
    find(&next.calloc, "calloc");
    find(&next.realloc, "realloc");
    find(&next.aligned_alloc, "aligned_alloc");
    return true;
}

__attribute__((noinline)) void memory_fails(unsigned long number)
{
    (void)number;
    atomic_fetch_add(&failed, 1);
    errno = ENOMEM;
}

static bool refused(void)
{
    if (!ready())
        return true;
    if (!armed)
        return false;
    unsigned long number = atomic_fetch_add(&counted, 1) + 1;
    if (!nth || number < nth || (number > nth && !ever_after))
        return false;
    memory_fails(number);
    return true;
}

EXPORT void *malloc(size_t bytes)
{
    return refused() ? NULL : next.malloc(bytes);
}

EXPORT void *calloc(size_t n, size_t bytes)
{
    return refused() ? NULL : next.calloc(n, bytes);
}

EXPORT void *realloc(void *old, size_t bytes)
{
    if (old && !bytes) // that frees, and cannot fail
        return next.realloc(old, bytes);
    return refused() ? NULL : next.realloc(old, bytes);
}

EXPORT void *reallocarray(void *old, size_t n, size_t bytes)
{
    size_t whole;
    if (__builtin_mul_overflow(n, bytes, &whole)) {
        errno = ENOMEM;
        return NULL;
    }
    return realloc(old, whole);
}

EXPORT void *aligned_alloc(size_t alignment, size_t bytes)
{
    return refused() ? NULL : next.aligned_alloc(alignment, bytes);
}

EXPORT void *memalign(size_t alignment, size_t bytes)
{
    return aligned_alloc(alignment, bytes);
}

EXPORT int posix_memalign(void **memory, size_t alignment, size_t bytes)
{
    int before = errno;
    void *got = aligned_alloc(alignment, bytes);
    errno = before;
    if (!got)
        return ENOMEM;
    *memory = got;
    return 0;
}

static void tell(void)
{
    char text[64];
    int chars = snprintf(text, sizeof text, "%lu %lu\n", atomic_load(&counted), atomic_load(&failed));
    int out = open(report, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (out < 0 || write(out, text, (size_t)chars) != chars)
        _exit(99);
    close(out);
}

__attribute__((constructor)) static void begin(void)
{
    const char *which = getenv("GLASSLOCK_FAIL_ALLOC"), *where = getenv("GLASSLOCK_COUNT_ALLOC");
    char *rest = NULL;
    if (which)
        nth = strtoul(which, &rest, 10);
    ever_after = rest && *rest == '+';
    if (where && strlen(where) < sizeof report) {
        strcpy(report, where);
        atexit(tell);
    }
    unsetenv("GLASSLOCK_FAIL_ALLOC");
    unsetenv("GLASSLOCK_COUNT_ALLOC");
    armed = which || where;
}
