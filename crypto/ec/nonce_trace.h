// SPDX-License-Identifier: MIT
// What ECDSA and DSA narrate alike: the digest as an integer, and the nonce.
#ifndef GLASSLOCK_EC_NONCE_TRACE_H
#define GLASSLOCK_EC_NONCE_TRACE_H

#include "crypto/ec/ecdsa.h"
#include "crypto/trace/tb.h"

// The message, its digest, and e = the leftmost order_bits bits of the digest. Returns the digest.
struct tb narrate_digest(struct trace *t, const struct hash_alg *hash, const uint8_t *message, size_t bytes,
                         unsigned order_bits, struct ti *e);

// k by RFC 6979, every V and K a step, or as an input where it is random or given. q: the group's order; x:
// the private number. attempt: how many nonces have failed before.
enum gl_error narrate_nonce(struct trace *t, const struct ecdsa_nonce *nonce, const struct ti *q,
                            const struct ti *x, struct tb digest, unsigned attempt, struct ti *k);

#endif
