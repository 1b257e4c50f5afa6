// SPDX-License-Identifier: MIT
// What the store's files share.
#ifndef GLASSLOCK_NET_GLASSLOCK_CLIENT_STORE_IMPL_H
#define GLASSLOCK_NET_GLASSLOCK_CLIENT_STORE_IMPL_H

#include "net/glasslock/client_seal.h"
#include "net/glasslock/client_store.h"

#include <sqlite3.h>

enum statement { PUT, GET, DROP, ALL, APPEND, REPLACE, ROOM, STATEMENTS };
struct client_store {
    sqlite3 *db;
    sqlite3_stmt *statement[STATEMENTS];
    struct client_seal seal;
    bool failed; // since begin
    int broken;  // SQLite's code of the first failed write since the last client_store_mend(); 0: none
};

// Run a statement that gives no rows, and make it ready for the next time.
bool client_store_step(struct client_store *s, sqlite3_stmt *q);
// The same after rows were read, of which `last` is what came last: a failure to go on is noted.
void client_store_end_reading(struct client_store *s, sqlite3_stmt *q, int last);

#endif
