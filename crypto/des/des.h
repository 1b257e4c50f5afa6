// SPDX-License-Identifier: MIT
// DES and triple DES (FIPS 46-3, SP 800-67): the family "des" behind the contract of cipher/cipher.h.
//
// Keys of 8 bytes are single DES; of 16 bytes two-key triple DES (K3 = K1); of 24 bytes three-key triple DES,
// which encrypts as E(K3, D(K2, E(K1, M))). The low bit of each key byte is parity, and is not checked: the
// vectors, like most software, ignore it. Blocks of 8 bytes. CT: the slice engines are constant-time in every
// mode; the textbook, table and mixed engines look S-boxes up and are not.
#ifndef GLASSLOCK_DES_DES_H
#define GLASSLOCK_DES_DES_H

#include "crypto/cipher/cipher.h"

#define DES_BLOCK_BYTES 8
#define DES_KEY_BYTES   8
#define DES_ROUNDS      16

extern const struct gl_family des_family;
extern const struct cipher_engine des_textbook, des_table, des_slice64, des_slice_avx2, des_slice_avx512,
    des_mixed;

void des_narrate_expand(struct trace *t, void *schedule, const uint8_t *key, size_t key_bytes);
trace_ref des_narrate_block(struct trace *t, const void *schedule, enum cipher_direction direction,
                            uint8_t *out, const uint8_t *in, trace_ref in_ref);

#endif
