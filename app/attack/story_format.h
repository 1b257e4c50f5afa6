// SPDX-License-Identifier: MIT
// How a story looks on paper: paragraphs, aligned facts, rates and times.
#ifndef GLASSLOCK_APP_ATTACK_STORY_FORMAT_H
#define GLASSLOCK_APP_ATTACK_STORY_FORMAT_H

#include <stddef.h>

#define FORMAT_INDENT 3
#define FORMAT_LABEL  26 // columns of a fact's label

// The terminal's width, within what reads well; 80 where there is none.
unsigned format_columns(void);

// Words filled into lines; the cursor is in column `at` now, and the other lines begin in column `rest`. A
// word that is longer than a line is cut.
void format_paragraph(const char *text, unsigned at, unsigned rest, unsigned columns);

// A label, and beside it a value in as many lines as it needs; before and after: colour.
void format_fact(const char *label, const char *text, unsigned columns, const char *before,
                 const char *after);

// Without the line's end, and control characters as '.', so that no text of a user's or a peer's steers the
// terminal.
void format_clean(char *text);

void format_rate(char *out, size_t room, double rate, const char *unit);

#endif
