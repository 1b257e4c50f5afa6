// SPDX-License-Identifier: MIT
// Bytes: loads and stores with a stated byte order, wiping, and comparison in constant time.
#ifndef GLASSLOCK_COMMON_BYTES_H
#define GLASSLOCK_COMMON_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

// Overwrite memory that held a secret; the compiler may not remove it.
void gl_wipe(void *memory, size_t bytes);

// Wipe, then free. NULL is allowed.
void gl_wipe_free(void *memory, size_t bytes);

// Are the two equal?  CT: time depends on `bytes` only.
bool gl_equal_ct(const void *a, const void *b, size_t bytes);

static inline uint32_t gl_load32_be(const uint8_t p[4])
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static inline void gl_store32_be(uint8_t p[4], uint32_t x)
{
    p[0] = (uint8_t)(x >> 24);
    p[1] = (uint8_t)(x >> 16);
    p[2] = (uint8_t)(x >> 8);
    p[3] = (uint8_t)x;
}

static inline uint64_t gl_load64_be(const uint8_t p[8])
{
    return (uint64_t)gl_load32_be(p) << 32 | gl_load32_be(p + 4);
}

static inline void gl_store64_be(uint8_t p[8], uint64_t x)
{
    gl_store32_be(p, (uint32_t)(x >> 32));
    gl_store32_be(p + 4, (uint32_t)x);
}

static inline uint32_t gl_load32_le(const uint8_t p[4])
{
    return (uint32_t)p[3] << 24 | (uint32_t)p[2] << 16 | (uint32_t)p[1] << 8 | p[0];
}

static inline void gl_store32_le(uint8_t p[4], uint32_t x)
{
    p[0] = (uint8_t)x;
    p[1] = (uint8_t)(x >> 8);
    p[2] = (uint8_t)(x >> 16);
    p[3] = (uint8_t)(x >> 24);
}

static inline uint64_t gl_load64_le(const uint8_t p[8])
{
    return (uint64_t)gl_load32_le(p + 4) << 32 | gl_load32_le(p);
}

static inline void gl_store64_le(uint8_t p[8], uint64_t x)
{
    gl_store32_le(p, (uint32_t)x);
    gl_store32_le(p + 4, (uint32_t)(x >> 32));
}

#endif
