// SPDX-License-Identifier: MIT
// The line that is being typed, broken over a few rows, with the cursor in it.
#include "app/chat/view.h"

#include "app/columns.h"
#include "crypto/common/bytes.h"

#include <stdlib.h>
#include <string.h>

#define PROMPT_COLUMNS 2

// What stands there: a password as dots, a line feed as a mark and a new row.
static char *shown(const struct chat_view *v, const struct edit *e, size_t *cursor)
{
    size_t from = 0;
    char *text = strdup(e->text);
    *cursor = e->cursor;
    if (!text || e != &v->input || !view_secret(e->text, &from))
        return text;
    size_t out = from;
    for (size_t at = from; at < e->bytes; at = columns_after(e->text, at)) {
        if (at == e->cursor)
            *cursor = out;
        text[out++] = '*';
    }
    if (e->cursor == e->bytes)
        *cursor = out;
    gl_wipe(text + out, e->bytes - out);
    return text;
}

struct place {
    int row, column;
};

// Rows break where the columns end, not at words: a line that is typed must not jump about.
static size_t row_bytes(const char *text, int columns)
{
    size_t line = strcspn(text, "\n"), n = columns_fit(text, (size_t)columns);
    return n < line ? (n ? n : columns_after(text, 0)) : line + (text[line] == '\n');
}

static struct place place_of(const char *text, size_t cursor, int columns)
{
    struct place place = {0, 0};
    for (size_t at = 0;;) {
        size_t n = row_bytes(text + at, columns);
        bool last = text[at + n] == '\0' && !(n && text[at + n - 1] == '\n');
        if (cursor < at + n || last) {
            place.column = (int)columns_of(text + at, cursor - at);
            if (place.column >= columns) // behind a full row: the next row's beginning
                place = (struct place){place.row + 1, 0};
            return place;
        }
        at += n;
        place.row++;
    }
}

static const struct edit *line_of(const struct chat_view *v)
{
    return v->searching ? &v->search : &v->input;
}

int view_input_rows(const struct chat_view *v, int columns)
{
    const struct edit *e = line_of(v);
    int rows = place_of(e->text, e->bytes, columns - PROMPT_COLUMNS).row + 1;
    int most = v->rows >= 20 ? VIEW_INPUT_ROWS : 2;
    return v->searching ? 1 : rows < most ? rows : most;
}

static void draw_search(struct chat_view *v, const struct pane *p, int row)
{
    static const char *const hint = "Enter older, Tab newer, Esc ends";
    int used = pane_print(p, row, 0, CANVAS_BOLD, "find: ");
    size_t from = 0; // the part before the cursor that fits
    while (used + (int)columns_of(v->search.text + from, v->search.cursor - from) >= p->columns)
        from = columns_after(v->search.text, from);
    v->cursor_row = row;
    v->cursor_column = used + (int)columns_of(v->search.text + from, v->search.cursor - from);
    used += pane_print(p, row, used, CANVAS_PLAIN, "%s", v->search.text + from);
    if (used + (int)strlen(hint) + 3 < p->columns)
        pane_put(p, row, p->columns - (int)strlen(hint) - 1, CANVAS_DIM, hint);
}

void view_draw_input(struct chat_view *v, const struct pane *p, int first_row, int rows)
{
    if (v->searching) {
        draw_search(v, p, first_row);
        return;
    }
    size_t cursor = 0;
    char *text = shown(v, &v->input, &cursor);
    if (!text)
        return;
    int columns = p->columns - PROMPT_COLUMNS, row = 0;
    struct place place = place_of(text, cursor, columns);
    int top = place.row >= rows ? place.row - rows + 1 : 0;
    for (size_t at = 0; row == 0 || text[at]; row++) {
        size_t n = row_bytes(text + at, columns), visible = n && text[at + n - 1] == '\n' ? n - 1 : n;
        if (row >= top && row < top + rows) {
            int where = first_row + row - top;
            pane_put(p, where, 0, CANVAS_BOLD, row == 0 ? ">" : " ");
            int used = pane_print(p, where, PROMPT_COLUMNS, CANVAS_PLAIN, "%.*s", (int)visible, text + at);
            if (visible < n)
                pane_put(p, where, PROMPT_COLUMNS + used, CANVAS_DIM, view_mark(v, "↵", "\\"));
        }
        at += n;
        if (n == 0)
            break;
    }
    v->cursor_row = first_row + place.row - top;
    v->cursor_column = PROMPT_COLUMNS + place.column;
    gl_wipe_free(text, strlen(text));
}
