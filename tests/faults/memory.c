// SPDX-License-Identifier: MIT
// LD_PRELOAD: the Nth allocation of a program fails. The environment says which:
//
// GLASSLOCK_FAIL_ALLOC=N: the Nth call from the start on returns NULL, with ENOMEM; "N+": every later one,
// too.
//
// GLASSLOCK_FAIL_PLACE=P: the first call from the place P; "P+": every later call from anywhere, too.
//
// GLASSLOCK_COUNT_ALLOC=FILE: at exit, "COUNTED FAILED" is written to FILE.
//
// GLASSLOCK_ALLOC_PLACES=FILE: at exit, a line "P FIRST CALLS" is written for each place: its name, the
// number of its first call, and how many calls came from there.
//
// GLASSLOCK_PLACE_FRAMES=N: the N innermost frames of the call stack tell a place apart; without it 48.
//
// A place is a call stack, told by the lowest 12 bits of its return addresses: they are the same in each run
// of one program, wherever the kernel loads it. Threads change the numbers from run to run, but not the
// places.
//
// A call is one of malloc, calloc, realloc, reallocarray, posix_memalign, aligned_alloc and memalign, whoever
// makes it: the program, the C library inside strdup(), fopen() or getline(), or another library. The numbers
// are those of one process: its children count nothing. What allocates is the next malloc in line, that of
// the C library or of a sanitizer; free() is left alone. Not a call is what a sanitizer's runtime needs to
// begin a thread. A breakpoint on memory_fails() shows who was refused.
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <unwind.h>

#define EXPORT __attribute__((visibility("default")))

EXPORT void memory_fails(unsigned long number);
EXPORT void *memalign(size_t alignment, size_t bytes);

static struct {
    void *(*malloc)(size_t);
    void *(*calloc)(size_t, size_t);
    void *(*realloc)(void *, size_t);
    int (*getattr)(pthread_t, pthread_attr_t *);
    void *(*aligned_alloc)(size_t, size_t);
} next;
static _Atomic bool looking_up; // dlsym() may allocate, before there is a malloc
static bool armed, ever_after, by_place;
static unsigned long nth; // or the place
static unsigned long most_frames = 48;
static atomic_ulong counted, failed;
static atomic_bool begun; // for ever_after
static char count_file[4096], places_file[4096];
static _Thread_local bool spared __attribute__((tls_model("initial-exec"))); // no allocation to reach it

#define MOST_PLACES 16384
static struct {
    atomic_ulong name, first, calls;
} places[MOST_PLACES];

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
    find(&next.getattr, "pthread_getattr_np");
    find(&next.aligned_alloc, "aligned_alloc");
    return true;
}

__attribute__((noinline)) void memory_fails(unsigned long number)
{
    (void)number;
    atomic_fetch_add(&failed, 1);
    errno = ENOMEM;
}

struct stack {
    unsigned long name;
    unsigned long frames;
};

static _Unwind_Reason_Code frame(struct _Unwind_Context *context, void *to)
{
    struct stack *stack = to;
    stack->name = (stack->name ^ (_Unwind_GetIP(context) & 0xfff)) * 0x100000001b3; // FNV-1a
    return ++stack->frames < most_frames ? _URC_NO_REASON : _URC_END_OF_STACK;
}

// Inlined, so that the frames are those of the call.
static inline __attribute__((always_inline)) unsigned long this_place(void)
{
    struct stack stack = {.name = 0xcbf29ce484222325};
    _Unwind_Backtrace(frame, &stack);
    return stack.name ? stack.name : 1;
}

static void note(unsigned long name, unsigned long number)
{
    for (size_t i = 0; i < MOST_PLACES; i++) {
        size_t at = (name + i) % MOST_PLACES;
        unsigned long there = 0;
        if (atomic_compare_exchange_strong(&places[at].name, &there, name))
            atomic_store(&places[at].first, number);
        else if (there != name)
            continue;
        atomic_fetch_add(&places[at].calls, 1);
        return;
    }
}

static inline __attribute__((always_inline)) bool refused(void)
{
    if (!ready())
        return true;
    if (!armed || spared)
        return false;
    unsigned long number = atomic_fetch_add(&counted, 1) + 1;
    unsigned long place = by_place || *places_file ? this_place() : 0;
    if (*places_file)
        note(place, number);
    if (!nth || ((by_place ? place : number) != nth && !atomic_load(&begun)))
        return false;
    if (atomic_exchange(&begun, true) && !ever_after)
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

// ---- what a sanitizer's runtime asks for itself ----

static bool of_a_sanitizer(const void *caller)
{
    Dl_info from;
    return dladdr(caller, &from) && from.dli_fname && strstr(from.dli_fname, "san.so");
}

// A new thread asks for its stack, for which the C library allocates. The runtime of a sanitizer aborts where
// it gets no answer; the program goes on without one (net/core/stack.c), and may be refused.
EXPORT int pthread_getattr_np(pthread_t thread, pthread_attr_t *attributes)
{
    if (!ready())
        return ENOMEM;
    spared = of_a_sanitizer(__builtin_return_address(0));
    int error = next.getattr(thread, attributes);
    spared = false;
    return error;
}

// ---- what is told at the end ----

static int create(const char *path)
{
    int out = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (out < 0)
        _exit(99);
    return out;
}

static void tell_count(void)
{
    int out = create(count_file);
    dprintf(out, "%lu %lu\n", atomic_load(&counted), atomic_load(&failed));
    close(out);
}

static void tell_places(void)
{
    armed = false;
    int out = create(places_file);
    for (size_t i = 0; i < MOST_PLACES; i++)
        if (places[i].name)
            dprintf(out, "%lx %lu %lu\n", places[i].name, places[i].first, places[i].calls);
    close(out);
}

static bool take(const char *name, char *path, size_t room)
{
    const char *value = getenv(name);
    if (value)
        snprintf(path, room, "%s", value);
    unsetenv(name);
    return value;
}

__attribute__((constructor)) static void begin(void)
{
    char which[64] = "", *rest = which;
    if (take("GLASSLOCK_FAIL_ALLOC", which, sizeof which)) {
        nth = strtoul(which, &rest, 10);
    } else if (take("GLASSLOCK_FAIL_PLACE", which, sizeof which)) {
        by_place = true;
        nth = strtoul(which, &rest, 16);
    }
    char frames[64] = "";
    if (take("GLASSLOCK_PLACE_FRAMES", frames, sizeof frames))
        most_frames = strtoul(frames, NULL, 10);
    ever_after = *rest == '+';
    if (take("GLASSLOCK_COUNT_ALLOC", count_file, sizeof count_file))
        atexit(tell_count);
    if (take("GLASSLOCK_ALLOC_PLACES", places_file, sizeof places_file))
        atexit(tell_places);
    armed = nth || *count_file || *places_file;
}

// ---- until the end of main() ----

// What gcov writes after the end of a program, it writes with memory that it takes for granted. So refusals
// end with exit(): of what that calls, disarm() comes before the destructors, because main() is where it was
// registered.
static void disarm(void)
{
    armed = false;
}

typedef int main_function(int, char **, char **);
static main_function *real_main;

static int main_in_between(int argc, char **argv, char **environment)
{
    atexit(disarm);
    return real_main(argc, argv, environment);
}

EXPORT int __libc_start_main(main_function *main, int argc, char **argv, void (*init)(void),
                             void (*fini)(void), void (*loader_fini)(void), void *stack_end)
{
    int (*start)(main_function *, int, char **, void (*)(void), void (*)(void), void (*)(void), void *);
    find(&start, "__libc_start_main");
    real_main = main;
    return start(main_in_between, argc, argv, init, fini, loader_fini, stack_end);
}
