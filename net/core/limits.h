// SPDX-License-Identifier: MIT
// Limits: everything that a peer can make grow, with its default. `glasslock serve --help` lists them; each
// can be set there (--limit NAME=N).
#ifndef GLASSLOCK_NET_CORE_LIMITS_H
#define GLASSLOCK_NET_CORE_LIMITS_H

#include <stdbool.h>
#include <stdint.h>

struct server_limits {
    uint32_t connections;   // at once
    uint32_t handshakes;    // connections that have not yet joined, at once
    uint32_t per_address;   // connections from one address (loopback: no limit)
    uint32_t frame_bytes;   // the longest frame taken
    uint32_t message_bytes; // of a text
    uint32_t outbox_bytes;  // waiting for one slow reader
    uint32_t login_tries;   // wrong passwords before a connection is closed
    uint32_t handshake_s;   // to join, in seconds
    uint32_t idle_s;        // without a byte before a ping; twice this: closed
    uint32_t room_members;  // in one room or conversation
    uint32_t rooms;         // conversations that one account is in
    uint32_t history;       // messages kept in one conversation
    uint32_t rate;          // messages a second of one connection, after 20 s worth at once; 0: any
};
extern const struct server_limits server_default_limits;

// For --help and for --limit: name, what it means, and where it stands.
struct server_limit {
    const char *name; // "outbox"
    const char *help; // "bytes waiting for one slow reader"
    uint32_t least, most;
    uint16_t offset; // in struct server_limits
};
extern const struct server_limit server_limit_table[]; // a NULL name ends it
// GL-free: false where the name is unknown or the number out of its range (then *limit is set where the name
// is known).
bool server_limit_set(struct server_limits *limits, const char *name, uint64_t value,
                      const struct server_limit **limit);

#endif
