// SPDX-License-Identifier: MIT
// The live log: one line at a time, with nothing in it that steers a terminal.
#include "net/core/internal.h"

#include <stdio.h>

#define LINE_CHARS 2048

void server_log(struct server *s, const char *format, ...)
{
    char line[LINE_CHARS];
    va_list arguments;
    if (!s->config.log)
        return;
    va_start(arguments, format);
    vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    for (char *at = line; *at; at++)
        if ((unsigned char)*at < ' ' || *at == 0x7f)
            *at = '?';
    pthread_mutex_lock(&s->log);
    s->config.log(s->config.log_context, line);
    pthread_mutex_unlock(&s->log);
}
