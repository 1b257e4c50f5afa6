// SPDX-License-Identifier: MIT
// The protocols that a server speaks: the default first, the one for benchmarks last.
#include "net/core/protocol.h"
#include "net/core/raw.h"
#include "net/glasslock/server.h"
#include "net/old/old.h"

#include <string.h>

const struct server_protocol *const server_protocols[] = {
    &server_glasslock, &server_chatlock, &server_socketchat, &server_coursework, &raw_protocol, NULL,
};

const struct server_protocol *server_protocol_find(const char *name)
{
    const struct server_protocol *const *p = server_protocols;
    while (*p && strcmp((*p)->name, name) != 0)
        p++;
    return *p;
}
