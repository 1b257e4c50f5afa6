// SPDX-License-Identifier: MIT
// A server without sockets of the network and without threads: a connection is one end of a socket pair,
// served on the target's own thread.
#ifndef GLASSLOCK_TESTS_FUZZ_SERVER_RIG_H
#define GLASSLOCK_TESTS_FUZZ_SERVER_RIG_H

#include "net/core/internal.h"

struct rig {
    struct server_config config;
    struct server *server;
};
// Once a process: the data folder is a temporary one, removed at the end.
void rig_start(struct rig *r, const struct server_protocol *protocol);

struct rig_end {
    struct conn *conn;
    int peer; // the client's end
};
struct rig_end rig_connect(struct rig *r);
void rig_say(const struct rig_end *e, const void *data, size_t bytes); // as the client; at most some 100 kB
void rig_serve(const struct rig_end *e);                               // to the end of what was said
size_t rig_answer(const struct rig_end *e, void *out, size_t room);    // what has come back
void rig_close(struct rig_end *e);

#endif
