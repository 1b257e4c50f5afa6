// SPDX-License-Identifier: MIT
// One RSA key for all tests of a run: 1024 bits, the smallest and quickest.
#ifndef GLASSLOCK_TESTS_RSA_KEY_H
#define GLASSLOCK_TESTS_RSA_KEY_H

#include "crypto/rsa/rsa.h"

#define K 128 // bytes of its modulus

// Made at the first call, and shared: copy it before changing it.
const struct rsa_private *rsa_test_key(void);

// Initialise out as a copy; the caller clears it.
void rsa_copy_key(struct rsa_private *out, const struct rsa_private *key);

#endif
