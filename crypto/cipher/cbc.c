// SPDX-License-Identifier: MIT
// CBC (SP 800-38A, 6.2) in its plainest form, one block after the other.
#include "crypto/cipher/cbc.h"

#include <string.h>

static void xor_block(uint8_t *out, const uint8_t *a, const uint8_t *b, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++)
        out[i] = a[i] ^ b[i];
}

// C_j = E(P_j xor C_{j-1}), where C_0 is the IV
static void cbc_encrypt(struct cipher_ctx *ctx, uint8_t *out, const uint8_t *in, size_t n_blocks)
{
    size_t block = ctx->alg->block_bytes;
    for (size_t i = 0; i < n_blocks; i++, in += block, out += block) {
        xor_block(ctx->iv, ctx->iv, in, block);
        ctx->engine->ecb(ctx->schedule, CIPHER_ENCRYPT, ctx->iv, ctx->iv, 1);
        memcpy(out, ctx->iv, block);
    }
}

// P_j = D(C_j) xor C_{j-1}; C_j is kept first, for out may be in
static void cbc_decrypt(struct cipher_ctx *ctx, uint8_t *out, const uint8_t *in, size_t n_blocks)
{
    size_t block = ctx->alg->block_bytes;
    uint8_t ciphertext[CIPHER_MAX_BLOCK_BYTES];
    for (size_t i = 0; i < n_blocks; i++, in += block, out += block) {
        memcpy(ciphertext, in, block);
        ctx->engine->ecb(ctx->schedule, CIPHER_DECRYPT, out, in, 1);
        xor_block(out, out, ctx->iv, block);
        memcpy(ctx->iv, ciphertext, block);
    }
}

void cipher_generic_cbc(struct cipher_ctx *ctx, uint8_t *out, const uint8_t *in, size_t n_blocks)
{
    if (ctx->direction == CIPHER_ENCRYPT)
        cbc_encrypt(ctx, out, in, n_blocks);
    else
        cbc_decrypt(ctx, out, in, n_blocks);
}
