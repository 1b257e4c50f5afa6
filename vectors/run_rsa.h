// SPDX-License-Identifier: MIT
// RSA keys as the files of vectors write them.
#ifndef GLASSLOCK_VECTORS_RUN_RSA_H
#define GLASSLOCK_VECTORS_RUN_RSA_H

#include "crypto/rsa/rsa.h"
#include "vectors/run.h"

// A key of the PKCS #1 files, with its CRT values; both copies of n and e must agree. False: malformed.
bool rsa_example_key(struct run *r, struct rsa_private *key);

struct rsa_scheme {
    bool pss;
    const struct hash_alg *hash, *mgf_hash;
    struct blob salt; // PSS
};
// Sign the message with this salt and compare with the field `name`; verify it.
void rsa_check_sign(struct run *r, const struct rsa_private *key, const struct rsa_scheme *scheme,
                    struct blob message, const char *name);
enum gl_error rsa_scheme_verify(const struct rsa_public *key, const struct rsa_scheme *scheme,
                                struct blob message, struct blob signature);

#endif
