// SPDX-License-Identifier: MIT
// What each key does.
#include "app/chat/view.h"

#include "app/columns.h"
#include "crypto/common/bytes.h"

#include <stdlib.h>
#include <string.h>

// Lines whose rest is a password. They are shown as dots, and not remembered.
bool view_secret(const char *line, size_t *from)
{
    static const char *const after_name[] = {"/login ", "/register "}, *const at_once[] = {"/password "};
    for (size_t i = 0; i < sizeof after_name / sizeof after_name[0]; i++) {
        size_t n = strlen(after_name[i]);
        if (strncmp(line, after_name[i], n) != 0)
            continue;
        n += strspn(line + n, " ");
        n += strcspn(line + n, " ");
        *from = n + strspn(line + n, " ");
        return line[n] == ' ';
    }
    for (size_t i = 0; i < sizeof at_once / sizeof at_once[0]; i++)
        if (strncmp(line, at_once[i], strlen(at_once[i])) == 0) {
            *from = strlen(at_once[i]);
            return true;
        }
    return false;
}

static bool blank(const char *text)
{
    return text[strspn(text, " \n\t")] == '\0';
}

static void send_line(struct chat_view *v)
{
    size_t from = 0;
    if (blank(v->input.text)) {
        edit_clear(&v->input);
        return;
    }
    char *line = strdup(v->input.text);
    if (!line)
        return;
    edit_remember(&v->input, view_secret(line, &from) ? "" : line);
    edit_clear(&v->input);
    view_current(v)->new_from = 0;
    view_current(v)->bottom = 0;
    if (strcmp(line, "/help") == 0) {
        v->window = WINDOW_HELP_KEYS;
        v->window_at = 0;
    } else {
        v->engine->command(v->client, line);
    }
    gl_wipe_free(line, strlen(line));
    view_settle(v);
}

static void jump(struct chat_view *v)
{
    if (view_current(v)->new_from)
        view_show_note(v, view_current(v)->new_from);
    else
        view_next_unread(v);
}

static void acknowledge(struct chat_view *v)
{
    if (v->warnings == 0) {
        view_say(v, "there is no warning");
        return;
    }
    free(v->warning[0]);
    v->warnings--;
    memmove(v->warning, v->warning + 1, v->warnings * sizeof v->warning[0]);
    if (v->warnings == 0)
        v->warnings_lost = 0;
}

// The first clears the line, or says how to leave; the second leaves.
static void interrupt(struct chat_view *v)
{
    if (v->input.bytes) {
        edit_key(&v->input, KEY_EDIT_END);
        edit_key(&v->input, CTRL('U'));
    } else if (v->asked_to_quit) {
        v->engine->command(v->client, "/quit");
    } else {
        v->asked_to_quit = true;
        view_say(v, "Ctrl+C once more leaves; /quit too");
    }
}

static void open_window(struct chat_view *v, enum view_window window)
{
    v->window = v->window == window ? WINDOW_CHAT : window;
    v->window_at = 0;
}

static void open_wire(struct chat_view *v)
{
    if (v->engine->wire(v->client)) {
        v->drawer = !v->drawer;
        return;
    }
    v->drawer = true;
    v->engine->command(v->client, "/wire on");
}

static bool function_key(struct chat_view *v, int key)
{
    switch (key) {
    case KEY_VIEW_F1:
        open_window(v, WINDOW_HELP_KEYS);
        return true;
    case KEY_VIEW_F1 + 1:
        open_window(v, WINDOW_EMOTES);
        return true;
    case KEY_VIEW_F1 + 2:
        open_wire(v);
        return true;
    case KEY_VIEW_F1 + 3:
        v->list_hidden = !v->list_hidden;
        return true;
    case KEY_VIEW_F1 + 4:
    case KEY_VIEW_ROOM_BEFORE:
    case CTRL('P'):
        view_change_room(v, -1);
        return true;
    case KEY_VIEW_F1 + 5:
    case KEY_VIEW_ROOM_AFTER:
    case CTRL('N'):
        view_change_room(v, 1);
        return true;
    case KEY_VIEW_F1 + 6:
    case KEY_VIEW_NEXT_UNREAD:
        view_next_unread(v);
        return true;
    case KEY_VIEW_F1 + 7:
    case KEY_VIEW_ACKNOWLEDGE:
    case CTRL('G'):
        acknowledge(v);
        return true;
    case KEY_VIEW_F9:
    case KEY_VIEW_JUMP:
        jump(v);
        return true;
    default:
        break;
    }
    if (key >= KEY_VIEW_ROOM_1 && key <= KEY_VIEW_ROOM_9)
        view_enter_room(v, (size_t)(key - KEY_VIEW_ROOM_1));
    return key >= KEY_VIEW_ROOM_1 && key <= KEY_VIEW_ROOM_9;
}

static bool scroll_key(struct chat_view *v, int key)
{
    int page = v->pane_rows > 1 ? v->pane_rows - 1 : 1;
    switch (key) {
    case KEY_VIEW_PAGE_UP:
        view_scroll(v, page);
        return true;
    case KEY_VIEW_PAGE_DOWN:
        view_scroll(v, -page);
        return true;
    case KEY_VIEW_LINE_UP:
        view_scroll(v, 1);
        return true;
    case KEY_VIEW_LINE_DOWN:
        view_scroll(v, -1);
        return true;
    case KEY_VIEW_TOP:
        if (view_current(v)->n)
            view_show_note(v, view_current(v)->notes[0].id);
        return true;
    case KEY_VIEW_BOTTOM:
    case KEY_VIEW_ESCAPE:
        view_current(v)->bottom = 0;
        v->unseen = true;
        return true;
    default:
        return false;
    }
}

static void chat_key(struct chat_view *v, int key)
{
    bool completing = key == KEY_VIEW_TAB || key == KEY_VIEW_BACK_TAB;
    if (!completing)
        view_forget_candidates(v);
    if (completing)
        view_complete(v, key == KEY_VIEW_TAB ? 1 : -1);
    else if (key == CTRL('C'))
        interrupt(v);
    else if (key == KEY_VIEW_SEARCH || key == CTRL('F') || key == CTRL('R'))
        view_search_key(v, KEY_VIEW_SEARCH);
    else if (key == KEY_VIEW_ENTER)
        send_line(v);
    else if (!scroll_key(v, key) && !edit_key(&v->input, key) && v->input.bytes >= EDIT_MOST_BYTES)
        view_say(v, "the line is full");
}

void view_key(struct chat_view *v, int key)
{
    bool asked = v->asked_to_quit;
    v->message[0] = '\0';
    if (v->pasting && (key == KEY_VIEW_ENTER || key == KEY_VIEW_TAB || key >= KEY_EDIT_LAST)) {
        if (key == KEY_VIEW_ENTER || key == KEY_VIEW_TAB)
            edit_insert(&v->input, key == KEY_VIEW_ENTER ? "\n" : "    ", key == KEY_VIEW_ENTER ? 1 : 4);
        return;
    }
    if (!v->searching && function_key(v, key))
        view_forget_candidates(v);
    else if (v->searching)
        view_search_key(v, key);
    else if (v->window == WINDOW_CHAT || !view_window_key(v, key))
        chat_key(v, key);
    v->asked_to_quit = v->asked_to_quit && !asked;
    view_settle(v);
}

void view_paste(struct chat_view *v, bool on)
{
    v->pasting = on;
    if (!on && v->input.bytes == EDIT_MOST_BYTES)
        view_say(v, "what was pasted is too long: only its beginning is here");
    else if (!on && strchr(v->input.text, '\n'))
        view_say(v, "several lines: Enter sends them as one message, Ctrl+U drops them");
}

void view_wheel(struct chat_view *v, bool up)
{
    if (v->window != WINDOW_CHAT)
        view_window_key(v, up ? KEY_EDIT_UP : KEY_EDIT_DOWN);
    else
        view_scroll(v, up ? 3 : -3);
    view_settle(v);
}

void view_click(struct chat_view *v, int row, int column)
{
    const int rows = (int)(sizeof v->room_row / sizeof v->room_row[0]);
    for (int i = 0; v->list_column && column >= v->list_column && i < rows; i++)
        if (v->room_row[i] && v->room_row[i] == row)
            view_enter_room(v, (size_t)i);
}
