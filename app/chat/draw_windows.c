// SPDX-License-Identifier: MIT
// Windows over the notes: help, and the panel of emotes.
#include "app/chat/view.h"

#include "app/columns.h"

#include <string.h>

struct help_line {
    const char *what, *text;
};
static const struct help_line help_keys[] = {
    {"Enter", "say it; Alt+Enter: a new line in it"},
    {"Up, Down", "what was typed before"},
    {"Tab", "complete a command, name, room or :emote:"},
    {"PgUp, PgDn", "scroll; Alt+Up, Alt+Down: a row; Alt+Home, Alt+End"},
    {"Esc", "back to what is being said"},
    {"Ctrl+F", "search what was said"},
    {"F9, Alt+U", "jump to what is new"},
    {"Alt+1 to Alt+9", "go to a room; F5, F6: one back, one on; F7: an unread one"},
    {"F8, Ctrl+G", "a warning has been read"},
    {"F2", "emotes"},
    {"F3", "the wire: what crosses it, and what it means"},
    {"F4", "the list at the side"},
    {"Ctrl+A, Ctrl+E", "begin and end of the line; Ctrl or Alt and an arrow: a word"},
    {"Ctrl+W, Alt+D", "kill a word; Ctrl+U, Ctrl+K: to begin, to end; Ctrl+Y: put back"},
    {"Ctrl+C", "clear the line; twice on an empty one: leave"},
    {"private:NAME:TEXT", "to one person alone, as /msg"},
};
#define HELP_KEYS (int)(sizeof help_keys / sizeof help_keys[0])

static int draw_help_line(const struct pane *p, int row, const char *what, const char *text)
{
    int used = pane_print(p, row, 2, CANVAS_BOLD, "%s", what), column = 22;
    if (used + 3 > column || p->columns < 50)
        return pane_wrap(p, row + 1, 6, CANVAS_PLAIN, text);
    return pane_wrap(p, row, column, CANVAS_PLAIN, text);
}

static int draw_if_there(struct chat_view *v, const struct pane *p, int line, int row, const char *what,
                         const char *text)
{
    if (line < v->window_at || row >= p->rows)
        return row;
    row = draw_help_line(p, row, what, text);
    v->window_page += row < p->rows; // the last may be cut off: the next page begins with it
    return row;
}

// Lines before `window_at` are left out.
static void draw_help(struct chat_view *v, const struct pane *p)
{
    int line = 0, row = 1;
    v->window_page = 0;
    pane_print(p, 0, 1, CANVAS_BOLD, "Help: Up, Down, PgUp, PgDn; Esc closes");
    for (int i = 0; i < HELP_KEYS; i++, line++)
        row = draw_if_there(v, p, line, row, help_keys[i].what, help_keys[i].text);
    const struct client_command_help *c = v->engine->commands(v->client);
    for (; c && c->name; c++, line++) {
        char what[128];
        snprintf(what, sizeof what, "/%s %s", c->name, c->arguments ? c->arguments : "");
        row = draw_if_there(v, p, line, row, what, c->help);
    }
}

static int emote_count(const struct chat_view *v)
{
    int n = 0;
    while (v->engine->emotes[n].code)
        n++;
    return n;
}

#define EMOTE_COLUMNS 19
static int emotes_across(const struct chat_view *v)
{
    int across = v->pane_columns / EMOTE_COLUMNS;
    return across > 0 ? across : 1;
}

static void draw_emotes(struct chat_view *v, const struct pane *p)
{
    pane_print(p, 0, 1, CANVAS_BOLD, "Emotes: arrows, Enter puts it into the line; Esc closes");
    v->pane_columns = p->columns;
    int across = emotes_across(v), top = v->window_at / across - (p->rows - 2);
    for (int i = 0; v->engine->emotes[i].code; i++) {
        int row = 1 + i / across - (top > 0 ? top : 0), column = 1 + i % across * EMOTE_COLUMNS;
        bool here = i == v->window_at;
        if (row >= 1)
            pane_print(p, row, column, here ? CANVAS_REVERSE : CANVAS_PLAIN, here ? "[%s %s]" : " %s %s",
                       v->ascii ? "" : v->engine->emotes[i].utf8, v->engine->emotes[i].code);
    }
}

void view_draw_window(struct chat_view *v, const struct pane *p)
{
    if (v->window == WINDOW_EMOTES)
        draw_emotes(v, p);
    else
        draw_help(v, p);
}

static bool closes(int key)
{
    return key == KEY_VIEW_ESCAPE || key == CTRL('C');
}

static bool help_key(struct chat_view *v, int key)
{
    int page = v->window_page > 0 ? v->window_page : 1, lines = HELP_KEYS;
    for (const struct client_command_help *c = v->engine->commands(v->client); c && c->name; c++)
        lines++;
    if (key == KEY_EDIT_UP || key == KEY_VIEW_LINE_UP)
        v->window_at--;
    else if (key == KEY_EDIT_DOWN || key == KEY_VIEW_LINE_DOWN)
        v->window_at++;
    else if (key == KEY_VIEW_PAGE_UP)
        v->window_at -= page;
    else if (key == KEY_VIEW_PAGE_DOWN || key == ' ')
        v->window_at += page;
    else
        v->window = WINDOW_CHAT;
    v->window_at = v->window_at >= lines ? lines - 1 : v->window_at < 0 ? 0 : v->window_at;
    return v->window != WINDOW_CHAT || closes(key) || key == KEY_VIEW_ENTER;
}

static bool emote_key(struct chat_view *v, int key)
{
    int n = emote_count(v), across = emotes_across(v), at = v->window_at;
    if (key == KEY_EDIT_LEFT)
        at--;
    else if (key == KEY_EDIT_RIGHT || key == KEY_VIEW_TAB)
        at++;
    else if (key == KEY_EDIT_UP)
        at -= across;
    else if (key == KEY_EDIT_DOWN)
        at += across;
    else
        v->window = WINDOW_CHAT;
    bool chosen = key == KEY_VIEW_ENTER || key == ' ';
    if (chosen)
        edit_insert(&v->input, v->engine->emotes[at].code, strlen(v->engine->emotes[at].code));
    if (at >= 0 && at < n)
        v->window_at = at;
    return v->window != WINDOW_CHAT || chosen || closes(key);
}

bool view_window_key(struct chat_view *v, int key)
{
    return v->window == WINDOW_EMOTES ? emote_key(v, key) : help_key(v, key);
}
