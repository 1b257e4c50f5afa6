// SPDX-License-Identifier: MIT
// Hexadecimal (RFC 4648, section 8): lower case out, either case in.
#ifndef GLASSLOCK_COMMON_HEX_H
#define GLASSLOCK_COMMON_HEX_H

#include "crypto/common/error.h"

#include <stddef.h>
#include <stdint.h>

// Write 2 * bytes digits and a NUL into `text` (2 * bytes + 1 chars).
void gl_hex_encode(char *text, const void *data, size_t bytes);

// The same in groups of four digits with a space between, as fingerprints are shown and read aloud: `bytes`
// even, 5 * bytes / 2 chars with the NUL.
void gl_hex_groups(char *text, const void *data, size_t bytes);

// Read `digits` digits (an even number) into `out` (digits / 2 bytes).
// GL_ERR_LENGTH for an odd number, GL_ERR_ENCODING for anything that is not a hex digit.
enum gl_error gl_hex_decode(uint8_t *out, const char *text, size_t digits);

// The value of one digit, or -1.
int gl_hex_digit(char c);

#endif
