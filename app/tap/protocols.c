// SPDX-License-Identifier: MIT
// The protocols that the tap knows, and bytes of none of them.
#include "app/tap/protocol.h"

#include <ctype.h>
#include <string.h>

static enum tap_cut cut_raw(const struct tap_unit *next, size_t *used)
{
    *used = next->bytes;
    return next->bytes ? TAP_WHOLE : TAP_MORE;
}

static void mean_nothing(struct wire_writer *memory, const struct tap_unit *unit, FILE *out)
{
    (void)memory;
    (void)unit;
    fputs("bytes", out);
}

static void alter_last_bit(const struct tap_unit *unit, uint8_t *data, FILE *said)
{
    data[unit->bytes - 1] ^= 1;
    fprintf(said, "the last bit of byte %zu", unit->bytes - 1);
}

const struct tap_protocol tap_raw = {
    .name = "raw", .first = {1, 1}, .cut = cut_raw, .meaning = mean_nothing, .alter = alter_last_bit};

const struct tap_protocol *const tap_protocols[] = {&tap_glasslock,  &tap_chatlock, &tap_socketchat,
                                                    &tap_coursework, &tap_raw,      NULL};

const struct tap_protocol *tap_protocol_find(const char *name)
{
    for (const struct tap_protocol *const *p = tap_protocols; *p; p++)
        if (strcmp((*p)->name, name) == 0)
            return *p;
    return NULL;
}

const char *tap_protocol_name(const struct tap_protocol *protocol)
{
    return protocol->name;
}

const struct tap_protocol *tap_guess(const uint8_t *data, size_t bytes)
{
    if (bytes == 0)
        return NULL;
    if (data[0] == 0) // a length: a frame
        return &tap_glasslock;
    if (data[0] == '[' || data[0] == '!')
        return &tap_chatlock;
    if (data[0] == '-') // a PEM
        return &tap_coursework;
    return isalnum(data[0]) || data[0] == '+' || data[0] == '/' ? &tap_socketchat : &tap_raw;
}

void tap_put_hex(FILE *out, const uint8_t *data, size_t bytes, size_t most)
{
    for (size_t i = 0; i < bytes && i < most; i++)
        fprintf(out, "%02x", data[i]);
    if (bytes > most)
        fputs("...", out);
}
