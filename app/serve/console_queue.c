// SPDX-License-Identifier: MIT
// The console's queue: what any thread may say, without waiting for the terminal.
#include "app/serve/console.h"

#include "app/chat/run.h"
#include "crypto/common/text.h"

#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static void push(struct console *c, char *line)
{
    uint64_t one = 1;
    pthread_mutex_lock(&c->lock);
    bool fits = line && c->queued < CONSOLE_QUEUE;
    if (fits)
        c->queue[(c->first + c->queued++) % CONSOLE_QUEUE] = line;
    else
        c->lost++;
    pthread_mutex_unlock(&c->lock);
    if (!fits)
        free(line);
    (void)!write(c->wake, &one, sizeof one);
}

void console_log(void *console, const char *line)
{
    char stamp[16] = "", *whole = NULL;
    time_t now = time(NULL);
    struct tm at;
    if (localtime_r(&now, &at))
        strftime(stamp, sizeof stamp, "%H:%M:%S", &at);
    push(console, asprintf(&whole, "%s  %s", stamp, line) < 0 ? NULL : whole);
}

void console_trace(void *console, const char *text)
{
    char *all = NULL;
    size_t n = 0;
    FILE *out = gl_text_open(&all, &n);
    if (!out)
        return;
    chat_des_trace(out, text);
    push(console, fclose(out) == 0 ? all : NULL);
}

void console_ended(struct console *c)
{
    uint64_t one = 1;
    pthread_mutex_lock(&c->lock);
    c->ended = true;
    pthread_mutex_unlock(&c->lock);
    (void)!write(c->wake, &one, sizeof one);
}
