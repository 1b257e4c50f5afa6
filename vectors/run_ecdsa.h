// SPDX-License-Identifier: MIT
// ECDSA in vectors: what the runners of the two formats share.
#ifndef GLASSLOCK_VECTORS_RUN_ECDSA_H
#define GLASSLOCK_VECTORS_RUN_ECDSA_H

#include "crypto/ec/ecdsa.h"
#include "vectors/run.h"

// Is the signature valid? Where the engine makes many verifications at a time, three of this one must be
// judged as one alone is; `name` is the field to blame if they are not.
bool run_ecdsa_accepts(struct run *r, const char *name, const struct ec_key *key,
                       const struct ecdsa_signature *sig, const uint8_t *digest, size_t bytes);

#endif
