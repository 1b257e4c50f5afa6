// SPDX-License-Identifier: MIT
// Running a server with its console, once its command line is understood.
#ifndef GLASSLOCK_APP_SERVE_SERVE_H
#define GLASSLOCK_APP_SERVE_SERVE_H

#include "net/core/server.h"

#include <stdbool.h>

// config: all but log, log_context and trace, which are the console's; `trace` says whether they are wanted.
// Returns an enum app_status.
int serve_run(struct server_config *config, const char *admin_socket, bool trace);

void serve_explain(const struct server_protocol *protocol); // every promise, with what shows it
void serve_warn(const struct server_protocol *protocol);    // those that it breaks, as the server starts
void serve_limits(FILE *out);                               // the table of --limit

#endif
