// SPDX-License-Identifier: MIT
// Bytes that a terminal sends, as keys of app/edit.h, without ncurses: the console shares its terminal with
// the live log and draws one row of it.
#ifndef GLASSLOCK_APP_SERVE_KEYS_H
#define GLASSLOCK_APP_SERVE_KEYS_H

#include <stdbool.h>
#include <stddef.h>

#define SERVE_KEY_NONE   (-1) // a sequence that means nothing here
#define SERVE_KEY_ENTER  '\r'
#define SERVE_KEY_ESCAPE 27

// How many of the first bytes are one key, and which; 0: more are needed (a lone Escape too: `all` says that
// nothing follows it).
size_t serve_key(const char *bytes, size_t n, bool all, int *key);

#endif
