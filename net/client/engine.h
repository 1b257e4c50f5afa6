// SPDX-License-Identifier: MIT
// What the files of this folder share about a client (internal to it).
#ifndef GLASSLOCK_NET_CLIENT_ENGINE_H
#define GLASSLOCK_NET_CLIENT_ENGINE_H

#include "net/client/protocol.h"

#include <string.h>

#define ENGINE_NAME_ROOM   128   // of a name that a protocol may give us, with the NUL
#define ENGINE_MOST_PEOPLE 65536 // a server may name so many
#define ENGINE_MOST_ROOMS  4096
#define ENGINE_MOST_OUT    (16 * 1024 * 1024) // bytes that wait for a socket which takes none
#define ENGINE_MOST_LINE   65536              // bytes of one typed line

struct addrinfo;

struct chat_client {
    struct client_config config; // its strings are ours
    const struct client_protocol *protocol;
    client_sink *sink;
    void *context;
    void *state; // the protocol's
    struct client_command_help *commands;
    char name[ENGINE_NAME_ROOM];
    enum client_state shown; // as the last EVENT_STATE said
    bool wire;

    int fd;
    bool connecting; // fd is not yet connected
    struct addrinfo *addresses, *address;
    struct wire_writer in, out;
    uint64_t deadline; // connecting: for this address; waiting: of the next try
    unsigned tries;    // in a row that did not bring us in
    bool stopped;      // no further try: client_give_up(), /quit
    bool no_memory;    // client_no_memory(), since this connection began

    bool quitting, quit;
    uint64_t quit_by;

    struct client_person *people; // sorted by name
    size_t n_people, people_room;
    struct client_room *rooms; // the lobby first
    size_t n_rooms, rooms_room;
};

// connect.c
void engine_connect(struct chat_client *c);
void engine_socket(struct chat_client *c, short revents);
void engine_flush(struct chat_client *c);
// The connection is over: tell the protocol, and wait for the next try unless that was given up. why: a
// phrase, or NULL where the protocol has said it.
void engine_lost(struct chat_client *c, const char *why);
void engine_no_memory(struct chat_client *c); // the same, after client_no_memory()
void engine_close(struct chat_client *c);
void engine_state(struct chat_client *c, enum client_state state, unsigned seconds, const char *text);

// client.c: what every entry does last: write what there is, and end where all is done.
void engine_settle(struct chat_client *c);
void engine_quit(struct chat_client *c);

// rooms.c, people.c
struct client_room *engine_room(const struct chat_client *c, const char *title); // NULL: the current one
const struct client_room *engine_room_like(const struct chat_client *c, const char *title); // in either case
void engine_rooms_free(struct chat_client *c);

// emotes.c: a copy of text with its shortcodes replaced; NULL: no memory
char *engine_emotes(const char *text);

// command.c: with shortcodes replaced. An end of the connection that the protocol asks for is carried out.
void engine_say(struct chat_client *c, const char *room, const char *text, bool emote);
void engine_say_private(struct chat_client *c, const char *name, const char *text);

// common.c
struct client_command_help *engine_commands(const struct client_protocol *protocol); // NULL: no memory
bool engine_common(struct chat_client *c, const char *name, const char *rest); // false: not a common command

#endif
