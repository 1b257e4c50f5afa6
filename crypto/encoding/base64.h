// SPDX-License-Identifier: MIT
// Base64 (RFC 4648, sections 4 and 5), always padded with '='.
#ifndef GLASSLOCK_ENCODING_BASE64_H
#define GLASSLOCK_ENCODING_BASE64_H

#include "crypto/common/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

static inline size_t base64_chars(size_t bytes) // without the NUL
{
    return (bytes + 2) / 3 * 4;
}

// text: base64_chars(bytes) + 1. url: '-' and '_' for '+' and '/'.
void base64_encode(char *text, const void *data, size_t bytes, bool url);

// Strict: no white space, correct padding, unused bits zero; else GL_ERR_ENCODING. out: chars / 4 * 3 bytes
// of room.
enum gl_error base64_decode(uint8_t *out, size_t *bytes, const char *text, size_t chars, bool url);

#endif
