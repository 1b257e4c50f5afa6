// SPDX-License-Identifier: MIT
// A server of the default protocol and several clients in the test program, driven by one thread. Every wait
// ends after PATIENCE_MS (run.h), and then fails the test with what was seen.
#ifndef GLASSLOCK_TESTS_CHAT_CAST_H
#define GLASSLOCK_TESTS_CHAT_CAST_H

#include "tests/core_server.h"

#include "net/client/client.h"

#define CAST 20

struct actor {
    char name[40];
    struct chat_client *c;
    char *told; // lines of events, as plain mode shows them
    size_t told_bytes;
    char *warned; // those of them that were warnings, all
    size_t warned_bytes;
    unsigned sent, warnings, receipts_read, receipts_delivered, unsent_shown;
    bool quit;
    bool held; // not served for now: what comes to it waits, and so does what it says
};
struct cast {
    struct core_server server;
    bool running, open;
    uint16_t port;
    char folder[256], data[300]; // server/ and one folder a client; the server's
    struct actor actors[CAST];
    size_t n;
};

void cast_begin(struct cast *s, bool open);
void cast_end(struct cast *s);
void cast_stop_server(struct cast *s, bool politely);
void cast_start_server(struct cast *s); // again, at the same port
// A client of its own with its own folder; more: what the test sets besides, may be NULL.
struct actor *cast_client(struct cast *s, const char *name, const struct client_config *more);
// An account of its own, in the lobby. Its password is "secret-1" and the name.
struct actor *cast_join(struct cast *s, const char *name);
void cast_drop(struct actor *a); // ends the client; its folder stays
void cast_again(struct cast *s, struct actor *a, const struct client_config *more); // as a new process
// Serve everybody until the actor was told a line with these words; then what was told up to and with it is
// forgotten.
bool cast_wait(struct cast *s, struct actor *a, const char *words);
bool cast_told(const struct actor *a, const char *words); // since the last wait
void cast_forget(struct actor *a);
// The same for a warning, which may have come already; nothing is forgotten.
bool cast_warned(struct cast *s, struct actor *a, const char *words);
// Serve everybody until the server has taken so many messages of the actor.
bool cast_sent(struct cast *s, struct actor *a, unsigned messages);
// Serve everybody until the actor knows that so many are online.
bool cast_people(struct cast *s, struct actor *a, size_t online);
// Serve everybody until no question is open and all is calm for a while: for what must not happen.
void cast_calm(struct cast *s);
void cast_say(struct actor *a, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
