// SPDX-License-Identifier: MIT
// Pictures in PPM (P6, 8 bits a channel): read, write, draw one, show one in the terminal.
#ifndef GLASSLOCK_APP_ATTACK_PICTURE_H
#define GLASSLOCK_APP_ATTACK_PICTURE_H

#include "app/attack/attack.h"

#define PICTURE_MAX_SIDE 4096
#define PICTURE_CELL     16 // pixels: 48 bytes, three blocks of AES

struct picture {
    unsigned width, height;
    uint8_t *rgb; // 3 * width * height
};

// A padlock, of cells of PICTURE_CELL pixels a side.
enum gl_error picture_draw(struct picture *p);
int picture_read(struct picture *p, const char *command, const char *path);
int picture_write(const struct picture *p, const char *command, const char *path);
void picture_free(struct picture *p); // a zeroed one, too

static inline size_t picture_bytes(const struct picture *p)
{
    return (size_t)3 * p->width * p->height;
}

// Up to PICTURES_ABREAST pictures of one size side by side, `columns` wide each, two rows of points to a
// line: half blocks with colour; otherwise a character for each colour, or for its brightness where there are
// many.
#define PICTURES_ABREAST 3
void picture_show(struct story *s, const struct picture *const *pictures, size_t n, unsigned columns);

#endif
