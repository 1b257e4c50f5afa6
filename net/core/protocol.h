// SPDX-License-Identifier: MIT
// A chat protocol, as the server sees it: one const struct a protocol. A new protocol is a new file and a
// line in net/protocols.c.
#ifndef GLASSLOCK_NET_CORE_PROTOCOL_H
#define GLASSLOCK_NET_CORE_PROTOCOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct server;
struct conn;

// A promise that one expects of a chat, and whether the protocol keeps it: `glasslock serve --explain`.
struct protocol_promise {
    const char *promise; // "Nobody but the receiver reads a private message"
    bool kept;
    const char *why;           // one or two sentences
    const char *demonstration; // the command that shows it, "glasslock attack chatlock-key"; NULL: none
};

// What is to be said to one connection: sealed under that connection's write lock.
struct seal_job {
    struct conn *conn;
    const void *data;
    size_t bytes;
    uint8_t *out;     // malloc'd by seal(); the core frees it
    size_t out_bytes; // 0: it could not be sealed, and the connection is ended
};

struct server_protocol {
    const char *name;    // "glasslock"
    const char *summary; // one line
    uint16_t port;
    const struct protocol_promise *promises; // a NULL promise ends them
    bool weak;                               // on purpose: it is there to be taken apart
    size_t session_bytes;                    // of conn_state()
    const void *busy;                        // said, unsealed, to a connection that is refused; NULL: nothing
    size_t busy_bytes;

    // Once, before anybody is served: *state is what server_state() returns. false: `error` says why.
    bool (*start)(struct server *s, void **state, char *error, size_t room);
    // Once, when all connections have ended: save and free the state.
    void (*stop)(struct server *s);
    // A connection's life, on its own thread: read until conn_read() says that it is over, or return to end
    // it.
    void (*serve)(struct conn *c);
    // After serve(): leave rooms, tell others. The name is still claimed. Other threads may still be sealing
    // for the connection, or hold it.
    void (*ended)(struct conn *c);
    // When the last reference goes, on whichever thread: free and wipe what conn_state() holds. NULL: it is
    // only freed.
    void (*released)(struct conn *c);
    // Seal n sayings (1 to 64) for n connections, whose write locks are held. NULL: bytes go out as they are.
    void (*seal)(struct seal_job *jobs, size_t n);
    // The largest piece that one seal takes; the core cuts no saying in two, it only puts fewer together. 0:
    // any.
    size_t seal_most;
    // Around the before() calls of one delivery in a room, so that what they keep is one transaction of the
    // store. end: false: nothing of it was kept, and nothing of it is said. NULL: each is on its own.
    uint64_t (*batch_begin)(struct server *s);
    bool (*batch_end)(struct server *s, uint64_t token);
    // A notice to one client, in the protocol's own form, through conn_say(): from the console.
    void (*notice)(struct conn *c, const char *text);
    // The same just before the server ends the connection: why. for_good: the client is not to come back by
    // itself (kicked, banned). NULL: as a notice.
    void (*goodbye)(struct conn *c, const char *why, bool for_good);
    // The connection has been silent for limits.idle_s: say something that it answers. NULL: no pings, no
    // idle limit.
    void (*ping)(struct conn *c);
    // About every 50 ms, on the flusher's thread: presence in batches, waiting work. NULL: nothing.
    void (*tick)(struct server *s);
    // Admin commands of the protocol's own (users, pending, rooms, ban ...). false: not one of ours.
    bool (*admin)(struct server *s, const char *line, FILE *out);
    const char *admin_help; // lines for `help`; NULL: none
};

extern const struct server_protocol *const server_protocols[];        // NULL at the end; the default first
const struct server_protocol *server_protocol_find(const char *name); // NULL: unknown

#endif
