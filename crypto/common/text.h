// SPDX-License-Identifier: MIT
// A stream into memory that tells when it could not hold all.
//
// open_memstream() does not: where it cannot grow it drops what was to be written, sets no error, and goes on
// with the next write. A text with a hole would pass for a whole one.
#ifndef GLASSLOCK_COMMON_TEXT_H
#define GLASSLOCK_COMMON_TEXT_H

#include <stddef.h>
#include <stdio.h>

// As open_memstream(), with two differences: *text and *n are set by fclose() alone, and where anything is
// missing fclose() fails and *text is NULL. NULL without memory. Free *text with free().
FILE *gl_text_open(char **text, size_t *n);

#endif
