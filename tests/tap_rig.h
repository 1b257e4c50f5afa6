// SPDX-License-Identifier: MIT
// A tap between two plain sockets of the test: what one says, and what the other then hears.
#ifndef GLASSLOCK_TESTS_TAP_RIG_H
#define GLASSLOCK_TESTS_TAP_RIG_H

#include "net/wire/frame.h"
#include "tests/process.h"

struct tap_rig {
    struct process *tap;
    int listener;       // where the tap connects to
    int port;           // of the tap
    int client, server; // the ends of the connection last made
};

// Start `glasslock tap --listen 0 --to ...` with these options; no connection yet.
void rig_start(struct tap_rig *rig, const char *options);
// Another connection through the tap; the ends of the one before stay open, and are the caller's.
void rig_connect(struct tap_rig *rig);
// Close the ends, end the tap by SIGTERM, and assert that it ends well.
void rig_stop(struct tap_rig *rig);

void rig_send(int fd, const void *data, size_t bytes);
// Exactly these bytes come; the deadline is process.h's.
void rig_expect(int fd, const void *data, size_t bytes);
// Read `bytes` bytes; false at the end of the stream or the deadline (without failing the test).
bool rig_read(int fd, void *data, size_t bytes);
// Nothing more comes: the other side has closed.
void rig_expect_end(int fd);
// One frame of the default protocol, whole, into `frame` (emptied first).
bool rig_read_frame(int fd, struct wire_writer *frame);

#endif
