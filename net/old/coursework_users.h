// SPDX-License-Identifier: MIT
// The coursework server's accounts: a text file, a line each, `user sha256hex(sha256hex(password))`. Fast and
// unsalted hashes, as the original has them; the file itself is never half-written (a temporary, then rename)
// and private (0600). Safe from any thread.
#ifndef GLASSLOCK_NET_OLD_COURSEWORK_USERS_H
#define GLASSLOCK_NET_OLD_COURSEWORK_USERS_H

#include <stdbool.h>
#include <stddef.h>

#define COURSEWORK_NAME_ROOM 33
#define COURSEWORK_MAX_USERS 100000

struct coursework_users;
// Read the file, which need not be there yet. NULL: `error` says why.
struct coursework_users *coursework_users_open(const char *path, char *error, size_t room);
void coursework_users_close(struct coursework_users *users);

enum coursework_account { COURSEWORK_DONE, COURSEWORK_REFUSED, COURSEWORK_NOT_STORED };
// hash: what the client sent, sha256hex(password). REFUSED: the name is taken or no name, or the hash is
// none.
enum coursework_account coursework_sign_up(struct coursework_users *users, const char *name,
                                           const char *hash);
// REFUSED: unknown, or another password.
enum coursework_account coursework_log_in(struct coursework_users *users, const char *name, const char *hash);

#endif
