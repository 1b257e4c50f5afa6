// SPDX-License-Identifier: MIT
#include "net/wire/bytes.h"

#include "crypto/common/bytes.h"

#include <stdlib.h>

// ---- writing ----

// Grown by hand: realloc would leave a copy of what may be secret behind.
static bool grow(struct wire_writer *w, size_t more)
{
    if (w->failed)
        return false;
    if (w->data && more <= w->room - w->bytes)
        return true;
    size_t room = w->room ? w->room : 128;
    while (room - w->bytes < more) {
        if (room > SIZE_MAX / 2) {
            w->failed = true;
            return false;
        }
        room *= 2;
    }
    uint8_t *data = malloc(room);
    if (!data) {
        w->failed = true;
        return false;
    }
    if (w->data)
        memcpy(data, w->data, w->bytes);
    gl_wipe_free(w->data, w->bytes);
    w->data = data;
    w->room = room;
    return true;
}

uint8_t *wire_put_space(struct wire_writer *w, size_t bytes)
{
    if (!grow(w, bytes))
        return NULL;
    uint8_t *space = w->data + w->bytes;
    w->bytes += bytes;
    return space;
}

void wire_put_u8(struct wire_writer *w, uint8_t x)
{
    wire_put_raw(w, &x, 1);
}

void wire_put_u16(struct wire_writer *w, uint16_t x)
{
    wire_put_raw(w, (uint8_t[]){(uint8_t)(x >> 8), (uint8_t)x}, 2);
}

void wire_put_u32(struct wire_writer *w, uint32_t x)
{
    uint8_t be[4];
    gl_store32_be(be, x);
    wire_put_raw(w, be, sizeof be);
}

void wire_put_u64(struct wire_writer *w, uint64_t x)
{
    uint8_t be[8];
    gl_store64_be(be, x);
    wire_put_raw(w, be, sizeof be);
}

void wire_put_raw(struct wire_writer *w, const void *data, size_t bytes)
{
    uint8_t *space = wire_put_space(w, bytes);
    if (space && bytes)
        memcpy(space, data, bytes);
}

void wire_put_field(struct wire_writer *w, const void *data, size_t bytes)
{
    if (bytes > UINT16_MAX) {
        w->failed = true;
        return;
    }
    wire_put_u16(w, (uint16_t)bytes);
    wire_put_raw(w, data, bytes);
}

void wire_put_text(struct wire_writer *w, const char *text)
{
    wire_put_field(w, text, strlen(text));
}

void wire_drop(struct wire_writer *w, size_t bytes)
{
    if (bytes > w->bytes)
        bytes = w->bytes;
    if (!bytes)
        return;
    memmove(w->data, w->data + bytes, w->bytes - bytes);
    gl_wipe(w->data + w->bytes - bytes, bytes);
    w->bytes -= bytes;
}

void wire_empty(struct wire_writer *w)
{
    if (w->bytes)
        gl_wipe(w->data, w->bytes);
    w->bytes = 0;
    w->failed = false;
}

void wire_free(struct wire_writer *w)
{
    gl_wipe_free(w->data, w->bytes);
    *w = (struct wire_writer){0};
}

// ---- reading ----

const uint8_t *wire_raw(struct wire_reader *r, size_t bytes)
{
    if (r->failed || bytes > r->left) {
        r->failed = true;
        return NULL;
    }
    const uint8_t *at = r->at;
    r->at += bytes;
    r->left -= bytes;
    return at;
}

uint8_t wire_u8(struct wire_reader *r)
{
    const uint8_t *p = wire_raw(r, 1);
    return p ? p[0] : 0;
}

uint16_t wire_u16(struct wire_reader *r)
{
    const uint8_t *p = wire_raw(r, 2);
    return (uint16_t)(p ? p[0] << 8 | p[1] : 0);
}

uint32_t wire_u32(struct wire_reader *r)
{
    const uint8_t *p = wire_raw(r, 4);
    return p ? gl_load32_be(p) : 0;
}

uint64_t wire_u64(struct wire_reader *r)
{
    const uint8_t *p = wire_raw(r, 8);
    return p ? gl_load64_be(p) : 0;
}

const uint8_t *wire_field(struct wire_reader *r, size_t *bytes)
{
    *bytes = wire_u16(r);
    const uint8_t *p = wire_raw(r, *bytes);
    if (!p)
        *bytes = 0;
    return p;
}

bool wire_text(struct wire_reader *r, char *out, size_t room)
{
    size_t bytes;
    const uint8_t *p = wire_field(r, &bytes);
    if (!p || bytes >= room || !wire_text_valid((const char *)p, bytes, false)) {
        r->failed = true;
        if (room)
            out[0] = '\0';
        return false;
    }
    memcpy(out, p, bytes);
    out[bytes] = '\0';
    return true;
}

bool wire_done(const struct wire_reader *r)
{
    return !r->failed && !r->left;
}
