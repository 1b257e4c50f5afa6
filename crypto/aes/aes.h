// SPDX-License-Identifier: MIT
// AES (FIPS 197): the family "aes" behind the contract of cipher/cipher.h.
//
// Keys of 16, 24 and 32 bytes; blocks of 16 bytes. Engines, best first: "vaes" (AVX-512 VAES), "ni"
// (AES-NI), "ct" (bitsliced, for any CPU), "textbook" (narrates). The first three take many CBC messages
// side by side: sixteen (eight with "ni") cost little more than one in cipher_encrypt_many().
//
// CT: all but the textbook engine, which looks the S-box up.
#ifndef GLASSLOCK_AES_AES_H
#define GLASSLOCK_AES_AES_H

#include "crypto/cipher/cipher.h"

#define AES_BLOCK_BYTES 16
#define AES_MAX_ROUNDS  14

extern const struct gl_family aes_family;
extern const struct cipher_engine aes_vaes, aes_ni, aes_ct, aes_textbook;

void aes_narrate_expand(struct trace *t, void *schedule, const uint8_t *key, size_t key_bytes);
trace_ref aes_narrate_block(struct trace *t, const void *schedule, enum cipher_direction direction,
                            uint8_t *out, const uint8_t *in, trace_ref in_ref);

#endif
