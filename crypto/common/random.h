// SPDX-License-Identifier: MIT
// Random bytes, from getrandom(2) unless the caller brings a source of its own.
//
// Every function that draws randomness (key generation, OAEP seeds, PSS salts, ECDSA nonces, IVs) takes a
// `const struct gl_random *`; NULL means the kernel's. Vectors and traces pass a fixed stream instead, which
// is how an example with a published salt is reproduced through the very code that the chat uses.
#ifndef GLASSLOCK_COMMON_RANDOM_H
#define GLASSLOCK_COMMON_RANDOM_H

#include "crypto/common/error.h"

#include <stddef.h>
#include <stdint.h>

struct gl_random {
    // Fill `out` with `bytes` bytes; GL_ERR_RANDOM where it cannot.
    enum gl_error (*fill)(void *context, void *out, size_t bytes);
    void *context;
};

enum gl_error gl_random_bytes(const struct gl_random *random, void *out, size_t bytes);

// A stream that hands out the given bytes in order, then fails with GL_ERR_RANDOM.
struct gl_random_fixed {
    const uint8_t *bytes;
    size_t count;
    size_t used;
};
struct gl_random gl_random_from_fixed(struct gl_random_fixed *fixed);

#endif
