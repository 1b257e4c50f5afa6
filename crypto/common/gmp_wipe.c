// SPDX-License-Identifier: MIT
#include "crypto/common/gmp_wipe.h"

#include "crypto/common/bytes.h"
#include "crypto/common/no_memory.h"

#include <gmp.h>
#include <stdlib.h>
#include <time.h>

#define WAIT_TIMES 200
#define WAIT_NS    10000000 // 10 ms

static void *allocate(size_t bytes)
{
    return gl_need(malloc(bytes)); // GMP cannot be told of a failure
}

// The others may give some back: a server waits for that before it ends for all of them.
static void *allocate_patiently(size_t bytes)
{
    void *memory = malloc(bytes);
    for (int i = 0; !memory && i < WAIT_TIMES; i++) {
        nanosleep(&(struct timespec){.tv_nsec = WAIT_NS}, NULL);
        memory = malloc(bytes);
    }
    return gl_need(memory);
}

static void wipe_and_free(void *memory, size_t bytes)
{
    gl_wipe_free(memory, bytes);
}

// Always a move: realloc() would leave the old bytes behind when it moves, without saying so.
static void *move(void *memory, void *old, size_t old_bytes, size_t bytes)
{
    memcpy(memory, old, old_bytes < bytes ? old_bytes : bytes);
    gl_wipe_free(old, old_bytes);
    return memory;
}

static void *reallocate(void *old, size_t old_bytes, size_t bytes)
{
    return move(allocate(bytes), old, old_bytes, bytes);
}

static void *reallocate_patiently(void *old, size_t old_bytes, size_t bytes)
{
    return move(allocate_patiently(bytes), old, old_bytes, bytes);
}

void gl_gmp_wipe_wait(void)
{
    mp_set_memory_functions(allocate_patiently, reallocate_patiently, wipe_and_free);
}

void gl_gmp_wipe_install(void)
{
    mp_set_memory_functions(allocate, reallocate, wipe_and_free);
}
