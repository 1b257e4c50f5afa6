// SPDX-License-Identifier: MIT
// What `glasslock sign` and `glasslock verify` share: the options that say how, checked against the key.
#ifndef GLASSLOCK_APP_SIGNING_H
#define GLASSLOCK_APP_SIGNING_H

#include "app/keyfile.h"

#define SIGNING_HELP                                                                                         \
    "      --hash H         of the file (sha256)\n"                                                          \
    "      --scheme S       RSA: pss (the default) or pkcs1\n"                                               \
    "      --salt N         RSA-PSS: bytes of salt (as many as the hash has)\n"                              \
    "      --mgf-hash H     RSA-PSS: of MGF1 (as --hash)\n"                                                  \
    "      --format F       EC and DSA: der (the default) or p1363 (r || s)\n"

struct signing_options {
    const char *hash, *scheme, *salt, *mgf_hash, *format;
};

struct signing {
    const struct hash_alg *hash;
    bool pkcs1, p1363;
    struct rsa_pss pss;
    size_t order_bytes; // EC, DSA
};

// Settle what was asked for; one line for what does not suit the key.
int signing_settle(const char *command, const struct signing_options *options, const struct key *key,
                   struct signing *out);

#endif
