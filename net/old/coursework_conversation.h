// SPDX-License-Identifier: MIT
// The conversation that the coursework's server keeps while it runs, and saves encrypted when it stops. Safe
// from any thread. (The file's own form is in coursework_wire.h.)
#ifndef GLASSLOCK_NET_OLD_COURSEWORK_CONVERSATION_H
#define GLASSLOCK_NET_OLD_COURSEWORK_CONVERSATION_H

#include <stdbool.h>
#include <stddef.h>

// The most that is kept; what is said after that is not, and the last line of the file says so.
#define COURSEWORK_LOG_MAX_BYTES (32 * 1024 * 1024)

struct coursework_log;
struct coursework_log *coursework_log_new(void);      // NULL without memory
void coursework_log_free(struct coursework_log *log); // wipes
void coursework_log_add(struct coursework_log *log, const char *line);
// Write the file (0600, to a temporary, then renamed). false: `error` says why.
bool coursework_log_save(struct coursework_log *log, const char *path, char *error, size_t room);

#endif
