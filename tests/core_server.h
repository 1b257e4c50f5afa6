// SPDX-License-Identifier: MIT
// A server of the protocol `raw` inside the test program, and clients for it. Every wait ends after
// PATIENCE_MS (run.h), and then fails the test.
#ifndef GLASSLOCK_TESTS_CORE_SERVER_H
#define GLASSLOCK_TESTS_CORE_SERVER_H

#include "net/core/raw.h"
#include "net/core/server.h"
#include "net/wire/frame.h"

#include <pthread.h>

struct core_server {
    struct server *server;
    struct server_config config;
    pthread_t thread;
    pthread_mutex_t lock; // guards the log
    pthread_cond_t said;
    char *log; // every line so far
    size_t log_bytes;
};

// Start from a config whose protocol is set or NULL (raw); zero limits mean the default ones.
void core_begin(struct core_server *t, const struct server_config *config);
void core_end(struct core_server *t, bool politely); // and wait for its end
// Wait for a line of the log that contains `words`.
void core_wait_log(struct core_server *t, const char *words);
size_t core_open_files(void); // of this process

struct core_client {
    int fd;
    uint8_t *data;
    size_t bytes, used;
};
// Connect; with a name (NULL: without) also claim it, and wait for the answer.
struct core_client core_connect_to(unsigned port); // on loopback, in whichever process
struct core_client core_connect(const struct core_server *t, const char *name);
void core_send(struct core_client *c, uint8_t type, const void *payload, size_t bytes);
void core_send_raw(struct core_client *c, const void *data, size_t bytes);
// The next frame, valid until the next call; false at the end of the connection.
bool core_next(struct core_client *c, struct frame *f);
// The next frame is of this type and its payload is this text.
void core_expect(struct core_client *c, uint8_t type, const char *text);
void core_expect_end(struct core_client *c); // whatever frames still come, then the end
void core_hang_up(struct core_client *c);
// One line of administration: its answer, malloc'd.
char *core_admin(struct core_server *t, const char *line);

#endif
