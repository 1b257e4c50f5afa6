// SPDX-License-Identifier: MIT
// The faces that a chat can have: a screen, lines, JSON. Each runs one client until it ends, and returns an
// enum app_status.
#ifndef GLASSLOCK_APP_CHAT_RUN_H
#define GLASSLOCK_APP_CHAT_RUN_H

#include "net/client/client.h"

#include <stdio.h>

struct chat_call {
    struct client_config config;
    const char *server; // as it is shown: "127.0.0.1:7070"
    const char *recipe; // for new conversations; NULL: the protocol's
    bool ascii;         // marks in plain ASCII
    bool stamps;        // lines: the time before each
    bool stay;          // lines: go on listening after the end of standard input
};

// On a terminal, until /quit, Ctrl+C or a signal. The terminal is restored on every way out.
int chat_terminal(const struct chat_call *call);

// Lines from standard input, an event a line on standard output, as text or as JSON. Lines that come before
// we are in wait until then (where call->config.user says who we are). APP_FAILED where we never came in, or
// the connection ended for good.
int chat_lines(const struct chat_call *call, bool json);

// The trace of every block of a text under chatlock's key, as the report prints it (EVENT_TRACE, `serve
// --trace`).
void chat_des_trace(FILE *out, const char *text);

#endif
