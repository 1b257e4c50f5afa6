// SPDX-License-Identifier: MIT
// The old protocols' clients, and what they share.
#ifndef GLASSLOCK_NET_OLD_CLIENTS_H
#define GLASSLOCK_NET_OLD_CLIENTS_H

#include "net/client/protocol.h"

extern const struct client_protocol client_chatlock, client_socketchat, client_coursework;

// Make what came from outside fit to be shown: bytes that are no UTF-8, and control characters save line feed
// and tab, become '?'. A NUL within, too: the text is `bytes` long, and NUL-terminated.
void old_clean(char *text, size_t bytes);

// May this stand where a name does? 1 to OLD_NAME_MOST bytes without line feed or tab: else a name could pass
// for a line of its own.
#define OLD_NAME_MOST 64
bool old_is_name(const char *name, size_t bytes);

// Is the client online? If not, the user is told that nothing was said, and why (`enter`: what to do where
// the connection stands and only the entry is missing).
bool old_may_say(struct chat_client *c, const char *enter);

// The say_private of a protocol that has no private messages.
bool old_no_private(struct chat_client *c, const char *name, const char *text);

// Somebody is here: on the list of people, with EVENT_JOIN where `tell`. What is no name is passed over.
void old_came(struct chat_client *c, const char *name, bool tell);
void old_went(struct chat_client *c, const char *name);

#endif
