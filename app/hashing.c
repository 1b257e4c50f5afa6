// SPDX-License-Identifier: MIT
#include "app/hashing.h"

#include "crypto/common/bytes.h"

int app_feed_file(const char *command, const char *path,
                  void (*update)(void *context, const void *data, size_t bytes), void *context)
{
    struct app_input in;
    uint8_t chunk[APP_CHUNK_BYTES];
    size_t bytes = 1;
    int status = app_input_open(&in, command, path);
    while (!status && bytes > 0) {
        status = app_input_read(&in, chunk, &bytes);
        if (!status)
            update(context, chunk, bytes);
    }
    app_input_close(&in);
    gl_wipe(chunk, sizeof chunk);
    return status;
}

static void update_hash(void *context, const void *data, size_t bytes)
{
    hash_update(context, data, bytes);
}

int app_hash_file(const char *command, const struct hash_alg *alg, const char *path, uint8_t *digest)
{
    struct hash_ctx ctx;
    hash_init(&ctx, alg);
    int status = app_feed_file(command, path, update_hash, &ctx);
    hash_final(&ctx, digest);
    return status;
}

bool app_hash_file_quietly(const struct hash_alg *alg, const char *path, uint8_t *digest)
{
    struct hash_ctx ctx;
    uint8_t chunk[APP_CHUNK_BYTES];
    FILE *file = fopen(path, "rbe");
    if (!file)
        return false;
    hash_init(&ctx, alg);
    for (size_t got; (got = fread(chunk, 1, sizeof chunk, file)) > 0;)
        hash_update(&ctx, chunk, got);
    bool good = !ferror(file);
    fclose(file);
    hash_final(&ctx, digest);
    return good;
}
