// SPDX-License-Identifier: MIT
// The chat's screen, without a terminal: events and keys come in, a canvas goes out (app/step/canvas.h). The
// terminal (terminal.c) and the tests are two ways to connect them.
//
// It holds what the screen holds (one roll of notes a room, the line being typed, windows) and asks the
// engine for the rest through a table of its functions. Events may come from inside engine calls, so an event
// never calls the engine: view_settle() does, after each turn.
#ifndef GLASSLOCK_APP_CHAT_VIEW_H
#define GLASSLOCK_APP_CHAT_VIEW_H

#include "app/chat/roll.h"
#include "app/edit.h"
#include "app/step/canvas.h"
#include "net/client/client.h"

#define VIEW_ROLLS       64  // rooms with notes of their own; of more, those used last
#define VIEW_WARNINGS    32  // not yet acknowledged; more are counted
#define VIEW_WIRES       400 // kept for the drawer
#define VIEW_WIRE_BYTES  512 // shown of each
#define VIEW_INPUT_ROWS  5
#define VIEW_MIN_ROWS    6 // below these the screen only says so
#define VIEW_MIN_COLUMNS 24

enum view_key_code {
    KEY_VIEW_ENTER = KEY_EDIT_LAST,
    KEY_VIEW_TAB,
    KEY_VIEW_BACK_TAB,
    KEY_VIEW_ESCAPE,
    KEY_VIEW_PAGE_UP,
    KEY_VIEW_PAGE_DOWN,
    KEY_VIEW_LINE_UP,
    KEY_VIEW_LINE_DOWN,
    KEY_VIEW_TOP,
    KEY_VIEW_BOTTOM,
    KEY_VIEW_JUMP,        // to what is new
    KEY_VIEW_NEXT_UNREAD, // the next room with something unread
    KEY_VIEW_ROOM_BEFORE,
    KEY_VIEW_ROOM_AFTER,
    KEY_VIEW_SEARCH,
    KEY_VIEW_ACKNOWLEDGE,
    KEY_VIEW_F1, // F1 to F9 are consecutive
    KEY_VIEW_F9 = KEY_VIEW_F1 + 8,
    KEY_VIEW_ROOM_1, // Alt-1 to Alt-9 too
    KEY_VIEW_ROOM_9 = KEY_VIEW_ROOM_1 + 8,
};

// The engine's functions, so that the view can be tested without one.
struct chat_engine {
    void (*command)(struct chat_client *c, const char *line);
    void (*seen)(struct chat_client *c, const char *room);
    char **(*complete)(struct chat_client *c, const char *line, size_t cursor, size_t *n, size_t *from);
    size_t (*people)(const struct chat_client *c, const struct client_person **people);
    size_t (*rooms)(const struct chat_client *c, const struct client_room **rooms);
    const char *(*name)(const struct chat_client *c);
    const char *(*current_room)(const struct chat_client *c);
    bool (*wire)(const struct chat_client *c);
    const struct client_command_help *(*commands)(const struct chat_client *c);
    char *(*line)(const struct client_event *event, bool time);
    const char *(*state_name)(enum client_state state);
    const struct client_emote *emotes;
};

enum view_window { WINDOW_CHAT, WINDOW_HELP_KEYS, WINDOW_EMOTES };

struct view_wire {
    bool outwards;
    uint8_t data[VIEW_WIRE_BYTES];
    size_t bytes; // that crossed; at most VIEW_WIRE_BYTES of them are here
    char *meaning;
    uint64_t time;
};

struct chat_view {
    struct chat_client *client;
    const struct chat_engine *engine;
    const char *server;   // "127.0.0.1:7070"
    const char *protocol; // its name
    bool ascii;           // no characters but ASCII in marks and lines
    uint64_t wall;        // the time, in ms since 1970: its owner sets it before each call
    uint64_t clock;       // a clock that never goes back, in ms

    struct edit input;

    struct roll rolls[VIEW_ROLLS]; // [0] is there from the start, for what comes before any room
    size_t n_rolls, current;
    uint64_t uses;
    bool unseen; // the current room holds what the engine has not been told is seen

    enum client_state state;
    uint64_t retry_at; // by `clock`; 0: none
    bool lost;         // the connection, and a note says so
    bool quit;
    bool asked_to_quit;
    char message[256]; // of the last key, gone with the next

    char *warning[VIEW_WARNINGS];
    unsigned warnings, warnings_lost;

    enum view_window window;
    int window_at;   // the first line of the help, or the emote chosen
    int window_page; // lines of the help on the screen
    bool list_hidden;
    struct view_wire *wire; // a ring of VIEW_WIRES
    unsigned wires, wire_next;
    bool drawer; // F3: the drawer, when the wire is shown at all

    bool searching;
    struct edit search;
    uint64_t found; // the note that the search stands on

    bool pasting;
    char **candidates;
    size_t n_candidates, candidate, candidate_from, candidate_tail;

    // left by drawing
    int rows, columns, pane_rows, pane_columns;
    int cursor_row, cursor_column;
    int list_column, room_row[16]; // which row of the list shows which room
};

bool view_init(struct chat_view *v, struct chat_client *client, const struct chat_engine *engine);
void view_free(struct chat_view *v);

void view_event(struct chat_view *v, const struct client_event *event); // the sink, with the view as context
void view_settle(struct chat_view *v);                                  // after each turn of the engine
void view_key(struct chat_view *v, int key);
void view_paste(struct chat_view *v, bool on); // between the two, line feeds are part of the text
void view_wheel(struct chat_view *v, bool up);
void view_click(struct chat_view *v, int row, int column);
int view_timeout(const struct chat_view *v); // ms until the screen changes by itself; -1: it does not
void view_draw(struct chat_view *v, struct canvas *c);

// ---- shared by its parts ----

struct roll *view_roll(struct chat_view *v, const char *room); // NULL: the current one
static inline struct roll *view_current(struct chat_view *v)
{
    return &v->rolls[v->current];
}
void view_note(struct chat_view *v, enum client_event_kind kind, const char *text); // a note of our own
const struct client_room *view_room(const struct chat_view *v);                     // NULL: none
__attribute__((format(printf, 2, 3))) void view_say(struct chat_view *v, const char *format, ...);
void view_enter_room(struct chat_view *v, size_t index); // of the engine's list
void view_change_room(struct chat_view *v, int by);      // so many further, around the end
void view_next_unread(struct chat_view *v);
void view_forget_candidates(struct chat_view *v);
void view_complete(struct chat_view *v, int by);

// Rows of notes (rows.c): what stands above and below in the current roll.
int view_note_rows(const struct chat_view *v, const struct roll *r, size_t i);
void view_scroll(struct chat_view *v, int up);         // rows; negative: down
void view_show_note(struct chat_view *v, uint64_t id); // somewhere on the screen
void view_draw_notes(struct chat_view *v, const struct pane *p);
unsigned view_below(const struct chat_view *v); // rows hidden below the screen

bool view_secret(const char *line, size_t *from); // a line that types a password, and where it begins
void view_search_key(struct chat_view *v, int key);
// Was it the window's? Any other key closes it and is for the line: "/msg ..." must not lose its slash and be
// said to all.
bool view_window_key(struct chat_view *v, int key);
void view_draw_window(struct chat_view *v, const struct pane *p);
void view_draw_wire(struct chat_view *v, const struct pane *p);
void view_draw_list(struct chat_view *v, const struct pane *p);
void view_draw_input(struct chat_view *v, const struct pane *p, int first_row, int rows);
int view_input_rows(const struct chat_view *v, int columns);
const char *view_mark(const struct chat_view *v, const char *mark, const char *ascii);
unsigned view_colour(const char *name); // the style of a name, the same wherever it stands

#endif
