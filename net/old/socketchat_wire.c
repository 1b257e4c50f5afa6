// SPDX-License-Identifier: MIT
#include "net/old/socketchat_wire.h"

#include "crypto/cipher/cipher.h"
#include "crypto/common/bytes.h"
#include "crypto/common/hex.h"
#include "crypto/encoding/base64.h"
#include "crypto/hash/hash.h"

#include <stdlib.h>

#define MAX_CIPHERTEXT_BYTES (SOCKETCHAT_MAX_BYTES + SOCKETCHAT_UNIT_BYTES)
#define BARE_BYTES           96  // the shortest ciphertext whose base64 has no padding
#define BARE_CHARS           128 // its base64

_Static_assert(MAX_CIPHERTEXT_BYTES % SOCKETCHAT_UNIT_BYTES == 0, "the longest text fills its units");

void socketchat_key(uint8_t key[SOCKETCHAT_KEY_BYTES], const void *password, size_t bytes)
{
    uint8_t digest[HASH_MAX_DIGEST_BYTES];
    char hex[2 * HASH_MAX_DIGEST_BYTES + 1];
    hash_digest(&hash_sha512, password, bytes, digest);
    gl_hex_encode(hex, digest, hash_sha512.digest_bytes);
    hash_digest(&hash_md5, hex, 2 * hash_sha512.digest_bytes, digest);
    gl_hex_encode(hex, digest, hash_md5.digest_bytes);
    memcpy(key, hex, SOCKETCHAT_KEY_BYTES);
    gl_wipe(digest, sizeof digest);
    gl_wipe(hex, sizeof hex);
}

static enum gl_error blocks(const uint8_t *key, enum cipher_direction direction, uint8_t *data, size_t bytes)
{
    struct cipher_ctx ctx;
    enum gl_error error =
        cipher_init(&ctx, &cipher_aes256, CIPHER_ECB, direction, key, SOCKETCHAT_KEY_BYTES, NULL);
    if (!error)
        error = cipher_blocks(&ctx, data, data, bytes);
    cipher_wipe(&ctx);
    return error;
}

enum gl_error socketchat_encrypt(const uint8_t key[SOCKETCHAT_KEY_BYTES], char *line, const void *text,
                                 size_t bytes)
{
    uint8_t padded[MAX_CIPHERTEXT_BYTES];
    if (bytes > SOCKETCHAT_MAX_BYTES)
        return GL_ERR_LENGTH;
    size_t total = (bytes / SOCKETCHAT_UNIT_BYTES + 1) * SOCKETCHAT_UNIT_BYTES;
    memset(padded, SOCKETCHAT_PAD, total);
    if (bytes)
        memcpy(padded, text, bytes);
    enum gl_error error = blocks(key, CIPHER_ENCRYPT, padded, total);
    if (!error)
        base64_encode(line, padded, total, false);
    gl_wipe(padded, sizeof padded);
    return error;
}

enum gl_error socketchat_decrypt(const uint8_t key[SOCKETCHAT_KEY_BYTES], char *text, size_t *bytes,
                                 const char *line, size_t chars)
{
    uint8_t data[MAX_CIPHERTEXT_BYTES + 3];
    size_t n = 0;
    *bytes = 0;
    text[0] = '\0';
    if (chars == 0 || chars > SOCKETCHAT_MAX_CHARS)
        return GL_ERR_LENGTH;
    enum gl_error error = base64_decode(data, &n, line, chars, false);
    if (!error)
        error = n % SOCKETCHAT_UNIT_BYTES != 0 ? GL_ERR_LENGTH : blocks(key, CIPHER_DECRYPT, data, n);
    if (!error && data[n - 1] != SOCKETCHAT_PAD)
        error = GL_ERR_DECRYPT;
    if (!error) {
        while (n > 0 && data[n - 1] == SOCKETCHAT_PAD)
            n--;
        memcpy(text, data, n);
        text[n] = '\0';
        *bytes = n;
    }
    gl_wipe(data, sizeof data);
    return error;
}

// Does the unit that ends with these BARE_CHARS characters end in '{'?
static enum gl_error ends_here(const uint8_t *key, const char *bare, bool *ends)
{
    uint8_t data[BARE_BYTES];
    size_t n = 0;
    enum gl_error error = base64_decode(data, &n, bare, BARE_CHARS, false);
    if (!error)
        error = blocks(key, CIPHER_DECRYPT, data + BARE_BYTES - SOCKETCHAT_UNIT_BYTES, SOCKETCHAT_UNIT_BYTES);
    *ends = !error && data[BARE_BYTES - 1] == SOCKETCHAT_PAD;
    gl_wipe(data, sizeof data);
    return error;
}

static bool is_base64(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/';
}

// Nothing but base64 up to here, or to a padding that is not yet whole.
static enum gl_error check_rest(const char *text, size_t chars)
{
    for (size_t i = 0; i < chars; i++)
        if (!is_base64(text[i]) && !(text[i] == '=' && i % 4 >= 2))
            return GL_ERR_ENCODING;
    return GL_OK;
}

enum gl_error socketchat_next(const uint8_t key[SOCKETCHAT_KEY_BYTES], const char *stream, size_t chars,
                              size_t *line)
{
    *line = 0;
    size_t end = 0;
    for (; chars - end >= 4; end += 4) {
        if (end == SOCKETCHAT_MAX_CHARS)
            return GL_ERR_TOO_LARGE;
        if (check_rest(stream + end, 4))
            return GL_ERR_ENCODING;
        if (stream[end + 3] == '=') {
            *line = end + 4;
            return GL_OK;
        }
        if (stream[end + 2] == '=')
            return GL_ERR_ENCODING;
        bool ends = false;
        if ((end + 4) % BARE_CHARS == 0) {
            enum gl_error error = ends_here(key, stream + end + 4 - BARE_CHARS, &ends);
            if (error)
                return error;
        }
        if (ends) {
            *line = end + 4;
            return GL_OK;
        }
    }
    return check_rest(stream + end, chars - end);
}
