// SPDX-License-Identifier: MIT
#include "app/columns.h"

#include <stdbool.h>
#include <string.h>

// Joiners, direction marks and overrides, variation selectors, the byte order mark, tags.
static bool steers(wchar_t c)
{
    return (c >= 0x200b && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) ||
           (c >= 0xfe00 && c <= 0xfe0f) || c == 0xfeff || c == 0xad || (c >= 0xe0000 && c <= 0xe01ef);
}

int columns_next(const char **text, wchar_t *shown)
{
    wchar_t c = 0;
    mbstate_t state = {0};
    size_t n = mbrtowc(&c, *text, strlen(*text), &state);
    if (n == (size_t)-1 || n == (size_t)-2 || n == 0) {
        n = 1;
        c = L'?';
    }
    *text += n;
    *shown = 0;
    if (steers(c))
        return 0;
    int width = wcwidth(c);
    *shown = width < 0 ? L'?' : c;
    return width < 0 ? 1 : width;
}

size_t columns_of(const char *text, size_t bytes)
{
    size_t columns = 0;
    wchar_t shown = 0;
    for (const char *at = text; *at && (size_t)(at - text) < bytes;)
        columns += (size_t)columns_next(&at, &shown);
    return columns;
}

size_t columns_fit(const char *text, size_t columns)
{
    const char *at = text;
    for (size_t used = 0; *at;) {
        const char *after = at;
        wchar_t shown = 0;
        used += (size_t)columns_next(&after, &shown);
        if (used > columns)
            break;
        at = after;
    }
    return (size_t)(at - text);
}

size_t columns_line(const char *text, size_t columns, size_t *next)
{
    size_t line = strcspn(text, "\n"), n = columns_fit(text, columns);
    if (n >= line) {
        *next = line + (text[line] == '\n');
        return line;
    }
    size_t end = n;
    while (end > 0 && text[end] != ' ')
        end--;
    if (end == 0)
        end = n > 0 ? n : columns_after(text, 0);
    *next = end + strspn(text + end, " ");
    return end;
}

size_t columns_after(const char *text, size_t at)
{
    const char *p = text + at;
    wchar_t shown = 0;
    if (!*p)
        return at;
    columns_next(&p, &shown);
    for (const char *after = p; *after && *after != '\n'; p = after)
        if (columns_next(&after, &shown) > 0)
            break;
    return (size_t)(p - text);
}

// UTF-8 is read forward only, so from the start of the line; lines that people type are short.
size_t columns_before(const char *text, size_t at)
{
    size_t from = at;
    while (from > 1 && text[from - 2] != '\n')
        from--;
    from -= from > 0;
    for (size_t after = from; after < at; after = columns_after(text, after))
        from = after;
    return from;
}
