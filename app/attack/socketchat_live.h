// SPDX-License-Identifier: MIT
// socketchat-replay against a server that runs.
#ifndef GLASSLOCK_APP_ATTACK_SOCKETCHAT_LIVE_H
#define GLASSLOCK_APP_ATTACK_SOCKETCHAT_LIVE_H

#include "app/attack/attack.h"

// Send `line` to the server at HOST:PORT, and hear it relayed. Complains.
int socketchat_replay_live(struct attack_run *run, const char *where, const char *line);

#endif
