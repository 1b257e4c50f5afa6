// SPDX-License-Identifier: MIT
// Encrypted SocketChat without the password: base64 of ECB blocks. Nothing is read, but equal blocks show.
#include "app/tap/protocol.h"

#include "crypto/encoding/base64.h"
#include "net/old/socketchat_wire.h"

#include <ctype.h>
#include <string.h>

#define BLOCK_BYTES 16

static bool is_base64(uint8_t c)
{
    return isalnum(c) || c == '+' || c == '/';
}

// A line ends with its '='. One of 128 characters, or a multiple, has none: then it ends where this read
// ended, for who has no key cannot know better.
static enum tap_cut cut(const struct tap_unit *next, size_t *used)
{
    size_t at = 0;
    while (at < next->bytes && is_base64(next->data[at]))
        at++;
    if (at == next->bytes) {
        *used = at;
        return at > SOCKETCHAT_MAX_CHARS ? TAP_FOREIGN : at && at % 128 == 0 ? TAP_WHOLE : TAP_MORE;
    }
    if (next->data[at] != '=' || at == 0)
        return TAP_FOREIGN;
    *used = (at + 3) / 4 * 4;
    if (*used > next->bytes)
        return TAP_MORE;
    for (; at < *used; at++)
        if (next->data[at] != '=')
            return TAP_FOREIGN;
    return TAP_WHOLE;
}

static void put_repeats(const uint8_t *cipher, size_t blocks, FILE *out)
{
    for (size_t i = 1; i < blocks; i++)
        for (size_t j = 0; j < i; j++)
            if (memcmp(cipher + i * BLOCK_BYTES, cipher + j * BLOCK_BYTES, BLOCK_BYTES) == 0) {
                fprintf(out, "; block %zu is block %zu again: so is its text", i + 1, j + 1);
                break;
            }
}

static void meaning(struct wire_writer *memory, const struct tap_unit *unit, FILE *out)
{
    uint8_t cipher[SOCKETCHAT_MAX_CHARS / 4 * 3 + 3];
    size_t bytes = 0;
    (void)memory;
    if (unit->bytes > SOCKETCHAT_MAX_CHARS ||
        base64_decode(cipher, &bytes, (const char *)unit->data, unit->bytes, false) || bytes % BLOCK_BYTES) {
        fputs("base64 that holds no whole blocks", out);
        return;
    }
    fprintf(out, "a line: %zu bytes under AES-256-ECB, a text of %zu to %zu bytes", bytes,
            bytes > 32 ? bytes - 32 : 0, bytes - 1);
    put_repeats(cipher, bytes / BLOCK_BYTES, out);
}

// Another letter in the middle: still base64, another block.
static void alter(const struct tap_unit *unit, uint8_t *data, FILE *said)
{
    size_t at = unit->bytes / 2;
    data[at] = data[at] == 'A' ? 'B' : 'A';
    fprintf(said, "character %zu of the base64", at);
}

const struct tap_protocol tap_socketchat = {
    .name = "socketchat", .first = {1, 1}, .cut = cut, .meaning = meaning, .alter = alter};
