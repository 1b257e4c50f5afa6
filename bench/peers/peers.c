// SPDX-License-Identifier: MIT
// The peers, in the order in which they run and are listed.
#include "bench/peers/gcrypt.h"
#include "bench/peers/mbedtls.h"
#include "bench/peers/nettle.h"
#include "bench/peers/openssl.h"

extern const struct peer peer_ipsec_mb, peer_gmp;

const struct peer *const peers[] = {&peer_openssl_evp, &peer_openssl_low, &peer_gcrypt, &peer_nettle,
                                    &peer_mbedtls,     &peer_ipsec_mb,    &peer_gmp,    NULL};
