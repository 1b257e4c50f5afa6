// SPDX-License-Identifier: MIT
// Events as JSON: `glasslock chat --json` prints one a line, the web page is told the same.
//
// {"event": "message", "time": 1763720000000, "room": "lobby", "who": "bob", "text": "hello", "sequence":
// 12}: "event" is the kind's name; of the other members those are there that mean something: "state", "room",
// "who", "to", "text", "time" (ms since 1970), "sequence", "counter", "local", "seconds", "hex" (what crossed
// the wire), and true ones of "flag", "own", "emote", "old".
#ifndef GLASSLOCK_NET_CLIENT_EVENT_JSON_H
#define GLASSLOCK_NET_CLIENT_EVENT_JSON_H

#include "net/client/event.h"

#include <jansson.h>

// A new object; NULL without memory. What is no UTF-8 is left out.
json_t *client_event_json(const struct client_event *event);

#endif
