// SPDX-License-Identifier: MIT
// The protocol `raw`: frames of net/wire in the plain, one room, no promise at all. It measures and tests the
// server core; it is no chat for people.
#ifndef GLASSLOCK_NET_CORE_RAW_H
#define GLASSLOCK_NET_CORE_RAW_H

#include "net/core/protocol.h"

enum raw_frame {
    RAW_NAME = 1,   // a name: claim it and join the room; answered by RAW_NAME or RAW_ERROR
    RAW_SAY = 2,    // anything: comes to all in the room, the sender too, as it was sent
    RAW_NOTICE = 3, // from the server: text
    RAW_ERROR = 4,  // text; after a malformed frame the connection is closed
    RAW_PING = 5,   // from the server: nothing
    RAW_PONG = 6    // its answer
};

extern const struct server_protocol raw_protocol;

#endif
