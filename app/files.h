// SPDX-License-Identifier: MIT
// Files: reading with a limit or as a stream, and outputs that appear whole or not at all.
//
// "-" and NULL mean standard input or output. Every function that can fail has said so in one line when it
// returns anything but APP_OK, and returns the exit status.
#ifndef GLASSLOCK_APP_FILES_H
#define GLASSLOCK_APP_FILES_H

#include "app/app.h"

#include <stdint.h>
#include <sys/types.h>

#define APP_CHUNK_BYTES 65536

struct app_input {
    const char *command, *name;
    FILE *file;
};
int app_input_open(struct app_input *in, const char *command, const char *path);
// The next APP_CHUNK_BYTES bytes or fewer; *bytes is 0 at the end.
int app_input_read(struct app_input *in, uint8_t chunk[APP_CHUNK_BYTES], size_t *bytes);
void app_input_close(struct app_input *in); // one closed or never opened (zeroed) may be closed again

// The whole file, malloc'd, with a NUL after it (wipe `*bytes` and free).
int app_read_file(const char *command, const char *path, size_t limit, uint8_t **data, size_t *bytes);

// An output file is nameless until app_output_commit() gives it its name; on a failure, and after Ctrl-C,
// nothing is left. A device or pipe, and standard output, are written directly.
struct app_output {
    const char *command, *path;
    FILE *file;
    char *temporary; // a name of its own, where the file system cannot hold nameless files
    bool nameless;
};
int app_output_open(struct app_output *out, const char *command, const char *path, mode_t mode);
int app_output_write(struct app_output *out, const void *data, size_t bytes);
// Flush and rename; closes.
int app_output_commit(struct app_output *out);
void app_output_discard(struct app_output *out); // after a failure; one committed or zeroed is left alone

// Open, write, commit.
int app_write_file(const char *command, const char *path, mode_t mode, const void *data, size_t bytes);

#endif
