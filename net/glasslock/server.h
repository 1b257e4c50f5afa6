// SPDX-License-Identifier: MIT
// The default protocol's server side. What it says and hears: frames.h and net/README.md.
//
// It needs a data folder, in which it keeps identity.pem (its ECDSA P-256 key, 0600, made on the first
// start), chat.db (server_store.h), and for each session log-<session>.fernet, who joined, left and spoke
// where and when, as one Fernet token under log.key (`glasslock fernet decrypt --key-file log.key` opens it).
#ifndef GLASSLOCK_NET_GLASSLOCK_SERVER_H
#define GLASSLOCK_NET_GLASSLOCK_SERVER_H

#include "net/channel/channel.h"
#include "net/core/server.h"

extern const struct server_protocol server_glasslock;

// What users compare with what their client shows at the first visit. For a server of this protocol.
void server_glasslock_fingerprint(struct server *s, char text[CHANNEL_FINGERPRINT_CHARS + 1]);

#endif
