// SPDX-License-Identifier: MIT
// The notes of the current room, from the bottom of the screen upwards.
#include "app/chat/rows.h"

#include "app/columns.h"

#include <stdlib.h>
#include <string.h>

static void draw_rule(const struct chat_view *v, const struct pane *p, int row, unsigned style,
                      const char *text)
{
    int columns = (int)columns_of(text, strlen(text)), begin = (p->columns - columns - 2) / 2;
    for (int column = 0; column < p->columns; column++)
        pane_put(p, row, column, CANVAS_DIM, view_mark(v, "─", "-"));
    pane_print(p, row, begin > 0 ? begin : 0, style, " %s ", text);
}

static const char *mark_of(const struct chat_view *v, const struct note *note)
{
    switch (note->kind) {
    case EVENT_JOIN:
        return view_mark(v, "→", "->");
    case EVENT_LEAVE:
        return view_mark(v, "←", "<-");
    case EVENT_ERROR:
        return "!";
    case EVENT_WARNING:
        return "WARNING";
    case EVENT_NOTICE:
        return "notice";
    default:
        return "*";
    }
}

static unsigned style_of(const struct note *note)
{
    switch (note->kind) {
    case EVENT_MESSAGE:
        return CANVAS_PLAIN;
    case EVENT_ERROR:
    case EVENT_WARNING:
        return CANVAS_MARK;
    case EVENT_NOTICE:
    case EVENT_INVITED:
    case EVENT_FRIEND:
    case EVENT_READY:
    case EVENT_INFO:
        return CANVAS_PLAIN;
    default:
        return CANVAS_DIM;
    }
}

// Time, name and the bar between name and text, on the note's first row.
static void draw_head(const struct chat_view *v, const struct pane *p, int row, const struct note *note,
                      const struct rows_shape *shape)
{
    struct tm at = rows_time(note->time);
    bool found = v->searching && v->found == note->id, said = note->kind == EVENT_MESSAGE;
    pane_print(p, row, 0, CANVAS_DIM | (found ? CANVAS_REVERSE : 0), "%02d:%02d", at.tm_hour, at.tm_min);
    if (found)
        pane_put(p, row, 5, CANVAS_BOLD, ">");
    if (!shape->name)
        return;
    const char *name = said && !note->emote && note->who ? note->who : mark_of(v, note);
    size_t room = (size_t)shape->name, columns = columns_of(name, strlen(name));
    size_t fits = columns <= room ? strlen(name) : columns_fit(name, room - 1);
    int begin = shape->time + (int)(columns <= room ? room - columns : 0);
    unsigned style = said ? view_colour(name) | (note->own ? CANVAS_BOLD : 0) : style_of(note);
    int used = pane_print(p, row, begin, style, "%.*s", (int)fits, name);
    if (columns > room)
        pane_put(p, row, begin + used, CANVAS_DIM, view_mark(v, "…", "+"));
}

// From its row `skip` on; returns the first free row.
static int draw_note(const struct chat_view *v, const struct pane *p, int row, const struct roll *r, size_t i,
                     int skip)
{
    const struct note *note = &r->notes[i];
    struct rows_shape shape = rows_shape(v->pane_columns);
    char day[64];
    struct tm at = rows_time(note->time);
    strftime(day, sizeof day, "%A, %e %B %Y", &at);
    if (rows_begin_day(r, i) && skip-- <= 0)
        draw_rule(v, p, row++, CANVAS_DIM, day);
    if (rows_begin_new(r, i) && skip-- <= 0)
        draw_rule(v, p, row++, CANVAS_BOLD, "new");
    char *text = rows_text(v, r, note, !shape.name), *line = text;
    int columns = rows_text_columns(v, &shape);
    for (bool first = true; line && (first || *line) && row < p->rows; first = false) {
        size_t next = 0, n = columns_line(line, (size_t)columns, &next);
        if (skip-- <= 0) {
            if (first)
                draw_head(v, p, row, note, &shape);
            if (shape.name)
                pane_put(p, row, shape.text - 2, CANVAS_DIM, view_mark(v, "│", "|"));
            pane_print(p, row, shape.text, style_of(note), "%.*s", (int)n, line);
            row++;
        }
        line += next;
    }
    free(text);
    return row;
}

void view_draw_notes(struct chat_view *v, const struct pane *p)
{
    struct roll *r = view_current(v);
    v->pane_rows = p->rows;
    v->pane_columns = p->columns;
    for (int tries = 0; r->n > 0 && tries < 2; tries++) {
        int below = 0;
        size_t i = rows_bottom(r, &below), last = i;
        int rows = view_note_rows(v, r, i);
        below = below < rows ? below : rows - 1; // the text may be broken into fewer rows now
        int used = rows - below;
        while (used < p->rows && i > 0)
            used += view_note_rows(v, r, --i);
        if (used < p->rows && r->bottom && tries == 0) { // nothing above: no empty rows on top of the rest
            view_scroll(v, used - p->rows);
            continue;
        }
        int skip = used > p->rows ? used - p->rows : 0;
        for (int row = 0; i <= last; i++, skip = 0)
            row = draw_note(v, p, row, r, i, skip);
        return;
    }
}
