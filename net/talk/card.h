// SPDX-License-Identifier: MIT
// What the files of this folder share about cards and public keys.
#ifndef GLASSLOCK_NET_TALK_CARD_H
#define GLASSLOCK_NET_TALK_CARD_H

#include "net/talk/talk.h"

#define TALK_RSA_EXPONENT 65537 // of every card

// A modulus of exactly TALK_RSA_BITS bits, the exponent above, no small factor. GL_ERR_KEY.
enum gl_error talk_check_modulus(const struct rsa_public *key);

// z in so many bytes; the writer fails where it does not fit.
void talk_put_integer(struct wire_writer *w, const mpz_t z, size_t bytes);

// SHA-256 of a public key alone: of the 65 bytes of a point, of the 256 bytes of a modulus.
void talk_point_id(uint8_t id[TALK_HASH_BYTES], const struct ec_key *key);
void talk_modulus_id(uint8_t id[TALK_HASH_BYTES], const struct rsa_public *key);

#endif
