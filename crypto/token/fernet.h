// SPDX-License-Identifier: MIT
// Fernet tokens (the specification at github.com/fernet/spec): version 0x80, time, IV, AES-128-CBC with
// PKCS#7, HMAC-SHA-256 over all of it, in URL-safe base64. The key is a signing key (16 bytes), then an AES
// key (16 bytes). CT: the MAC is checked first, in constant time; every refusal is GL_ERR_DECRYPT.
#ifndef GLASSLOCK_TOKEN_FERNET_H
#define GLASSLOCK_TOKEN_FERNET_H

#include "crypto/common/error.h"
#include "crypto/common/random.h"
#include "crypto/trace/trace.h"

#define FERNET_KEY_BYTES      32
#define FERNET_KEY_CHARS      44 // in base64, without the NUL
#define FERNET_MAX_CLOCK_SKEW 60 // seconds

// The token's length in characters, without the NUL, for a message of `bytes` bytes.
size_t fernet_token_chars(size_t bytes);

enum gl_error fernet_key_decode(uint8_t key[FERNET_KEY_BYTES], const char *text);
void fernet_key_encode(char text[FERNET_KEY_CHARS + 1], const uint8_t key[FERNET_KEY_BYTES]);

// token: fernet_token_chars(bytes) + 1. time: seconds since 1970.
enum gl_error fernet_encrypt(const uint8_t key[FERNET_KEY_BYTES], uint64_t time, const uint8_t iv[16],
                             char *token, const uint8_t *message, size_t bytes);
// ttl: seconds a token lives, or 0 to ignore its age (and the clock). out: room for strlen(token) bytes.
enum gl_error fernet_decrypt(const uint8_t key[FERNET_KEY_BYTES], uint64_t now, uint64_t ttl, uint8_t *out,
                             size_t *out_bytes, const char *token);

enum gl_error fernet_trace_encrypt(struct trace *t, const uint8_t key[FERNET_KEY_BYTES], uint64_t time,
                                   const uint8_t iv[16], char *token, const uint8_t *message, size_t bytes);
enum gl_error fernet_trace_decrypt(struct trace *t, const uint8_t key[FERNET_KEY_BYTES], uint64_t now,
                                   uint64_t ttl, uint8_t *out, size_t *out_bytes, const char *token);

#endif
