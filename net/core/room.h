// SPDX-License-Identifier: MIT
// A room, for room.c (members, queue) and deliver.c (delivery).
#ifndef GLASSLOCK_NET_CORE_ROOM_H
#define GLASSLOCK_NET_CORE_ROOM_H

#include "net/core/internal.h"

#include "crypto/common/bytes.h"

struct said {
    size_t at, bytes;    // in the batch's data
    uint64_t except;     // a connection's id; 0: none
    struct conn *author; // held; NULL: none
    bool (*before)(void *context, uint8_t *data, size_t bytes);
    void (*after)(void *context, bool kept);
    void *context;
};

// Sayings one behind the other, so that a run of them is one piece.
struct batch {
    uint8_t *data;
    size_t bytes, room;
    struct said *said;
    size_t n, said_room;
    bool lost; // it could not be kept: nothing of it is said
};

struct room {
    struct server *server;
    atomic_uint references;

    pthread_mutex_t lock;  // guards what follows, up to the next comment
    struct conn **members; // held, in ascending order of their ids
    size_t n, members_room;
    bool changed; // since the audience was made
    struct batch queue;
    bool delivering;      // a thread delivers; it alone clears this
    bool tired;           // it has done so for a while: the next sender becomes its heir
    bool heir;            // a sender waits to take over
    pthread_cond_t turn;  // delivering was cleared
    pthread_cond_t space; // the queue was taken

    // Of the thread that delivers; when none does, guarded by the lock.
    struct batch work;
    struct conn **audience; // held: the members when the batch was taken
    size_t audience_n, audience_room;
};

// Deliver what is queued. While another thread does so: wait to take over from it, or leave it to whoever
// already waits. r->lock is held at the call and the return, not meanwhile.
void core_room_turn(struct room *r);
// Release the audience; nobody delivers, and r->lock is held.
void core_room_forget(struct room *r);

#endif
