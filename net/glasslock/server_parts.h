// SPDX-License-Identifier: MIT
// What the files of the default protocol's server share.
//
// Locks, in the order in which they may be taken together; the core's come after them all, except that a
// room_say() or a room_join() is made under neither of the second and the third:
//   state->opening_lock  one OPEN at a time: of two who open a pair with each other one finds the other's
//   gls_room->lock       one conversation: its members, its epoch, its numbers
//   state->presence_lock who is online, and what of it is not yet told
//   state->rooms_lock    the table of conversations that somebody online is in
//   the others are leaves: nothing is called under them but the store
#ifndef GLASSLOCK_NET_GLASSLOCK_SERVER_PARTS_H
#define GLASSLOCK_NET_GLASSLOCK_SERVER_PARTS_H

#include "net/channel/channel.h"
#include "net/core/server.h"
#include "net/glasslock/frames.h"
#include "net/glasslock/server_store.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#define GLS_ROOM_SLOTS   256
#define GLS_EPOCH_PART   100   // wraps in one EPOCH frame
#define GLS_OPENING_MS   10000 // in which a pair's INVITE follows its OPEN
#define GLS_WAITS        1024  // at once
#define GLS_PASSWORD_MAX 256   // bytes

// ---- one conversation ----

struct gls_room {
    struct gls_room *next; // in its slot; guarded by state->rooms_lock, as is `users`
    unsigned users;
    struct room *core; // those who are online and have SYNCed hear what is said

    pthread_mutex_t lock; // guards what follows
    struct store_room facts;
    uint8_t roster[TALK_HASH_BYTES]; // of the members as they are now
    bool roster_known;
    bool gone;          // the last member has left
    uint64_t opened_ms; // a pair that has just been opened, whose INVITE is on its way; else 0
};

// ---- a connection ----

struct gls_entry {
    struct gls_room *room;
    bool hears; // it has joined room->core
};

// An epoch that comes in parts.
struct gls_parts {
    struct wire_writer wraps; // text name, field wrapped, ...
    size_t n;
    uint32_t id, epoch;
    uint8_t room[TALK_ROOM_BYTES], roster[TALK_HASH_BYTES];
    bool begun, failed; // failed: refused already, the rest of it is passed over
};

struct gls_session {
    struct channel channel; // `out` under the connection's write lock once it stands
    atomic_bool standing;   // the channel is open
    atomic_ullong login;    // the last log-in that began here: one of state->logins, or 0

    // Its own thread's.
    bool in; // after WELCOME
    bool guest;
    bool leaving; // said BYE, or is to be ended
    char name[TALK_NAME_ROOM];
    uint8_t card[TALK_HASH_BYTES];
    unsigned failures; // of logging in
    struct gls_entry *rooms;
    size_t rooms_n;
    struct gls_parts parts;
};

// ---- the server ----

struct gls_names {
    char (*names)[TALK_NAME_ROOM];
    size_t n, room;
};

struct gls_wait {
    char name[TALK_NAME_ROOM], other[TALK_NAME_ROOM];
    uint8_t recipe;
};

struct gls_gate; // server_password.c
struct gls_state {
    struct server *server;
    struct server_store *store;
    struct ec_key identity;
    uint8_t log_key[32];
    int lock_file;
    struct gls_gate *gate;
    struct gls_room *lobby;
    struct room *everybody; // all who are in
    atomic_ullong logins;   // that have begun

    pthread_mutex_t opening_lock; // guards the time from seeing that there is no such pair until there is one

    pthread_mutex_t rooms_lock; // guards the table
    struct gls_room *rooms[GLS_ROOM_SLOTS];

    pthread_mutex_t presence_lock; // guards the three lists
    struct gls_names online, joined, left;

    pthread_mutex_t waits_lock; // guards the waits
    struct gls_wait *waits;
    size_t waits_n;

    pthread_mutex_t pending_lock; // guards the list: connections that are not yet in, held
    struct conn **pending;
    size_t pending_n, pending_room;

    pthread_mutex_t journal_lock; // guards the journal
    struct wire_writer journal;
    bool journal_full;
};

static inline struct gls_state *gls_state(struct conn *c)
{
    return server_state(conn_server(c));
}

static inline struct gls_session *gls_session(struct conn *c)
{
    return conn_state(c);
}

// ---- the data folder (server_files.c): each says in `error` why not ----

bool gls_lock_folder(struct gls_state *s, char *error, size_t room);
bool gls_load_identity(struct gls_state *s, char *error, size_t room); // made on the first start, 0600
bool gls_load_log_key(struct gls_state *s, char *error, size_t room);  // likewise
bool gls_open_store(struct gls_state *s, char *error, size_t room);

// ---- what is said to one connection (server_frames.c) ----

// Frames are gathered and said in pieces. With `drain` the connection's own thread waits for slow readers.
struct gls_out {
    struct conn *conn;
    bool drain;
    struct wire_writer w;
};
void gls_end(struct gls_out *out, size_t mark); // as frame_end(); says what has become long
// Half an answer would be believed: the connection ends, and its client comes again and asks anew. true.
bool gls_give_up(struct conn *c);
bool gls_read(struct gls_out *out, enum store_result result); // OK? FAILED: the answer is not to be said
bool gls_say(struct gls_out *out);                            // says the rest; `out` is empty again
void gls_ok(struct conn *c, uint32_t id, uint64_t number);
__attribute__((format(printf, 4, 5))) bool gls_error(struct conn *c, uint32_t id, enum glasslock_error code,
                                                     const char *format, ...); // true
void gls_text(struct conn *c, uint8_t type, const char *text);                 // NOTICE, GOODBYE
bool gls_store_error(struct conn *c, uint32_t id);                             // INTERNAL; true
const char *gls_frame_name(uint8_t type);

// A frame's handler reads its fields. false: it is malformed, and the connection ends.
typedef bool gls_handler(struct conn *c, struct wire_reader *r);
gls_handler gls_register, gls_login, gls_guest, gls_publish, gls_who, gls_cards, gls_open, gls_invite,
    gls_accept, gls_decline, gls_leave, gls_epoch, gls_say_text, gls_receipt, gls_sync, gls_friend,
    gls_friends, gls_wait, gls_recipe;
// Dispatch one inner frame. false: malformed or out of its turn.
bool gls_frame(struct conn *c, const struct frame *f);

// ---- the channel (server_channel.c) ----

void gls_serve(struct conn *c);
void gls_seal(struct seal_job *jobs, size_t n);

// ---- passwords (server_password.c) ----

struct gls_gate *gls_gate_new(const char *method, unsigned cost, char *error, size_t room);
void gls_gate_free(struct gls_gate *g);
const char *gls_password_problem(const struct gls_gate *g, const char *password); // NULL: fine
// Hash a new password. CT: as crypt(3).
bool gls_password_hash(struct gls_gate *g, const char *password, char hash[STORE_PASSWORD_CHARS + 1]);
// Compare; hash NULL: the same work, and false. *failed: no memory, and the password may be right.
bool gls_password_check(struct gls_gate *g, const char *password, const char *hash, bool *failed);
// Seconds to wait before this name may try again from this address; 0: now, and it counts as a failure until
// gls_gate_leave() says that the password was right.
unsigned gls_gate_enter(struct gls_gate *g, const char *name, const char *address);
void gls_gate_leave(struct gls_gate *g, const char *name, const char *address, bool right);

// ---- coming in (server_account.c, server_welcome.c) ----

// Decode a card, check it, and see that it is this name's. false: answered.
bool gls_check_card(struct conn *c, uint32_t id, const char *name, const uint8_t *data, size_t bytes,
                    uint8_t hash[TALK_HASH_BYTES]);
// The name is claimed and stored: WELCOME and all that follows.
void gls_come_in(struct conn *c, uint32_t id, const char *name, bool guest, const uint8_t *card);

// ---- presence (server_presence.c) ----

bool gls_is_online(struct gls_state *s, const char *name);
void gls_presence_in(struct conn *c);  // and tell it who is online
void gls_presence_out(struct conn *c); // of one who was in
void gls_tick(struct server *s);
bool gls_names_add(struct gls_names *names, const char *name);
bool gls_names_drop(struct gls_names *names, const char *name);

// ---- conversations (server_rooms.c, server_members.c, server_open.c, server_invite.c, server_membership.c)
// ----

// The conversation in the table, or NULL: none, or no memory. Give it back with gls_room_put().
struct gls_room *gls_room_get(struct gls_state *s, const uint8_t *id);
struct gls_room *gls_room_hold(struct gls_state *s, struct gls_room *room);
void gls_room_put(struct gls_state *s, struct gls_room *room);
// Of a member: found in its entries, or in the store. NULL: not a member. It stays while the entry does.
struct gls_entry *gls_entry(struct conn *c, const uint8_t *id);
void gls_hear(struct conn *c, struct gls_entry *entry);       // from now on
void gls_entry_drop(struct conn *c, struct gls_entry *entry); // hears no more
void gls_entries_drop(struct conn *c);
bool gls_know_roster(struct gls_state *s, struct gls_room *room); // room->lock; room->roster is right
bool gls_room_fresh(struct gls_state *s, struct gls_room *room);  // room->lock: the epoch is the members'
bool gls_is_lobby(const uint8_t *id);
// For store_rooms_of() and the like: append the room's facts to a wire_writer, to be read back with
// gls_room_at().
void gls_collect_room(void *context, const struct store_room *room);
bool gls_room_at(const struct wire_writer *rooms, size_t i, struct store_room *room);
// With room->lock: MEMBERS to one, or to all who are online; a frame to all who are online.
void gls_members_to(struct conn *c, struct gls_room *room);
void gls_members_to_all(struct gls_state *s, struct gls_room *room);
void gls_left_to_all(struct gls_state *s, struct gls_room *room, const char *name);
// With room->lock. Somebody leaves, or declines: told to the others.
enum store_result gls_take_out(struct gls_state *s, struct gls_room *room, const char *name);
void gls_guest_leaves(struct conn *c);
const char *gls_room_title(const struct store_room *room, const char *name); // as `name` sees it
uint8_t gls_room_flags(const struct store_room *room);
// Is there such a user? A guest is known while it is there.
bool gls_known(struct gls_state *s, const char *name, struct store_person *person);
// Does this user's own card sign that the owner of the other one may come in?
bool gls_signs(struct conn *c, const uint8_t *room, const uint8_t *invitation, size_t bytes,
               const uint8_t guest[TALK_HASH_BYTES]);
void gls_put_invited(struct wire_writer *w, struct gls_state *s, const struct store_room *room, uint8_t flags,
                     const char *to, const char *by, const uint8_t *invitation, size_t bytes);
bool gls_no_room(struct conn *c, uint32_t id); // ROOM; true

// ---- epochs (server_epochs.c; EPOCH itself in server_epoch_parts.c) ----
// Keep an epoch, make it the room's, and send each member its key; room->lock is held.
enum store_result gls_epoch_install(struct gls_state *s, struct gls_room *room, const struct store_epoch *e);

// KEY frames of the epochs `first` to `last`, for the connection's user.
void gls_keys_to(struct gls_out *out, const uint8_t *room, uint32_t first, uint32_t last);
// With room->lock. Where the epoch is stale: the server makes it (securechat), or asks the highest name for
// it (fernet).
void gls_epoch_make(struct gls_state *s, struct gls_room *room);
void gls_epoch_ask(struct gls_state *s, struct gls_room *room);
// The members (without those who are gone or only invited), held as one array of names and hashes.
struct gls_member {
    char name[TALK_NAME_ROOM];
    uint8_t card[TALK_HASH_BYTES];
};
struct gls_member *gls_members(struct gls_state *s, const uint8_t *room, size_t *n); // NULL: failed

// ---- messages (server_messages.c, server_sync.c) ----

void gls_put_message(struct wire_writer *w, const struct store_message *m);

// ---- friends (server_friends.c, server_waits.c) ----

void gls_friends_all(struct gls_out *out, const char *name);
void gls_waits_drop(struct gls_state *s, const char *name);

// ---- the journal and administration (server_journal.c, server_admin.c) ----

__attribute__((format(printf, 2, 3))) void gls_journal(struct gls_state *s, const char *format, ...);
bool gls_journal_save(struct gls_state *s, char *error, size_t room);
bool gls_admin(struct server *s, const char *line, FILE *out);
extern const char gls_admin_help[];
void gls_pending_add(struct conn *c);
void gls_pending_drop(struct conn *c);

#endif
