// SPDX-License-Identifier: MIT
#include "crypto/common/gmp_wipe.h"

#include "crypto/common/bytes.h"
#include "crypto/common/no_memory.h"

#include <gmp.h>
#include <stdlib.h>

static void *allocate(size_t bytes)
{
    return gl_need(malloc(bytes)); // GMP cannot be told of a failure
}

static void wipe_and_free(void *memory, size_t bytes)
{
    gl_wipe_free(memory, bytes);
}

// Always a move: realloc() would leave the old bytes behind when it moves, without saying so.
static void *reallocate(void *old, size_t old_bytes, size_t bytes)
{
    void *memory = allocate(bytes);
    memcpy(memory, old, old_bytes < bytes ? old_bytes : bytes);
    gl_wipe_free(old, old_bytes);
    return memory;
}

void gl_gmp_wipe_install(void)
{
    mp_set_memory_functions(allocate, reallocate, wipe_and_free);
}
