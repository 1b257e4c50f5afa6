// SPDX-License-Identifier: MIT
// Fernet: version, time, IV, ciphertext, MAC over all of them, in base64.
#include "crypto/token/fernet.h"

#include "crypto/cipher/cipher.h"
#include "crypto/common/bytes.h"
#include "crypto/common/declassify.h"
#include "crypto/encoding/base64.h"
#include "crypto/hash/hmac.h"

#include <stdlib.h>

#define VERSION     0x80
#define TIME_AT     1
#define IV_AT       9
#define CIPHER_AT   25
#define BLOCK_BYTES 16
#define MAC_BYTES   32
#define HALF_BYTES  16 // the signing key, then the encryption key
#define LEAST_BYTES (CIPHER_AT + BLOCK_BYTES + MAC_BYTES)

static size_t raw_bytes(size_t bytes)
{
    return CIPHER_AT + pkcs7_padded_bytes(bytes, BLOCK_BYTES) + MAC_BYTES;
}

size_t fernet_token_chars(size_t bytes)
{
    return base64_chars(raw_bytes(bytes));
}

enum gl_error fernet_key_decode(uint8_t key[FERNET_KEY_BYTES], const char *text)
{
    uint8_t decoded[FERNET_KEY_CHARS / 4 * 3];
    size_t bytes = 0;
    if (strlen(text) != FERNET_KEY_CHARS)
        return GL_ERR_LENGTH;
    enum gl_error error = base64_decode(decoded, &bytes, text, FERNET_KEY_CHARS, true);
    if (!error && bytes != FERNET_KEY_BYTES)
        error = GL_ERR_LENGTH;
    if (!error)
        memcpy(key, decoded, FERNET_KEY_BYTES);
    gl_wipe(decoded, sizeof decoded);
    return error;
}

void fernet_key_encode(char text[FERNET_KEY_CHARS + 1], const uint8_t key[FERNET_KEY_BYTES])
{
    base64_encode(text, key, FERNET_KEY_BYTES, true);
}

enum gl_error fernet_encrypt(const uint8_t key[FERNET_KEY_BYTES], uint64_t time, const uint8_t iv[16],
                             char *token, const uint8_t *message, size_t bytes)
{
    size_t raw = raw_bytes(bytes), signed_bytes = raw - MAC_BYTES;
    uint8_t *data = malloc(raw);
    if (!data)
        return GL_ERR_MEMORY;
    data[0] = VERSION;
    gl_store64_be(data + TIME_AT, time);
    memcpy(data + IV_AT, iv, BLOCK_BYTES);
    enum gl_error error = cipher_seal(&cipher_aes128, CIPHER_CBC, key + HALF_BYTES, HALF_BYTES, iv,
                                      data + CIPHER_AT, message, bytes);
    if (!error) {
        hmac_digest(&hash_sha256, key, HALF_BYTES, data, signed_bytes, data + signed_bytes);
        gl_declassify(data, raw); // a token is made to be sent
        base64_encode(token, data, raw, true);
    }
    gl_wipe_free(data, raw);
    return error;
}

// Is the token too old, or from a future that no clock's error explains?
static bool out_of_time(uint64_t made, uint64_t now, uint64_t ttl)
{
    if (made > now)
        return made - now > FERNET_MAX_CLOCK_SKEW;
    return now - made > ttl;
}

// The MAC first: what follows works on bytes that the key's holder wrote.
static enum gl_error open_raw(const uint8_t key[FERNET_KEY_BYTES], uint64_t now, uint64_t ttl, uint8_t *out,
                              size_t *out_bytes, const uint8_t *data, size_t raw)
{
    if (raw < LEAST_BYTES || (raw - LEAST_BYTES) % BLOCK_BYTES != 0 || data[0] != VERSION)
        return GL_ERR_DECRYPT;
    size_t signed_bytes = raw - MAC_BYTES;
    if (hmac_verify(&hash_sha256, key, HALF_BYTES, data, signed_bytes, data + signed_bytes, MAC_BYTES))
        return GL_ERR_DECRYPT;
    if (ttl && out_of_time(gl_load64_be(data + TIME_AT), now, ttl))
        return GL_ERR_DECRYPT;
    return cipher_open(&cipher_aes128, CIPHER_CBC, key + HALF_BYTES, HALF_BYTES, data + IV_AT, out, out_bytes,
                       data + CIPHER_AT, signed_bytes - CIPHER_AT);
}

enum gl_error fernet_decrypt(const uint8_t key[FERNET_KEY_BYTES], uint64_t now, uint64_t ttl, uint8_t *out,
                             size_t *out_bytes, const char *token)
{
    size_t chars = strlen(token), raw = 0;
    uint8_t *data = malloc(chars + 1);
    if (!data)
        return GL_ERR_MEMORY;
    enum gl_error error = base64_decode(data, &raw, token, chars, true)
                              ? GL_ERR_DECRYPT
                              : open_raw(key, now, ttl, out, out_bytes, data, raw);
    gl_wipe_free(data, chars + 1);
    return error;
}
