// SPDX-License-Identifier: MIT
#include "app/attack/picture.h"

#include "app/files.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define MAX_FILE_BYTES ((size_t)3 * PICTURE_MAX_SIDE * PICTURE_MAX_SIDE + 4096)

// A padlock: a cell of the picture is a character.
static const char *const padlock[] = {
    "........................", "........................", "........#######.........",
    "......###########.......", ".....####.....####......", "....###.........###.....",
    "....###.........###.....", "....###.........###.....", "....###.........###.....",
    "....###.........###.....", "..%%%%%%%%%%%%%%%%%%%...", "..%%%%%%%%%%%%%%%%%%%...",
    "..%%%%%%%%%%%%%%%%%%%...", "..%%%%%%%.....%%%%%%%...", "..%%%%%%%.....%%%%%%%...",
    "..%%%%%%%%...%%%%%%%%...", "..%%%%%%%%...%%%%%%%%...", "..%%%%%%%%...%%%%%%%%...",
    "..%%%%%%%%...%%%%%%%%...", "..%%%%%%%%%%%%%%%%%%%...", "..%%%%%%%%%%%%%%%%%%%...",
    "..%%%%%%%%%%%%%%%%%%%...", "........................", "........................",
};
#define PADLOCK_ROWS    (sizeof padlock / sizeof padlock[0])
#define PADLOCK_COLUMNS 24

enum gl_error picture_draw(struct picture *p)
{
    static const uint8_t paper[3] = {245, 240, 225}, steel[3] = {95, 105, 125}, brass[3] = {205, 150, 40};
    *p = (struct picture){PADLOCK_COLUMNS * PICTURE_CELL, PADLOCK_ROWS * PICTURE_CELL, NULL};
    p->rgb = malloc(picture_bytes(p));
    if (!p->rgb)
        return GL_ERR_MEMORY;
    for (unsigned y = 0; y < p->height; y++)
        for (unsigned x = 0; x < p->width; x++) {
            char cell = padlock[y / PICTURE_CELL][x / PICTURE_CELL];
            memcpy(p->rgb + 3 * ((size_t)y * p->width + x),
                   cell == '#'   ? steel
                   : cell == '%' ? brass
                                 : paper,
                   3);
        }
    return GL_OK;
}

// The next number of the header; comments are skipped. 0: none, or too large.
static unsigned header_number(const uint8_t *data, size_t bytes, size_t *at)
{
    while (*at < bytes && (isspace(data[*at]) || data[*at] == '#')) {
        if (data[*at] == '#')
            while (*at < bytes && data[*at] != '\n')
                ++*at;
        else
            ++*at;
    }
    unsigned number = 0;
    for (; *at < bytes && isdigit(data[*at]) && number <= PICTURE_MAX_SIDE; ++*at)
        number = number * 10 + (unsigned)(data[*at] - '0');
    return number > PICTURE_MAX_SIDE ? 0 : number;
}

// The header, and where the pixels begin; false: not a whole picture that we take.
static bool read_header(struct picture *p, const uint8_t *data, size_t bytes, size_t *pixels)
{
    size_t at = 2;
    p->width = header_number(data, bytes, &at);
    p->height = header_number(data, bytes, &at);
    unsigned most = header_number(data, bytes, &at);
    *pixels = at + 1;
    return p->width > 0 && p->height > 0 && most == 255 && at < bytes && bytes - at - 1 >= picture_bytes(p);
}

int picture_read(struct picture *p, const char *command, const char *path)
{
    uint8_t *data = NULL;
    size_t bytes = 0, pixels = 0;
    int status = app_read_file(command, path, MAX_FILE_BYTES, &data, &bytes);
    if (status)
        return status;
    if (bytes < 2 || memcmp(data, "P6", 2) != 0) {
        status = app_fail(command, "%s is no PPM picture (P6); `convert` and `pnmtoppm` make one", path);
    } else if (!read_header(p, data, bytes, &pixels)) {
        status = app_fail(command, "%s: not a whole PPM of at most %d x %d pixels with 255 levels", path,
                          PICTURE_MAX_SIDE, PICTURE_MAX_SIDE);
    } else if (!(p->rgb = malloc(picture_bytes(p)))) {
        status = app_fail(command, "out of memory");
    } else {
        memcpy(p->rgb, data + pixels, picture_bytes(p));
    }
    free(data);
    return status;
}

int picture_write(const struct picture *p, const char *command, const char *path)
{
    char header[64];
    struct app_output out = {0};
    int n = snprintf(header, sizeof header, "P6\n%u %u\n255\n", p->width, p->height);
    int status = app_output_open(&out, command, path, 0666);
    if (!status)
        status = app_output_write(&out, header, (size_t)n);
    if (!status)
        status = app_output_write(&out, p->rgb, picture_bytes(p));
    if (!status)
        status = app_output_commit(&out);
    app_output_discard(&out);
    return status;
}

void picture_free(struct picture *p)
{
    free(p->rgb);
    p->rgb = NULL;
}

// The pixel that stands for a point: of the cell that it falls into, the first.
static const uint8_t *point(const struct picture *p, unsigned column, unsigned columns, unsigned row,
                            unsigned rows)
{
    size_t x = (size_t)column * p->width / columns, y = (size_t)row * p->height / rows;
    if (p->width >= columns * PICTURE_CELL)
        x -= x % PICTURE_CELL;
    return p->rgb + 3 * (y * p->width + x);
}

#define MAX_INKS 9

// Without colour: few colours are told apart by a character each, in the order in which they come; many by
// their brightness.
struct inks {
    uint8_t rgb[MAX_INKS][3];
    size_t n; // MAX_INKS + 1: too many
};

static size_t ink(const struct inks *inks, const uint8_t *rgb)
{
    size_t i = 0;
    while (i < inks->n && i < MAX_INKS && memcmp(inks->rgb[i], rgb, 3) != 0)
        i++;
    return i;
}

static void note_ink(struct inks *inks, const uint8_t *rgb)
{
    if (inks->n > MAX_INKS || ink(inks, rgb) < inks->n)
        return;
    if (inks->n < MAX_INKS)
        memcpy(inks->rgb[inks->n], rgb, 3);
    inks->n++;
}

static char character(const struct inks *inks, const uint8_t *rgb)
{
    static const char marks[] = ".#%ox+*=-", ramp[] = "@%#*+=-:."; // dark to light
    if (inks->n <= MAX_INKS)
        return marks[ink(inks, rgb)];
    unsigned light = (299u * rgb[0] + 587u * rgb[1] + 114u * rgb[2]) / 1000;
    return ramp[light * (sizeof ramp - 2) / 255];
}

// The nearest of the 6 x 6 x 6 colours that every terminal with 256 colours has.
static int cube(const uint8_t *rgb)
{
    return 16 + 36 * ((rgb[0] + 25) / 51) + 6 * ((rgb[1] + 25) / 51) + (rgb[2] + 25) / 51;
}

// Two points in one character: the upper half in the foreground's colour, the lower in the background's.
static size_t half_blocks(char *out, size_t room, const uint8_t *upper, const uint8_t *lower)
{
    const char *depth = getenv("COLORTERM");
    int n = depth && (strcmp(depth, "truecolor") == 0 || strcmp(depth, "24bit") == 0)
                ? snprintf(out, room, "\033[38;2;%d;%d;%d;48;2;%d;%d;%dm\xe2\x96\x80", upper[0], upper[1],
                           upper[2], lower[0], lower[1], lower[2])
                : snprintf(out, room, "\033[38;5;%d;48;5;%dm\xe2\x96\x80", cube(upper), cube(lower));
    return n < 0 || (size_t)n >= room ? 0 : (size_t)n;
}

void picture_show(struct story *s, const struct picture *const *pictures, size_t n, unsigned columns)
{
    char line[8192], plain[512];
    unsigned rows = columns * pictures[0]->height / pictures[0]->width;
    rows = rows < 2 ? 2 : rows > 48 ? 48 : rows + rows % 2;
    struct inks inks[PICTURES_ABREAST] = {0};
    for (size_t i = 0; i < n; i++)
        for (unsigned at = 0; at < rows / 2 * columns; at++)
            note_ink(&inks[i], point(pictures[i], at % columns, columns, at / columns * 2, rows));
    for (unsigned row = 0; row < rows; row += 2) {
        size_t used = 0, letters = 0;
        for (size_t i = 0; i < n; i++) {
            for (unsigned column = 0;
                 column < columns && used < sizeof line - 100 && letters < sizeof plain - 8; column++) {
                const uint8_t *a = point(pictures[i], column, columns, row, rows);
                const uint8_t *b = point(pictures[i], column, columns, row + 1, rows);
                used += half_blocks(line + used, sizeof line - used, a, b);
                plain[letters++] = character(&inks[i], a);
            }
            used += (size_t)snprintf(line + used, sizeof line - used, "\033[0m  ");
            memcpy(plain + letters, "  ", 2);
            letters += 2;
        }
        while (letters > 0 && plain[letters - 1] == ' ')
            letters--;
        plain[letters] = '\0';
        story_line(s, story_colour(s) ? line : plain, plain);
    }
}
