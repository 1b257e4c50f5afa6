// SPDX-License-Identifier: MIT
// What the files of libgcrypt share.
#ifndef GLASSLOCK_BENCH_GCRYPT_H
#define GLASSLOCK_BENCH_GCRYPT_H

#include "bench/peers/peer.h"

#if __has_include(<gcrypt.h>) && !defined WITHOUT_GCRYPT
#define HAVE_GCRYPT 1
#else
#define HAVE_GCRYPT 0
#endif

#if HAVE_GCRYPT
#include <gcrypt.h>
#endif

const char *gcrypt_curve(const struct task *task); // its name here

// gcrypt_keys.c, gcrypt_ecdh.c
extern const struct way gcrypt_ec_generate, gcrypt_ecdh, gcrypt_ecdsa_sign, gcrypt_ecdsa_verify,
    gcrypt_oaep_decrypt, gcrypt_oaep_encrypt, gcrypt_pss_sign, gcrypt_pss_verify, gcrypt_rsa_generate;

extern const struct peer peer_gcrypt;

#endif
