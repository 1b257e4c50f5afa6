// SPDX-License-Identifier: MIT
// What a page shows besides events, as it is now, as JSON objects (bridge.h has their names). The engine's
// thread; NULL: no memory.
#ifndef GLASSLOCK_APP_WEB_PRESENT_H
#define GLASSLOCK_APP_WEB_PRESENT_H

#include "net/client/client.h"

#include <jansson.h>

json_t *present_hello(struct chat_client *client, const char *protocol, const char *server);
json_t *present_status(struct chat_client *client);
json_t *present_people(struct chat_client *client);
json_t *present_rooms(struct chat_client *client);

#endif
