// SPDX-License-Identifier: MIT
// A client without a socket: what a server would say is given to its protocol, cut at will.
#ifndef GLASSLOCK_TESTS_FUZZ_CLIENT_RIG_H
#define GLASSLOCK_TESTS_FUZZ_CLIENT_RIG_H

#include "net/client/engine.h"

struct chat_client *client_rig(const struct client_protocol *protocol);
bool client_rig_connect(struct chat_client *c); // what it says is in c->out
// These bytes come, `step` (fuzz_step) at a time; returns whether the connection stands.
bool client_rig_hear(struct chat_client *c, const uint8_t *data, size_t bytes, uint8_t step);
void client_rig_lose(struct chat_client *c); // the connection is gone

#endif
