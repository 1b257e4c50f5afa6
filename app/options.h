// SPDX-License-Identifier: MIT
// Command lines: one table of long options a command, and the values they take. Every function that can
// refuse has said so in one line when it returns anything but APP_OK, and returns the exit status.
#ifndef GLASSLOCK_APP_OPTIONS_H
#define GLASSLOCK_APP_OPTIONS_H

#include "app/app.h"
#include "crypto/hash/hash.h"

#include <stdint.h>

#define APP_HELP_SHOWN (-1) // of app_options: --help was asked for and answered, the command is done

struct app_option {
    const char *name;   // without the dashes
    const char **value; // takes an argument, left here
    bool *flag;         // or takes none, and sets this
};

// Read argv[1...] by the table (its last name is NULL) and --help. argv is put in order: operands last, the
// first of them in *operand.
int app_options(int argc, char **argv, const struct app_option *table, const char *help, int *operand);

// A decimal number in [least, most].
int app_number(const char *command, const char *option, const char *text, uint64_t least, uint64_t most,
               uint64_t *out);

// The hashes that there are, as they are typed: "md5, sha1, ...".
#define APP_HASH_NAMES 160
void app_hash_names(char out[APP_HASH_NAMES]);

// A hash by name; `text` may be NULL, for `fallback`.
int app_hash(const char *command, const char *text, const struct hash_alg *fallback,
             const struct hash_alg **out);

// Hex digits into malloc'd bytes; wipe and free them.
int app_hex(const char *command, const char *option, const char *text, uint8_t **out, size_t *bytes);

// At most `most` operands.
int app_operands(const char *command, int argc, char **argv, int operand, int most);

#endif
