// SPDX-License-Identifier: MIT
// Text from outside: strict UTF-8 (RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF).
#ifndef GLASSLOCK_NET_UTF8_H
#define GLASSLOCK_NET_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// The first character of `text`: how many of the `bytes` it takes, 1 to 4, and its code point. 0: there is
// none, or it is not well-formed.
size_t utf8_next(const char *text, size_t bytes, uint32_t *point);

// Whole, and without control characters (below 0x20, 0x7f to 0x9f), save line feed and tab where `lines`?
bool wire_text_valid(const char *text, size_t bytes, bool lines);

#endif
