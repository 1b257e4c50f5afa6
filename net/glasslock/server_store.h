// SPDX-License-Identifier: MIT
// What the server of the default protocol keeps: people, cards, rooms, members, epochs, messages, receipts
// and friends, in one SQLite file. It holds no text, no password and no private key: messages and wrapped
// keys are ciphertext, passwords are hashes of crypt(3).
//
// One connection to the file, with a lock of its own around each call, because SQLite would let one writer at
// a time in anyway, and one connection keeps every statement prepared. Any thread may call. Each call that
// changes something is one transaction: after kill -9 the file is as it was before or after the call. (WAL
// with synchronous=NORMAL: only a loss of power can take the last moments, and leaves the rest whole.) Rows
// come through callbacks, which run under the lock: they copy, and call nothing here.
#ifndef GLASSLOCK_NET_GLASSLOCK_SERVER_STORE_H
#define GLASSLOCK_NET_GLASSLOCK_SERVER_STORE_H

#include "net/core/server.h"
#include "net/talk/talk.h"

#define STORE_PASSWORD_CHARS 383 // the longest hash of crypt(3)
#define STORE_TITLE_ROOM     65  // 64 bytes of UTF-8 and the NUL
#define STORE_WRAPPED_BYTES  600 // the longest wrapped key
#define STORE_SCHEMA         1   // the version this code reads and writes

enum store_result {
    STORE_OK,
    STORE_NONE,  // no such row
    STORE_TAKEN, // there is one already
    STORE_FAILED // the disk or the file: nothing was changed
};

struct server_store;
// Open or make the file (0600). Where another process holds it, that is waited for, at most five seconds.
// NULL: `error` says why, in one line.
struct server_store *store_open(const char *path, char *error, size_t room);
void store_close(struct server_store *s); // NULL is allowed

// ---- people: accounts, and guests while they are connected ----

struct store_person {
    char name[TALK_NAME_ROOM];
    bool guest, banned;
    char password[STORE_PASSWORD_CHARS + 1]; // "" of a guest
    uint8_t card[TALK_HASH_BYTES];
};
// A new account and its place in the lobby. TAKEN: an account with the same letters, in either case, is
// there.
enum store_result store_account_add(struct server_store *s, const char *name, const char *password,
                                    const uint8_t hash[TALK_HASH_BYTES], const void *card, size_t card_bytes,
                                    uint64_t now_ms);
// A guest and its place in the lobby. TAKEN: as above.
enum store_result store_guest_add(struct server_store *s, const char *name,
                                  const uint8_t hash[TALK_HASH_BYTES], const void *card, size_t card_bytes,
                                  uint64_t now_ms);
// A guest leaves every room; the card stays while messages are there that were signed with it.
enum store_result store_guest_drop(struct server_store *s, const char *name);
enum store_result store_guests_drop(struct server_store *s); // all of them: at the start
enum store_result store_person_find(struct server_store *s, const char *name, struct store_person *person);
// Appends the encoded card.
enum store_result store_card(struct server_store *s, const char *name, struct wire_writer *card);
// Another card for an account, in its rooms too.
enum store_result store_publish(struct server_store *s, const char *name, const uint8_t hash[TALK_HASH_BYTES],
                                const void *card, size_t card_bytes);
enum store_result store_ban(struct server_store *s, const char *name, bool banned);
typedef void store_each_person(void *context, const struct store_person *person, uint64_t rooms);
enum store_result store_people(struct server_store *s, store_each_person *each, void *context);

// ---- rooms and members ----

struct store_room {
    uint8_t id[TALK_ROOM_BYTES];
    uint8_t salt[16];
    uint8_t recipe; // of the next epoch
    bool pair;
    char title[STORE_TITLE_ROOM]; // of a pair: whom its founder meant
    char founder[TALK_NAME_ROOM];
    uint64_t last;  // sequence number of the last message
    uint32_t epoch; // the latest; 0: none yet
    uint8_t epoch_recipe;
    uint8_t roster[TALK_HASH_BYTES]; // of the latest epoch
};
enum store_state { STORE_INVITED = 1, STORE_ACTIVE = 2, STORE_GONE = 3 };
struct store_member {
    const char *name, *inviter; // of the founder: itself
    const uint8_t *card;        // hash, as it is now; as it was, of one who is gone
    const uint8_t *invitation;
    size_t invitation_bytes;
    enum store_state state;
    bool founder;
    uint64_t joined; // messages after this one are for it
};
// A new room with its founder in it. TAKEN: there is one of that id.
enum store_result store_room_add(struct server_store *s, const struct store_room *room,
                                 const void *invitation, size_t invitation_bytes);
enum store_result store_room_find(struct server_store *s, const uint8_t *id, struct store_room *room);
// The pair that one of the two opened for the other.
enum store_result store_pair_find(struct server_store *s, const char *a, const char *b,
                                  uint8_t id[TALK_ROOM_BYTES]);
enum store_result store_room_recipe(struct server_store *s, const uint8_t *id, uint8_t recipe);
// The rooms in which somebody is invited or active, the lobby first.
typedef void store_each_room(void *context, const struct store_room *room);
enum store_result store_rooms_of(struct server_store *s, const char *name, enum store_state state,
                                 store_each_room *each, void *context);
enum store_result store_rooms(struct server_store *s, store_each_room *each, void *context);
// One member; each is called once or not at all.
typedef void store_each_member(void *context, const struct store_member *member);
enum store_result store_member(struct server_store *s, const uint8_t *room, const char *name,
                               store_each_member *each, void *context);
enum store_result store_members(struct server_store *s, const uint8_t *room, store_each_member *each,
                                void *context); // by name, those who are gone last
// How many are invited or active, and in how many rooms somebody is (the lobby not counted).
enum store_result store_count(struct server_store *s, const uint8_t *room, const char *name,
                              uint64_t *members, uint64_t *rooms);
// Put somebody in, invited or active, or replace its row; it gets the messages from here on.
enum store_result store_member_put(struct server_store *s, const uint8_t *room, const char *name,
                                   const char *inviter, enum store_state state, const void *invitation,
                                   size_t invitation_bytes);
// Another invitation for one who is in already (its card has changed).
enum store_result store_member_invitation(struct server_store *s, const uint8_t *room, const char *name,
                                          const char *inviter, const void *invitation,
                                          size_t invitation_bytes);
// An invited one is in. NONE: not invited.
enum store_result store_member_accept(struct server_store *s, const uint8_t *room, const char *name);
// Take a member or an invited one out. It stays listed as gone while somebody whom it invited is in. With the
// last active member the room goes, and all that was in it: *empty.
enum store_result store_member_leave(struct server_store *s, const uint8_t *room, const char *name,
                                     bool *empty);

// ---- epochs ----

struct store_wrap {
    const char *name;
    const uint8_t *wrapped; // no bytes: this member is left out
    size_t bytes;
};
struct store_epoch {
    const uint8_t *room;
    uint32_t epoch;
    uint8_t recipe;
    const uint8_t *roster;
    const char *maker; // "" for the server
    const struct store_wrap *wraps;
    size_t n;
};
// Epochs without a message that is still kept are forgotten with it. TAKEN: there is one of that number.
enum store_result store_epoch_add(struct server_store *s, const struct store_epoch *epoch);
// The keys for one member of the epochs `first` to `last`. e->n is 1.
typedef void store_each_epoch(void *context, const struct store_epoch *e);
enum store_result store_epochs(struct server_store *s, const uint8_t *room, const char *name, uint32_t first,
                               uint32_t last, store_each_epoch *each, void *context);

// ---- messages and receipts ----

struct store_message {
    const uint8_t *room;
    uint64_t sequence, time_ms, counter;
    uint32_t epoch;
    const char *sender;
    const uint8_t *data;
    size_t bytes;
};
// Messages that are added between the two may be one transaction, which stands when end returns true; where
// it returns false, perhaps none of them is kept. Several batches may be open; anything else that is stored
// meanwhile commits what is there first.
uint64_t store_batch_begin(struct server_store *s);
bool store_batch_end(struct server_store *s, uint64_t token);
// Keep a message, at most `history` (0: 1) in its room. TAKEN: the very same bytes from this sender are
// there, and m->sequence says where.
enum store_result store_message_add(struct server_store *s, struct store_message *m, uint32_t history);
// Those after `after` that are for `name`, in order, until `each` returns false.
typedef bool store_each_message(void *context, const struct store_message *m);
enum store_result store_messages(struct server_store *s, const uint8_t *room, const char *name,
                                 uint64_t after, store_each_message *each, void *context);

struct store_receipt {
    const uint8_t *room;
    const char *reader, *author;
    uint8_t kind;
    uint32_t epoch;
    uint64_t counter;
    const uint8_t *mac;
};
// Only the latest of each kind, reader and author is kept.
enum store_result store_receipt_put(struct server_store *s, const struct store_receipt *r);
// Those for an author in a room; they are forgotten.
typedef void store_each_receipt(void *context, const struct store_receipt *r);
enum store_result store_receipts_take(struct server_store *s, const uint8_t *room, const char *author,
                                      store_each_receipt *each, void *context);

// ---- friends ----

// enum glasslock_friend_state between the two, as `name` sees it.
enum store_result store_friend(struct server_store *s, const char *name, const char *other, uint8_t *state);
// NONE takes out whatever was; ASKED: name asks other; FRIENDS: both are.
enum store_result store_friend_set(struct server_store *s, const char *name, const char *other,
                                   uint8_t state);
typedef void store_each_friend(void *context, const char *other, uint8_t state);
enum store_result store_friends(struct server_store *s, const char *name, store_each_friend *each,
                                void *context);

#endif
