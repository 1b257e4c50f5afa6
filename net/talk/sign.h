// SPDX-License-Identifier: MIT
// Signatures of a SHA-256 digest, as they stand in cards, invitations, epochs and messages: r || s of 32
// bytes each (ECDSA, DSA), or the 256 bytes of RSA-PSS (SHA-256, MGF1-SHA-256, a salt of 32 bytes).
//
// ECDSA and DSA take RFC 6979's nonces: no failing source of randomness can tell the private key, and the
// same keys always make the same card.
#ifndef GLASSLOCK_NET_TALK_SIGN_H
#define GLASSLOCK_NET_TALK_SIGN_H

#include "net/talk/talk.h"

#define TALK_POINT_BYTES         65 // uncompressed P-256
#define TALK_MODULUS_BYTES       (TALK_RSA_BITS / 8)
#define TALK_SCALAR_BYTES        32 // P-256's order, DSA's q
#define TALK_PAIR_BYTES          (2 * TALK_SCALAR_BYTES)
#define TALK_MAX_SIGNATURE_BYTES TALK_MODULUS_BYTES

enum gl_error talk_sign_ecdsa(const struct ec_key *key, const uint8_t digest[TALK_HASH_BYTES],
                              uint8_t signature[TALK_PAIR_BYTES]);
// GL_ERR_VERIFY, whatever is wrong.
enum gl_error talk_verify_ecdsa(const struct ec_key *key, const uint8_t digest[TALK_HASH_BYTES],
                                const uint8_t *signature, size_t bytes);

size_t talk_signature_bytes(enum talk_signature kind); // 0: no such kind
enum gl_error talk_sign(const struct talk_keys *keys, enum talk_signature kind,
                        const struct gl_random *random, const uint8_t digest[TALK_HASH_BYTES],
                        uint8_t signature[TALK_MAX_SIGNATURE_BYTES]);
enum gl_error talk_verify(const struct talk_card *card, enum talk_signature kind,
                          const uint8_t digest[TALK_HASH_BYTES], const uint8_t *signature, size_t bytes);

#endif
