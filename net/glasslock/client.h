// SPDX-License-Identifier: MIT
// The default protocol's client. Below client_config's folder it keeps known_hosts (the servers' identities)
// and NAME@HOST:PORT.db (client_store.h: keys, cards, conversations, history, what is unsent).
#ifndef GLASSLOCK_NET_GLASSLOCK_CLIENT_H
#define GLASSLOCK_NET_GLASSLOCK_CLIENT_H

#include "net/client/protocol.h"

extern const struct client_protocol client_glasslock;

#endif
