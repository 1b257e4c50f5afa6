// SPDX-License-Identifier: MIT
// Encrypted SocketChat's bytes: every send is base64(AES-256-ECB(text and 1 to 32 '{')).
//
// The key is the 32 ASCII characters of md5hex(sha512hex(password)): 128 bits in the place of 256. Nothing
// tells where one send ends on the stream but the base64 padding, and where that is absent (each third
// length) the '{' within: socketchat_next() finds both. No MAC, no IV, no counter: equal texts are equal
// lines, and any line passes again.
//
// Pure functions, safe from any thread. CT: AES as its engine; the padding and base64 are not constant-time,
// and nothing here could be made safe by it.
#ifndef GLASSLOCK_NET_OLD_SOCKETCHAT_WIRE_H
#define GLASSLOCK_NET_OLD_SOCKETCHAT_WIRE_H

#include "crypto/common/error.h"

#include <stddef.h>
#include <stdint.h>

#define SOCKETCHAT_PORT       7777
#define SOCKETCHAT_KEY_BYTES  32
#define SOCKETCHAT_UNIT_BYTES 32 // texts are filled up to a multiple
#define SOCKETCHAT_PAD        '{'
#define SOCKETCHAT_MAX_BYTES  8160                                                         // of a text
#define SOCKETCHAT_MAX_CHARS  ((SOCKETCHAT_MAX_BYTES + SOCKETCHAT_UNIT_BYTES + 2) / 3 * 4) // of a line

void socketchat_key(uint8_t key[SOCKETCHAT_KEY_BYTES], const void *password, size_t bytes);

// Encrypt a text. line: room for SOCKETCHAT_MAX_CHARS + 1; NUL-terminated. GL_ERR_LENGTH: more than
// SOCKETCHAT_MAX_BYTES bytes.
enum gl_error socketchat_encrypt(const uint8_t key[SOCKETCHAT_KEY_BYTES], char *line, const void *text,
                                 size_t bytes);

// Decrypt one line, strictly: base64 without white space, whole units, at most SOCKETCHAT_MAX_CHARS. text:
// room for chars / 4 * 3 + 1; NUL-terminated, without the '{' at its end, which a text of its own loses too.
// GL_ERR_ENCODING: not base64; GL_ERR_LENGTH: too long, or no whole units; GL_ERR_DECRYPT: no '{' at the end,
// as with another password (but for one in 256). A NUL or control character may be within: clean the text
// before a terminal sees it.
enum gl_error socketchat_decrypt(const uint8_t key[SOCKETCHAT_KEY_BYTES], char *text, size_t *bytes,
                                 const char *line, size_t chars);

// How many characters of `stream` are its first line? *line is 0 where more must come. A line ends after the
// base64 padding; one of 96 bytes of ciphertext, or a multiple, has none, and ends where the last of its
// units ends in '{'. (A text with '{' exactly there is cut in two, as it would be by the original.)
// GL_ERR_ENCODING: what cannot be the beginning of a line; GL_ERR_TOO_LARGE: SOCKETCHAT_MAX_CHARS without an
// end.
enum gl_error socketchat_next(const uint8_t key[SOCKETCHAT_KEY_BYTES], const char *stream, size_t chars,
                              size_t *line);

#endif
