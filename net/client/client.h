// SPDX-License-Identifier: MIT
// The chat client without a face: one engine under the terminal, the plain lines, the web page and the tests.
//
// It has no thread of its own and never blocks on the network (save while a name is looked up): its owner
// polls client_fd() for client_wants() with the time-out client_timeout(), and calls client_turn(). (Making
// keys and deriving a key from a passphrase take some tenths of a second.) One thread at a time may call; the
// sink is called from within client_turn() and client_command().
#ifndef GLASSLOCK_NET_CLIENT_CLIENT_H
#define GLASSLOCK_NET_CLIENT_CLIENT_H

#include "net/client/event.h"

struct chat_client;
struct client_protocol; // net/client/protocol.h

struct client_config {
    const struct client_protocol *protocol;
    const char *host;     // name or address
    uint16_t port;        // 0: the protocol's
    const char *user;     // NULL: the user will say /register, /login or /guest
    const char *password; // of the account, or the room's (socketchat); NULL: asked for by EVENT_ERROR, given
                          // by command
    const char *passphrase; // of the local store; NULL: the password serves
    const char *data;       // folder of known_hosts and the user's store; NULL: $XDG_DATA_HOME/glasslock or
                            // ~/.local/share/glasslock
    bool guest;             // enter `user` as a guest
    bool register_first;    // register `user`
    bool ephemeral;         // keep nothing on disk
    bool wire;              // EVENT_WIRE from the start
    bool trace;             // EVENT_TRACE (chatlock)
    bool no_reconnect;
    bool no_receipts;
    unsigned kdf_iterations; // PBKDF2 for the store; 0: the standard number
    uint64_t rekey_records;  // 0: the standard interval
};

// NULL: no memory, or *error (static or in `room`) says what is wrong with the configuration.
struct chat_client *client_new(const struct client_config *config, client_sink *sink, void *context,
                               char *error, size_t room);
void client_free(struct chat_client *c);  // closes, saves, wipes
void client_start(struct chat_client *c); // begin to connect

int client_fd(const struct chat_client *c);             // -1: nothing to poll
short client_wants(const struct chat_client *c);        // POLLIN, POLLOUT
int client_timeout(const struct chat_client *c);        // ms until client_turn() is wanted again; -1: none
void client_turn(struct chat_client *c, short revents); // 0 after a time-out
// Serve for at most `ms` milliseconds, for callers with nothing else to poll (tests, scripts).
void client_serve(struct chat_client *c, int ms);

// A line as the user typed it: "/command ...", "private:NAME:text", "#exit", or a text for the current room.
void client_command(struct chat_client *c, const char *line);
// Say text in a room by title (the web page's way); NULL: the current room.
void client_say(struct chat_client *c, const char *room, const char *text);
// The user has seen the room: unread marks are cleared, read receipts go out.
void client_seen(struct chat_client *c, const char *room);

// What can stand for the word before the cursor: commands, names, rooms, shortcodes. Each a whole word,
// malloc'd in a malloc'd array; *n is their number; *from is where the word begins in the line.
char **client_complete(struct chat_client *c, const char *line, size_t cursor, size_t *n, size_t *from);

// ---- what is known now, for lists on the screen; valid until the next call into the client ----

struct client_person {
    const char *name;
    bool online, self, friend_of_ours, verified, guest;
};
size_t client_people(const struct chat_client *c, const struct client_person **people); // sorted by name
struct client_room {
    const char *title;
    const char *recipe; // NULL: the protocol has none
    bool current, pair, lobby, invited;
    unsigned unread, members;
};
size_t client_rooms(const struct chat_client *c, const struct client_room **rooms); // the lobby first
enum client_state client_state(const struct chat_client *c);
const char *client_name(const struct chat_client *c);         // our own; "" before we are in
const char *client_current_room(const struct chat_client *c); // title
bool client_wire(const struct chat_client *c);

// ---- commands, for help and completion ----

struct client_command_help {
    const char *name;      // "msg"
    const char *arguments; // "NAME TEXT"
    const char *help;      // one line
};
// Those that the protocol has; a NULL name ends them.
const struct client_command_help *client_commands(const struct chat_client *c);

// ---- emotes: shortcodes in what the user types ----

struct client_emote {
    const char *code; // ":wave:"
    const char *utf8;
};
extern const struct client_emote client_emotes[]; // a NULL code ends them

#endif
