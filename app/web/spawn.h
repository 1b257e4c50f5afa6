// SPDX-License-Identifier: MIT
// What a child of the page's server must not inherit: this program leaves SIGINT, SIGTERM and SIGHUP to a
// descriptor (they are blocked in every thread) and ignores SIGPIPE. A child with these could not be ended.
#ifndef GLASSLOCK_APP_WEB_SPAWN_H
#define GLASSLOCK_APP_WEB_SPAWN_H

#include <spawn.h>

// Initialise: no signal blocked, SIGPIPE as it is by default, and `flags` (such as POSIX_SPAWN_SETPGROUP).
// The caller destroys it.
void spawn_attributes(posix_spawnattr_t *attributes, short flags);

#endif
