// SPDX-License-Identifier: MIT
// What a client of the default protocol keeps: one SQLite file a user and server, in which everything private
// is sealed.
//
// A key is derived from the passphrase by PBKDF2-HMAC-SHA-256 and spread by HKDF into three: AES-256-CBC
// encrypts each record under a fresh IV, HMAC-SHA-256 covers the place where it stands, IV and ciphertext,
// and what a record is called is stored only as an HMAC, so that the file shows how many records of a kind
// there are and how long they are, and nothing else. A record cannot be altered or moved unnoticed. Putting
// back an old copy of the whole file is not noticed.
//
// One thread at a time. A file is open in one process at a time; another waits a second for it, then is told.
#ifndef GLASSLOCK_NET_GLASSLOCK_CLIENT_STORE_H
#define GLASSLOCK_NET_GLASSLOCK_CLIENT_STORE_H

#include "net/wire/bytes.h"

#define CLIENT_STORE_ITERATIONS 600000    // of PBKDF2, unless the caller says another number
#define CLIENT_STORE_MOST       (1 << 20) // bytes of one record

enum client_store_kind {
    STORED_KEYS = 1, // our own; one record
    STORED_PEER,     // by name: pinned cards
    STORED_ROOM,     // by room id
    STORED_CHAIN,    // by room and card
    STORED_EPOCH,    // by room and number
    STORED_UNSENT,   // by our own number
    STORED_SENT,     // by room and counter: hashes of what we said
    STORED_HEARD,    // by room and author: what is owed a receipt
    STORED_TRUST,    // by room and card: whose invitation was checked
    STORED_PROBE     // for a moment: is there room again?
};

enum client_store_result { STORED, NOT_STORED, STORE_DAMAGED };

struct client_store;
// path NULL: in memory only, without a passphrase. A file that is not there is made (0600). iterations 0: the
// standard number; a file remembers its own. NULL: `error` says why in one line, and *no_memory whether it
// was only that.
struct client_store *client_store_open(const char *path, const char *passphrase, unsigned iterations,
                                       bool *no_memory, char *error, size_t room);
void client_store_close(struct client_store *s); // wipes; NULL is allowed

// What is between the two is on the disk together or not at all. false: it is not there (a full disk).
void client_store_begin(struct client_store *s);
bool client_store_commit(struct client_store *s);

// Why something could not be written, or not be read, since the last client_store_mend() that succeeded;
// NULL: all was.
const char *client_store_broken(const struct client_store *s);
// What is to be stored is not whole, or what was read: as if the store had had no memory for it.
void client_store_no_memory(struct client_store *s);
// Try whether it can be written again.
bool client_store_mend(struct client_store *s);

// false: it could not be stored.
bool client_store_put(struct client_store *s, enum client_store_kind kind, const void *key, size_t key_bytes,
                      const void *data, size_t bytes);
// Appends the record to `out`. NOT_STORED may be for want of memory: client_store_broken() says so.
enum client_store_result client_store_get(struct client_store *s, enum client_store_kind kind,
                                          const void *key, size_t key_bytes, struct wire_writer *out);
void client_store_drop(struct client_store *s, enum client_store_kind kind, const void *key,
                       size_t key_bytes);
// Every record of a kind, in no order; `each` may not call the store. The result is the number of damaged
// ones.
typedef void client_store_each(void *context, struct wire_reader key, struct wire_reader data);
size_t client_store_all(struct client_store *s, enum client_store_kind kind, client_store_each *each,
                        void *context);

// ---- history: records of one room (16 bytes) in the order in which they came ----

// The new record's id, rising; 0: it could not be stored.
int64_t client_store_append(struct client_store *s, const uint8_t room[16], const void *data, size_t bytes);
bool client_store_replace(struct client_store *s, const uint8_t room[16], int64_t id, const void *data,
                          size_t bytes);
// The last `most` records of a room, oldest first. The result is the number of damaged ones.
typedef void client_store_line(void *context, int64_t id, struct wire_reader data);
size_t client_store_history(struct client_store *s, const uint8_t room[16], size_t most,
                            client_store_line *each, void *context);

#endif
