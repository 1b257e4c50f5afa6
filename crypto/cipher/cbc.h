// SPDX-License-Identifier: MIT
// CBC over the ecb() of any engine, for engines that have no cbc() of their own (internal to this folder).
#ifndef GLASSLOCK_CIPHER_CBC_H
#define GLASSLOCK_CIPHER_CBC_H

#include "crypto/cipher/cipher.h"

void cipher_generic_cbc(struct cipher_ctx *ctx, uint8_t *out, const uint8_t *in, size_t n_blocks);

#endif
