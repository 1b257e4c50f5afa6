// SPDX-License-Identifier: MIT
// What the files of libgcrypt share.
#ifndef GLASSLOCK_BENCH_GCRYPT_H
#define GLASSLOCK_BENCH_GCRYPT_H

#include "bench/peers/peer.h"

#if __has_include(<gcrypt.h>)
#include <gcrypt.h>
#endif

extern const struct peer peer_gcrypt;

#endif
