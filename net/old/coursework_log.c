// SPDX-License-Identifier: MIT
// The coursework chat's encrypted conversation file.
#include "net/old/coursework_wire.h"

#include "crypto/cipher/cipher.h"
#include "crypto/common/bytes.h"
#include "crypto/encoding/base64.h"
#include "crypto/hash/pbkdf2.h"

#include <stdlib.h>

_Static_assert(CIPHER_MAX_BLOCK_BYTES <= COURSEWORK_LOG_KEY_BYTES, "the IV is the beginning of the key");

enum gl_error coursework_log_key(uint8_t key[COURSEWORK_LOG_KEY_BYTES], const void *password,
                                 size_t password_bytes, const void *salt, size_t salt_bytes,
                                 uint64_t iterations)
{
    return pbkdf2(&hash_sha256, password, password_bytes, salt, salt_bytes, iterations, key,
                  COURSEWORK_LOG_KEY_BYTES);
}

enum gl_error coursework_log_encrypt(const uint8_t key[COURSEWORK_LOG_KEY_BYTES], char **base64,
                                     const void *text, size_t bytes)
{
    size_t padded = pkcs7_padded_bytes(bytes, cipher_aes256.block_bytes);
    uint8_t *sealed = malloc(padded);
    *base64 = malloc(base64_chars(padded) + 1);
    enum gl_error error = sealed && *base64 ? cipher_seal(&cipher_aes256, CIPHER_CBC, key,
                                                          COURSEWORK_LOG_KEY_BYTES, key, sealed, text, bytes)
                                            : GL_ERR_MEMORY;
    if (!error)
        base64_encode(*base64, sealed, padded, false);
    free(sealed);
    if (error) {
        free(*base64);
        *base64 = NULL;
    }
    return error;
}

static bool is_blank(char c)
{
    return c == '\n' || c == '\r' || c == ' ' || c == '\t';
}

enum gl_error coursework_log_decrypt(const uint8_t key[COURSEWORK_LOG_KEY_BYTES], uint8_t **text,
                                     size_t *bytes, const char *base64, size_t chars)
{
    char *joined = malloc(chars + 1);
    uint8_t *sealed = malloc(chars / 4 * 3 + 1);
    size_t room = chars / 4 * 3 + 1, n = 0, kept = 0;
    *bytes = 0;
    *text = malloc(room);
    enum gl_error error = joined && sealed && *text ? GL_OK : GL_ERR_MEMORY;
    for (size_t i = 0; i < chars && !error; i++)
        if (!is_blank(base64[i]))
            joined[kept++] = base64[i];
    if (!error)
        error = base64_decode(sealed, &n, joined, kept, false);
    if (!error)
        error = cipher_open(&cipher_aes256, CIPHER_CBC, key, COURSEWORK_LOG_KEY_BYTES, key, *text, bytes,
                            sealed, n);
    if (error == GL_ERR_LENGTH)
        error = GL_ERR_DECRYPT;
    if (!error)
        (*text)[*bytes] = '\0'; // the padding took at least a byte
    free(joined);
    free(sealed);
    if (error) {
        gl_wipe_free(*text, room);
        *text = NULL;
        *bytes = 0;
    }
    return error;
}
