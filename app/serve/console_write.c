// SPDX-License-Identifier: MIT
// What the console writes: the log's lines out of the queue, and the typed line below them.
#include "app/serve/console.h"

#include "app/columns.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

static int columns_now(void)
{
    struct winsize size = {0};
    return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

void console_erase(struct console *c)
{
    if (c->drawn)
        fputs("\r\033[K", stdout);
    c->drawn = false;
}

void console_draw(struct console *c)
{
    const char *prompt = c->asking ? "Stop the server? yes or no: " : "serve> ";
    if (!c->interactive)
        return;
    size_t room = (size_t)columns_now() - 1, used = strlen(prompt), from = 0;
    const char *text = c->line.text;
    room = room > used + 8 ? room - used : 8;
    while (columns_of(text + from, c->line.cursor - from) >= room)
        from = columns_after(text, from);
    printf("\r\033[K%s%.*s", prompt, (int)columns_fit(text + from, room), text + from);
    printf("\r\033[%zuC", used + columns_of(text + from, c->line.cursor - from));
    c->drawn = true;
    fflush(stdout);
}

void console_put(const char *text)
{
    for (; *text; text++) {
        unsigned char ch = (unsigned char)*text;
        bool c1 = ch == 0xc2 && (unsigned char)text[1] >= 0x80 && (unsigned char)text[1] < 0xa0;
        putchar((ch < 32 && ch != '\n' && ch != '\t') || ch == 127 || c1 ? '?' : ch);
        text += c1;
    }
}

// By what a line tells: who came, who went, what went wrong. The words say it; the colour helps the eye.
static const char *colour_of(const char *line)
{
    static const struct {
        const char *word, *colour;
    } kinds[] = {
        {"NOT AUTHENTICATED", "\033[1;31m"},
        {"refused", "\033[33m"},
        {"dropped", "\033[33m"},
        {"failed", "\033[33m"},
        {"cannot", "\033[1;31m"},
        {"banned", "\033[33m"},
        {"kicked", "\033[33m"},
        {" joined", "\033[32m"},
        {" connected", "\033[36m"},
        {" left", "\033[2m"},
        {"disconnected", "\033[2m"},
        {"wire", "\033[35m"},
    };
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (strstr(line, kinds[i].word))
            return kinds[i].colour;
    return NULL;
}

static void put_log(struct console *c, const char *line)
{
    const char *colour = c->colour ? colour_of(line) : NULL;
    if (colour)
        fputs(colour, stdout);
    console_put(line);
    fputs(colour ? "\033[0m\n" : "\n", stdout);
}

bool console_write(struct console *c)
{
    pthread_mutex_lock(&c->lock);
    bool something = c->queued || c->lost;
    if (something)
        console_erase(c);
    while (c->queued) {
        char *line = c->queue[c->first];
        c->first = (c->first + 1) % CONSOLE_QUEUE;
        c->queued--;
        pthread_mutex_unlock(&c->lock); // a slow terminal must not hold up who logs
        put_log(c, line);
        free(line);
        pthread_mutex_lock(&c->lock);
    }
    size_t lost = c->lost;
    bool ended = c->ended && c->queued == 0;
    c->lost = 0;
    pthread_mutex_unlock(&c->lock);
    if (lost)
        printf("(%zu lines of the log are left out)\n", lost);
    if (something && !ended)
        console_draw(c);
    fflush(stdout);
    return ended;
}
