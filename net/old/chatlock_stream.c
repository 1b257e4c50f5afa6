// SPDX-License-Identifier: MIT
// Where an item of the stream begins and ends.
#include "net/old/chatlock_message.h"

#include <string.h>

static bool blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

// Where the list that begins at data[at] ends: one behind its last bracket, or 0 while that is not there.
static size_t list_end(const char *data, size_t bytes, size_t at)
{
    size_t depth = 0;
    bool quoted = false;
    for (; at < bytes; at++) {
        char c = data[at];
        if (quoted) {
            if (c == '\\')
                at++;
            else if (c == '"')
                quoted = false;
        } else if (c == '"') {
            quoted = true;
        } else if (c == '[' || c == '{') {
            depth++;
        } else if ((c == ']' || c == '}') && --depth == 0) {
            return at + 1;
        }
    }
    return 0;
}

static enum chatlock_item word(const char *data, size_t bytes, size_t at, size_t *used)
{
    static const struct {
        const char *word;
        enum chatlock_item item;
    } words[] = {{CHATLOCK_WORD_TAKEN, CHATLOCK_TAKEN}, {CHATLOCK_WORD_LEAVING, CHATLOCK_LEAVING}};
    bool begun = false;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t chars = strlen(words[i].word), here = bytes - at < chars ? bytes - at : chars;
        if (memcmp(data + at, words[i].word, here) != 0)
            continue;
        if (here == chars) {
            *used = at + chars;
            return words[i].item;
        }
        begun = true;
    }
    return begun ? CHATLOCK_MORE : CHATLOCK_BAD;
}

enum chatlock_item chatlock_next(const char *data, size_t bytes, size_t *from, size_t *used)
{
    size_t at = 0;
    while (at < bytes && blank(data[at]))
        at++;
    *from = *used = at;
    if (at == bytes)
        return CHATLOCK_MORE;
    if (data[at] == '!')
        return word(data, bytes, at, used);
    if (data[at] != '[')
        return CHATLOCK_BAD;
    size_t end = list_end(data, bytes, at);
    if ((end ? end : bytes) - at > CHATLOCK_MAX_MESSAGE)
        return CHATLOCK_BAD;
    if (end)
        *used = end;
    return end ? CHATLOCK_LIST : CHATLOCK_MORE;
}
