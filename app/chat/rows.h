// SPDX-License-Identifier: MIT
// Inside the view: notes as rows of the screen (rows.c), and how they are drawn (draw_notes.c).
#ifndef GLASSLOCK_APP_CHAT_ROWS_H
#define GLASSLOCK_APP_CHAT_ROWS_H

#include "app/chat/view.h"

#include <time.h>

// The columns of a row. `name` is 0 where the screen is narrow: the name then stands before the text.
struct rows_shape {
    int time, name, text; // text: where it begins
};

struct rows_shape rows_shape(int columns);
int rows_text_columns(const struct chat_view *v, const struct rows_shape *shape);

// A line stands above the note: the day that begins with it, or that it is the first that is new.
bool rows_begin_day(const struct roll *r, size_t i);
bool rows_begin_new(const struct roll *r, size_t i);
struct tm rows_time(uint64_t ms); // local

// The note's text with what stands before and after it (its name too, where there is no column for it),
// malloc'd; NULL without memory.
char *rows_text(const struct chat_view *v, const struct roll *r, const struct note *note, bool name);

// The note whose rows end the screen, and how many of them are hidden. The roll is not empty.
size_t rows_bottom(const struct roll *r, int *below);

#endif
