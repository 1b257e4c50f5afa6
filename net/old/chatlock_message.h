// SPDX-License-Identifier: MIT
// ChatLock's stream: JSON lists and bare words, one after the other without framing, split and joined anyhow
// by TCP (the original took each recv(512) for one message).
//
//   ["username", "alice", [4, 7]]                        the name, and the public point or 0
//   [1, DES(user), DES("All"), DES(text)]                to all
//   [0, DES(user), DES(to), DES(text), [r, s]]           to one
//   !USERNAME                                            from the server: the name is taken
//   !DISCONNECT                                          from a client: it leaves
#ifndef GLASSLOCK_NET_OLD_CHATLOCK_MESSAGE_H
#define GLASSLOCK_NET_OLD_CHATLOCK_MESSAGE_H

#include "net/old/chatlock_wire.h"
#include "net/wire/bytes.h"

#define CHATLOCK_PORT         9000
#define CHATLOCK_MAX_MESSAGE  (64 * 1024) // bytes of one list
#define CHATLOCK_NAME_ROOM    33
#define CHATLOCK_WORD_TAKEN   "!USERNAME"
#define CHATLOCK_WORD_LEAVING "!DISCONNECT"

enum chatlock_item {
    CHATLOCK_MORE, // not all of it is there yet
    CHATLOCK_BAD,  // no list and no word: the stream cannot be read on
    CHATLOCK_LIST,
    CHATLOCK_TAKEN,
    CHATLOCK_LEAVING
};
// The first item of the stream: data[*from..*used) is it, what stands before is white space. *used is set for
// MORE too: that much is white space and done with.
enum chatlock_item chatlock_next(const char *data, size_t bytes, size_t *from, size_t *used);

enum chatlock_kind { CHATLOCK_REGISTER, CHATLOCK_TO_ALL, CHATLOCK_TO_ONE };
struct chatlock_message {
    enum chatlock_kind kind;
    char user[CHATLOCK_NAME_ROOM];
    char to[CHATLOCK_NAME_ROOM];              // "All" for TO_ALL
    struct chatlock_point point;              // REGISTER
    char first_block[CHATLOCK_HEX_CHARS + 1]; // TO_ONE: what is signed; "" where the text has no block
    struct chatlock_signature signature;      // TO_ONE
    char text[CHATLOCK_TEXT_ROOM];            // control characters replaced by '?'
};
// Read a list as chatlock_next() found it. GL_ERR_ENCODING: no JSON, or not one of the three lists;
// GL_ERR_LENGTH: a name or text that is too long; GL_ERR_MEMORY. The struct is large: not for a thread's
// stack.
enum gl_error chatlock_read(struct chatlock_message *message, const char *json, size_t bytes);

// Write a message as Python's json.dumps would, from kind, user, to, point, signature and text; first_block
// is set. d: TO_ONE is signed with it; 0: `signature` as it stands. *replaced as chatlock_encrypt's; may be
// NULL.
enum gl_error chatlock_write(struct wire_writer *out, struct chatlock_message *message, unsigned d,
                             const struct gl_random *random, size_t *replaced);

#endif
