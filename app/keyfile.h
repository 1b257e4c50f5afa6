// SPDX-License-Identifier: MIT
// Key files: PEM, or DER in any of the formats of key.h.
#ifndef GLASSLOCK_APP_KEYFILE_H
#define GLASSLOCK_APP_KEYFILE_H

#include "app/app.h"
#include "crypto/encoding/key.h"

// Read and check a key; on APP_OK it must be cleared. want_private: refuse a public key. Says what is wrong
// in one line.
int app_key_read(const char *command, const char *path, bool want_private, struct key *key);

// Write it as PEM, for its owner's eyes only (0600) where it is a private format.
int app_key_write(const char *command, const struct key *key, enum key_format format, const char *path);

// "RSA", "EC", "DSA".
const char *app_key_name(const struct key *key);

#endif
