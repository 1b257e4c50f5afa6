// SPDX-License-Identifier: MIT
// A line that is being typed: UTF-8, moved in by whole characters (columns.h) and words, with a history and
// one killed piece. It knows no terminal: keys come in, its owner draws it.
#ifndef GLASSLOCK_APP_EDIT_H
#define GLASSLOCK_APP_EDIT_H

#include <stdbool.h>
#include <stddef.h>
#include <wchar.h>

#define EDIT_MOST_BYTES 16384
#define EDIT_HISTORY    200

// Keys: characters stand for themselves, below 32 they are Control with the letter (CTRL('A') is 1).
#define CTRL(letter) ((letter) - '@')
enum edit_key_code {
    KEY_EDIT_LEFT = 0x110000, // above every character
    KEY_EDIT_RIGHT,
    KEY_EDIT_WORD_LEFT,
    KEY_EDIT_WORD_RIGHT,
    KEY_EDIT_HOME,
    KEY_EDIT_END,
    KEY_EDIT_UP,
    KEY_EDIT_DOWN,
    KEY_EDIT_BACKSPACE,
    KEY_EDIT_DELETE,
    KEY_EDIT_KILL_WORD_LEFT,
    KEY_EDIT_KILL_WORD_RIGHT,
    KEY_EDIT_NEWLINE, // a line feed inside the text
    KEY_EDIT_LAST,
};

struct edit {
    char *text;               // NUL-terminated; never NULL after edit_init() succeeded
    size_t bytes, cursor;     // the cursor stands before the character at this byte
    char *killed;             // by the last kill, for yank
    char *line[EDIT_HISTORY]; // oldest first
    int lines, at;            // at == lines: what is being typed
    char *draft;              // what was typed when the history was entered
};

bool edit_init(struct edit *e); // false: no memory
void edit_free(struct edit *e); // wipes: passwords are typed here too

// Does the key belong to editing? Then it is done. Enter, Tab and keys that are not listed above do not.
bool edit_key(struct edit *e, int key);

// At the cursor; false: too long, nothing was inserted. Control characters are left out, save line feed and
// tab.
bool edit_insert(struct edit *e, const char *text, size_t bytes);
void edit_remove(struct edit *e, size_t from, size_t to);
void edit_set(struct edit *e, const char *text); // cursor to its end
void edit_remember(struct edit *e, const char *line);
void edit_clear(struct edit *e);

#endif
