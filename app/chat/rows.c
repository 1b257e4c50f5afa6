// SPDX-License-Identifier: MIT
// Notes as rows: time, name, text, broken to the width that there is now; and scrolling by such rows.
#include "app/chat/view.h"

#include "app/columns.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

// The columns of a row. `name` is 0 where the screen is narrow: the name then stands before the text.
struct shape {
    int time, name, text; // text: where it begins
};

static struct shape shape_of(int columns)
{
    if (columns < 44)
        return (struct shape){6, 0, 6};
    int name = columns < 72 ? 8 : columns < 120 ? 12 : 16;
    return (struct shape){6, name, 6 + name + 3};
}

static struct tm local_time(uint64_t ms)
{
    time_t seconds = (time_t)(ms / 1000);
    struct tm at = {0};
    localtime_r(&seconds, &at);
    return at;
}

static bool begins_day(const struct roll *r, size_t i)
{
    if (i == 0)
        return true;
    struct tm a = local_time(r->notes[i - 1].time), b = local_time(r->notes[i].time);
    return a.tm_yday != b.tm_yday || a.tm_year != b.tm_year;
}

static bool begins_new(const struct roll *r, size_t i)
{
    return r->new_from && r->notes[i].id == r->new_from;
}

// ✓ the server has it, ✓✓ somebody has received it, "read" somebody has read it; of several, how many.
static void put_receipts(FILE *out, const struct chat_view *v, const struct roll *r, const struct note *note)
{
    unsigned received = 0, read = 0;
    roll_receivers(r, note, &received, &read);
    if (note->kind != EVENT_MESSAGE || !note->own || !note->local)
        return;
    if (!note->sent && !received)
        fputs(v->ascii ? "  ..." : "  …", out);
    else if (!received)
        fputs(v->ascii ? "  +" : "  ✓", out);
    else
        fputs(v->ascii ? "  ++" : "  ✓✓", out);
    if (read)
        fputs(" read", out);
    if (read > 1)
        fprintf(out, " %u", read);
    else if (!read && received > 1)
        fprintf(out, " %u", received);
}

// The text with what stands before and after it, malloc'd; NULL without memory.
static char *compose(const struct chat_view *v, const struct roll *r, const struct note *note, bool name)
{
    char *text = NULL;
    size_t bytes = 0;
    FILE *out = open_memstream(&text, &bytes);
    if (!out)
        return NULL;
    if (note->kind == EVENT_MESSAGE) {
        const char *who = note->who ? note->who : "?";
        if (note->emote)
            fprintf(out, "%s%s ", name ? "* " : "", who);
        else if (name)
            fprintf(out, "%s: ", who);
        if (note->to && note->own)
            fprintf(out, "(private to %s) ", note->to);
        else if (note->to)
            fputs("(private) ", out);
    } else if (name) {
        fputs(note->kind == EVENT_ERROR || note->kind == EVENT_WARNING ? "! " : "* ", out);
    }
    fputs(note->text ? note->text : "", out);
    put_receipts(out, v, r, note);
    return fclose(out) == 0 ? text : NULL;
}

static int text_rows(const char *text, int columns)
{
    int rows = 0;
    size_t next = 0;
    do {
        columns_line(text, (size_t)columns, &next);
        text += next;
        rows++;
    } while (*text && rows < 2000);
    return rows;
}

static int text_columns(const struct chat_view *v, const struct shape *shape)
{
    int columns = v->pane_columns - shape->text;
    return columns > 1 ? columns : 2;
}

int view_note_rows(const struct chat_view *v, const struct roll *r, size_t i)
{
    struct shape shape = shape_of(v->pane_columns);
    char *text = compose(v, r, &r->notes[i], !shape.name);
    int rows = text ? text_rows(text, text_columns(v, &shape)) : 1;
    free(text);
    return rows + begins_day(r, i) + begins_new(r, i);
}

// ---- drawing ----

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
                      const struct shape *shape)
{
    struct tm at = local_time(note->time);
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
    struct shape shape = shape_of(v->pane_columns);
    char day[64];
    struct tm at = local_time(note->time);
    strftime(day, sizeof day, "%A, %e %B %Y", &at);
    if (begins_day(r, i) && skip-- <= 0)
        draw_rule(v, p, row++, CANVAS_DIM, day);
    if (begins_new(r, i) && skip-- <= 0)
        draw_rule(v, p, row++, CANVAS_BOLD, "new");
    char *text = compose(v, r, note, !shape.name), *line = text;
    int columns = text_columns(v, &shape);
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

// The note whose rows end the screen, and how many of them are hidden.
static size_t bottom_of(const struct roll *r, int *below)
{
    *below = 0;
    size_t i = r->bottom ? roll_index(r, r->bottom) : r->n;
    if (i >= r->n)
        return r->n - 1;
    *below = r->notes[i].id == r->bottom ? r->below : 0;
    return i;
}

void view_draw_notes(struct chat_view *v, const struct pane *p)
{
    struct roll *r = view_current(v);
    v->pane_rows = p->rows;
    v->pane_columns = p->columns;
    for (int tries = 0; r->n > 0 && tries < 2; tries++) {
        int below = 0;
        size_t i = bottom_of(r, &below), last = i;
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

// ---- scrolling ----

void view_scroll(struct chat_view *v, int up)
{
    struct roll *r = view_current(v);
    if (r->n == 0 || v->pane_columns == 0)
        return;
    int below = 0;
    size_t i = bottom_of(r, &below);
    for (; up > 0; up--) {
        if (below + 1 < view_note_rows(v, r, i))
            below++;
        else if (i > 0)
            i--, below = 0;
        else
            break;
    }
    for (; up < 0; up++) {
        if (below > 0)
            below--;
        else if (i + 1 < r->n)
            below = view_note_rows(v, r, ++i) - 1;
        else
            break;
    }
    bool end = i + 1 == r->n && below == 0;
    r->bottom = end ? 0 : r->notes[i].id;
    r->below = below;
    v->unseen |= end;
}

void view_show_note(struct chat_view *v, uint64_t id)
{
    struct roll *r = view_current(v);
    r->bottom = id;
    r->below = 0;
    view_scroll(v, -(v->pane_rows / 2));
}

unsigned view_below(const struct chat_view *v)
{
    const struct roll *r = &v->rolls[v->current];
    int below = 0;
    return r->n && r->bottom ? (unsigned)(r->n - 1 - bottom_of(r, &below)) : 0;
}
