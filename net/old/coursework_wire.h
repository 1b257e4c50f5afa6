// SPDX-License-Identifier: MIT
// The coursework chat's bytes: RSA-OAEP frames, password hashes, sign-up rules, time stamps and the encrypted
// conversation file.
//
// A frame is a 4-byte big-endian length and the base64 of one RSA-OAEP block (SHA-256, MGF1-SHA-256, empty
// label): with RSA-2048 at most 190 bytes of text. The log is base64(AES-256-CBC, PKCS#7) under PBKDF2 of two
// constants, with the key's first 16 bytes as the IV: any copy of the program opens any log, and nothing
// tells that one was altered.
//
// Pure functions, safe from any thread. CT: decryption and comparison as crypto/ does them; the rest handles
// public data.
#ifndef GLASSLOCK_NET_OLD_COURSEWORK_WIRE_H
#define GLASSLOCK_NET_OLD_COURSEWORK_WIRE_H

#include "crypto/rsa/rsa.h"

#include <stdbool.h>
#include <time.h>

// ---- frames ----

#define COURSEWORK_RSA_BITS      2048
#define COURSEWORK_MAX_TEXT      190 // bytes, under RSA-2048
#define COURSEWORK_HEADER_BYTES  4
#define COURSEWORK_MAX_KEY_BYTES 512                                      // moduli up to 4096 bits
#define COURSEWORK_MAX_BODY      ((COURSEWORK_MAX_KEY_BYTES + 2) / 3 * 4) // base64 characters
#define COURSEWORK_MAX_FRAME     (COURSEWORK_HEADER_BYTES + COURSEWORK_MAX_BODY)

// The length that four bytes announce. GL_ERR_LENGTH: 0, or more than COURSEWORK_MAX_BODY.
enum gl_error coursework_body_bytes(const uint8_t header[COURSEWORK_HEADER_BYTES], size_t *bytes);

// A whole frame, header included, for the holder of `key`. frame: COURSEWORK_MAX_FRAME bytes of room.
// GL_ERR_LENGTH: the text is too long for the key; GL_ERR_KEY: the key is too long for a frame.
enum gl_error coursework_frame_encode(const struct rsa_public *key, const struct gl_random *random,
                                      uint8_t *frame, size_t *frame_bytes, const void *text, size_t bytes);
// What follows the header. text: COURSEWORK_MAX_KEY_BYTES of room; NUL-terminated. GL_ERR_DECRYPT for all
// that does not decrypt, base64 that is none included.
enum gl_error coursework_frame_decode(const struct rsa_private *key, const struct gl_random *random,
                                      char *text, size_t *text_bytes, const uint8_t *body, size_t bytes);

// ---- accounts ----

#define COURSEWORK_HASH_CHARS 64

// sha256hex(text): what a client sends of a password; hashed once more, what the server keeps.
void coursework_hash(char hex[COURSEWORK_HASH_CHARS + 1], const void *text, size_t bytes);
// Is `sent` (64 lower-case hex digits, or wrong) the hash whose hash is stored? CT.
bool coursework_hash_matches(const char *stored, const char *sent);

// What is wrong with a new password, as a line for its owner; NULL: nothing. The first rule that it breaks.
const char *coursework_password_fault(const char *password);

// ---- time stamps ----

#define COURSEWORK_STAMP_CHARS 22 // "[YYYY-mm-dd HH:MM:SS] "
// Local time. A year beyond four digits, which no clock shows, is given as 9999.
void coursework_stamp(char stamp[COURSEWORK_STAMP_CHARS + 1], time_t when);

// ---- the log ----

#define COURSEWORK_LOG_PASSWORD   "PrivateConvo123"
#define COURSEWORK_LOG_SALT       "UniqueSaltHere"
#define COURSEWORK_LOG_ITERATIONS 100000
#define COURSEWORK_LOG_KEY_BYTES  32

// PBKDF2-HMAC-SHA-256. Wipe the key. GL_ERR_RANGE: no iterations.
enum gl_error coursework_log_key(uint8_t key[COURSEWORK_LOG_KEY_BYTES], const void *password,
                                 size_t password_bytes, const void *salt, size_t salt_bytes,
                                 uint64_t iterations);
// malloc'd, NUL-terminated base64 without line ends.
enum gl_error coursework_log_encrypt(const uint8_t key[COURSEWORK_LOG_KEY_BYTES], char **base64,
                                     const void *text, size_t bytes);
// malloc'd and NUL-terminated; wipe `*bytes` and free. Line ends and blanks in the base64 are skipped
// (openssl breaks its lines). GL_ERR_ENCODING: not base64; GL_ERR_DECRYPT: no whole blocks, or wrong padding.
enum gl_error coursework_log_decrypt(const uint8_t key[COURSEWORK_LOG_KEY_BYTES], uint8_t **text,
                                     size_t *bytes, const char *base64, size_t chars);

#endif
