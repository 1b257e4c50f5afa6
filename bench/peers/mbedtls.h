// SPDX-License-Identifier: MIT
// What the files of Mbed TLS (of the 2.28 series) share.
#ifndef GLASSLOCK_BENCH_MBEDTLS_H
#define GLASSLOCK_BENCH_MBEDTLS_H

#include "bench/peers/peer.h"

#if __has_include(<mbedtls/rsa.h>) && !defined WITHOUT_MBEDTLS
#define HAVE_MBEDTLS 1
#else
#define HAVE_MBEDTLS 0
#endif

// mbedtls_rsa.c, mbedtls_ec.c
void *mbed_generator(void); // of random numbers, seeded at the first call
extern const struct way mbed_ec_generate, mbed_ecdh, mbed_ecdsa_sign, mbed_ecdsa_verify, mbed_oaep_decrypt,
    mbed_oaep_encrypt, mbed_pss_sign, mbed_pss_verify, mbed_rsa_generate;

extern const struct peer peer_mbedtls;

#endif
