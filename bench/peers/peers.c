// SPDX-License-Identifier: MIT
// The peers, in the order in which they run and are listed.
#include "bench/peers/peer.h"

extern const struct peer peer_openssl_evp, peer_openssl_low;

const struct peer *const peers[] = {&peer_openssl_evp, &peer_openssl_low, NULL};
