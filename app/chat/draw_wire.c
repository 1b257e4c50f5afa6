// SPDX-License-Identifier: MIT
// The wire drawer: what crosses the wire, in hex and as text, beside what it means. The last things stand at
// its bottom.
#include "app/chat/view.h"

#include "app/columns.h"

#include <string.h>

#define ROW_BYTES 8 // twice as many where there is room

struct shape {
    int across;  // bytes on a row; 0: no room for them
    int meaning; // the column where it begins
    size_t columns;
};

static struct shape shape_of(const struct pane *p)
{
    int across = p->columns >= 110 ? 2 * ROW_BYTES : p->columns >= 56 ? ROW_BYTES : 0;
    int meaning = across ? 5 + 4 * across : 2;
    return (struct shape){across, meaning, (size_t)(p->columns - meaning)};
}

// Bytes as "17 03 1a ...  ..z" on one row.
static void draw_bytes(const struct pane *p, int row, const struct shape *shape, const uint8_t *data,
                       size_t n)
{
    for (int i = 0; i < (int)n; i++) {
        int c = data[i] >= 32 && data[i] < 127 ? data[i] : '.';
        pane_print(p, row, 2 + 3 * i, CANVAS_DIM, "%02x", data[i]);
        pane_print(p, row, 3 + 3 * shape->across + i, CANVAS_DIM, "%c", c);
    }
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

static int byte_rows(const struct view_wire *wire, const struct shape *shape, int most)
{
    int kept = wire->bytes < VIEW_WIRE_BYTES ? (int)wire->bytes : VIEW_WIRE_BYTES;
    int rows = shape->across ? (kept + shape->across - 1) / shape->across : 0;
    return rows < most ? rows : most;
}

// Of one thing that crossed: a head, then bytes and meaning side by side (meaning alone where it is narrow).
static int wire_rows(const struct view_wire *wire, const struct pane *p, int most)
{
    struct shape shape = shape_of(p);
    int meaning = meaning_rows(wire, shape.columns), bytes = byte_rows(wire, &shape, most);
    return 1 + (meaning > bytes ? meaning : bytes);
}

static void draw_one(const struct chat_view *v, const struct pane *p, int row, const struct view_wire *wire,
                     int most)
{
    struct shape shape = shape_of(p);
    int bytes = byte_rows(wire, &shape, most);
    pane_print(p, row, 0, CANVAS_BOLD, "%s %zu bytes %s",
               wire->outwards ? view_mark(v, "→", "->") : view_mark(v, "←", "<-"), wire->bytes,
               wire->outwards ? "out" : "in");
    const char *text = wire->meaning;
    for (int i = 1; i < wire_rows(wire, p, most); i++) {
        size_t next = 0, n = text && *text ? columns_line(text, shape.columns, &next) : 0;
        if (i <= bytes) {
            size_t across = (size_t)shape.across, at = (size_t)(i - 1) * across, left = wire->bytes - at;
            draw_bytes(p, row + i, &shape, wire->data + at, left < across ? left : across);
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
    int most = inside.rows / 3 > 2 ? inside.rows / 3 : 2, row = inside.rows; // so that several are there
    for (unsigned i = 0; i < v->wires && row > 0; i++) {
        const struct view_wire *wire = &v->wire[(v->wire_next + VIEW_WIRES - 1 - i) % VIEW_WIRES];
        row -= wire_rows(wire, &inside, most);
        draw_one(v, &inside, row, wire, most);
    }
}
