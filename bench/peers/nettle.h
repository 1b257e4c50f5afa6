// SPDX-License-Identifier: MIT
// What the files of Nettle and its public-key half, Hogweed, share.
#ifndef GLASSLOCK_BENCH_NETTLE_H
#define GLASSLOCK_BENCH_NETTLE_H

#include "bench/peers/peer.h"

#if __has_include(<nettle/ecdsa.h>) && !defined WITHOUT_NETTLE
#define HAVE_NETTLE 1
#else
#define HAVE_NETTLE 0
#endif

// nettle_keys.c
extern const struct way hogweed_ec_generate, hogweed_ecdh, hogweed_ecdsa_sign, hogweed_ecdsa_verify,
    hogweed_pss_sign, hogweed_pss_verify, hogweed_rsa_generate;

extern const struct peer peer_nettle;

#endif
