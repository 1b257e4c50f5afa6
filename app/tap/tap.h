// SPDX-License-Identifier: MIT
// The tap: a proxy between chat clients and their server that shows what passes, and plays Mallory on
// request. It knows no secret: what it says of a frame is what any listener can tell.
//
// One thread, any number of connections (TAP_MAX_CONNECTIONS). Everything that comes is cut into frames of
// the protocol, shown, perhaps tampered with, and passed on.
#ifndef GLASSLOCK_APP_TAP_TAP_H
#define GLASSLOCK_APP_TAP_TAP_H

#include "app/app.h"

#include <stdint.h>

#define TAP_MAX_CONNECTIONS 256

enum tap_way { TAP_UP, TAP_DOWN }; // from the client to the server, and back

// What Mallory does to one frame.
enum tap_deed { TAP_WATCH, TAP_REPLAY, TAP_DROP, TAP_ALTER, TAP_REORDER };

struct tap_protocol;
extern const struct tap_protocol *const tap_protocols[];        // NULL at the end
const struct tap_protocol *tap_protocol_find(const char *name); // NULL: unknown
const char *tap_protocol_name(const struct tap_protocol *protocol);

struct tap_config {
    const char *listen; // an address; NULL: loopback
    uint16_t port;      // 0: the kernel chooses
    const char *host;   // of the server
    const char *host_port;
    const struct tap_protocol *protocol; // NULL: guessed from what is said first
    enum tap_deed deed;
    enum tap_way way;  // of the frame that suffers
    uint64_t nth;      // its number in each connection; 0: the first that carries a message
    const char *match; // or: its number among those whose meaning holds these words; NULL: all
    bool every;        // the deed is done in every connection, not in the first one only
    bool swap_keys;    // sit in the middle with keys of one's own
    uint64_t stop;     // after so many connections have ended; 0: go on until a signal
    size_t hex;        // bytes shown of each frame
    FILE *text;        // for people; NULL: none
    FILE *json;        // an object a line; NULL: none
    FILE *pcap;        // NULL: none
};

// Serve until SIGINT, SIGTERM or config->stop. Says what was wrong in one line, and returns the exit status.
int tap_run(const struct tap_config *config);

#endif
