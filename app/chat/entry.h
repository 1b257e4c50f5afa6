// SPDX-License-Identifier: MIT
// Where the server is and who comes in: the options that every face of the chat has (`glasslock chat`,
// `glasslock web`).
#ifndef GLASSLOCK_APP_CHAT_ENTRY_H
#define GLASSLOCK_APP_CHAT_ENTRY_H

#include "app/chat/target.h"
#include "app/options.h"
#include "app/secrets.h"
#include "net/client/client.h"

#include <stddef.h>

struct chat_entry {
    const char *command; // "chat", for errors
    struct client_config config;
    char server[TARGET_HOST_CHARS + 16]; // as it is shown: "127.0.0.1:7070"
    struct app_secret password, passphrase;
    bool unattended; // nobody can give a password later: one that is needed and not there is an error
    const char *protocol, *port;
    struct target target;
    char *secrets[2]; // what was read, to be wiped
    size_t secret_bytes[2];
};

#define CHAT_ENTRY_OPTIONS 13
#define CHAT_ENTRY_HELP                                                                                      \
    "      --user NAME           log in as NAME; without it, /register, /login or\n"                         \
    "                            /guest say who you are\n"                                                   \
    "      --register            make the account NAME first\n"                                              \
    "      --guest               come in as the guest NAME, without an account\n"                            \
    "      --password P          of the account, or of the room (socketchat):\n"                             \
    "                            env:NAME or tty:\n"                                                         \
    "      --password-file F     or a file that holds it\n"                                                  \
    "      --passphrase P        of the keys and history kept here; without it the\n"                        \
    "                            password serves\n"                                                          \
    "      --passphrase-file F   or a file that holds it\n"                                                  \
    "      --protocol P          glasslock (the default), or an old one: chatlock,\n"                        \
    "                            socketchat, coursework\n"                                                   \
    "      --port N              instead of the protocol's own\n"                                            \
    "      --data DIR            where keys, history and known servers are\n"                                \
    "                            (~/.local/share/glasslock)\n"                                               \
    "      --ephemeral           keep nothing on disk\n"                                                     \
    "      --wire                show what crosses the wire beside what it means\n"                          \
    "      --no-receipts         do not tell others what you have received and read\n"

// Make `entry` empty and put its options into the first CHAT_ENTRY_OPTIONS places of the table.
void chat_entry_options(struct chat_entry *entry, const char *command, struct app_option *table);
// When the options are read: the protocol, the server from the operands argv[operand...] (none: loopback;
// socketchat also takes HOST PORT PASSWORD NICK, as the original does), and what excludes what.
int chat_entry_check(struct chat_entry *entry, int argc, char **argv, int operand);
// Read the secrets, the last thing before the client starts (a terminal may be asked). An exit status.
int chat_entry_secrets(struct chat_entry *entry);
void chat_entry_wipe(struct chat_entry *entry);

// Does the protocol have this command?
bool chat_entry_has(const struct chat_entry *entry, const char *command);

#endif
