// SPDX-License-Identifier: MIT
#include "net/wire/utf8.h"

size_t utf8_next(const char *text, size_t bytes, uint32_t *point)
{
    // By how many bytes follow the first: what it begins with, and the least code point that is written so.
    static const struct {
        uint8_t mask, lead;
        uint32_t least;
    } forms[] = {{0x80, 0x00, 0}, {0xe0, 0xc0, 0x80}, {0xf0, 0xe0, 0x800}, {0xf8, 0xf0, 0x10000}};
    const uint8_t *p = (const uint8_t *)text;
    size_t more = 0;
    if (bytes == 0)
        return 0;
    while (more < 4 && (p[0] & forms[more].mask) != forms[more].lead)
        more++;
    if (more >= 4 || more >= bytes)
        return 0;
    *point = p[0] & (uint8_t)~forms[more].mask;
    for (size_t i = 1; i <= more; i++) {
        if ((p[i] & 0xc0) != 0x80)
            return 0;
        *point = *point << 6 | (p[i] & 0x3f);
    }
    const bool surrogate = *point >= 0xd800 && *point <= 0xdfff;
    return *point < forms[more].least || *point > 0x10ffff || surrogate ? 0 : more + 1;
}

bool wire_text_valid(const char *text, size_t bytes, bool lines)
{
    uint32_t point;
    for (size_t i = 0, used; i < bytes; i += used) {
        used = utf8_next(text + i, bytes - i, &point);
        if (!used)
            return false;
        const bool control = point < 0x20 || (point >= 0x7f && point < 0xa0);
        if (control && !(lines && (point == '\n' || point == '\t')))
            return false;
    }
    return true;
}
