// SPDX-License-Identifier: MIT
// The wire drawer: what crosses the wire, in hex and as text, beside what it means. The last things stand at
// its bottom.
#include "app/chat/view.h"

#include "app/columns.h"

#include <string.h>

#define ROW_BYTES 8

// Bytes as "17 03 1a ...  ..z" on one row.
static void draw_bytes(const struct pane *p, int row, const uint8_t *data, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        char c = data[i] >= 32 && data[i] < 127 ? (char)data[i] : '.';
        pane_print(p, row, 2 + 3 * (int)i, CANVAS_DIM, "%02x", data[i]);
        pane_print(p, row, 3 + 3 * ROW_BYTES + (int)i, CANVAS_DIM, "%c", c);
    }
}

struct shape {
    int meaning; // the column where it begins
    size_t columns;
};

static struct shape shape_of(const struct pane *p)
{
    int meaning = p->columns >= 56 ? 5 + 4 * ROW_BYTES : 2;
    return (struct shape){meaning, (size_t)(p->columns - meaning)};
}

static int meaning_rows(const struct view_wire *wire, size_t columns)
{
    int rows = 0;
    for (const char *text = wire->meaning; text && *text && rows < 100; rows++) {
        size_t next = 0;
        columns_line(text, columns, &next);
        text += next;
    }
    return rows;
}

static int byte_rows(const struct view_wire *wire, int most)
{
    size_t kept = wire->bytes < VIEW_WIRE_BYTES ? wire->bytes : VIEW_WIRE_BYTES;
    int rows = (int)((kept + ROW_BYTES - 1) / ROW_BYTES);
    return rows < most ? rows : most;
}

// Of one thing that crossed: a head, then bytes and meaning side by side (meaning alone where it is narrow).
static int wire_rows(const struct view_wire *wire, const struct pane *p, int most)
{
    struct shape shape = shape_of(p);
    int meaning = meaning_rows(wire, shape.columns), bytes = shape.meaning > 2 ? byte_rows(wire, most) : 0;
    return 1 + (meaning > bytes ? meaning : bytes);
}

static void draw_one(const struct chat_view *v, const struct pane *p, int row, const struct view_wire *wire,
                     int most)
{
    struct shape shape = shape_of(p);
    int bytes = shape.meaning > 2 ? byte_rows(wire, most) : 0;
    pane_print(p, row, 0, CANVAS_BOLD, "%s %zu bytes %s",
               wire->outwards ? view_mark(v, "→", "->") : view_mark(v, "←", "<-"), wire->bytes,
               wire->outwards ? "out" : "in");
    const char *text = wire->meaning;
    for (int i = 1; i < wire_rows(wire, p, most); i++) {
        size_t next = 0, n = text && *text ? columns_line(text, shape.columns, &next) : 0;
        if (i <= bytes) {
            size_t at = (size_t)(i - 1) * ROW_BYTES, left = wire->bytes - at;
            draw_bytes(p, row + i, wire->data + at, left < ROW_BYTES ? left : ROW_BYTES);
        }
        pane_print(p, row + i, shape.meaning, CANVAS_PLAIN, "%.*s", (int)n, text ? text : "");
        text += text ? next : 0;
    }
}

void view_draw_wire(struct chat_view *v, const struct pane *p)
{
    struct pane inside = *p;
    inside.row++;
    inside.rows--;
    for (int column = 0; column < p->columns; column++)
        pane_put(p, 0, column, CANVAS_DIM, view_mark(v, "─", "-"));
    pane_put(p, 0, 2, CANVAS_BOLD, " wire: the bytes, and what they mean (F3 hides) ");
    int most = inside.rows > 8 ? 8 : inside.rows - 1, row = inside.rows;
    for (unsigned i = 0; i < v->wires && row > 0; i++) {
        const struct view_wire *wire = &v->wire[(v->wire_next + VIEW_WIRES - 1 - i) % VIEW_WIRES];
        row -= wire_rows(wire, &inside, most);
        draw_one(v, &inside, row, wire, most);
    }
}
