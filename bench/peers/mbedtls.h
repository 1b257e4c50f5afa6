// SPDX-License-Identifier: MIT
// What the files of Mbed TLS (of the 2.28 series) share.
#ifndef GLASSLOCK_BENCH_MBEDTLS_H
#define GLASSLOCK_BENCH_MBEDTLS_H

#include "bench/peers/peer.h"

extern const struct peer peer_mbedtls;

#endif
