// SPDX-License-Identifier: MIT
// How the client's store seals records (internal to it): AES-256-CBC with a random IV, then HMAC-SHA-256 over
// the record's place, IV and ciphertext.
#ifndef GLASSLOCK_NET_GLASSLOCK_CLIENT_SEAL_H
#define GLASSLOCK_NET_GLASSLOCK_CLIENT_SEAL_H

#include "crypto/common/error.h"
#include "net/wire/bytes.h"

#define CLIENT_SALT_BYTES  16
#define CLIENT_PLACE_BYTES 33 // kind, and the HMAC of the record's name
#define CLIENT_SEAL_OVER   (16 + 16 + 32)

struct client_seal {
    uint8_t aes[32], mac[32], name[32]; // secret
};
// PBKDF2, then HKDF-Expand with a label for each.
enum gl_error client_seal_derive(struct client_seal *seal, const char *passphrase,
                                 const uint8_t salt[CLIENT_SALT_BYTES], unsigned iterations);
enum gl_error client_seal_random(struct client_seal *seal);
// What a record is called, hidden: kind || HMAC(name key, kind || key).
void client_seal_place(const struct client_seal *seal, uint8_t kind, const void *key, size_t bytes,
                       uint8_t place[CLIENT_PLACE_BYTES]);
// Append the sealed form of data.
enum gl_error client_seal_close(const struct client_seal *seal, const uint8_t place[CLIENT_PLACE_BYTES],
                                const void *data, size_t bytes, struct wire_writer *out);
// Append what was sealed; GL_ERR_DECRYPT for anything else.
enum gl_error client_seal_open(const struct client_seal *seal, const uint8_t place[CLIENT_PLACE_BYTES],
                               const void *sealed, size_t bytes, struct wire_writer *out);

#endif
