// SPDX-License-Identifier: MIT
// Secrets from the user. What stands on a command line can be read by every user of the machine (ps), so
// there are always other ways: a file, an environment variable ("env:NAME"), a question on the terminal
// ("tty:").
#ifndef GLASSLOCK_APP_SECRETS_H
#define GLASSLOCK_APP_SECRETS_H

#include "app/app.h"

#include <stddef.h>
#include <stdint.h>

// For --help: what the ways are.
#define APP_SECRETS_HELP                                                                                     \
    "A secret on the command line can be seen by other users (ps). Give env:NAME\n"                          \
    "instead to take it from the environment variable NAME, tty: to be asked for it\n"                       \
    "on the terminal, or use the option that reads it from a file.\n"

struct app_secret {
    const char *option, *file_option; // "--password", "--password-file"
    const char *value, *file;         // what the command line says, or NULL; not both
    const char *prompt;               // asked on a terminal when it says neither; NULL: then it is an error
};

// The text, malloc'd, NUL-terminated, without the line's end; wipe `*bytes` and free.
int app_secret_text(const char *command, const struct app_secret *secret, char **text, size_t *bytes);

// The same, in hex.
int app_secret_hex(const char *command, const struct app_secret *secret, uint8_t **data, size_t *bytes);

#endif
