// SPDX-License-Identifier: MIT
// What a chat client tells its user interface. One struct for all of them; `kind` says which members mean
// something. The terminal, the plain lines, JSON and the web page all show these and nothing else.
#ifndef GLASSLOCK_NET_CLIENT_EVENT_H
#define GLASSLOCK_NET_CLIENT_EVENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum client_event_kind {
    EVENT_STATE,    // state, text; `seconds` until the next try
    EVENT_IDENTITY, // the server's fingerprint: text; flag: seen for the first time
    EVENT_WELCOME,  // we are in: who = our name; flag: as a guest
    EVENT_MESSAGE,  // room, who, to (private: the other one), text, sequence, counter, time; own, emote, old
                   // (said while we were away); flag: shown again from our history, and not counted as unread
    EVENT_SENT,     // our own message has its number: local, sequence
    EVENT_RECEIPT,  // room, who has received or read (flag) what we said up to `counter`
    EVENT_JOIN,     // who came online (or into `room`)
    EVENT_LEAVE,    // who went
    EVENT_PRESENCE, // the list of who is online has changed as a whole: ask client_people()
    EVENT_ROOM,     // the list of rooms or a room's members, recipe, title has changed: ask client_rooms()
    EVENT_INVITED,  // who invites us to `room`, whose title is `text`
    EVENT_FRIEND,   // who, text: what has happened ("asks to be your friend", "is your friend now", ...)
    EVENT_READY,    // who waits for us as we do: the conversation opens
    EVENT_NOTICE,   // from the server: text
    EVENT_INFO,     // the answer to a command: text, may have several lines
    EVENT_ERROR,    // a command or connection that failed: text, one line, with what to do
    EVENT_WARNING,  // security: somebody tampers, a key has changed: text; who; room
    EVENT_WIRE,     // what crosses the wire: flag: outwards; data; text: its meaning
    EVENT_TRACE,    // text that has just been encrypted or decrypted under DES: the face shows its trace
                    // (chatlock)
    EVENT_QUIT      // /quit was said and all is done: end the program
};
const char *client_event_name(enum client_event_kind kind); // "message": what --json calls it

enum client_state {
    CLIENT_OFFLINE,
    CLIENT_CONNECTING,
    CLIENT_HANDSHAKE,
    CLIENT_CONNECTED,
    CLIENT_ONLINE,
    CLIENT_WAITING
};
const char *client_state_name(enum client_state state);

struct client_event {
    enum client_event_kind kind;
    enum client_state state;
    const char *room; // its title as the user knows it ("lobby", "bob", "exam"); NULL: none
    const char *who;
    const char *to;
    const char *text;
    const uint8_t *data; // EVENT_WIRE
    size_t bytes;
    uint64_t time;     // ms since 1970; 0: now
    uint64_t sequence; // the server's number of a message in its room; 0: none
    uint64_t counter;  // the author's number
    uint64_t local;    // our own number of a message that we sent, 1, 2, ...
    unsigned seconds;
    bool flag;
    bool own;   // said by us
    bool emote; // "/me"
    bool old;   // from history or offline delivery
};
// Pointers are valid during the call only. Called on the thread that drives the client, never recursively
// into it.
typedef void client_sink(void *context, const struct client_event *event);

// The event as one line of text, for plain mode, scripts and logs; without its line end. Malloc'd; NULL: no
// line for it (EVENT_SENT, ...), or no memory. time: prefixed "[HH:MM] ".
char *client_event_line(const struct client_event *event, bool time);
bool client_event_has_line(enum client_event_kind kind);

#endif
