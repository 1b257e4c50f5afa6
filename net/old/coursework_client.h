// SPDX-License-Identifier: MIT
// What the two files of the coursework's client share.
#ifndef GLASSLOCK_NET_OLD_COURSEWORK_CLIENT_H
#define GLASSLOCK_NET_OLD_COURSEWORK_CLIENT_H

#include "net/old/clients.h"
#include "net/old/coursework_stream.h"
#include "net/talk/talk.h"

#define COURSEWORK_COLON_BYTES 2 // ": " behind the name

enum coursework_stage { AWAITS_KEY, AWAITS_ENTRY, AWAITS_ANSWER, IN_ROOM };
// What a full frame may have begun, and the next one go on with.
enum coursework_text { NOTHING, A_MESSAGE, A_LIST };
struct coursework {
    enum coursework_stage stage;
    struct rsa_private key; // ours, for as long as the program runs
    char *pem;
    struct rsa_public server;
    bool has_server;
    bool sign_up;
    char name[TALK_NAME_ROOM];            // with the hash: what to enter with; "": nothing
    char hash[COURSEWORK_HASH_CHARS + 1]; // as good as the password
    bool asked;                           // the user wants to see the list
    struct wire_writer people;            // the list, as far as it has come
    enum coursework_text goes_on;         // in the next frame
    char author[TALK_NAME_ROOM];          // of that message
};

// coursework_client.c. Send a text, and show `meaning` for it (NULL: the text). false: the user was told why
// not.
bool coursework_send(struct chat_client *c, const char *text, const char *meaning);
// The server's key is there: send the name that is known, or ask for one.
void coursework_enter(struct chat_client *c);

// coursework_hear.c
bool coursework_input(struct chat_client *c, uint8_t *data, size_t bytes, size_t *used);

#endif
