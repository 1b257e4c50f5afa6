// SPDX-License-Identifier: MIT
// The screen: top line, notes, list of rooms and people, band, status line, what is being typed.
#include "app/chat/view.h"

#include "app/columns.h"
#include "crypto/common/text.h"

#include <stdlib.h>
#include <string.h>

const char *view_mark(const struct chat_view *v, const char *mark, const char *ascii)
{
    return v->ascii ? ascii : mark;
}

unsigned view_colour(const char *name)
{
    unsigned hash = 2166136261U; // FNV-1a
    for (; name && *name; name++)
        hash = (hash ^ (unsigned char)*name) * 16777619U;
    return CANVAS_COLOUR * (1 + hash % CANVAS_COLOURS);
}

static void draw_top(const struct chat_view *v, const struct pane *p)
{
    const char *name = v->engine->name(v->client);
    char state[200];
    long long seconds = ((long long)v->retry_at - (long long)v->clock + 999) / 1000;
    if (v->state == CLIENT_WAITING && v->retry_at > v->clock)
        snprintf(state, sizeof state, "no connection, next try in %lld s", seconds);
    else
        snprintf(state, sizeof state, "%s", v->engine->state_name(v->state));
    int used = pane_print(p, 0, 1, CANVAS_BOLD, "glasslock");
    used += 1 + pane_print(p, 0, used + 3, CANVAS_PLAIN, "%s%s%s  %s", name ? name : "",
                           name && *name ? " @ " : "", v->server ? v->server : "", state);
    if (used + 16 < p->columns)
        pane_put(p, 0, p->columns - 8, CANVAS_DIM, "F1 help");
    pane_style_row(p, 0, CANVAS_REVERSE);
}

static bool is_verified(const struct chat_view *v, const char *name)
{
    const struct client_person *people = NULL;
    size_t n = v->engine->people(v->client, &people);
    for (size_t i = 0; i < n; i++)
        if (strcmp(people[i].name, name) == 0)
            return people[i].verified;
    return false;
}

// What is unread elsewhere, in words: "bob 3, exam 1".
static void put_unread(const struct chat_view *v, FILE *out)
{
    const struct client_room *rooms = NULL;
    size_t n = v->engine->rooms(v->client, &rooms);
    bool first = true;
    for (size_t i = 0; i < n; i++)
        if (rooms[i].unread && !rooms[i].current) {
            fprintf(out, "%s%s %u", first ? "unread: " : ", ", rooms[i].title, rooms[i].unread);
            first = false;
        }
}

static void put_room(const struct chat_view *v, FILE *out)
{
    const struct client_room *room = view_room(v);
    if (!room && v->state == CLIENT_ONLINE && v->protocol)
        fprintf(out, "all  [weak on purpose: %s]", v->protocol); // only the old protocols have no rooms
    if (!room)
        return;
    fprintf(out, "%s", room->title);
    if (room->recipe)
        fprintf(out, "  [locked: %s]", room->recipe);
    if (room->pair && room->recipe)
        fprintf(out, is_verified(v, room->title) ? "  %s verified" : "  not verified",
                view_mark(v, "✔", "="));
    if (room->members && !room->pair)
        fprintf(out, "  %u members", room->members);
}

static void draw_status(const struct chat_view *v, const struct pane *p, int row)
{
    char *left = NULL, *right = NULL;
    size_t n = 0, m = 0;
    FILE *out = gl_text_open(&left, &n), *other = gl_text_open(&right, &m);
    if (out)
        put_room(v, out);
    if (other)
        put_unread(v, other);
    unsigned below = view_below(v);
    if (other && view_current((struct chat_view *)v)->bottom)
        fprintf(other, "  %u below (PgDn)", below);
    if (out && fclose(out) == 0 && left)
        pane_print(p, row, 1, CANVAS_PLAIN, "%s", left);
    if (other && fclose(other) == 0 && right) {
        int columns = (int)columns_of(right, strlen(right)), begin = p->columns - columns - 1;
        if (columns)
            pane_print(p, row, begin > 12 ? begin : 12, CANVAS_BOLD, " %s", right);
    }
    free(left);
    free(right);
    pane_style_row(p, row, CANVAS_REVERSE);
}

// The oldest warning that was not acknowledged, over at most three rows; returns the rows it takes.
static int draw_band(const struct chat_view *v, const struct pane *p, int bottom)
{
    if (v->warnings == 0)
        return 0;
    char *text = NULL;
    if (asprintf(&text, "! WARNING %s(F8: I have read it)  %s",
                 v->warnings > 1 || v->warnings_lost ? "and more " : "",
                 v->warning[0] ? v->warning[0] : "") < 0)
        return 0;
    int rows = 0, most = p->rows >= 12 ? 3 : 2;
    size_t ends[3] = {0}, begins[3] = {0}, at = 0;
    while (text[at] && rows < most) {
        size_t next = 0, n = columns_line(text + at, (size_t)p->columns - 1, &next);
        begins[rows] = at;
        ends[rows++] = n;
        at += next;
    }
    for (int i = 0; i < rows; i++) {
        pane_print(p, bottom - rows + i, 0, CANVAS_MARK, "%.*s", (int)ends[i], text + begins[i]);
        pane_style_row(p, bottom - rows + i, CANVAS_MARK | CANVAS_REVERSE);
    }
    free(text);
    return rows;
}

// The row for what the last key did: candidates, or a message. Returns the rows it takes.
static int draw_hint(const struct chat_view *v, const struct pane *p, int bottom)
{
    if (v->n_candidates) {
        int column = 1;
        for (size_t i = 0; i < v->n_candidates && column + 2 < p->columns; i++)
            column += 2 + pane_print(p, bottom - 1, column, i == v->candidate ? CANVAS_REVERSE : CANVAS_PLAIN,
                                     i == v->candidate ? "[%s]" : "%s", v->candidates[i]);
        return 1;
    }
    if (!v->message[0])
        return 0;
    pane_print(p, bottom - 1, 1, CANVAS_BOLD, "%s", v->message);
    return 1;
}

static void draw_middle(struct chat_view *v, const struct pane *p)
{
    struct pane notes = *p;
    bool list = p->columns >= 70 && !v->list_hidden;
    v->list_column = 0;
    if (list) {
        struct pane side = *p;
        side.columns = p->columns >= 120 ? 26 : 17;
        side.column = p->columns - side.columns;
        v->list_column = side.column;
        notes.columns -= side.columns;
        view_draw_list(v, &side);
    }
    if (v->window != WINDOW_CHAT) {
        view_draw_window(v, &notes);
        return;
    }
    if (v->drawer && v->engine->wire(v->client) && p->rows >= 6) {
        struct pane wire = notes;
        wire.rows = p->rows * 2 / 5;
        wire.row = p->row + p->rows - wire.rows;
        notes.rows -= wire.rows;
        view_draw_wire(v, &wire);
    }
    view_draw_notes(v, &notes);
}

void view_draw(struct chat_view *v, struct canvas *c)
{
    struct pane all = {c, 0, 0, c->rows, c->columns};
    canvas_clear(c);
    v->rows = c->rows;
    v->columns = c->columns;
    v->cursor_row = v->cursor_column = 0;
    if (c->rows < VIEW_MIN_ROWS || c->columns < VIEW_MIN_COLUMNS) {
        pane_wrap(&all, 0, 0, CANVAS_PLAIN, "This window is too small.");
        return;
    }
    int input = view_input_rows(v, c->columns), bottom = c->rows - input;
    view_draw_input(v, &all, bottom, input);
    draw_status(v, &all, --bottom);
    bottom -= draw_hint(v, &all, bottom);
    bottom -= draw_band(v, &all, bottom);
    draw_top(v, &all);
    struct pane middle = {c, 1, 0, bottom - 1, c->columns};
    if (middle.rows > 0)
        draw_middle(v, &middle);
}
