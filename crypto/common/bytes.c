// SPDX-License-Identifier: MIT
#include "crypto/common/bytes.h"

#include <stdlib.h>

void gl_wipe(void *memory, size_t bytes)
{
    if (bytes)
        explicit_bzero(memory, bytes);
}

void gl_wipe_free(void *memory, size_t bytes)
{
    if (memory)
        gl_wipe(memory, bytes);
    free(memory);
}

bool gl_equal_ct(const void *a, const void *b, size_t bytes)
{
    const volatile uint8_t *x = a;
    const volatile uint8_t *y = b;
    uint8_t difference = 0;
    for (size_t i = 0; i < bytes; i++)
        difference = (uint8_t)(difference | (x[i] ^ y[i]));
    return difference == 0;
}
