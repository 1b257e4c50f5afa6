// SPDX-License-Identifier: MIT
// Between the chat's client engine, which one thread drives, and the pages: requests come in as JSON from any
// thread, events go out as JSON to all pages, and what has been said is kept so that a page that opens later
// shows it.
//
// Requests:  {"do": "command", "line": "/who"}          what the terminal's input line takes
//            {"do": "say", "room": "lobby", "text": ""}
//            {"do": "seen", "room": "lobby"}
//            {"do": "complete", "line": "/in", "cursor": 3, "id": 7}
// Answers:   every event as `glasslock chat --json` has it, with "n", a number that only grows; and
//            {"event": "hello", ...}      once to each page: protocol, commands, emotes, server
//            {"event": "status", ...}     state, name, current room, wire
//            {"event": "people", "people": [...]}, {"event": "rooms", "rooms": [...]}
//            {"event": "told"}            the page knows everything that was kept; what follows is news
//            {"event": "completion", "id": 7, "from": 0, "words": [...]}
#ifndef GLASSLOCK_APP_WEB_BRIDGE_H
#define GLASSLOCK_APP_WEB_BRIDGE_H

#include "app/web/browsers.h"
#include "net/client/client.h"

struct bridge;
// Starts the engine on a thread of its own. NULL: `error` says why. What `config` points to must stay valid.
struct bridge *bridge_start(const struct client_config *config, struct browsers *pages, char *error,
                            size_t room);
// Says goodbye, ends the thread.
void bridge_stop(struct bridge *b);
// Has the user quit, from a page?
bool bridge_quit(struct bridge *b);
int bridge_quit_fd(const struct bridge *b); // readable from then on

// Tell a page that has just been let in everything after event `after` (0: all that is kept).
void bridge_welcome(struct bridge *b, struct browser *page, unsigned long after);
// One request of a page. Any thread. false: malformed, too long, or too many are waiting.
bool bridge_request(struct bridge *b, struct browser *page, const char *json, size_t bytes);

#endif
