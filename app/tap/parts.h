// SPDX-License-Identifier: MIT
// What the files of this folder share: the tap and its connections.
#ifndef GLASSLOCK_APP_TAP_PARTS_H
#define GLASSLOCK_APP_TAP_PARTS_H

#include "app/tap/pcap.h"
#include "app/tap/protocol.h"

#include <poll.h>

#define TAP_ADDRESS_CHARS 64
#define TAP_REMEMBERED    256 // frames of a connection that are known again when they come again

// One end: legs[TAP_UP] is the client's socket, from which TAP_UP comes; legs[TAP_DOWN] the server's.
struct tap_leg {
    int fd;
    struct wire_writer in;  // has come, is no whole frame yet
    struct wire_writer out; // waits to be written here
    bool ended;             // nothing more comes
    bool shut;              // nothing more is written
};

// What passes in one way.
struct tap_flow {
    const struct tap_protocol *protocol; // NULL: not known yet
    uint64_t number, inside;             // frames so far; messages inside that a man in the middle read
    uint64_t matching;                   // of either, those with the words of --match
    struct wire_writer held;             // --reorder: waits until the next one has passed
    bool held_inside;
};

struct tap_seen {
    uint64_t hash, number;
    enum tap_way way;
};

struct tap;
struct tap_connection {
    struct tap *tap;
    uint64_t id;
    char address[TAP_ADDRESS_CHARS]; // the client's
    const struct addrinfo *trying;   // the server's address
    bool connecting, failed, broken;
    bool no_memory; // a side would have lost something: then the connection ends
    struct tap_leg legs[2];
    struct tap_flow flows[2];
    struct wire_writer memory;       // the protocol's
    const struct tap_middle *middle; // the man in the middle, NULL: none
    void *middle_state;
    bool asked_middle;
    struct tap_seen seen[TAP_REMEMBERED];
    size_t n_seen;
    struct tap_pcap pcap;
};

struct tap {
    const struct tap_config *config;
    struct tap_keys keys; // with --swap-keys
    int listener, signals;
    struct addrinfo *server;
    struct tap_connection *connections[TAP_MAX_CONNECTIONS];
    size_t n_connections;
    uint64_t opened, ended, frames;
    bool done; // the deed
};

// flow.c: cut, show, tamper, pass on all that has come in this way.
void tap_flow_run(struct tap_connection *c, enum tap_way way);
// Nothing more comes this way: what is left passes as it is.
void tap_flow_end(struct tap_connection *c, enum tap_way way);

struct tap_stage tap_stage_of(struct tap_connection *c); // how a man in the middle acts in it

// mallory.c: pass one frame on, unless it is the one that suffers.
void tap_pass(struct tap_connection *c, const struct tap_unit *unit, bool inside);
void tap_release_held(struct tap_connection *c, enum tap_way way);

// connection.c
void tap_accept(struct tap *tap);
short tap_wanted(const struct tap_connection *c, enum tap_way leg); // events of poll()
void tap_turn(struct tap_connection *c, const struct pollfd polled[2]);
bool tap_is_over(const struct tap_connection *c);
void tap_connection_free(struct tap_connection *c);

// show.c
void tap_show_start(const struct tap *tap, uint16_t port);
void tap_show_event(const struct tap_connection *c, const char *event, const char *text);
// again: the number of an equal frame before it, 0: none, and its way.
void tap_show_unit(const struct tap_connection *c, const struct tap_unit *unit, bool inside,
                   const struct tap_seen *again);
// changed: what goes on instead, or NULL.
void tap_show_deed(const struct tap_connection *c, const struct tap_unit *unit, bool inside, const char *text,
                   const uint8_t *changed);
void tap_show_end(const struct tap *tap);

#endif
