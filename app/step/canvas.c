// SPDX-License-Identifier: MIT
#include "app/step/canvas.h"

#include "app/columns.h"
#include "crypto/common/no_memory.h"
#include "crypto/common/text.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

bool canvas_resize(struct canvas *c, int rows, int columns)
{
    struct canvas_cell *cells = calloc((size_t)rows * (size_t)columns, sizeof *cells);
    if (!cells)
        return false;
    free(c->cells);
    c->rows = rows;
    c->columns = columns;
    c->cells = cells;
    canvas_clear(c);
    return true;
}

void canvas_free(struct canvas *c)
{
    free(c->cells);
    *c = (struct canvas){0};
}

void canvas_clear(struct canvas *c)
{
    for (int i = 0; i < c->rows * c->columns; i++)
        c->cells[i] = (struct canvas_cell){.character = L' '};
}

static struct canvas_cell *cell(const struct pane *p, int row, int column)
{
    return &p->canvas->cells[(p->row + row) * p->canvas->columns + p->column + column];
}

// A mark on the character that stands before the column.
static void put_mark(const struct pane *p, int row, int column, wchar_t mark)
{
    struct canvas_cell *base = column > 0 ? cell(p, row, column - 1) : NULL;
    if (base && !base->character && column > 1)
        base--; // the right half of a wide one
    for (int i = 0; base && i < CANVAS_MARKS; i++)
        if (!base->marks[i]) {
            base->marks[i] = mark;
            return;
        }
}

int pane_put(const struct pane *p, int row, int column, unsigned style, const char *text)
{
    int begin = column;
    if (row < 0 || row >= p->rows || column < 0)
        return 0;
    while (*text) {
        wchar_t character = 0;
        int width = columns_next(&text, &character);
        if (column + width > p->columns)
            break;
        if (width == 0) {
            if (character && column > begin)
                put_mark(p, row, column, character);
            continue;
        }
        *cell(p, row, column) = (struct canvas_cell){.character = character, .style = style};
        if (width == 2)
            *cell(p, row, column + 1) = (struct canvas_cell){.style = style};
        column += width;
    }
    return column - begin;
}

int pane_print(const struct pane *p, int row, int column, unsigned style, const char *format, ...)
{
    char text[1024];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    return pane_put(p, row, column, style, text);
}

int pane_wrap(const struct pane *p, int row, int column, unsigned style, const char *text)
{
    int columns = p->columns - column;
    for (; *text && columns > 0 && row < p->rows; row++) {
        size_t next = 0, n = columns_line(text, (size_t)columns, &next);
        pane_print(p, row, column, style, "%.*s", (int)n, text);
        text += next;
    }
    return row;
}

void pane_style_row(const struct pane *p, int row, unsigned style)
{
    for (int column = 0; row >= 0 && row < p->rows && column < p->columns; column++)
        cell(p, row, column)->style = style;
}

static void put_character(wchar_t character, FILE *out)
{
    char bytes[16];
    mbstate_t state = {0};
    size_t n = wcrtomb(bytes, character, &state);
    if (n == (size_t)-1)
        fputc('?', out);
    else
        fwrite(bytes, 1, n, out);
}

static void put_cell(const struct canvas_cell *cell, FILE *out)
{
    if (cell->character)
        put_character(cell->character, out);
    for (int i = 0; i < CANVAS_MARKS && cell->marks[i]; i++)
        put_character(cell->marks[i], out);
}

void canvas_dump(const struct canvas *c, FILE *out)
{
    for (int row = 0; row < c->rows; row++) {
        const struct canvas_cell *cells = c->cells + row * c->columns;
        int n = c->columns;
        while (n > 0 && cells[n - 1].character == L' ')
            n--;
        for (int column = 0; column < n; column++)
            put_cell(&cells[column], out);
        fputc('\n', out);
    }
}

char *canvas_text(const struct canvas *c)
{
    char *text = NULL;
    size_t n = 0;
    FILE *out = gl_text_open(&text, &n);
    canvas_dump(c, gl_need(out));
    return gl_need_text(out, &text);
}
