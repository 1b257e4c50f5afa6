// SPDX-License-Identifier: MIT
// What the store's files share: the prepared statements, and how a call begins and ends.
#ifndef GLASSLOCK_NET_GLASSLOCK_SERVER_STORE_IMPL_H
#define GLASSLOCK_NET_GLASSLOCK_SERVER_STORE_IMPL_H

#include "net/glasslock/server_store.h"

#include <pthread.h>
#include <sqlite3.h>

enum statement {
    S_BEGIN,
    S_COMMIT,
    S_ROLLBACK,
    S_PERSON_TAKEN,
    S_PERSON_PUT,
    S_PERSON_FIND,
    S_PERSON_CARD,
    S_PERSON_PUBLISH,
    S_MEMBERS_PUBLISH,
    S_PERSON_BAN,
    S_PEOPLE,
    S_GUEST_MEMBERS_DROP,
    S_GUEST_WRAPS_DROP,
    S_GUEST_RECEIPTS_DROP,
    S_GUEST_DROP,
    S_GUESTS_MEMBERS_DROP,
    S_GUESTS_WRAPS_DROP,
    S_GUESTS_RECEIPTS_DROP,
    S_GUESTS_DROP,
    S_ROOM_ADD,
    S_ROOM_FIND,
    S_ROOM_RECIPE,
    S_ROOM_DROP,
    S_ROOMS_OF,
    S_ROOMS,
    S_PAIR_FIND,
    S_MEMBER_PUT,
    S_MEMBER_INVITATION,
    S_MEMBER_ACCEPT,
    S_MEMBER_GONE,
    S_MEMBER_WRAPS_DROP,
    S_MEMBERS_TIDY,
    S_MEMBER_FIND,
    S_MEMBERS,
    S_COUNT_MEMBERS,
    S_COUNT_ROOMS,
    S_EPOCH_ADD,
    S_WRAP_ADD,
    S_EPOCHS_TIDY,
    S_EPOCHS,
    S_MESSAGE_SAME,
    S_MESSAGE_ADD,
    S_MESSAGES_TRIM,
    S_MESSAGES,
    S_RECEIPT_PUT,
    S_RECEIPTS,
    S_RECEIPTS_DROP,
    S_FRIEND_FIND,
    S_FRIEND_DROP,
    S_FRIEND_PUT,
    S_FRIENDS,
    STATEMENTS
};
extern const char *const store_sql[STATEMENTS];
extern const char store_schema[];

struct server_store {
    pthread_mutex_t lock; // guards all below, and the file
    sqlite3 *db;
    sqlite3_stmt *statements[STATEMENTS];
    unsigned batches;  // begun and not ended: messages leave their transaction open for the next one
    uint64_t failures; // of transactions that were left open
};

// A statement with its parameters from here on. Each is bound in order; the formats: i int64_t, t text,
// b bytes (pointer, size_t), r a room's 16 bytes, h a hash's 32 bytes. The memory stays the caller's, until
// store_done().
sqlite3_stmt *store_bind(struct server_store *s, enum statement which, const char *format, ...);
void store_done(sqlite3_stmt *statement);
// Bind, run to the end, done: no rows wanted.
enum store_result store_run(struct server_store *s, enum statement which, const char *format, ...);
// The same for a message within a batch: join takes the lock and goes on in an open transaction, part leaves
// it open and gives the lock back. Outside of a batch they are begin and end.
enum store_result store_join(struct server_store *s);
enum store_result store_part(struct server_store *s, enum store_result result);
// A whole transaction: begin takes the lock, end commits where `result` is OK and rolls back otherwise, and
// gives the lock back.
enum store_result store_begin(struct server_store *s);
enum store_result store_end(struct server_store *s, enum store_result result);
int64_t store_int(sqlite3_stmt *statement, int column);
const char *store_text(sqlite3_stmt *statement, int column); // never NULL
const uint8_t *store_blob(sqlite3_stmt *statement, int column, size_t *bytes);
void store_copy(void *out, sqlite3_stmt *statement, int column, size_t bytes); // zeros where it is shorter
void store_name(char *out, size_t room, sqlite3_stmt *statement, int column);

#endif
