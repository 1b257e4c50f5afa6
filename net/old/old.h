// SPDX-License-Identifier: MIT
// What the three old servers share: a growing buffer that is filled from a connection.
#ifndef GLASSLOCK_NET_OLD_OLD_H
#define GLASSLOCK_NET_OLD_OLD_H

#include "net/core/server.h"

extern const struct protocol_promise old_chatlock_promises[], old_socketchat_promises[],
    old_coursework_promises[];
extern const struct server_protocol server_chatlock, server_socketchat, server_coursework;

// Start from {0}.
struct old_buffer {
    char *data;
    size_t bytes, room;
    bool over; // set to end the next old_fill()
};
// Read on, once. false: the connection is over, there is no memory, or `most` bytes are waiting and still no
// message is whole (the connection is ended, and the log says why).
bool old_fill(struct conn *c, struct old_buffer *in, size_t most);
void old_drop(struct old_buffer *in, size_t bytes); // the first `bytes` are done with
void old_free(struct old_buffer *in);

#endif
