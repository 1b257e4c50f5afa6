// SPDX-License-Identifier: MIT
#include "app/serve/keys.h"

#include "app/edit.h"

#include <string.h>
#include <wchar.h>

static const struct {
    const char *sequence;
    int key;
} sequences[] = {
    {"\033[A", KEY_EDIT_UP},
    {"\033OA", KEY_EDIT_UP},
    {"\033[B", KEY_EDIT_DOWN},
    {"\033OB", KEY_EDIT_DOWN},
    {"\033[C", KEY_EDIT_RIGHT},
    {"\033OC", KEY_EDIT_RIGHT},
    {"\033[D", KEY_EDIT_LEFT},
    {"\033OD", KEY_EDIT_LEFT},
    {"\033[H", KEY_EDIT_HOME},
    {"\033OH", KEY_EDIT_HOME},
    {"\033[1~", KEY_EDIT_HOME},
    {"\033[7~", KEY_EDIT_HOME},
    {"\033[F", KEY_EDIT_END},
    {"\033OF", KEY_EDIT_END},
    {"\033[4~", KEY_EDIT_END},
    {"\033[8~", KEY_EDIT_END},
    {"\033[3~", KEY_EDIT_DELETE},
    {"\033[1;5D", KEY_EDIT_WORD_LEFT},
    {"\033[1;5C", KEY_EDIT_WORD_RIGHT},
    {"\033b", KEY_EDIT_WORD_LEFT},
    {"\033f", KEY_EDIT_WORD_RIGHT},
    {"\033d", KEY_EDIT_KILL_WORD_RIGHT},
    {"\033\x7f", KEY_EDIT_KILL_WORD_LEFT},
};

// The length of an escape sequence: a letter or ~ ends what begins with ESC [; 0: more is needed.
static size_t sequence_bytes(const char *bytes, size_t n)
{
    if (n < 2)
        return 0;
    if (bytes[1] == 'O')
        return n < 3 ? 0 : 3;
    if (bytes[1] != '[')
        return 2;
    for (size_t i = 2; i < n; i++)
        if (bytes[i] >= '@' && bytes[i] <= '~')
            return i + 1;
    return 0;
}

static size_t escape(const char *bytes, size_t n, bool all, int *key)
{
    size_t used = sequence_bytes(bytes, n);
    if (used == 0 && all) {
        *key = n == 1 ? SERVE_KEY_ESCAPE : SERVE_KEY_NONE;
        return n;
    }
    *key = SERVE_KEY_NONE;
    for (size_t i = 0; i < sizeof sequences / sizeof sequences[0]; i++)
        if (used == strlen(sequences[i].sequence) && memcmp(bytes, sequences[i].sequence, used) == 0)
            *key = sequences[i].key;
    return used;
}

size_t serve_key(const char *bytes, size_t n, bool all, int *key)
{
    wchar_t c = 0;
    mbstate_t state = {0};
    if (n == 0)
        return 0;
    if (bytes[0] == 27)
        return escape(bytes, n, all, key);
    size_t used = mbrtowc(&c, bytes, n, &state);
    if (used == (size_t)-2 && !all)
        return 0;
    bool bad = used == (size_t)-1 || used == (size_t)-2 || used == 0;
    *key = bad ? SERVE_KEY_NONE : (int)c;
    return bad ? 1 : used;
}
