// SPDX-License-Identifier: MIT
#include "app/edit.h"

#include "app/columns.h"
#include "crypto/common/bytes.h"

#include <stdlib.h>
#include <string.h>

bool edit_init(struct edit *e)
{
    *e = (struct edit){.text = calloc(1, EDIT_MOST_BYTES + 1)};
    return e->text;
}

static void free_text(char *text)
{
    gl_wipe_free(text, text ? strlen(text) : 0);
}

void edit_free(struct edit *e)
{
    gl_wipe_free(e->text, EDIT_MOST_BYTES + 1);
    free_text(e->killed);
    free_text(e->draft);
    for (int i = 0; i < e->lines; i++)
        free_text(e->line[i]);
    *e = (struct edit){0};
}

// One byte of a control character? C1 controls are two bytes in UTF-8, 0xc2 first.
static bool is_control(const char *at, const char *end)
{
    unsigned char c = (unsigned char)at[0];
    if (c == 0xc2 && at + 1 < end)
        return (unsigned char)at[1] >= 0x80 && (unsigned char)at[1] < 0xa0;
    return (c < 32 && c != '\n' && c != '\t') || c == 127;
}

bool edit_insert(struct edit *e, const char *text, size_t bytes)
{
    if (bytes > EDIT_MOST_BYTES - e->bytes)
        return false;
    char *at = e->text + e->cursor, *tail = strdup(at);
    if (!tail)
        return false;
    for (const char *from = text, *end = text + bytes; from < end; from++) {
        if (from[0] == '\r' && (from + 1 == end || from[1] != '\n'))
            *at++ = '\n'; // what some terminals paste for a line's end
        else if (!is_control(from, end))
            *at++ = *from;
        else
            from += (unsigned char)*from == 0xc2;
    }
    e->cursor = (size_t)(at - e->text);
    memcpy(at, tail, strlen(tail) + 1);
    e->bytes = e->cursor + strlen(tail);
    free_text(tail);
    return true;
}

void edit_remove(struct edit *e, size_t from, size_t to)
{
    memmove(e->text + from, e->text + to, e->bytes - to + 1);
    gl_wipe(e->text + e->bytes - (to - from) + 1, to - from);
    e->bytes -= to - from;
    e->cursor = from;
}

void edit_clear(struct edit *e)
{
    gl_wipe(e->text, e->bytes);
    e->bytes = e->cursor = 0;
}

void edit_set(struct edit *e, const char *text)
{
    edit_clear(e);
    size_t bytes = strlen(text);
    edit_insert(e, text, bytes < EDIT_MOST_BYTES ? bytes : EDIT_MOST_BYTES);
}

static void kill_range(struct edit *e, size_t from, size_t to)
{
    if (from == to)
        return;
    free_text(e->killed);
    e->killed = strndup(e->text + from, to - from);
    edit_remove(e, from, to);
}

// A word: letters of any script and digits; what ASCII calls punctuation and blanks lies between words.
static bool in_word(char c)
{
    return (unsigned char)c >= 0x80 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
           (c >= 'A' && c <= 'Z') || c == '_';
}

static size_t word_left(const struct edit *e)
{
    size_t at = e->cursor;
    while (at > 0 && !in_word(e->text[at - 1]))
        at--;
    while (at > 0 && in_word(e->text[at - 1]))
        at--;
    return at;
}

static size_t word_right(const struct edit *e)
{
    size_t at = e->cursor;
    while (at < e->bytes && !in_word(e->text[at]))
        at++;
    while (at < e->bytes && in_word(e->text[at]))
        at++;
    return at;
}

void edit_remember(struct edit *e, const char *line)
{
    free_text(e->draft);
    e->draft = NULL;
    bool again = e->lines > 0 && strcmp(e->line[e->lines - 1], line) == 0;
    char *copy = *line && !again ? strdup(line) : NULL;
    if (copy && e->lines == EDIT_HISTORY) {
        free_text(e->line[0]);
        memmove(e->line, e->line + 1, (EDIT_HISTORY - 1) * sizeof e->line[0]);
        e->lines--;
    }
    if (copy)
        e->line[e->lines++] = copy;
    e->at = e->lines;
}

static void browse(struct edit *e, int by)
{
    int to = e->at + by;
    if (to < 0 || to > e->lines)
        return;
    if (e->at == e->lines) {
        free_text(e->draft);
        e->draft = strdup(e->text);
    }
    e->at = to;
    edit_set(e, to < e->lines ? e->line[to] : e->draft ? e->draft : "");
}

static void type(struct edit *e, wchar_t c)
{
    char bytes[16];
    mbstate_t state = {0};
    size_t n = wcrtomb(bytes, c, &state);
    if (n != (size_t)-1)
        edit_insert(e, bytes, n);
}

static bool move(struct edit *e, int key)
{
    switch (key) {
    case KEY_EDIT_LEFT:
    case CTRL('B'):
        e->cursor = columns_before(e->text, e->cursor);
        return true;
    case KEY_EDIT_RIGHT:
        e->cursor = columns_after(e->text, e->cursor);
        return true;
    case KEY_EDIT_WORD_LEFT:
        e->cursor = word_left(e);
        return true;
    case KEY_EDIT_WORD_RIGHT:
        e->cursor = word_right(e);
        return true;
    case KEY_EDIT_HOME:
    case CTRL('A'):
        e->cursor = 0;
        return true;
    case KEY_EDIT_END:
    case CTRL('E'):
        e->cursor = e->bytes;
        return true;
    case KEY_EDIT_UP:
    case KEY_EDIT_DOWN:
        browse(e, key == KEY_EDIT_UP ? -1 : 1);
        return true;
    default:
        return false;
    }
}

bool edit_key(struct edit *e, int key)
{
    switch (key) {
    case KEY_EDIT_BACKSPACE:
    case CTRL('H'):
    case 127:
        edit_remove(e, columns_before(e->text, e->cursor), e->cursor);
        return true;
    case KEY_EDIT_DELETE:
    case CTRL('D'):
        edit_remove(e, e->cursor, columns_after(e->text, e->cursor));
        return true;
    case KEY_EDIT_KILL_WORD_LEFT:
    case CTRL('W'):
        kill_range(e, word_left(e), e->cursor);
        return true;
    case KEY_EDIT_KILL_WORD_RIGHT:
        kill_range(e, e->cursor, word_right(e));
        return true;
    case CTRL('U'):
        kill_range(e, 0, e->cursor);
        return true;
    case CTRL('K'):
        kill_range(e, e->cursor, e->bytes);
        return true;
    case CTRL('Y'):
        if (e->killed)
            edit_insert(e, e->killed, strlen(e->killed));
        return true;
    case KEY_EDIT_NEWLINE:
        edit_insert(e, "\n", 1);
        return true;
    default:
        break;
    }
    if (key >= 32 && key < KEY_EDIT_LEFT) {
        type(e, (wchar_t)key);
        return true;
    }
    return move(e, key);
}
