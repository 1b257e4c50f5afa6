// SPDX-License-Identifier: MIT
// The same attempts against the channel of the default protocol itself (net/channel), both ends in one
// process.
#ifndef GLASSLOCK_APP_ATTACK_OWN_CHANNEL_H
#define GLASSLOCK_APP_ATTACK_OWN_CHANNEL_H

#include "app/attack/attack.h"

struct own_channel_trial {
    bool opened;                 // the honest records, before and after
    unsigned replays, replayed;  // a record sent again, in so many sessions; how many were taken
    unsigned altered, forged;    // one with a byte of its ciphertext changed; how many were taken
    size_t blocks, equal_blocks; // of two records with the same text
};

// A handshake with fresh keys, then the attempts with `text`. A refused record ends its session, so each
// attempt has a copy of the server's end. GL_ERR_UNAVAILABLE: an engine in force is not constant-time, and
// the channel refuses to work.
enum gl_error own_channel_try(struct attack_run *run, const char *text, struct own_channel_trial *trial);

// What own_channel_try() said, where it could not be tried: a sentence for the story, and GL_OK for
// GL_ERR_UNAVAILABLE.
enum gl_error own_channel_excuse(struct story *s, enum gl_error error);

#endif
