// SPDX-License-Identifier: MIT
// HKDF: extract and expand (RFC 5869).
#ifndef GLASSLOCK_HASH_HKDF_H
#define GLASSLOCK_HASH_HKDF_H

#include "crypto/hash/hash.h"

// PRK = HMAC(salt, ikm): alg->digest_bytes. A salt of 0 bytes means digest_bytes zero bytes.
void hkdf_extract(const struct hash_alg *alg, const void *salt, size_t salt_bytes, const void *ikm,
                  size_t ikm_bytes, uint8_t *prk);

// OKM: out_bytes <= 255 * digest_bytes, else GL_ERR_LENGTH (and out is wiped).
enum gl_error hkdf_expand(const struct hash_alg *alg, const uint8_t *prk, size_t prk_bytes, const void *info,
                          size_t info_bytes, uint8_t *out, size_t out_bytes);

// Both steps.
enum gl_error hkdf(const struct hash_alg *alg, const void *salt, size_t salt_bytes, const void *ikm,
                   size_t ikm_bytes, const void *info, size_t info_bytes, uint8_t *out, size_t out_bytes);

// Narrated: extract, then each T(i).
enum gl_error hkdf_trace(struct trace *t, const struct hash_alg *alg, const uint8_t *salt, size_t salt_bytes,
                         const uint8_t *ikm, size_t ikm_bytes, const uint8_t *info, size_t info_bytes,
                         uint8_t *out, size_t out_bytes);

#endif
