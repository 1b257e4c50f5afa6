// SPDX-License-Identifier: MIT
// Frames, accounts and time stamps of the coursework chat; its log is in coursework_log.c.
#include "net/old/coursework_wire.h"

#include "crypto/common/bytes.h"
#include "crypto/common/hex.h"
#include "crypto/encoding/base64.h"

#include <ctype.h>
#include <stdio.h>

static const struct rsa_oaep oaep = {.hash = &hash_sha256, .mgf_hash = &hash_sha256};

enum gl_error coursework_body_bytes(const uint8_t header[COURSEWORK_HEADER_BYTES], size_t *bytes)
{
    *bytes = gl_load32_be(header);
    return *bytes == 0 || *bytes > COURSEWORK_MAX_BODY ? GL_ERR_LENGTH : GL_OK;
}

enum gl_error coursework_frame_encode(const struct rsa_public *key, const struct gl_random *random,
                                      uint8_t *frame, size_t *frame_bytes, const void *text, size_t bytes)
{
    uint8_t block[COURSEWORK_MAX_KEY_BYTES];
    char body[COURSEWORK_MAX_BODY + 1];
    size_t k = rsa_modulus_bytes(key);
    *frame_bytes = 0;
    if (k > sizeof block)
        return GL_ERR_KEY;
    enum gl_error error = rsa_oaep_encrypt(key, &oaep, random, block, text, bytes);
    if (error)
        return error;
    base64_encode(body, block, k, false);
    gl_store32_be(frame, (uint32_t)base64_chars(k));
    memcpy(frame + COURSEWORK_HEADER_BYTES, body, base64_chars(k));
    *frame_bytes = COURSEWORK_HEADER_BYTES + base64_chars(k);
    return GL_OK;
}

enum gl_error coursework_frame_decode(const struct rsa_private *key, const struct gl_random *random,
                                      char *text, size_t *text_bytes, const uint8_t *body, size_t bytes)
{
    uint8_t block[COURSEWORK_MAX_KEY_BYTES + 3], out[COURSEWORK_MAX_KEY_BYTES];
    size_t n = 0;
    text[0] = '\0';
    *text_bytes = 0;
    if (rsa_modulus_bytes(&key->public) > sizeof out || bytes > COURSEWORK_MAX_BODY ||
        base64_decode(block, &n, (const char *)body, bytes, false))
        return GL_ERR_DECRYPT;
    enum gl_error error = rsa_oaep_decrypt(key, &oaep, random, out, text_bytes, block, n);
    if (!error) {
        memcpy(text, out, *text_bytes);
        text[*text_bytes] = '\0';
    }
    gl_wipe(out, sizeof out);
    return error ? GL_ERR_DECRYPT : GL_OK;
}

void coursework_hash(char hex[COURSEWORK_HASH_CHARS + 1], const void *text, size_t bytes)
{
    uint8_t digest[HASH_MAX_DIGEST_BYTES];
    hash_digest(&hash_sha256, text, bytes, digest);
    gl_hex_encode(hex, digest, hash_sha256.digest_bytes);
    gl_wipe(digest, sizeof digest);
}

bool coursework_hash_matches(const char *stored, const char *sent)
{
    char hex[COURSEWORK_HASH_CHARS + 1];
    coursework_hash(hex, sent, strlen(sent));
    bool matches = strlen(stored) == COURSEWORK_HASH_CHARS && gl_equal_ct(hex, stored, COURSEWORK_HASH_CHARS);
    gl_wipe(hex, sizeof hex);
    return matches;
}

const char *coursework_password_fault(const char *password)
{
    bool letter = false, digit = false, symbol = false;
    size_t chars = 0;
    for (const char *at = password; *at; at++) {
        unsigned char c = (unsigned char)*at;
        chars += (c & 0xc0) != 0x80; // one for each character of UTF-8
        letter = letter || (c < 0x80 && isalpha(c));
        digit = digit || (c >= '0' && c <= '9');
        symbol = symbol || strchr("!@#$%^&*(),.?\"':{}|<>", c);
    }
    if (chars < 8)
        return "Password must have at least 8 characters.";
    if (!letter)
        return "Password must contain at least one letter.";
    if (!digit)
        return "Password must contain at least one digit.";
    return symbol ? NULL : "Password must contain at least one of !@#$%^&*(),.?\"':{}|<>";
}

void coursework_stamp(char stamp[COURSEWORK_STAMP_CHARS + 1], time_t when)
{
    struct tm tm = {0};
    localtime_r(&when, &tm);
    if (tm.tm_year > 9999 - 1900 || tm.tm_year < -1900)
        tm.tm_year = 9999 - 1900;
    strftime(stamp, COURSEWORK_STAMP_CHARS + 1, "[%Y-%m-%d %H:%M:%S] ", &tm);
}
