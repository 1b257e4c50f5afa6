// SPDX-License-Identifier: MIT
// The threaded chat server: connections, names, rooms and delivery. It knows no cryptography and no message:
// a protocol (protocol.h) turns bytes into these calls and back.
//
// Threads. One accepts; each connection has one of its own, which runs the protocol with blocking reads; one
// flushes outboxes and keeps time (pings, time-outs, presence). A write goes straight from the sender's
// thread to the recipient's socket without blocking; what does not fit waits in the recipient's bounded
// outbox, which the flusher empties, so that a slow reader delays nobody. When its outbox is full it is
// dropped, with a notice.
//
// Locks, in the order in which they may be taken together:
//   room->lock       the queue of what is to be said in one room, its members
//   server->registry the list of connections and the table of names; no socket is written under it
//   conn->write      one connection's outbox, its sealing state, the order of its bytes
//   log->lock        the lines of the live log
// A connection is kept alive by references (conn_hold, conn_release); its thread holds one.
#ifndef GLASSLOCK_NET_CORE_SERVER_H
#define GLASSLOCK_NET_CORE_SERVER_H

#include "net/core/limits.h"
#include "net/core/protocol.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define NET_NAME_BYTES    32  // the longest user name, in bytes of UTF-8
#define NET_ADDRESS_CHARS 64  // "127.0.0.1:4321", "[::1]:4321", with the NUL
#define NET_ERROR_CHARS   256 // one line that says what was wrong and what to do

struct server;
struct conn;
struct room;

struct server_config {
    const struct server_protocol *protocol;
    const char *listen;        // an address; NULL: loopback
    uint16_t port;             // 0: the kernel chooses, see server_port()
    const char *data;          // folder of the protocol's files; made with 0700 where it is not there
    bool open;                 // guests may come in without an account
    bool wire;                 // say what crosses the wire
    const char *password_hash; // "yescrypt" or "bcrypt" (default protocol)
    unsigned password_cost;    // 0: the standard cost of the password hash (tests set a small one)
    const char *password;      // the shared password (socketchat)
    // chatlock: a text that has just been decrypted, block by block under DES, from the thread that did it.
    // The program prints the trace of each block (views are the app's). NULL: nobody asked.
    void (*trace)(void *context, const char *text);
    uint64_t rekey_records; // 0: the standard interval (tests set a small one)
    struct server_limits limits;
    // One line of the live log, without its line end, from any thread (called under log->lock). NULL: none.
    void (*log)(void *context, const char *line);
    void *log_context; // of log and trace
};

// Make and open everything (socket, data), but serve nobody yet. Limits malloc to one arena, for the whole
// process. NULL: `error` says why, in one line. What
// the config points to stays valid until server_free().
struct server *server_new(const struct server_config *config, char error[NET_ERROR_CHARS]);
uint16_t server_port(const struct server *s);
// Serve until server_stop(). Returns when every connection has ended and the protocol has saved its files.
// false: it could not begin, and has logged why.
bool server_run(struct server *s);
// After it: false where something could not be saved; the log says what.
bool server_saved(const struct server *s);
// From any thread, or a signal handler (async-signal-safe). `politely`: clients are told, outboxes flushed
// for at most two seconds; otherwise sockets are closed at once. Both save.
void server_stop(struct server *s, bool politely);
void server_free(struct server *s);
// As many open files as the system allows this process: raises the soft limit to the hard one, and returns
// it. server_run() does it.
uint64_t server_raise_files(void);

// ---- for protocols, on any thread ----

const struct server_config *server_config(const struct server *s);
void *server_state(struct server *s);                  // the protocol's own, as its start() left it
const uint8_t *server_session(const struct server *s); // 16 random bytes, new at each start
__attribute__((format(printf, 2, 3))) void server_log(struct server *s, const char *format, ...);
void server_unsaved(struct server *s);    // from stop(): something could not be saved, and the log says what
bool server_wire(const struct server *s); // is the wire to be shown?
void server_set_wire(struct server *s, bool on);
uint64_t server_now_ms(void); // a clock that never goes back

// ---- one connection; reads only on its own thread ----

struct server *conn_server(struct conn *c);
void *conn_state(struct conn *c); // protocol->session_bytes of the protocol's own, zeros at first
const char *conn_address(const struct conn *c);
uint64_t conn_id(const struct conn *c); // 1, 2, ...; never used again
struct conn *conn_hold(struct conn *c);
void conn_release(struct conn *c);
// What there is, at least one byte: blocks. 0: the connection is over (closed, idle too long, dropped, the
// server stops).
size_t conn_read(struct conn *c, void *out, size_t room);
// All `bytes` of them; false: over before that.
bool conn_read_all(struct conn *c, void *out, size_t bytes);
// Say `bytes`, through the protocol's seal(): written at once as far as the socket takes it. false: the
// connection is over, or has just been dropped because its outbox was full.
bool conn_say(struct conn *c, const void *data, size_t bytes);
// The same, for a room_saying's after() and its author: it goes out in one piece with what the room says to
// this connection next, at the end of this delivery at the latest.
bool conn_say_later(struct conn *c, const void *data, size_t bytes);
// Say bytes that are not sealed (the handshake's).
bool conn_say_plain(struct conn *c, const void *data, size_t bytes);
// For long answers, on its own thread: wait until at least half of the outbox is free. false: it is over.
bool conn_drain(struct conn *c);
// Before each message that it says, on its own thread: waits while there were more than limits.rate allows.
// false: it is over meanwhile.
bool conn_pace(struct conn *c);
// The connection is through its handshake and counts no more among `handshakes`; the idle limit holds from
// here.
void conn_joined(struct conn *c);
// End it: reads return 0. `why` goes into the log. A notice, if any, was said before. After the outbox is
// flushed (at most two seconds) the socket is closed.
void conn_end(struct conn *c, const char *why);
// The other side has said that it says no more, or is gone; perhaps c's thread has yet to read that.
bool conn_hung_up(struct conn *c);

// ---- names: one online connection each ----

// false: the name is taken.
bool server_claim(struct server *s, struct conn *c, const char *name);
void server_unclaim(struct server *s, struct conn *c);
const char *conn_name(const struct conn *c); // "" before the claim; fixed afterwards until unclaimed
// A held reference to the connection of that name, or NULL.
struct conn *server_find(struct server *s, const char *name);
// Every claimed name, held: *n of them, in order of joining; free the array after releasing each. NULL only
// without memory or when there is none (*n is 0).
struct conn **server_online(struct server *s, size_t *n);
void server_count(struct server *s, size_t *connections, size_t *joined);

// ---- rooms: everybody in one hears the same things in the same order ----

struct room *room_new(struct server *s);
struct room *room_hold(struct room *r);
void room_release(struct room *r);
// false: full (limits.room_members), or no memory. Joining twice counts once.
bool room_join(struct room *r, struct conn *c);
void room_leave(struct room *r, struct conn *c);
size_t room_size(struct room *r);
// Queue one thing to say to all members (but `except`, which may be NULL). Sayings from all threads get one
// order. The calling thread delivers what is queued unless another is just doing it; a thread waits where the
// queue is long, and takes over the delivering in its turn, so that no sender serves for ever. What has
// queued up for one member meanwhile is sealed and written as one. before(context), if not NULL, is called
// once for each saying, in the room's order and with nothing else of this room running: where a number is
// given and a message stored; it may be called on another sender's thread, and after room_say returned; it
// says nothing in this room. false: it is not said after all. room_say returns false only without memory.
struct room_saying {
    const void *data; // copied
    size_t bytes;
    struct conn *except;
    bool (*before)(void *context, uint8_t *data, size_t bytes); // may fill in numbers in the copy
    // May be NULL. Called once where before() returned true and all of the delivery was kept (or was not:
    // then it is not said after all), and before anybody hears it: where the author is answered.
    void (*after)(void *context, bool kept);
    // Stays valid until before() returned false, after() was called or room_say() returned false.
    void *context;
    // Its own connection, where a connection's thread says it (may be NULL): the delivery is put off until
    // that thread has nothing more to handle, that is, to its next conn_read(), so that what came in one
    // piece also goes out in one.
    struct conn *author;
};
bool room_say(struct room *r, const struct room_saying *saying);

// ---- administration ----

// One line from the console or the admin socket (users, online, pending, rooms, kick NAME [WHY], ban
// NAME|ADDRESS, unban, notice TEXT, wire on|off, stats, stop, help); the answer goes to `out`. Commands that
// the core does not know go to the protocol. false: the command was refused (the answer says why).
bool server_admin(struct server *s, const char *line, FILE *out);
// Listen for admin commands on a local socket at `path` (mode 0600, removed at the end): one line in, the
// answer out, then a line with "." alone. `glasslock admin` speaks it.
bool server_admin_listen(struct server *s, const char *path, char error[NET_ERROR_CHARS]);

struct server_stats {
    uint64_t started_ms, accepted, refused, dropped;
    uint64_t reads, bytes_in, bytes_out, deliveries;
    size_t connections, joined, rooms;
};
void server_stats(struct server *s, struct server_stats *out);

#endif
