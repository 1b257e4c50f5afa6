// SPDX-License-Identifier: MIT
#include "net/old/coursework_conversation.h"

#include "crypto/common/bytes.h"
#include "net/old/coursework_wire.h"
#include "net/wire/bytes.h"
#include "net/wire/file.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

struct coursework_log {
    pthread_mutex_t lock; // guards everything below
    struct wire_writer text;
    bool full;
};

struct coursework_log *coursework_log_new(void)
{
    struct coursework_log *log = calloc(1, sizeof *log);
    if (log)
        pthread_mutex_init(&log->lock, NULL);
    return log;
}

void coursework_log_free(struct coursework_log *log)
{
    if (!log)
        return;
    wire_free(&log->text);
    pthread_mutex_destroy(&log->lock);
    free(log);
}

void coursework_log_add(struct coursework_log *log, const char *line)
{
    static const char end[] = "(more was said than this file keeps)\n";
    pthread_mutex_lock(&log->lock);
    if (!log->full && log->text.bytes + strlen(line) + sizeof end > COURSEWORK_LOG_MAX_BYTES) {
        log->full = true;
        wire_put_raw(&log->text, end, sizeof end - 1);
    }
    if (!log->full) {
        wire_put_raw(&log->text, line, strlen(line));
        wire_put_u8(&log->text, '\n');
    }
    pthread_mutex_unlock(&log->lock);
}

bool coursework_log_save(struct coursework_log *log, const char *path, char *error, size_t room)
{
    uint8_t key[COURSEWORK_LOG_KEY_BYTES];
    char *base64 = NULL;
    pthread_mutex_lock(&log->lock);
    enum gl_error failed =
        log->text.failed
            ? GL_ERR_MEMORY
            : coursework_log_key(key, COURSEWORK_LOG_PASSWORD, strlen(COURSEWORK_LOG_PASSWORD),
                                 COURSEWORK_LOG_SALT, strlen(COURSEWORK_LOG_SALT), COURSEWORK_LOG_ITERATIONS);
    if (!failed)
        failed = coursework_log_encrypt(key, &base64, log->text.data, log->text.bytes);
    pthread_mutex_unlock(&log->lock);
    gl_wipe(key, sizeof key);
    bool good = !failed && wire_file_replace(path, base64, strlen(base64), error, room);
    if (failed)
        snprintf(error, room, "%s", gl_error_string(failed));
    free(base64);
    return good;
}
