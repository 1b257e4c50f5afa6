// SPDX-License-Identifier: MIT
// Notes as rows: time, name, text, broken to the width that there is now; and scrolling by such rows.
#include "app/chat/rows.h"

#include "app/columns.h"
#include "crypto/common/text.h"

#include <stdlib.h>
#include <string.h>

struct rows_shape rows_shape(int columns)
{
    if (columns < 44)
        return (struct rows_shape){6, 0, 6};
    int name = columns < 72 ? 8 : columns < 120 ? 12 : 16;
    return (struct rows_shape){6, name, 6 + name + 3};
}

struct tm rows_time(uint64_t ms)
{
    time_t seconds = (time_t)(ms / 1000);
    struct tm at = {0};
    localtime_r(&seconds, &at);
    return at;
}

bool rows_begin_day(const struct roll *r, size_t i)
{
    if (i == 0)
        return true;
    struct tm a = rows_time(r->notes[i - 1].time), b = rows_time(r->notes[i].time);
    return a.tm_yday != b.tm_yday || a.tm_year != b.tm_year;
}

bool rows_begin_new(const struct roll *r, size_t i)
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

char *rows_text(const struct chat_view *v, const struct roll *r, const struct note *note, bool name)
{
    char *text = NULL;
    size_t bytes = 0;
    FILE *out = gl_text_open(&text, &bytes);
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

int rows_text_columns(const struct chat_view *v, const struct rows_shape *shape)
{
    int columns = v->pane_columns - shape->text;
    return columns > 1 ? columns : 2;
}

int view_note_rows(const struct chat_view *v, const struct roll *r, size_t i)
{
    struct rows_shape shape = rows_shape(v->pane_columns);
    char *text = rows_text(v, r, &r->notes[i], !shape.name);
    int rows = text ? text_rows(text, rows_text_columns(v, &shape)) : 1;
    free(text);
    return rows + rows_begin_day(r, i) + rows_begin_new(r, i);
}

// ---- scrolling ----

size_t rows_bottom(const struct roll *r, int *below)
{
    *below = 0;
    size_t i = r->bottom ? roll_index(r, r->bottom) : r->n;
    if (i >= r->n)
        return r->n - 1;
    *below = r->notes[i].id == r->bottom ? r->below : 0;
    return i;
}

void view_scroll(struct chat_view *v, int up)
{
    struct roll *r = view_current(v);
    if (r->n == 0 || v->pane_columns == 0)
        return;
    int below = 0;
    size_t i = rows_bottom(r, &below);
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
    return r->n && r->bottom ? (unsigned)(r->n - 1 - rows_bottom(r, &below)) : 0;
}
