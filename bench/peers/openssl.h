// SPDX-License-Identifier: MIT
// What the files of OpenSSL share: EVP, the older low-level calls, RSA, curves.
#ifndef GLASSLOCK_BENCH_OPENSSL_H
#define GLASSLOCK_BENCH_OPENSSL_H

#define OPENSSL_SUPPRESS_DEPRECATED // the low-level calls are still there, and still used
#include "bench/peers/peer.h"

const char *openssl_version(void);

extern const struct peer peer_openssl_evp, peer_openssl_low;

#endif
