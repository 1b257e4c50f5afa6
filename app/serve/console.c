// SPDX-License-Identifier: MIT
// The console itself: keys, signals and commands, in one loop.
#include "app/serve/console.h"

#include "app/app.h"
#include "app/serve/keys.h"
#include "crypto/common/text.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

static void command(struct console *c, const char *line)
{
    char *text = NULL;
    size_t n = 0;
    FILE *out = gl_text_open(&text, &n);
    if (!out)
        return;
    (void)server_admin(c->server, line, out);
    if (fclose(out) == 0)
        console_put(text);
    free(text);
}

static void enter(struct console *c)
{
    char *line = strdup(c->line.text);
    c->line.cursor = c->line.bytes;
    console_draw(c); // the whole line stays, above its answer
    fputs("\n", stdout);
    c->drawn = false;
    edit_clear(&c->line);
    if (line && c->asking) {
        c->asking = false;
        if (strcmp(line, "yes") == 0 || strcmp(line, "y") == 0)
            server_stop(c->server, true);
        else
            puts("The server goes on.");
    } else if (line && line[strspn(line, " ")]) {
        edit_remember(&c->line, line);
        command(c, line);
    }
    free(line);
}

// Ctrl+C, typed or sent: on a terminal it asks; twice at the question it goes on.
static void interrupt(struct console *c)
{
    if (!c->interactive) {
        server_stop(c->server, true);
        return;
    }
    console_erase(c);
    c->asking = !c->asking;
    edit_clear(&c->line);
}

static void set_raw(const struct console *c)
{
    struct termios raw = c->before;
    raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO | ISIG | IEXTEN);
    raw.c_iflag &= ~(tcflag_t)(IXON | ICRNL);
    raw.c_cc[VMIN] = 1;
    raw.c_cc[VTIME] = 0;
    tcsetattr(STDIN_FILENO, TCSADRAIN, &raw);
}

static void suspend(struct console *c)
{
    console_erase(c);
    fflush(stdout);
    tcsetattr(STDIN_FILENO, TCSADRAIN, &c->before);
    raise(SIGSTOP); // the whole server stands still: that is what was asked for
    set_raw(c);
}

static void key(struct console *c, int code)
{
    if (code == CTRL('C') || (code == CTRL('D') && c->line.bytes == 0))
        interrupt(c);
    else if (code == CTRL('Z'))
        suspend(c);
    else if (code == SERVE_KEY_ENTER || code == '\n')
        enter(c);
    else if (code != SERVE_KEY_NONE && code != SERVE_KEY_ESCAPE && code != '\t')
        edit_key(&c->line, code);
}

static bool read_keys(struct console *c)
{
    ssize_t got = read(STDIN_FILENO, c->in + c->n_in, sizeof c->in - c->n_in);
    if (got <= 0)
        return got < 0 && errno == EINTR;
    c->n_in += (size_t)got;
    int code = SERVE_KEY_NONE;
    for (size_t used;
         (used = serve_key(c->in, c->n_in, c->n_in == sizeof c->in || c->n_in == 1, &code)) > 0;) {
        memmove(c->in, c->in + used, c->n_in - used);
        c->n_in -= used;
        key(c, code);
    }
    console_draw(c);
    return true;
}

static void take_signal(struct console *c)
{
    struct signalfd_siginfo info;
    if (read(c->signals, &info, sizeof info) != sizeof info)
        return;
    if (info.ssi_signo == SIGINT)
        interrupt(c);
    else
        server_stop(c->server, info.ssi_signo == SIGHUP);
    console_draw(c);
}

void console_run(struct console *c, struct server *s)
{
    c->server = s;
    console_draw(c);
    while (!console_write(c)) {
        struct pollfd fds[] = {
            {.fd = c->wake, .events = POLLIN},
            {.fd = c->signals, .events = POLLIN},
            {.fd = c->interactive ? STDIN_FILENO : -1, .events = POLLIN},
        };
        if (poll(fds, 3, -1) < 0 && errno != EINTR)
            break;
        uint64_t count = 0;
        if (fds[0].revents)
            (void)!read(c->wake, &count, sizeof count);
        if (fds[1].revents)
            take_signal(c);
        if (fds[2].revents && !read_keys(c)) {
            c->interactive = false; // the terminal has gone
            server_stop(s, true);
        }
    }
    console_erase(c);
    fflush(stdout);
}

// ---- open and close ----

bool console_open(struct console *c, char error[NET_ERROR_CHARS])
{
    sigset_t set;
    *c = (struct console){.signals = -1, .wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)};
    pthread_mutex_init(&c->lock, NULL);
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    struct sigaction hangup;
    if (sigaction(SIGHUP, NULL, &hangup) == 0 && hangup.sa_handler != SIG_IGN) // nohup
        sigaddset(&set, SIGHUP);
    sigprocmask(SIG_BLOCK, &set, &c->mask_before);
    c->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    if (c->wake < 0 || c->signals < 0 || !edit_init(&c->line)) {
        snprintf(error, NET_ERROR_CHARS, "cannot start: %s", strerror(errno));
        console_close(c);
        return false;
    }
    const char *term = getenv("TERM");
    // In the background of a shell the terminal is not ours.
    c->interactive = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO) && tcgetpgrp(STDIN_FILENO) == getpgrp() &&
                     term && strcmp(term, "dumb") != 0 && tcgetattr(STDIN_FILENO, &c->before) == 0;
    c->colour = app_colour(stdout);
    if (c->interactive)
        set_raw(c);
    return true;
}

void console_close(struct console *c)
{
    if (c->interactive)
        tcsetattr(STDIN_FILENO, TCSADRAIN, &c->before);
    for (; c->queued; c->queued--, c->first = (c->first + 1) % CONSOLE_QUEUE)
        free(c->queue[c->first]);
    edit_free(&c->line);
    if (c->wake >= 0)
        close(c->wake);
    if (c->signals >= 0)
        close(c->signals);
    sigprocmask(SIG_SETMASK, &c->mask_before, NULL);
    pthread_mutex_destroy(&c->lock);
}
