// SPDX-License-Identifier: MIT
#include "net/core/limits.h"

#include <stddef.h>
#include <string.h>

const struct server_limits server_default_limits = {
    .connections = 4096,
    .handshakes = 256,
    .per_address = 256,
    .frame_bytes = 65536,
    .message_bytes = 4096,
    .outbox_bytes = 1024 * 1024,
    .login_tries = 5,
    .handshake_s = 30,
    .idle_s = 120,
    .room_members = 4096,
    .rooms = 256,
    .history = 10000,
    .rate = 50,
};

#define AT(field) offsetof(struct server_limits, field)

const struct server_limit server_limit_table[] = {
    {"connections", "connections at once", 1, 60000, AT(connections)},
    {"handshakes", "connections at once that have not yet joined; more wait", 1, 60000, AT(handshakes)},
    {"address", "connections from one address (loopback: no limit)", 1, 60000, AT(per_address)},
    {"frame", "bytes of the longest frame taken", 1024, 65536, AT(frame_bytes)},
    {"message", "bytes of a text", 1, 4096, AT(message_bytes)},
    {"outbox", "bytes waiting for one slow reader, who is dropped beyond", 4096, 1u << 30, AT(outbox_bytes)},
    {"logins", "wrong passwords before a connection is closed", 1, 1000, AT(login_tries)},
    {"handshake", "seconds to join", 1, 3600, AT(handshake_s)},
    {"idle", "silent seconds before a ping; closed after twice as many", 1, 86400, AT(idle_s)},
    {"members", "members of one room or conversation", 2, 60000, AT(room_members)},
    {"rooms", "conversations that one account is in", 1, 65535, AT(rooms)},
    {"history", "messages kept in one conversation", 0, 10000000, AT(history)},
    {"rate", "messages a second of a connection (glasslock); 0: any", 0, 100000, AT(rate)},
    {0},
};

bool server_limit_set(struct server_limits *limits, const char *name, uint64_t value,
                      const struct server_limit **limit)
{
    *limit = NULL;
    for (const struct server_limit *l = server_limit_table; l->name; l++) {
        if (strcmp(l->name, name) != 0)
            continue;
        *limit = l;
        if (value < l->least || value > l->most)
            return false;
        uint32_t number = (uint32_t)value;
        memcpy((unsigned char *)limits + l->offset, &number, sizeof number);
        return true;
    }
    return false;
}
