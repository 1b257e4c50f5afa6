// SPDX-License-Identifier: MIT
// A connection to a running server, for attacks on live traffic: blocking, and every wait has a deadline.
#ifndef GLASSLOCK_APP_ATTACK_LIVE_H
#define GLASSLOCK_APP_ATTACK_LIVE_H

#include "app/attack/attack.h"
#include "net/wire/bytes.h"

#define LIVE_SECONDS   5       // for a connection, and for an answer
#define LIVE_MAX_BYTES 1048576 // of what has come and was not dropped

struct live {
    int fd;    // -1: not connected
    bool gone; // the other side has closed
    struct wire_writer in;
};

// where: HOST:PORT. Complains; a connection that was not made, or made, is closed with live_close().
int live_connect(struct live *l, const struct attack_run *run, const char *where);
void live_close(struct live *l);

// false: the connection is gone, or the other side does not read.
bool live_send(struct live *l, const void *data, size_t bytes);
// Wait for more to come, at most until `deadline` (of attack_clock()). false: nothing came, or the connection
// is gone.
bool live_more(struct live *l, double deadline);

#endif
