// SPDX-License-Identifier: MIT
// A listening socket, for servers and for the tap.
#ifndef GLASSLOCK_NET_CORE_LISTEN_H
#define GLASSLOCK_NET_CORE_LISTEN_H

#include "net/core/server.h"

// where: an IPv4 or IPv6 address or a name for one, in brackets or without; NULL: loopback. port 0: the
// kernel's choice; *chosen is what it is. Non-blocking, closed on exec. -1: `error` says why, and what to do.
int core_listen(const char *where, uint16_t port, uint16_t *chosen, char error[NET_ERROR_CHARS]);

#endif
