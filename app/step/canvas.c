// SPDX-License-Identifier: MIT
#include "app/step/canvas.h"

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
        c->cells[i] = (struct canvas_cell){L' ', CANVAS_PLAIN};
}

static struct canvas_cell *cell(const struct pane *p, int row, int column)
{
    return &p->canvas->cells[(p->row + row) * p->canvas->columns + p->column + column];
}

// The next character of UTF-8 text in this locale; what cannot be read becomes '?', one byte at a time.
static wchar_t next(const char **text)
{
    wchar_t character = 0;
    mbstate_t state = {0};
    size_t n = mbrtowc(&character, *text, strlen(*text), &state);
    if (n == (size_t)-1 || n == (size_t)-2 || n == 0) {
        n = 1;
        character = L'?';
    }
    *text += n;
    return wcwidth(character) < 0 ? L'?' : character;
}

int pane_put(const struct pane *p, int row, int column, unsigned style, const char *text)
{
    int begin = column;
    if (row < 0 || row >= p->rows || column < 0)
        return 0;
    while (*text) {
        wchar_t character = next(&text);
        int width = wcwidth(character);
        if (column + width > p->columns)
            break;
        if (width == 0)
            continue; // a combining mark has no cell of its own here
        *cell(p, row, column) = (struct canvas_cell){character, style};
        if (width == 2)
            *cell(p, row, column + 1) = (struct canvas_cell){0, style};
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

// How much of the text stands on a line of so many columns: up to the last space that fits, or all that fits.
static size_t fits(const char *text, size_t columns)
{
    size_t n = strlen(text);
    if (n <= columns)
        return n;
    for (n = columns; n > 0; n--)
        if (text[n] == ' ')
            return n;
    return columns;
}

int pane_wrap(const struct pane *p, int row, int column, unsigned style, const char *text)
{
    int columns = p->columns - column;
    for (; *text && columns > 0 && row < p->rows; row++) {
        size_t n = fits(text, (size_t)columns);
        pane_print(p, row, column, style, "%.*s", (int)n, text);
        text += n;
        text += strspn(text, " ");
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

void canvas_dump(const struct canvas *c, FILE *out)
{
    for (int row = 0; row < c->rows; row++) {
        const struct canvas_cell *cells = c->cells + row * c->columns;
        int n = c->columns;
        while (n > 0 && cells[n - 1].character == L' ')
            n--;
        for (int column = 0; column < n; column++)
            if (cells[column].character)
                put_character(cells[column].character, out);
        fputc('\n', out);
    }
}

char *canvas_text(const struct canvas *c)
{
    char *text = NULL;
    size_t n = 0;
    FILE *out = open_memstream(&text, &n);
    if (!out)
        return NULL;
    canvas_dump(c, out);
    return fclose(out) == 0 ? text : NULL;
}
