// SPDX-License-Identifier: MIT
// A list of words: the built-in one, or a file.
#ifndef GLASSLOCK_APP_ATTACK_WORDS_H
#define GLASSLOCK_APP_ATTACK_WORDS_H

#include "app/app.h"

#include <stddef.h>

struct words {
    const char **word;
    size_t n; // at least 1 after words_read()
    char *text;
};
// A word a line, at most 64 MiB; empty lines do not count. file NULL: the built-in list. Complains.
int words_read(struct words *words, const char *command, const char *file);
void words_free(struct words *words); // a zeroed one, too

#endif
