// SPDX-License-Identifier: MIT
// Where a server keeps its files, and where its admin socket is: `serve` and `admin` must agree.
#ifndef GLASSLOCK_APP_SERVE_PLACE_H
#define GLASSLOCK_APP_SERVE_PLACE_H

#include <limits.h>
#include <stdbool.h>

// $XDG_DATA_HOME/glasslock/server, or ~/.local/share/glasslock/server; "server-NAME" for other protocols than
// the default. false: neither is known, or the name is too long.
bool place_data(char path[PATH_MAX], const char *protocol);
bool place_socket(char path[PATH_MAX], const char *data);
bool place_make_parents(const char *path); // the folders above it, 0700 each where they are not there

#endif
