// SPDX-License-Identifier: MIT
// Files through a hash, in pieces: they may be larger than memory.
#ifndef GLASSLOCK_APP_HASHING_H
#define GLASSLOCK_APP_HASHING_H

#include "app/files.h"
#include "crypto/hash/hash.h"

// Feed the file to `update`; says what is wrong in one line.
int app_feed_file(const char *command, const char *path,
                  void (*update)(void *context, const void *data, size_t bytes), void *context);

int app_hash_file(const char *command, const struct hash_alg *alg, const char *path, uint8_t *digest);

// The same without a word; false where it cannot be read.
bool app_hash_file_quietly(const struct hash_alg *alg, const char *path, uint8_t *digest);

#endif
