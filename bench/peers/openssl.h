// SPDX-License-Identifier: MIT
// What the files of OpenSSL share: EVP, the older low-level calls, RSA, curves.
#ifndef GLASSLOCK_BENCH_OPENSSL_H
#define GLASSLOCK_BENCH_OPENSSL_H

#define OPENSSL_SUPPRESS_DEPRECATED // the low-level calls are still there, and still used
#include "bench/peers/peer.h"

#if __has_include(<openssl/evp.h>) && !defined WITHOUT_OPENSSL
#define HAVE_OPENSSL 1
#else
#define HAVE_OPENSSL 0
#endif

const char *openssl_version(void);

// openssl_mac.c, openssl_rsa.c, openssl_ec.c: through EVP
extern const struct way openssl_mac, openssl_kdf;
extern const struct way openssl_oaep_encrypt, openssl_oaep_decrypt, openssl_pss_sign, openssl_pss_verify,
    openssl_rsa_generate, openssl_ecdsa_sign, openssl_ecdsa_verify, openssl_ecdh, openssl_ec_generate;
// openssl_low_keys.c
extern const struct way openssl_low_oaep_encrypt, openssl_low_oaep_decrypt, openssl_low_pss_sign,
    openssl_low_pss_verify, openssl_low_ecdsa_sign, openssl_low_ecdsa_verify, openssl_low_ecdh,
    openssl_low_ec_generate;

extern const struct peer peer_openssl_evp, peer_openssl_low;

#endif
