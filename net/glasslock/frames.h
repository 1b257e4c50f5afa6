// SPDX-License-Identifier: MIT
// The frames of the default protocol, inside the channel's records (net/channel). One page of facts for both
// sides; the prose is in net/README.md.
//
// Fields, in the order of the payload: u8, u16, u32, u64 big-endian; text and field: u16 length, then the
// bytes; raw: bytes of a fixed size; list: u16 count, then each. `room` is raw 16 bytes, `id` a u32 that the
// client chooses and that OK and ERROR repeat (0: not an answer to anything). A frame that is malformed,
// unknown or out of its turn is answered by one ERROR (BAD_FRAME), and the connection is closed.
#ifndef GLASSLOCK_NET_GLASSLOCK_FRAMES_H
#define GLASSLOCK_NET_GLASSLOCK_FRAMES_H

#include <stdint.h>

#define GLASSLOCK_PORT 7070

enum glasslock_frame {
    // client to server; before WELCOME only the first three, PING and BYE
    GLF_REGISTER = 0x20, // id, text name, text password, field card
    GLF_LOGIN = 0x21,    // id, text name, text password
    GLF_GUEST = 0x22,    // id, text name, field card
    GLF_PUBLISH = 0x23,  // id, field card: new keys for the name that is logged in
    GLF_WHO = 0x24,      // id; answered by PRESENCE (everybody), OK
    GLF_CARDS = 0x25,    // id, list of text name; answered by CARD for each that is known, OK
    GLF_OPEN = 0x26,     // id, room, raw 16 salt, u8 recipe, u8 pair (1) or group (0), text title, field
                         // invitation of oneself
    GLF_INVITE = 0x27,   // id, room, text name, field invitation
    GLF_ACCEPT = 0x28,   // id, room, field invitation of oneself signed by oneself
    GLF_DECLINE = 0x29,  // id, room
    GLF_LEAVE = 0x2a,    // id, room
    GLF_EPOCH = 0x2b,    // id, room, u32 epoch, raw 32 roster, u8 last, list of (text name, field wrapped;
                         // empty: left out): in parts of at most 100 while not last, all with
                         // one id; one OK or ERROR for them all
    GLF_SAY = 0x2c,      // id, room, u32 epoch, field message; OK carries its sequence number
    GLF_RECEIPT = 0x2d,  // room, u32 epoch, u8 kind, text author, u64 counter, raw 32 mac
    GLF_SYNC = 0x2e,     // id, room, u64 after; answered by MEMBERS, the EPOCHs and MESSAGEs after it, OK
    GLF_FRIEND = 0x2f,   // id, text name, u8 action (enum glasslock_friend_action)
    GLF_FRIENDS = 0x30,  // id; answered by FRIEND for each, OK
    GLF_WAIT = 0x31, // id, text name, u8 recipe, u8 on: wait until that friend waits for us too, then READY
                     // on both sides
    GLF_RECIPE =
        0x32, // id, room, u8 recipe: another recipe from the next epoch on (pair or founder of a group)
    GLF_PING = 0x33, // raw 8; either way; answered by PONG
    GLF_PONG = 0x34, // raw 8
    GLF_BYE = 0x35,  // nothing: the client leaves on purpose

    // server to client
    GLF_OK = 0x40,       // id, u64 number (SAY: sequence; SYNC: the room's last; else 0)
    GLF_ERROR = 0x41,    // id, u16 code, text
    GLF_WELCOME = 0x42,  // id, text name, u8 guest, field own card as stored, list of (room, u8 recipe, u8
                         // flags, text title, u64 last)
    GLF_PRESENCE = 0x43, // u8 everybody, list of text joined, list of text left: in parts where it is long
    GLF_CARD = 0x44,     // text name, field card, u8 flags (1: online, 2: guest)
    GLF_INVITED =
        0x45, // room, u8 recipe, u8 flags, text title, text by, field invitation, field the inviter's card
    GLF_MEMBERS = 0x46,   // room, u8 recipe, raw 16 salt, u32 epoch, raw 32 roster of the epoch, u8 stale, u8
                          // last, list of (text name, raw 32 card hash, field invitation, u8 flags)
    GLF_KEY = 0x47,       // room, u8 recipe, u32 epoch, raw 32 roster, text maker ("" for the server), field
                          // wrapped for us
    GLF_MESSAGE = 0x48,   // room, u64 sequence, u64 time (ms since 1970), text sender, field message
    GLF_RECEIVED = 0x49,  // room, u32 epoch, u8 kind, text reader, text author, u64 counter, raw 32 mac
    GLF_FRIEND_IS = 0x4a, // text name, u8 state (enum glasslock_friend_state), u8 online
    GLF_READY =
        0x4b, // text name, u8 recipe: both wait for each other; the alphabetically lower name opens the pair
    GLF_NOTICE = 0x4c,  // text
    GLF_GOODBYE = 0x4d, // text why: the server ends the connection
    GLF_LEFT = 0x4e,    // room, text name: declined or left
    GLF_MAKE_KEY =
        0x4f // room: fernet only: a member wants to speak, and you are the highest name: make the epoch
};

// "REGISTER" and so on; NULL: no such type.
const char *glasslock_frame_name(uint8_t type);

// Flags of a room: WELCOME, INVITED.
enum glasslock_room_flags { GLR_PAIR = 1, GLR_LOBBY = 2, GLR_INVITED = 4 /* not yet accepted */ };
// Flags of a member.
enum glasslock_member_flags { GLM_ONLINE = 1, GLM_PENDING = 2 /* invited */, GLM_FOUNDER = 4, GLM_GONE = 8 };

enum glasslock_friend_action { GLA_ASK = 1, GLA_ACCEPT = 2, GLA_DECLINE = 3, GLA_REMOVE = 4 };
enum glasslock_friend_state {
    GLS_NONE = 0,
    GLS_ASKED = 1 /* by us */,
    GLS_ASKS = 2 /* us */,
    GLS_FRIENDS = 3
};

enum glasslock_error {
    GLE_BAD_FRAME = 1, // malformed or out of its turn; the connection is closed
    GLE_NAME_TAKEN = 2,
    GLE_NAME_BAD = 3,
    GLE_PASSWORD_WEAK = 4, // the text says which rule
    GLE_LOGIN = 5,         // wrong name or password, which of them is not told
    GLE_SLOW_DOWN = 6,     // too many failures; the text says for how many seconds
    GLE_GUESTS = 7,        // this server takes no guests
    GLE_CARD = 8,          // a card that does not verify
    GLE_UNKNOWN = 9,       // no such user
    GLE_ROOM = 10,         // no such conversation, or not a member
    GLE_STALE = 11,   // the epoch is over, or its roster is no longer the room's: ask for the members, make a
                      // new one, say it again
    GLE_EPOCH = 12,   // another epoch was made meanwhile, or its wraps are not for exactly the members
    GLE_LIMIT = 13,   // the text says which limit
    GLE_FRIENDS = 14, // not friends, already friends, not asked
    GLE_BANNED = 15,
    GLE_ALREADY = 16,  // online from somewhere else; already a member
    GLE_INTERNAL = 17, // the server could not store it; nothing was changed
    GLE_RECIPE = 18    // the recipe does not allow it
};

#endif
