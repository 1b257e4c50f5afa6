// SPDX-License-Identifier: MIT
// ChatLock's lists of DES blocks; its signatures are in chatlock_sign.c.
#include "net/old/chatlock_wire.h"

#include "crypto/cipher/cipher.h"
#include "crypto/common/bytes.h"
#include "crypto/common/hex.h"
#include "net/wire/utf8.h"

#include <stdlib.h>

_Static_assert(CHATLOCK_HEX_CHARS == 2 * CHATLOCK_BLOCK_BYTES, "two digits a byte");

const uint8_t chatlock_key[CHATLOCK_KEY_BYTES] = {0x12, 0x34, 0x56, 0x78, 0x90, 0xab, 0xcd, 0xef};

#define LEAST_CHAR 0x10 // below, Python's hex() writes one digit
#define MOST_CHAR  0xff // above, three and more

static enum gl_error to_bytes(uint8_t bytes[CHATLOCK_MAX_CHARS], size_t *n, const char *text,
                              size_t *replaced)
{
    *n = *replaced = 0;
    for (size_t left = strlen(text), used; left > 0; text += used, left -= used) {
        uint32_t c;
        used = utf8_next(text, left, &c);
        if (!used)
            return GL_ERR_ENCODING;
        if (*n == CHATLOCK_MAX_CHARS)
            return GL_ERR_LENGTH;
        const bool fits = c >= LEAST_CHAR && c <= MOST_CHAR;
        *replaced += !fits;
        bytes[(*n)++] = fits ? (uint8_t)c : '?';
    }
    return GL_OK;
}

enum gl_error chatlock_encrypt(struct chatlock_list *list, const char *text, size_t *replaced)
{
    uint8_t bytes[CHATLOCK_MAX_CHARS] = {0};
    struct cipher_ctx ctx;
    size_t n = 0, lost = 0;
    list->blocks = 0;
    enum gl_error error = to_bytes(bytes, &n, text, &lost);
    if (!error)
        error = cipher_init(&ctx, &cipher_des, CIPHER_ECB, CIPHER_ENCRYPT, chatlock_key, CHATLOCK_KEY_BYTES,
                            NULL);
    if (error)
        return error;
    size_t blocks = (n + CHATLOCK_BLOCK_BYTES - 1) / CHATLOCK_BLOCK_BYTES;
    error = cipher_blocks(&ctx, bytes, bytes, blocks * CHATLOCK_BLOCK_BYTES);
    cipher_wipe(&ctx);
    for (size_t i = 0; i < blocks && !error; i++)
        gl_hex_encode(list->hex[i], bytes + i * CHATLOCK_BLOCK_BYTES, CHATLOCK_BLOCK_BYTES);
    list->blocks = error ? 0 : blocks;
    if (replaced)
        *replaced = lost;
    return error;
}

// Latin-1 to UTF-8.
static enum gl_error to_text(char *text, size_t room, const uint8_t *bytes, size_t n)
{
    size_t used = 0;
    while (n > 0 && bytes[n - 1] == 0)
        n--;
    for (size_t i = 0; i < n; i++) {
        if (room - used < 3)
            return GL_ERR_LENGTH;
        if (bytes[i] >= 0x80) {
            text[used++] = (char)(0xc0 | bytes[i] >> 6);
            text[used++] = (char)(0x80 | (bytes[i] & 0x3f));
        } else {
            text[used++] = (char)(bytes[i] ? bytes[i] : '?');
        }
    }
    text[used] = '\0';
    return GL_OK;
}

enum gl_error chatlock_decrypt(char *text, size_t room, const char *const *hex, size_t blocks)
{
    uint8_t bytes[CHATLOCK_MAX_CHARS];
    struct cipher_ctx ctx;
    enum gl_error error = GL_OK;
    if (room == 0 || blocks > CHATLOCK_MAX_BLOCKS)
        return GL_ERR_LENGTH;
    text[0] = '\0';
    for (size_t i = 0; i < blocks && !error; i++)
        error = strlen(hex[i]) != CHATLOCK_HEX_CHARS
                    ? GL_ERR_ENCODING
                    : gl_hex_decode(bytes + i * CHATLOCK_BLOCK_BYTES, hex[i], CHATLOCK_HEX_CHARS);
    if (!error)
        error = cipher_init(&ctx, &cipher_des, CIPHER_ECB, CIPHER_DECRYPT, chatlock_key, CHATLOCK_KEY_BYTES,
                            NULL);
    if (error)
        return error;
    error = cipher_blocks(&ctx, bytes, bytes, blocks * CHATLOCK_BLOCK_BYTES);
    cipher_wipe(&ctx);
    if (!error)
        error = to_text(text, room, bytes, blocks * CHATLOCK_BLOCK_BYTES);
    if (error)
        text[0] = '\0';
    return error;
}

enum gl_error chatlock_list_decrypt(char *text, size_t room, const struct chatlock_list *list)
{
    const char *hex[CHATLOCK_MAX_BLOCKS];
    for (size_t i = 0; i < list->blocks && i < CHATLOCK_MAX_BLOCKS; i++)
        hex[i] = list->hex[i];
    return chatlock_decrypt(text, room, hex, list->blocks);
}
