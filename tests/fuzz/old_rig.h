// SPDX-License-Identifier: MIT
// The old protocols: what a server or a client makes of one input. Its first byte says whether the rest is
// the stream as it is, or texts to be sealed as an honest other side would. One protocol a process.
#ifndef GLASSLOCK_TESTS_FUZZ_OLD_RIG_H
#define GLASSLOCK_TESTS_FUZZ_OLD_RIG_H

#include "net/old/clients.h"
#include "net/old/old.h"

int old_server_hears(const struct server_protocol *chosen, const uint8_t *data, size_t size);
int old_client_hears(const struct client_protocol *chosen, const uint8_t *data, size_t size);

#endif
