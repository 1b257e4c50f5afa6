// SPDX-License-Identifier: MIT
// What may be a name. It must look like one to people, and not like a command or like nothing.
#include "net/talk/talk.h"

#include <string.h>
#include <strings.h>

// Characters beyond ASCII that nobody sees, or that turn the direction of a line: the bytes before the last
// one, and the range of the last.
static const struct {
    const char *lead;
    uint8_t from, to;
} unseen[] = {
    {"\xc2", 0xa0, 0xa0},     // no-break space
    {"\xc2", 0xad, 0xad},     // soft hyphen
    {"\xcd", 0x8f, 0x8f},     // combining grapheme joiner
    {"\xd8", 0x9c, 0x9c},     // Arabic letter mark
    {"\xe1\x9a", 0x80, 0x80}, // Ogham space
    {"\xe1\xa0", 0x8b, 0x8f}, // Mongolian separators
    {"\xe2\x80", 0x80, 0x8f}, // spaces, zero widths, direction marks
    {"\xe2\x80", 0xa8, 0xaf}, // line ends, direction overrides, narrow space
    {"\xe2\x81", 0x9f, 0xaf}, // mathematical space, invisible operators, isolates
    {"\xe3\x80", 0x80, 0x80}, // ideographic space
    {"\xe3\x85", 0xa4, 0xa4}, // Hangul filler
    {"\xef\xb8", 0x80, 0x8f}, // variation selectors
    {"\xef\xbb", 0xbf, 0xbf}, // byte order mark
};

static bool has_unseen(const char *name)
{
    for (size_t i = 0; i < sizeof unseen / sizeof unseen[0]; i++) {
        size_t lead = strlen(unseen[i].lead);
        for (const char *at = name; (at = strstr(at, unseen[i].lead)); at++)
            if ((uint8_t)at[lead] >= unseen[i].from && (uint8_t)at[lead] <= unseen[i].to)
                return true;
    }
    return strstr(name, "\xf3\xa0") != NULL; // tags and more variation selectors, U+E0000 and up
}

const char *talk_name_problem(const char *name)
{
    size_t bytes = strnlen(name, TALK_NAME_ROOM);
    if (!bytes)
        return "a name has at least one character";
    if (bytes >= TALK_NAME_ROOM)
        return "a name has at most 32 bytes";
    if (!wire_text_valid(name, bytes, false))
        return "a name is UTF-8 without control characters";
    if (strpbrk(name, " :,"))
        return "a name has no space, ':' or ','";
    if (has_unseen(name))
        return "a name has no invisible characters";
    if (strchr("/#!*-", name[0]))
        return "a name does not begin with '/', '#', '!', '*' or '-'";
    if (strcasecmp(name, "all") == 0)
        return "\"all\" stands for everybody";
    return NULL;
}
