// SPDX-License-Identifier: MIT
// What `glasslock encrypt` and `glasslock decrypt` are made of: symmetric ciphers in streams, and RSA-OAEP.
#ifndef GLASSLOCK_APP_LOCKING_H
#define GLASSLOCK_APP_LOCKING_H

#include "app/app.h"
#include "crypto/cipher/cipher.h"

struct locking {
    const char *command; // "encrypt", "decrypt"
    enum cipher_direction direction;
    const char *cipher, *key, *key_file, *iv, *password, *password_file, *iterations, *hash;
    const char *mgf_hash, *label, *out, *in;
    bool no_padding;
};

int locking_symmetric(const struct locking *ask);
int locking_rsa(const struct locking *ask);

#endif
