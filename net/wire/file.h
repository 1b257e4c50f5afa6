// SPDX-License-Identifier: MIT
// Small private files that are never half-written: accounts, pinned identities, keys, saved conversations.
#ifndef GLASSLOCK_NET_WIRE_FILE_H
#define GLASSLOCK_NET_WIRE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Replace the file by these bytes: written to PATH.new (mode 0600), flushed to the disk, renamed. false:
// `error` says why in one line, and the old file stands as it was.
bool wire_file_replace(const char *path, const void *data, size_t bytes, char *error, size_t room);

// The whole file, malloc'd and with a NUL behind it; wipe and free. NULL: `error` says why; *missing where it
// is just not there. At most `most` bytes.
uint8_t *wire_file_read(const char *path, size_t most, size_t *bytes, bool *missing, char *error,
                        size_t room);

#endif
