// SPDX-License-Identifier: MIT
// The session's log: who joined, left, spoke where and when, and how much; no text, no address. It is held in
// memory and saved at the end of the session as one Fernet token, so that a stolen disk tells none of it
// without log.key.
#include "net/glasslock/server_parts.h"

#include "crypto/common/hex.h"
#include "crypto/token/fernet.h"
#include "net/wire/file.h"

#include <limits.h>
#include <stdarg.h>
#include <stdlib.h>
#include <time.h>

#define MOST_BYTES (8 * 1024 * 1024)

void gls_journal(struct gls_state *s, const char *format, ...)
{
    char line[512], stamp[32];
    struct tm utc;
    time_t now = time(NULL);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    gmtime_r(&now, &utc);
    size_t chars = strftime(stamp, sizeof stamp, "%Y-%m-%d %H:%M:%S ", &utc);
    pthread_mutex_lock(&s->journal_lock);
    if (s->journal.bytes < MOST_BYTES) {
        wire_put_raw(&s->journal, stamp, chars);
        wire_put_raw(&s->journal, line, strlen(line));
        wire_put_raw(&s->journal, "\n", 1);
    } else if (!s->journal_full) {
        static const char full[] = "the log is full: what comes later is not in it\n";
        wire_put_raw(&s->journal, full, sizeof full - 1);
        s->journal_full = true;
    }
    pthread_mutex_unlock(&s->journal_lock);
}

static char *seal_journal(struct gls_state *s)
{
    uint8_t iv[16];
    char *token = malloc(fernet_token_chars(s->journal.bytes) + 1);
    if (token && !s->journal.failed && !gl_random_bytes(NULL, iv, sizeof iv) &&
        !fernet_encrypt(s->log_key, (uint64_t)time(NULL), iv, token, s->journal.data, s->journal.bytes))
        return token;
    free(token);
    return NULL;
}

bool gls_journal_save(struct gls_state *s, char *error, size_t room)
{
    char path[PATH_MAX], session[2 * 16 + 1];
    gl_hex_encode(session, server_session(s->server), 16);
    char *token = seal_journal(s);
    if (!token || (size_t)snprintf(path, sizeof path, "%s/log-%s.fernet", server_config(s->server)->data,
                                   session) >= sizeof path) {
        free(token);
        snprintf(error, room, "no memory");
        return false;
    }
    bool saved = wire_file_replace(path, token, strlen(token), error, room);
    if (saved)
        server_log(s->server, "the session's log is in '%s'", path);
    free(token);
    return saved;
}
