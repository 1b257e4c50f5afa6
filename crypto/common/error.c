// SPDX-License-Identifier: MIT
#include "crypto/common/error.h"

#include "crypto/common/no_memory.h"

static const char *const strings[GL_ERR_COUNT] = {
    [GL_OK] = "success",
    [GL_ERR_ARGUMENT] = "invalid argument",
    [GL_ERR_LENGTH] = "wrong length",
    [GL_ERR_RANGE] = "number out of range",
    [GL_ERR_KEY] = "invalid key",
    [GL_ERR_POINT] = "invalid point",
    [GL_ERR_VERIFY] = "verification failed",
    [GL_ERR_DECRYPT] = "decryption failed",
    [GL_ERR_ENCODING] = "malformed encoding",
    [GL_ERR_UNSUPPORTED] = "not supported",
    [GL_ERR_UNAVAILABLE] = "not available on this CPU",
    [GL_ERR_RANDOM] = "no random bytes from the system",
    [GL_ERR_MEMORY] = GL_NO_MEMORY,
    [GL_ERR_TOO_LARGE] = "too large",
    [GL_ERR_INCONSISTENT] = "inconsistent trace",
    [GL_ERR_CANCELLED] = "cancelled",
};

const char *gl_error_string(enum gl_error error)
{
    if ((unsigned)error >= GL_ERR_COUNT)
        return "unknown error";
    return strings[error];
}
