// SPDX-License-Identifier: MIT
// HOST, HOST:PORT, [ADDRESS]:PORT: where a chat server is.
#ifndef GLASSLOCK_APP_CHAT_TARGET_H
#define GLASSLOCK_APP_CHAT_TARGET_H

#include <stdbool.h>
#include <stdint.h>

#define TARGET_HOST_CHARS 256

struct target {
    char host[TARGET_HOST_CHARS];
    uint16_t port; // 0: not said
};
// text: NULL for loopback. false: it is none of these.
bool target_parse(struct target *t, const char *text);

#endif
