// SPDX-License-Identifier: MIT
// The protocols that a client speaks.
#include "net/client/protocol.h"
#include "net/glasslock/client.h"
#include "net/old/clients.h"

#include <string.h>

const struct client_protocol *const client_protocols[] = {&client_glasslock, &client_chatlock,
                                                          &client_socketchat, &client_coursework, NULL};

const struct client_protocol *client_protocol_find(const char *name)
{
    for (const struct client_protocol *const *p = client_protocols; *p; p++)
        if (strcmp((*p)->name, name) == 0)
            return *p;
    return NULL;
}
