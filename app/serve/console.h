// SPDX-License-Identifier: MIT
// The terminal of `glasslock serve`: the live log, and below it a line where admin commands are typed, which
// survives what is logged. Without a terminal there is only the log.
//
// Log lines come from any thread and are only queued there (a terminal that stands still must not stop the
// server); one thread, in console_run(), writes them.
#ifndef GLASSLOCK_APP_SERVE_CONSOLE_H
#define GLASSLOCK_APP_SERVE_CONSOLE_H

#include "app/edit.h"
#include "net/core/server.h"

#include <pthread.h>
#include <signal.h>
#include <termios.h>

#define CONSOLE_QUEUE 8192 // lines; more are counted, not kept

struct console {
    struct server *server;
    bool interactive, colour;
    struct termios before;
    struct edit line;
    bool asking; // "stop the server?" is the question on the line
    bool drawn;  // the line stands on the terminal
    char in[64]; // bytes of a key that is not whole yet
    size_t n_in;
    int signals, wake;
    sigset_t mask_before;

    pthread_mutex_t lock; // guards the members below
    char *queue[CONSOLE_QUEUE];
    size_t first, queued, lost;
    bool ended; // server_run() has returned
};

// Blocks the signals that end a program, which console_run() then reads: before any thread is started. false:
// `error` says why.
bool console_open(struct console *c, char error[NET_ERROR_CHARS]);
void console_close(struct console *c); // restores terminal and signals

void console_log(void *console, const char *line);   // struct server_config.log
void console_trace(void *console, const char *text); // struct server_config.trace
void console_ended(struct console *c);               // from the thread that ran server_run()

// Until console_ended(). Ctrl+C asks on a terminal, and stops politely without one; SIGTERM stops at once.
void console_run(struct console *c, struct server *s);

// ---- between the console's files: from the thread in console_run() ----

bool console_write(struct console *c); // all that is queued; true: the server has ended, and this was all
void console_draw(struct console *c);  // the typed line, in one row: the part around the cursor that fits
void console_erase(struct console *c); // take it away
void console_put(const char *text);    // what others wrote must not steer the terminal

#endif
