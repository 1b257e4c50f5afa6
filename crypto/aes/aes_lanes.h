// SPDX-License-Identifier: MIT
// Many CBC messages on an engine of L lanes: who sits in which lane, and until when.
//
// Each message takes a lane, and all lanes step from block to block together. The shortest message that
// is left says for how many blocks: then its lane is free, and the next message moves in. So lengths may
// differ as they like, and lanes idle only at the very end. Messages share the lanes only with others of
// the same key size, for all lanes of an instruction are in the same round.
#ifndef GLASSLOCK_AES_AES_LANES_H
#define GLASSLOCK_AES_AES_LANES_H

#include "crypto/aes/aes.h"

#define AES_MAX_LANES 16

struct aes_lane {
    struct cipher_ctx *ctx;
    uint8_t *out;
    const uint8_t *in;
    size_t blocks; // that are left
};

// Encrypt `steps` blocks (at least one) in each of the `n` lanes, from ctx->iv, which moves on. All are
// of one key size. `state` is the engine's own.
typedef void aes_lanes_run(void *state, const struct aes_lane *lanes, size_t n, size_t steps);

// Give the CBC jobs to `run`, at most max_lanes (up to AES_MAX_LANES) at once.
void aes_lanes_encrypt(const struct cipher_job *jobs, size_t n, size_t max_lanes, aes_lanes_run *run,
                       void *state);

#endif
