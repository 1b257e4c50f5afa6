// SPDX-License-Identifier: MIT
#include "crypto/common/random.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>

static enum gl_error fill_from_kernel(void *out, size_t bytes)
{
    uint8_t *next = out;
    while (bytes > 0) {
        ssize_t got = getrandom(next, bytes, 0);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return GL_ERR_RANDOM;
        next += got;
        bytes -= (size_t)got;
    }
    return GL_OK;
}

enum gl_error gl_random_bytes(const struct gl_random *random, void *out, size_t bytes)
{
    if (random)
        return random->fill(random->context, out, bytes);
    return fill_from_kernel(out, bytes);
}

static enum gl_error fill_from_fixed(void *context, void *out, size_t bytes)
{
    struct gl_random_fixed *fixed = context;
    if (bytes > fixed->count - fixed->used)
        return GL_ERR_RANDOM;
    if (bytes)
        memcpy(out, fixed->bytes + fixed->used, bytes);
    fixed->used += bytes;
    return GL_OK;
}

struct gl_random gl_random_from_fixed(struct gl_random_fixed *fixed)
{
    return (struct gl_random){.fill = fill_from_fixed, .context = fixed};
}
