// SPDX-License-Identifier: MIT
#include "app/chat/keyboard.h"

#include "app/chat/view.h"

#define NCURSES_WIDECHAR 1
#include <ncurses.h>

// Sequences that terminfo has no names for, as xterm and those that follow it send them.
enum { OWN = 0x2000 };
static const struct {
    const char *sequence;
    int key;
} sequences[] = {
    {"\033[1;5D", KEY_EDIT_WORD_LEFT},
    {"\033[1;3D", KEY_EDIT_WORD_LEFT},
    {"\033[1;5C", KEY_EDIT_WORD_RIGHT},
    {"\033[1;3C", KEY_EDIT_WORD_RIGHT},
    {"\033[1;3A", KEY_VIEW_LINE_UP},
    {"\033[1;2A", KEY_VIEW_LINE_UP},
    {"\033[1;3B", KEY_VIEW_LINE_DOWN},
    {"\033[1;2B", KEY_VIEW_LINE_DOWN},
    {"\033[1;3H", KEY_VIEW_TOP},
    {"\033[1;5H", KEY_VIEW_TOP},
    {"\033[1;3F", KEY_VIEW_BOTTOM},
    {"\033[1;5F", KEY_VIEW_BOTTOM},
    {"\033[3;5~", KEY_EDIT_KILL_WORD_RIGHT},
    {"\033[200~", KEYBOARD_PASTE},
    {"\033[201~", KEYBOARD_PASTED},
};
#define SEQUENCES (int)(sizeof sequences / sizeof sequences[0])

void keyboard_open(void)
{
    for (int i = 0; i < SEQUENCES; i++)
        define_key(sequences[i].sequence, OWN + i);
}

static int function_of(int code)
{
    static const struct {
        int code, key;
    } keys[] = {
        {KEY_LEFT, KEY_EDIT_LEFT},     {KEY_RIGHT, KEY_EDIT_RIGHT},     {KEY_UP, KEY_EDIT_UP},
        {KEY_DOWN, KEY_EDIT_DOWN},     {KEY_HOME, KEY_EDIT_HOME},       {KEY_END, KEY_EDIT_END},
        {KEY_FIND, KEY_EDIT_HOME},     {KEY_SELECT, KEY_EDIT_END},      {KEY_DC, KEY_EDIT_DELETE},
        {KEY_PPAGE, KEY_VIEW_PAGE_UP}, {KEY_NPAGE, KEY_VIEW_PAGE_DOWN}, {KEY_BACKSPACE, KEY_EDIT_BACKSPACE},
        {KEY_ENTER, KEY_VIEW_ENTER},   {KEY_BTAB, KEY_VIEW_BACK_TAB},   {KEY_MOUSE, KEYBOARD_MOUSE},
        {KEY_RESIZE, KEYBOARD_RESIZE}, {KEY_SR, KEY_VIEW_LINE_UP},      {KEY_SF, KEY_VIEW_LINE_DOWN},
    };
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        if (keys[i].code == code)
            return keys[i].key;
    if (code >= KEY_F(1) && code <= KEY_F(9))
        return KEY_VIEW_F1 + code - KEY_F(1);
    return code >= OWN && code < OWN + SEQUENCES ? sequences[code - OWN].key : KEYBOARD_IGNORED;
}

static int character_of(wint_t c)
{
    switch (c) {
    case '\r':
        return KEY_VIEW_ENTER;
    case '\n':
        return KEY_EDIT_NEWLINE;
    case '\t':
        return KEY_VIEW_TAB;
    case CTRL('Z'):
        return KEYBOARD_SUSPEND;
    case CTRL('L'):
        return KEYBOARD_REDRAW;
    default:
        return c < KEY_EDIT_LEFT ? (int)c : KEYBOARD_IGNORED;
    }
}

// Alt and a key arrive as Escape and the key at once.
static int alt_of(wint_t c, bool function)
{
    if (function)
        switch (c) {
        case KEY_UP:
            return KEY_VIEW_LINE_UP;
        case KEY_DOWN:
            return KEY_VIEW_LINE_DOWN;
        case KEY_HOME:
            return KEY_VIEW_TOP;
        case KEY_END:
            return KEY_VIEW_BOTTOM;
        case KEY_BACKSPACE:
            return KEY_EDIT_KILL_WORD_LEFT;
        default: // Escape, and at once another key
            ungetch((int)c);
            return KEY_VIEW_ESCAPE;
        }
    switch (c) {
    case 'b':
        return KEY_EDIT_WORD_LEFT;
    case 'f':
        return KEY_EDIT_WORD_RIGHT;
    case 'd':
        return KEY_EDIT_KILL_WORD_RIGHT;
    case 127:
    case '\b':
        return KEY_EDIT_KILL_WORD_LEFT;
    case '\r':
    case '\n':
        return KEY_EDIT_NEWLINE;
    case 'u':
        return KEY_VIEW_JUMP;
    case 'a':
        return KEY_VIEW_NEXT_UNREAD;
    case '<':
        return KEY_VIEW_TOP;
    case '>':
        return KEY_VIEW_BOTTOM;
    case 27:
        ungetch(27);
        return KEY_VIEW_ESCAPE;
    default:
        return c >= '1' && c <= '9' ? KEY_VIEW_ROOM_1 + (int)c - '1' : KEYBOARD_IGNORED;
    }
}

int keyboard_read(void)
{
    wint_t c = 0;
    int got = get_wch(&c);
    if (got == ERR)
        return KEYBOARD_NONE;
    if (got == KEY_CODE_YES)
        return function_of((int)c);
    if (c != 27)
        return character_of(c);
    got = get_wch(&c);
    return got == ERR ? KEY_VIEW_ESCAPE : alt_of(c, got == KEY_CODE_YES);
}
