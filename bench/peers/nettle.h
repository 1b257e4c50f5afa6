// SPDX-License-Identifier: MIT
// What the files of Nettle and its public-key half, Hogweed, share.
#ifndef GLASSLOCK_BENCH_NETTLE_H
#define GLASSLOCK_BENCH_NETTLE_H

#include "bench/peers/peer.h"

extern const struct peer peer_nettle;

#endif
