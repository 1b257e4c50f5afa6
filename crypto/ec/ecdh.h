// SPDX-License-Identifier: MIT
// Diffie-Hellman on elliptic curves (SP 800-56A, 5.7.1.2): the shared secret is the x coordinate of d Q.
#ifndef GLASSLOCK_EC_ECDH_H
#define GLASSLOCK_EC_ECDH_H

#include "crypto/ec/ec.h"
#include "crypto/trace/trace.h"

// secret: ec_field_bytes(curve). Validates `theirs`; GL_ERR_KEY for different curves, GL_ERR_POINT where d Q
// = O.
enum gl_error ecdh(const struct ec_key *ours, const struct ec_key *theirs, uint8_t *secret);
enum gl_error ecdh_trace(struct trace *t, const struct ec_key *ours, const struct ec_key *theirs,
                         uint8_t *secret);

#endif
