// SPDX-License-Identifier: MIT
// chatlock-forge against a server that runs.
#ifndef GLASSLOCK_APP_ATTACK_CHATLOCK_LIVE_H
#define GLASSLOCK_APP_ATTACK_CHATLOCK_LIVE_H

#include "app/attack/chatlock.h"

struct chatlock_target {
    const char *where; // HOST:PORT
    const char *from;  // whose name is used
    const char *to;    // who is to read it; NULL: a receiver of the attack's own
    const char *text;
};

// Send what `sig` is the signature of, and see it arrive. Q: the public point to register with. Complains.
int chatlock_forge_live(struct attack_run *run, const struct chatlock_target *target,
                        const struct chatlock_point *Q, const struct chatlock_signature *sig);

#endif
