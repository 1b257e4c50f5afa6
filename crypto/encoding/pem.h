// SPDX-License-Identifier: MIT
// PEM (RFC 7468, strict in what it takes apart from line length): base64 between BEGIN and END lines.
#ifndef GLASSLOCK_ENCODING_PEM_H
#define GLASSLOCK_ENCODING_PEM_H

#include "crypto/common/error.h"

#include <stddef.h>
#include <stdint.h>

#define PEM_MAX_LABEL_CHARS 40

// Malloc'd, NUL-terminated text; NULL without memory. Lines of 64 characters, LF.
char *pem_encode(const char *label, const uint8_t *der, size_t bytes);

// The first block in `text` (text before it is skipped, as openssl does). Writes its label and malloc'd
// contents. GL_ERR_ENCODING: no block, a damaged one, END that does not match BEGIN, headers.
// GL_ERR_UNSUPPORTED: encrypted.
enum gl_error pem_decode(const char *text, size_t chars, char label[PEM_MAX_LABEL_CHARS + 1], uint8_t **der,
                         size_t *bytes);

#endif
