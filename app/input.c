// SPDX-License-Identifier: MIT
#include "app/files.h"

#include "crypto/common/bytes.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static bool is_standard(const char *path)
{
    return !path || strcmp(path, "-") == 0;
}

int app_input_open(struct app_input *in, const char *command, const char *path)
{
    bool standard = is_standard(path);
    *in = (struct app_input){.command = command, .name = standard ? "standard input" : path};
    in->file = standard ? stdin : fopen(path, "rbe");
    if (!in->file)
        return app_fail(command, "cannot read '%s': %s", path, strerror(errno));
    return APP_OK;
}

int app_input_read(struct app_input *in, uint8_t chunk[APP_CHUNK_BYTES], size_t *bytes)
{
    *bytes = fread(chunk, 1, APP_CHUNK_BYTES, in->file);
    if (ferror(in->file))
        return app_fail(in->command, "cannot read '%s': %s", in->name, strerror(errno));
    return APP_OK;
}

void app_input_close(struct app_input *in)
{
    if (in->file && in->file != stdin)
        fclose(in->file);
    in->file = NULL;
}

int app_read_file(const char *command, const char *path, size_t limit, uint8_t **data, size_t *bytes)
{
    struct app_input in;
    int status = app_input_open(&in, command, path);
    if (status)
        return status;
    uint8_t *buffer = NULL;
    size_t used = 0, room = 0, got = 1;
    while (!status && got > 0) {
        if (room - used < APP_CHUNK_BYTES) {
            room = 2 * room + APP_CHUNK_BYTES; // doubled: each byte is moved a few times, however many come
            uint8_t *larger = malloc(room + 1);
            if (larger && buffer)
                memcpy(larger, buffer, used);
            gl_wipe_free(buffer, used); // not realloc, which leaves a copy of a secret behind
            buffer = larger;
        }
        status = buffer ? app_input_read(&in, buffer + used, &got) : app_fail(command, "out of memory");
        used += status ? 0 : got;
        if (!status && used > limit)
            status = app_fail(command, "'%s' has more than %zu bytes", in.name, limit);
    }
    app_input_close(&in);
    if (status) {
        gl_wipe_free(buffer, used);
        return status;
    }
    buffer[used] = '\0';
    *data = buffer;
    *bytes = used;
    return APP_OK;
}
