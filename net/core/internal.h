// SPDX-License-Identifier: MIT
// What the files of net/core/ share: the structs behind server.h, with each lock beside what it guards.
#ifndef GLASSLOCK_NET_CORE_INTERNAL_H
#define GLASSLOCK_NET_CORE_INTERNAL_H

#include "net/core/listen.h"
#include "net/core/server.h"

#include <pthread.h>
#include <stdalign.h>
#include <stdatomic.h>
#include <stddef.h>

#define CORE_HOST_CHARS  46   // an address without its port, as text, with the NUL
#define CORE_NAME_SLOTS  1024 // of the hash table of names
#define CORE_LINGER_MS   2000 // to flush what a connection that ends has still to hear
#define CORE_TICK_MS     50
#define CORE_GROUP       32 // members whose write locks are held at once (the sanitizer follows 64 locks)
#define CORE_QUEUE_BYTES (256 * 1024) // of a room: senders wait where it is longer
#define CORE_QUEUE_SAID  1024
#define CORE_GRACE_BYTES 4096 // above a full outbox, for the notice that says so

struct outbox {
    uint8_t *data; // data[head .. head + bytes) waits
    size_t head, bytes, room;
};

struct conn {
    struct server *server;
    atomic_uint references;
    uint64_t id, since_ms;
    char address[NET_ADDRESS_CHARS], host[CORE_HOST_CHARS];
    bool loopback;
    pthread_t thread;
    _Atomic uint64_t heard_ms, pinged_ms;
    atomic_bool over;           // reads return 0 from now on
    atomic_bool joined;         // through its handshake
    atomic_bool closing;        // its thread is done, the flusher closes it
    _Atomic(const char *) name; // "" or names->text; what was once a name stays valid until the end

    pthread_mutex_t write; // guards what follows, up to the next comment
    int fd;                // closed (-1) only when its thread reads no more
    struct outbox outbox;
    struct outbox later; // not yet sealed: conn_say_later()
    bool ending;         // nothing more is said
    bool dropping;       // its outbox was full: only the notice is still said
    bool broken;         // nothing is flushed: the socket failed, or memory
    bool watched;        // in the flusher's set, which holds a reference
    bool finished;       // our end was said to the peer, whose own is waited for
    uint64_t close_by_ms;
    char *why; // it ends, for the log; NULL: not yet, or no memory for it

    // Guarded by server->registry.
    struct conn *next, *previous;               // all connections
    struct conn *online_next, *online_previous; // those with a name, in order of joining
    struct conn *slot_next;                     // of the same slot of the table of names
    struct core_name *names;                    // that it has had, the newest first
    bool claimed;

    // Its own thread's.
    struct room *due; // it has said something there that is not yet delivered
    bool peer_closed;
    void *stack;      // its lowest address; NULL: unknown
    bool stack_used;  // since it was trimmed; reads time out meanwhile
    uint64_t paid_us; // pace.c

    alignas(max_align_t) unsigned char state[]; // protocol->session_bytes
};

struct core_name {
    struct core_name *next;
    char text[NET_NAME_BYTES + 1];
};

struct core_counters {
    _Atomic uint64_t accepted, refused, dropped, reads, bytes_in, bytes_out, deliveries;
    _Atomic size_t rooms;
};

struct server {
    struct server_config config;
    const struct server_protocol *protocol;
    void *state;  // the protocol's
    bool started; // the protocol, and not yet stopped
    bool unsaved; // its stop() could not save everything
    uint8_t session[16];
    uint16_t port;
    int listener;
    int wake;            // an eventfd: something for the accepting thread
    atomic_int stopping; // 0, 1 politely, 2 at once
    atomic_bool wire;
    uint64_t started_ms;
    struct core_counters counters;

    pthread_mutex_t registry; // guards what follows, up to the next comment
    pthread_cond_t ended;     // a connection or a thread has ended
    struct conn *first, *last;
    struct conn *online_first, *online_last;
    struct conn *slots[CORE_NAME_SLOTS];
    uint64_t next_id;
    size_t connections, joined, online, threads;
    bool accept_waits; // for a handshake to end
    bool zombie_there; // the thread that ended last is not yet joined
    pthread_t zombie;
    char (*bans)[CORE_HOST_CHARS];
    size_t bans_n;

    pthread_mutex_t log; // the order of the lines

    // The flusher (flusher.c).
    int epoll;
    pthread_t flusher;
    atomic_bool flusher_stop;

    struct admin_socket *admin;
};

// accept.c: accept until the server stops.
void core_accept(struct server *s);

// conn.c
struct conn *core_conn_new(struct server *s, int fd, const char *host, uint16_t port, bool loopback);
void *core_conn_main(void *conn); // its thread
void core_goodbye(struct conn *c, const char *why,
                  bool for_good);     // tell it, where the protocol can, that it is to end
void core_conn_abort(struct conn *c); // end it without flushing
// outbox.c; c->write is held in all of these.
// Can `bytes` be said? *full: no, its outbox has no room, and it must be dropped once the lock is free.
bool core_ready(struct conn *c, size_t bytes, bool *full);
bool core_put(struct conn *c, const void *data, size_t bytes); // as it is, already sealed
void core_say_later(struct conn *c);                           // seal and put what was put off
void core_flush(struct conn *c);                               // as far as the socket takes it
void core_why(struct conn *c, const char *why);   // nothing more is said; the first reason counts
void core_break(struct conn *c, const char *why); // nothing more is said or read
// Without the lock: what was put off; the notice, the log, the end.
void core_later_end(struct conn *c);
void core_drop(struct conn *c);

// flusher.c
bool core_flusher_start(struct server *s);
void core_flusher_end(struct server *s);
bool core_watch(struct conn *c); // call core_flush when the socket takes more; c->write is held
// Its thread is done: flush what waits, then close it. Takes over the caller's reference.
void core_close(struct conn *c);

// registry.c
void core_registry_add(struct server *s, struct conn *c);
void core_registry_remove(struct conn *c); // closed: in no list any more
void core_registry_undo(struct conn *c);   // it got no thread
void core_thread_ended(struct server *s);  // called by a connection's thread as the last thing
void core_zombie_join(struct server *s);   // the last thread that ended
// All connections, held, as server_online() does it.
struct conn **core_all(struct server *s, size_t *n);
size_t core_handshakes(struct server *s);             // in progress; the registry is locked
size_t core_from(struct server *s, const char *host); // connections; the registry is locked

// stack.c, on the connection's own thread
void core_stack_begin(struct conn *c);
void core_stack_used(struct conn *c); // from now on a read times out once, and then:
void core_stack_trim(struct conn *c); // gives back what lies below the caller's frame

// room.c
void core_room_due(struct conn *c); // what its thread has said and not yet delivered

// bans.c
bool core_banned(struct server *s, const char *host);
bool core_is_address(const char *text, char host[CORE_HOST_CHARS]); // canonical
bool core_ban(struct server *s, const char *host);
bool core_unban(struct server *s, const char *host);

// admin_socket.c
void core_admin_end(struct server *s);

void core_wake(struct server *s); // async-signal-safe

#endif
