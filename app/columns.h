// SPDX-License-Identifier: MIT
// UTF-8 text on a screen of cells: how wide it is, where it may be broken. The locale says what a character
// is and how many columns it takes (mbrtowc, wcwidth).
//
// What cannot be read, and control characters, count as one column, a question mark. Characters that only
// steer the display (joiners, direction marks, variation selectors) take no column and are not shown: a text
// from outside must not turn the rest of a line around.
#ifndef GLASSLOCK_APP_COLUMNS_H
#define GLASSLOCK_APP_COLUMNS_H

#include <stddef.h>
#include <wchar.h>

// The next character of the text: its columns (0: a mark on the one before, 1 or 2), and what is to be shown
// (L'\0': nothing). The text moves on; it must not be empty.
int columns_next(const char **text, wchar_t *shown);

// Columns of the first `bytes` bytes.
size_t columns_of(const char *text, size_t bytes);

// How many bytes of the text fit into so many columns, whole characters with their marks.
size_t columns_fit(const char *text, size_t columns);

// The same for one line of a paragraph: it ends at a line feed, or at the last space that fits, or where the
// room ends. *next: where the line after it begins (without the spaces or the line feed between the two).
// Always moves on where the text is not empty, even if a character is wider than the line.
size_t columns_line(const char *text, size_t columns, size_t *next);

// Where the whole character before (after) byte `at` begins (ends), its marks included.
size_t columns_before(const char *text, size_t at);
size_t columns_after(const char *text, size_t at);

#endif
