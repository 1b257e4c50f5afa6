// SPDX-License-Identifier: MIT
// A chat protocol, as the client sees it: one const struct a protocol, one file a protocol. The engine
// (client.c) owns the socket, the buffers, the reconnecting, the current room, unread counts and the commands
// common to all; the protocol turns bytes into events and commands into bytes.
#ifndef GLASSLOCK_NET_CLIENT_PROTOCOL_H
#define GLASSLOCK_NET_CLIENT_PROTOCOL_H

#include "net/client/client.h"
#include "net/wire/bytes.h"

struct client_protocol {
    const char *name;
    const char *summary;
    uint16_t port;
    const struct client_command_help *commands; // beyond the common ones, or instead of them; NULL: none
    size_t state_bytes;                         // of client_state_of()

    // All return false to end the connection; the engine then reconnects unless client_give_up() was called.
    bool (*open)(struct chat_client *c, char *error, size_t room); // once, in client_new(): store, keys
    void (*close)(struct chat_client *c);                          // once, in client_free(): save, wipe
    bool (*connected)(struct chat_client *c);                      // the socket stands: say the first bytes
    // Bytes have come: data[0..bytes) is everything not yet used; *used of them are done with. It is called
    // again when more have come. The engine refuses to hold more than input_most unused bytes.
    bool (*input)(struct chat_client *c, uint8_t *data, size_t bytes, size_t *used);
    size_t input_most;
    void (*lost)(struct chat_client *c); // the connection is gone (the state stays for the next one)
    // Say a text in a room (title; NULL in protocols without rooms) or to somebody alone. A text that cannot
    // be sent yet is kept and sent when it can be (default protocol), or refused by an EVENT_ERROR.
    bool (*say)(struct chat_client *c, const char *room, const char *text, bool emote);
    bool (*say_private)(struct chat_client *c, const char *name, const char *text);
    // A command of the protocol's own: its name and the rest of the line. false: unknown.
    bool (*command)(struct chat_client *c, const char *name, const char *rest);
    void (*seen)(struct chat_client *c, const char *room);    // may be NULL
    void (*leave)(struct chat_client *c);                     // before a clean end: say goodbye; may be NULL
    int (*timeout)(const struct chat_client *c);              // ms; -1: none; may be NULL
    bool (*tick)(struct chat_client *c);                      // after the time-out; may be NULL
    void (*entered)(struct chat_client *c, const char *room); // it is the current room now; may be NULL
    // Is something said that the server does not have yet? /quit waits for it for some seconds; may be NULL.
    bool (*pending)(const struct chat_client *c);
    // Has the server still to say who is online? NULL: nobody can know.
    bool (*people_due)(const struct chat_client *c);
};

extern const struct client_protocol *const client_protocols[];        // NULL at the end; the default first
const struct client_protocol *client_protocol_find(const char *name); // NULL: unknown

// ---- for protocols ----

void *client_state_of(struct chat_client *c);
const struct client_config *client_config(const struct chat_client *c);
void client_emit(struct chat_client *c, const struct client_event *event);
// Events that are only text; printf-like.
__attribute__((format(printf, 3, 4))) void client_tell(struct chat_client *c, enum client_event_kind kind,
                                                       const char *format, ...);
void client_send(struct chat_client *c, const void *data,
                 size_t bytes); // queued, written as the socket takes it
// EVENT_WIRE, where it is asked for.
void client_show_wire(struct chat_client *c, bool outwards, const void *data, size_t bytes,
                      const char *meaning);
void client_set_state(struct chat_client *c, enum client_state state);
void client_set_name(struct chat_client *c, const char *name);
// The connection must not be tried again (wrong password, changed identity, kicked, /quit).
void client_give_up(struct chat_client *c);
// Something of what the server says, or of what goes to it, was lost for want of memory: the connection ends,
// and the next one brings it again. Until then nothing is to be judged by what is missing.
void client_no_memory(struct chat_client *c);
bool client_lacks_memory(const struct chat_client *c);
// A command for which there was no memory: nothing has happened.
void client_not_done(struct chat_client *c);
uint64_t client_now_ms(void);  // monotonic
uint64_t client_wall_ms(void); // since 1970

// Who is online, and the rooms; the engine keeps the lists for the screens. Titles and names are copied.
void client_person_set(struct chat_client *c, const struct client_person *person); // adds or changes
void client_person_gone(struct chat_client *c, const char *name);
void client_people_clear(struct chat_client *c);
void client_room_set(
    struct chat_client *c,
    const struct client_room *room); // adds or changes; unread and current stay; recipe: static
void client_room_gone(struct chat_client *c, const char *title);
void client_room_enter(struct chat_client *c, const char *title); // becomes the current one
bool client_wire_set(struct chat_client *c, bool on);

#endif
