// SPDX-License-Identifier: MIT
// EMSA-PKCS1-v1_5 (RFC 8017, 9.2): EM = 00 01 ff...ff 00 || DigestInfo.
#ifndef GLASSLOCK_RSA_PKCS1_H
#define GLASSLOCK_RSA_PKCS1_H

#include "crypto/hash/hash.h"

#define PKCS1_MAX_PREFIX_BYTES 19

// The DER of DigestInfo up to the digest (RFC 8017, 9.2, note 1). Returns its length, 0 for a hash without
// one.
size_t pkcs1_prefix(const struct hash_alg *hash, uint8_t prefix[PKCS1_MAX_PREFIX_BYTES]);

// Encode a digest into k bytes. GL_ERR_LENGTH: the key is too small; GL_ERR_UNSUPPORTED: no DigestInfo for
// the hash.
enum gl_error pkcs1_encode(const struct hash_alg *hash, const uint8_t *digest, uint8_t *EM, size_t k);

#endif
