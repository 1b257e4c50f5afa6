// SPDX-License-Identifier: MIT
// The coursework's server, as its two files share it: what it knows, and how it says something.
#ifndef GLASSLOCK_NET_OLD_COURSEWORK_PARTS_H
#define GLASSLOCK_NET_OLD_COURSEWORK_PARTS_H

#include "net/core/server.h"
#include "net/old/coursework_wire.h"

#include <stdatomic.h>

struct coursework_state {
    struct room *room;
    struct rsa_private key; // new at each start, read-only afterwards
    char *pem;
    struct coursework_users *users;
    struct coursework_log *log;
};

enum coursework_stage { AWAITS_KEY, AWAITS_ENTRY, AWAITS_SIGN_UP, AWAITS_LOG_IN, IN_ROOM };
struct coursework_session {
    enum coursework_stage stage;
    bool signed_up_just_now; // a LOGIN that follows is no text
    atomic_bool has_key;     // asked by whoever has a notice for it
    struct rsa_public key;   // the client's
    unsigned tries;
};

// Say a text to one, or to everybody else in the room (then it is in the log, too).
void coursework_say_to(struct conn *c, const char *text);
void coursework_say_to_room(struct conn *c, const char *text);
// A saying is a list of texts (fields), each of which becomes a frame under its receiver's key:
// server_protocol's seal.
void coursework_seal(struct seal_job *jobs, size_t n);

#endif
